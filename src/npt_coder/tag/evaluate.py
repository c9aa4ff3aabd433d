"""Evaluate: a tagger against labelled passages, in figures that say what they rest on.

Unit: the passage. A construct counts as coded when it or one of its sub-constructs is coded in
any sentence. Intervals come from a bootstrap over groups (settings), since passages of one
setting are alike: 95%, percentile. A figure without meaning is None, never a made-up number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from npt_coder.model import Codebook, Coding, Problem, Sentence, Valence
from npt_coder.sentences import split_text
from npt_coder.tag.base import Tagger
from npt_coder.tag.gold import Passage, read_gold
from npt_coder.tag.hardest import hardest
from npt_coder.tag.rules import merged

Flags = npt.NDArray[np.bool_]
Draws = npt.NDArray[np.int64]
DRAWS = 1000
_MARKS = (0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a tagger said of each passage. said: code -> (valence, score), per passage."""

    passages: tuple[Passage, ...]
    said: tuple[dict[str, tuple[Valence, float]], ...]
    codings: tuple[tuple[Coding, ...], ...]


def evaluate(
    gold: Path, tagger: Tagger, codebook: Codebook, *, seed: int = 1, n_errors: int = 0
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Judge a tagger on a gold file; returns plain values and the problems of the file.

    n_errors: how many of the hardest passages to list under `errors`.
    Raises TableError when the file cannot be used.
    """
    passages, problems = read_gold(gold)
    problems = (*problems, *_unknown_codes(gold, passages, codebook))
    codings = tuple(tuple(tagger.tag(_sentences(passage))) for passage in passages)
    judged = Judged(passages, tuple(_by_code(found) for found in codings), codings)
    constructs = _tops(codebook)
    groups = [passage.group for passage in passages]
    draws = _draws(groups, seed)
    truth = {name: _gold_flags(judged, name) for name in constructs}
    guess = {name: _said_flags(judged, name) for name in constructs}
    subs = [code.id for code in codebook.of_kind("sub-construct")]
    document: dict[str, object] = {
        "n": len(passages),
        "unit": "passage",
        "n_groups": len(set(groups)),
        "interval": "95%, percentile bootstrap over groups" if draws is not None else None,
        "tagger": tagger.coder,
        "codebook": {"name": codebook.name, "edition": codebook.edition, "hash": codebook.hash},
        "constructs": {n: _figures(truth[n], guess[n], draws) for n in constructs},
        **_overall(truth, guess, draws),
        "none": _none(judged, constructs, draws),
        "subconstructs": {
            id: _figures(_gold_flags(judged, id), _said_flags(judged, id), None) for id in subs
        },
        "valence": _valence(judged, constructs),
        "coverage_at_precision": _coverage(judged, constructs),
        "confusion": _confusion(judged, constructs),
    }
    if n_errors:
        document["errors"] = hardest(judged.passages, judged.codings, constructs)[:n_errors]
    return document, problems


def _unknown_codes(
    gold: Path, passages: Iterable[Passage], codebook: Codebook
) -> Iterator[Problem]:
    """Yield a problem for each labelled code that cannot count, since the codebook lacks it."""
    known = {code.id for code in codebook.codes}
    tops = _tops(codebook)
    labelled = Counter(code for passage in passages for code in passage.codes)
    for code, n in sorted(labelled.items()):
        if code not in known and not any(_under(code, name) for name in tops):
            message = f"'{code}' labels {n} passages and is not in '{codebook.name}': not counted."
            yield Problem(str(gold), message, None)


def _sentences(passage: Passage) -> list[Sentence]:
    return [
        Sentence(passage.id, 1, index, start, end, passage.text[start:end])
        for index, (start, end) in enumerate(split_text(passage.text))
    ]


def _by_code(codings: Iterable[Coding]) -> dict[str, tuple[Valence, float]]:
    """Return code -> valence over the sentences of the passage, and the highest score."""
    by_code: dict[str, list[Coding]] = {}
    for coding in codings:
        by_code.setdefault(coding.code, []).append(coding)
    return {
        code: (merged({c.valence for c in found}), max(c.score for c in found))
        for code, found in by_code.items()
    }


def _tops(codebook: Codebook) -> tuple[str, ...]:
    """Return the constructs of the codebook; of a codebook without any, its themes."""
    made = codebook.of_kind("construct") or codebook.of_kind("theme")
    return tuple(code.id for code in made)


def _under(code: str, name: str) -> bool:
    return code == name or code.startswith(f"{name}.")


def _gold_flags(judged: Judged, name: str) -> Flags:
    return np.array([any(_under(c, name) for c in p.codes) for p in judged.passages])


def _said_flags(judged: Judged, name: str) -> Flags:
    return np.array([any(_under(c, name) for c in said) for said in judged.said])


def _figures(truth: Flags, guess: Flags, draws: Draws | None) -> dict[str, object]:
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, guess, average="binary", zero_division=np.nan
    )
    return {
        "precision": _number(precision),
        "recall": _number(recall),
        "f1": _number(f1) if truth.any() else None,
        "f1_ci95": None if draws is None else _interval(_f1(*_counts(truth, guess, draws))),
        "kappa": _kappa(truth, guess),
        "kappa_ci95": None if draws is None else _interval(_kappas(truth, guess, draws)),
        "support": int(truth.sum()),
        "suggested": int(guess.sum()),
        "prevalence": float(truth.mean()),
    }


def _overall(
    truth: Mapping[str, Flags], guess: Mapping[str, Flags], draws: Draws | None
) -> dict[str, object]:
    present = [name for name in truth if truth[name].any()]
    every = np.ones((1, len(next(iter(truth.values()), []))), dtype=int)
    counts = {n: _counts(truth[n], guess[n], every) for n in present}
    kappas = [_kappa(truth[n], guess[n]) for n in present]
    known = [kappa for kappa in kappas if kappa is not None]
    macro = np.array([_f1(*counts[n])[0] for n in present])
    micro = _f1(*(sum((counts[n][i] for n in present), np.zeros(1)) for i in range(3)))
    interval = kappa_interval = None
    if draws is not None and present:
        each = np.array([_f1(*_counts(truth[n], guess[n], draws)) for n in present])
        interval = _interval(_mean_of_known(each))
        each = np.array([_kappas(truth[n], guess[n], draws) for n in present])
        kappa_interval = _interval(_mean_of_known(each))
    return {
        "macro_f1": _number(macro.mean()) if present else None,
        "macro_f1_ci95": interval,
        "micro_f1": _number(micro[0]) if present else None,
        "macro_kappa": float(np.mean(known)) if known else None,
        "macro_kappa_ci95": kappa_interval,
    }


def _none(judged: Judged, constructs: Sequence[str], draws: Draws | None) -> dict[str, object]:
    """Return how often something is coded where people coded nothing at all."""
    plain = np.array([not passage.codes for passage in judged.passages])
    alarms = np.array([any(_under(c, n) for c in said for n in constructs) for said in judged.said])
    interval = None
    if draws is not None and plain.any():
        with np.errstate(invalid="ignore"):
            interval = _interval((draws @ (plain & alarms)) / (draws @ plain))
    return {
        "n": int(plain.sum()),
        "false_alarm_rate": float(alarms[plain].mean()) if plain.any() else None,
        "false_alarm_rate_ci95": interval,
    }


def _confusion(judged: Judged, constructs: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return gold construct (or none) -> suggested construct (or none) -> number of passages.

    A passage with two constructs counts in two rows; what is right stands on the diagonal.
    """
    table = {row: dict.fromkeys((*constructs, "none"), 0) for row in (*constructs, "none")}
    for passage, said in zip(judged.passages, judged.said, strict=True):
        wanted = [n for n in constructs if any(_under(c, n) for c in passage.codes)] or ["none"]
        given = [n for n in constructs if any(_under(c, n) for c in said)] or ["none"]
        for row in wanted:
            for column in given:
                # Two right codes are no confusion of one with the other.
                if column == row or column not in wanted:
                    table[row][column] += 1
    return table


def _valence(judged: Judged, constructs: Sequence[str]) -> dict[str, object]:
    """Return how often the valence agrees where construct and label agree."""
    pairs = []
    for passage, said in zip(judged.passages, judged.said, strict=True):
        for name in constructs:
            wanted = {v for c, v in passage.codes.items() if _under(c, name) and v}
            given = {valence for c, (valence, _) in said.items() if _under(c, name)}
            if wanted and given:
                pairs.append(merged(given) == merged(wanted))
    return {"n": len(pairs), "accuracy": sum(pairs) / len(pairs) if pairs else None}


def _coverage(judged: Judged, constructs: Sequence[str]) -> dict[str, float | None]:
    """Return the share of gold construct codes found by the surest suggestions, at a precision.

    Suggestions of all constructs are ranked by score; ties are taken together.
    """
    ranked: list[tuple[float, bool]] = []
    wanted = 0
    for passage, said in zip(judged.passages, judged.said, strict=True):
        for name in constructs:
            right = any(_under(code, name) for code in passage.codes)
            wanted += right
            scores = [score for code, (_, score) in said.items() if _under(code, name)]
            if scores:
                ranked.append((max(scores), right))
    return {str(mark): _found_at(ranked, wanted, mark) for mark in _MARKS}


def _found_at(ranked: Sequence[tuple[float, bool]], wanted: int, mark: float) -> float | None:
    if not wanted:
        return None
    best = 0
    for threshold in {score for score, _ in ranked}:
        taken = [right for score, right in ranked if score >= threshold]
        if sum(taken) / len(taken) >= mark:
            best = max(best, sum(taken))
    return best / wanted


def _draws(groups: Sequence[str], seed: int) -> Draws | None:
    """Return how often each passage is drawn in each bootstrap run, or None for one group."""
    names = sorted(set(groups))
    if len(names) < 2:
        return None
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(names), [1 / len(names)] * len(names), size=DRAWS)
    return drawn[:, [names.index(group) for group in groups]]


