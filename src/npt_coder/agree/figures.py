"""Figures: the coefficients of one code with their intervals, counts, and reasons for refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from npt_coder.agree.alpha import krippendorff_alpha
from npt_coder.agree.coefficients import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    pabak,
    percent,
    why_undefined,
)
from npt_coder.agree.intervals import (
    Interval,
    by_bootstrap,
    by_formula,
    kappa_error,
    resample,
    without_disagreement,
)
from npt_coder.agree.ratings import NOT_CODED, NOT_RATED, YES_NO, Ratings, Values
from npt_coder.agree.tally import Floats, Tally, tally, total

Coefficient = Callable[[Tally], Floats]
MIN_GROUPS = 5
"""With fewer transcripts a bootstrap over them is worse than none: it may have no width at all."""

FEW_GROUPS = 10
"""With fewer transcripts intervals are shown with a warning that they are too narrow."""

_COEFFICIENTS: Mapping[str, Coefficient] = {
    "percent": percent,
    "alpha": krippendorff_alpha,
    "ac1": gwet_ac1,
    "pabak": pabak,
    "brennan_prediger": brennan_prediger,
}
# These correct for chance by what was used, so with one category they say nothing.
_NEED_TWO = ("kappa", "alpha")
_MORE_ON_KAPPA = (
    *("kappa_ci95_method", "kappa_ci95_analytic", "kappa_ci95_bootstrap"),
    "kappa_draws_without_meaning",
)


@dataclass(frozen=True, slots=True)
class Grouping:
    """What a bootstrap draws: whole groups of units, or units when groups are none or too few.

    groups: a number per unit, from 0. what: what they are, in words. n_named: the transcripts
    that the units come from. is_counted: each unit counts as one decision, so that a formula can
    give an interval; false for stretches of characters and for several codes together.
    """

    groups: npt.NDArray[np.intp]
    what: str
    n_named: int
    is_counted: bool

    @property
    def is_grouped(self) -> bool:
        """Say whether whole groups are drawn."""
        return self.n_named >= MIN_GROUPS

    @property
    def n(self) -> int:
        """Return how many there are to draw from."""
        return len(np.unique(self.groups))

    @property
    def method(self) -> str:
        """Return how a bootstrap interval is made, in words."""
        return f"percentile bootstrap over {self.n} {self.what}"


def grouping(ratings: Ratings, what: str) -> Grouping:
    """Group the units by transcript, or leave each alone when there are fewer than MIN_GROUPS."""
    names = [unit.group for unit in ratings.units]
    n_named = len(set(names))
    is_plain = all(unit.weight == 1 for unit in ratings.units)
    if n_named < MIN_GROUPS:
        alone = "units" if is_plain else "stretches between the ends of segments"
        return Grouping(np.arange(len(names), dtype=np.intp), alone, n_named, is_plain)
    place = {name: number for number, name in enumerate(dict.fromkeys(names))}
    groups = np.array([place[name] for name in names], dtype=np.intp)
    return Grouping(groups, what, n_named, is_plain)


def figures_of_code(
    ratings: Ratings, place: int, by: Grouping, *, draws: int, seed: int
) -> dict[str, object]:
    """Return all figures of one code as plain values; what has no meaning is None, with a reason.

    place: of the code among the codes of the ratings.
    """
    categories = ratings.categories[place]
    values = ratings.values[place]
    each = tally(values, _weights(ratings), by.groups, n_categories=len(categories))
    made = figures(each, categories, by, coders=ratings.coders, draws=draws, seed=seed)
    counted = _counts(values, categories, ratings)
    return {"code": ratings.codes[place]} | made | counted


def figures(
    each: Tally,
    categories: tuple[str, ...],
    by: Grouping,
    *,
    coders: tuple[str, ...],
    draws: int,
    seed: int,
) -> dict[str, object]:
    """Return the coefficients of a tally of groups with their intervals."""
    t = total(each)
    reasons = _reasons(t, categories)
    drawn = resample(each, draws=draws, seed=seed) if t.n else None
    is_cohen = len(coders) == 2
    kappa = cohen_kappa if is_cohen else fleiss_kappa
    refused: dict[str, str] = {}
    document: dict[str, object] = {
        "n": int(t.n),
        "prevalence": _prevalence(t, categories),
        "categories": list(categories),
        "kappa_kind": "Cohen" if is_cohen else "Fleiss",
    }
    for name, coefficient in {"kappa": kappa, **_COEFFICIENTS}.items():
        document |= {name: None, f"{name}_ci95": None}
        if name == "kappa":
            document |= dict.fromkeys(_MORE_ON_KAPPA)
        if drawn is None or name in reasons:
            refused[name] = reasons[name]
            continue
        value = float(coefficient(t))
        interval = _interval(each, drawn, t, coefficient, by)
        if name == "kappa":
            analytic = _analytic(t, value, by) if is_cohen else None
            document |= dict(zip(_MORE_ON_KAPPA, _on_kappa(interval, analytic), strict=True))
            interval = interval if by.is_grouped or analytic is None else analytic
            document["kappa_ci95_method"] = interval.method or None
        document |= {name: value, f"{name}_ci95": interval.bounds}
        if interval.bounds is None:
            refused[f"{name}_ci95"] = interval.why_not
    if is_cohen:
        document["counts"] = _table_of(t, categories, coders)
    document["ci95_method"] = by.method if drawn is not None else None
    document["refused"] = refused
    return document


def pooled(ratings: Ratings, by: Grouping) -> Tally | None:
    """Return the tally of all codes together, each unit and code one decision.

    None when the codes do not have the same categories.
    """
    if not ratings.codes or len(set(ratings.categories)) > 1:
        return None
    q, weights = len(ratings.categories[0]), _weights(ratings)
    each = [tally(values, weights, by.groups, n_categories=q) for values in ratings.values]
    return Tally(
        *(
            np.sum([getattr(t, field) for t in each], axis=0)
            for field in ("n", "agreeing", "rated", "shares", "coincidences", "table")
        )
    )


def _reasons(t: Tally, categories: tuple[str, ...]) -> dict[str, str]:
    """Return why figures have no meaning, by their names; those that have one are not in it."""
    why = why_undefined(t, categories)
    if t.n == 0:
        return dict.fromkeys(("kappa", *_COEFFICIENTS), why)
    reasons = dict.fromkeys(_NEED_TWO, why) if why else {}
    if len(categories) < 2:
        reasons |= dict.fromkeys(("ac1", "pabak", "brennan_prediger"), why)
    elif len(categories) > 2:
        reasons["pabak"] = f"PABAK is for two categories; here are {len(categories)}"
    return reasons


def _interval(
    each: Tally, drawn: Tally, t: Tally, coefficient: Coefficient, by: Grouping
) -> Interval:
    if np.isclose(t.agreeing, t.n):
        # No draw can disagree either: only an exact bound says how much may have been missed.
        p_e = 0.0 if coefficient is percent else _chance(coefficient, t)
        return without_disagreement(min(float(t.n), float(len(by.groups))), p_e)
    if (each.n > 0).sum() < 2:
        return Interval(None, None, why_not="one unit that two coders judged gives no interval")
    return by_bootstrap(drawn, coefficient, by.method)


def _chance(coefficient: Coefficient, t: Tally) -> float:
    """Return the agreement expected by chance of a coefficient whose observed agreement is 1."""
    pi = t.shares / t.rated
    q = t.n_categories
    if coefficient in (brennan_prediger, pabak):
        return 1 / q
    if coefficient is gwet_ac1:
        return float((pi * (1 - pi)).sum() / (q - 1))
    return float((pi**2).sum())


def _analytic(t: Tally, value: float, by: Grouping) -> Interval | None:
    """Return the interval of Cohen's kappa by formula, or None where units are no decisions."""
    if not by.is_counted or t.agreeing == t.n:
        return None
    return by_formula(value, kappa_error(t.table))


