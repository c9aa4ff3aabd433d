"""Fit: a study's own tagger from the decisions of its coders, with figures that can be trusted.

Features are the shipped model's embeddings; each code has a logistic regression of its own. The
figures come from nested cross-validation by transcript: no transcript is judged by a fit that saw
it, and strength and threshold are chosen inside the training part (Cawley and Talbot 2010, "On
over-fitting in model selection", JMLR 11:2079-2107).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FEWEST_YES = 15
"""Accepted codings of a code below which nothing is fitted."""
FEWEST_NO = 15
FEWEST_TRANSCRIPTS = 4
SHAKY_YES = 40
"""Accepted codings below which a fit is made and called shaky."""
_STRENGTHS = (0.3, 1.0, 3.0, 10.0)
_FOLDS = 5
_DRAWS = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided on one segment. yes, no: codes that it has, and has not."""

    transcript: str
    text: str
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The tagger of one code and how well it did, or why there is none.

    f1, precision, recall: of nested cross-validation, None when there is no fit. f1_ci95: from a
    bootstrap over transcripts. refused: the reason, "" when there is a fit.
    """

    code: str
    n_yes: int
    n_no: int
    n_transcripts: int
    weights: tuple[float, ...] = ()
    intercept: float = 0.0
    threshold: float = 0.5
    f1: float | None = None
    f1_ci95: tuple[float, float] | None = None
    precision: float | None = None
    recall: float | None = None
    refused: str = ""

    @property
    def is_shaky(self) -> bool:
        """Say whether there are too few decisions to lean on the figures."""
        return not self.refused and (self.n_yes < SHAKY_YES or self.f1_ci95 is None)


def fit_codes(
    decided: Sequence[Decided], features: Floats, codes: Sequence[str], *, seed: int = 1
) -> tuple[Fitted, ...]:
    """Fit every code that has enough decisions.

    features: one row per segment. A segment counts for a code only if it was decided for it.
    """
    return tuple(_fit(code, decided, features, seed) for code in codes)


def _fit(code: str, decided: Sequence[Decided], features: Floats, seed: int) -> Fitted:
    at = [i for i, d in enumerate(decided) if code in d.yes or code in d.no]
    wanted = np.array([code in decided[i].yes for i in at], dtype=bool)
    groups = np.array([decided[i].transcript for i in at])
    n_yes, n_no = int(wanted.sum()), int((~wanted).sum())
    n_groups = len(set(groups))
    if refused := _refusal(n_yes, n_no, len(set(groups[wanted])) if n_yes else 0):
        return Fitted(code, n_yes, n_no, n_groups, refused=refused)
    rows = features[at]
    found = np.zeros(len(at), dtype=bool)
    for train, test in GroupKFold(min(_FOLDS, n_groups)).split(rows, wanted, groups):
        strength, threshold = _choose(rows[train], wanted[train], groups[train])
        model = _regression(strength).fit(rows[train], wanted[train])
        found[test] = model.predict_proba(rows[test])[:, 1] >= threshold
    strength, threshold = _choose(rows, wanted, groups)
    model = _regression(strength).fit(rows, wanted)
    hits = int((wanted & found).sum())
    return Fitted(
        code=code,
        n_yes=n_yes,
        n_no=n_no,
        n_transcripts=n_groups,
        weights=tuple(round(float(w), 5) for w in model.coef_[0]),
        intercept=round(float(model.intercept_[0]), 5),
        threshold=round(threshold, 3),
        f1=_f1(wanted, found),
        f1_ci95=_interval(wanted, found, groups, seed),
        precision=hits / int(found.sum()) if found.any() else None,
        recall=hits / n_yes,
    )


def _refusal(n_yes: int, n_no: int, n_transcripts: int) -> str:
    if n_yes < FEWEST_YES:
        return f"{n_yes} accepted; at least {FEWEST_YES} are needed"
    if n_no < FEWEST_NO:
        return f"{n_no} rejected or coded otherwise; at least {FEWEST_NO} are needed"
    if n_transcripts < FEWEST_TRANSCRIPTS:
        return f"accepted in {n_transcripts} transcripts; at least {FEWEST_TRANSCRIPTS} are needed"
    return ""


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=2000, class_weight="balanced")


def _choose(rows: Floats, wanted: Flags, groups: npt.NDArray[np.str_]) -> tuple[float, float]:
    """Return strength and threshold with the best F1 on transcripts left out in turn."""
    n_folds = min(_FOLDS, len(set(groups)))
    best = (-1.0, 1.0, 0.5)
    for strength in _STRENGTHS:
        scores = np.full(len(wanted), 0.5)
        for train, test in GroupKFold(n_folds).split(rows, wanted, groups):
            if wanted[train].any() and not wanted[train].all():
                model = _regression(strength).fit(rows[train], wanted[train])
                scores[test] = model.predict_proba(rows[test])[:, 1]
        for threshold in np.linspace(0.2, 0.8, 25):
            mark = _f1(wanted, scores >= threshold)
            if mark > best[0] + 1e-9:
                best = (mark, strength, float(threshold))
    return best[1], best[2]


def _f1(wanted: Flags, found: Flags) -> float:
    total = int(wanted.sum() + found.sum())
    return float(2 * (wanted & found).sum() / total) if total else 0.0


def _interval(
    wanted: Flags, found: Flags, groups: npt.NDArray[np.str_], seed: int
) -> tuple[float, float] | None:
    """Return the 95% interval of F1, transcripts drawn with replacement; None below 5 of them."""
    names = sorted(set(groups))
    if len(names) < 5:
        return None
    rows: Mapping[str, npt.NDArray[np.int_]] = {n: np.flatnonzero(groups == n) for n in names}
    dice = np.random.default_rng(seed)
    marks = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([rows[str(name)] for name in dice.choice(names, len(names))])
        marks.append(_f1(wanted[drawn], found[drawn]))
    low, high = np.percentile(marks, [2.5, 97.5])
    return float(low), float(high)