def _counts(truth: Flags, guess: Flags, weights: Draws) -> tuple[npt.NDArray[np.float64], ...]:
    """Return true positives, false positives and false negatives per run."""
    cells = (truth & guess, ~truth & guess, truth & ~guess)
    return tuple((weights @ cell).astype(float) for cell in cells)


def _f1(
    hits: npt.NDArray[np.float64], alarms: npt.NDArray[np.float64], misses: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        return 2 * hits / (2 * hits + alarms + misses)


def _mean_of_known(each: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean over the first axis of what has a meaning; NaN where nothing has."""
    known = ~np.isnan(each)
    total: npt.NDArray[np.float64] = np.where(known, each, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean: npt.NDArray[np.float64] = total / known.sum(axis=0)
    return mean


def _interval(values: npt.NDArray[np.float64]) -> list[float] | None:
    known = values[~np.isnan(values)]
    return [float(x) for x in np.percentile(known, [2.5, 97.5])] if len(known) else None


def _kappa(truth: Flags, guess: Flags) -> float | None:
    """Return Cohen's kappa, or None when both never or always say yes, where it has no meaning."""
    if len(np.unique(np.concatenate([truth, guess]))) < 2:
        return None
    return float(cohen_kappa_score(truth, guess))


def _kappas(truth: Flags, guess: Flags, draws: Draws) -> npt.NDArray[np.float64]:
    """Return Cohen's kappa of each bootstrap run; NaN where it has no meaning."""
    n = draws.sum(axis=1)
    agree = draws @ (truth == guess) / n
    yes, said = draws @ truth / n, draws @ guess / n
    chance = yes * said + (1 - yes) * (1 - said)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa: npt.NDArray[np.float64] = (agree - chance) / (1 - chance)
    return np.where(np.isfinite(kappa), kappa, np.nan)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