def _on_kappa(bootstrap: Interval, analytic: Interval | None) -> tuple[object, ...]:
    """Return what stands beside kappa, in the order of _MORE_ON_KAPPA."""
    by_draws = bootstrap.bounds
    return None, analytic.bounds if analytic else None, by_draws, bootstrap.undefined


def _prevalence(t: Tally, categories: tuple[str, ...]) -> float | None:
    """Return the share of ratings that code the unit; None for a code that is always rated."""
    if NOT_CODED not in categories or t.rated == 0:
        return None
    return float(1 - t.shares[categories.index(NOT_CODED)] / t.rated)


def _counts(values: Values, categories: tuple[str, ...], ratings: Ratings) -> dict[str, object]:
    """Return the units that somebody coded, and for three coders or more the counts of each two."""
    weights = _weights(ratings)
    rated = (values != NOT_RATED).sum(axis=0) > 1
    coded = np.zeros(len(weights), dtype=bool)
    for place, category in enumerate(categories):
        coded |= (values == place).any(axis=0) & (category != NOT_CODED)
    made: dict[str, object] = {"n_coded": int(weights[coded & rated].sum())}
    if len(ratings.coders) > 2:
        made["pairs"] = [
            _pair(values[[i, j]], categories, (ratings.coders[i], ratings.coders[j]), weights)
            for i, j in combinations(range(len(ratings.coders)), 2)
        ]
    return made


def _pair(
    values: Values, categories: tuple[str, ...], coders: tuple[str, ...], weights: Floats
) -> dict[str, object]:
    one_group = np.zeros(values.shape[1], dtype=np.intp)
    t = total(tally(values, weights, one_group, n_categories=len(categories)))
    why = why_undefined(t, categories)
    return {
        "coders": list(coders),
        "n": int(t.n),
        "counts": _table_of(t, categories, coders),
        "percent": None if t.n == 0 else _number(percent(t)),
        "kappa": None if why else _number(cohen_kappa(t)),
        "alpha": None if why else _number(krippendorff_alpha(t)),
        "refused": why or None,
    }


def _table_of(t: Tally, categories: tuple[str, ...], coders: tuple[str, ...]) -> dict[str, object]:
    """Return the counts of two coders: 2x2 for yes and no, else first coder by second."""
    table = t.table.astype(int).tolist()
    if categories != YES_NO:
        return {"table": table, "categories": list(categories)}
    (neither, second), (first, both) = table
    return {"both": both, "only": {coders[0]: first, coders[1]: second}, "neither": neither}


def _weights(ratings: Ratings) -> Floats:
    return np.array([unit.weight for unit in ratings.units], dtype=float)


def _number(value: Floats) -> float | None:
    return None if np.isnan(value) else float(value)
