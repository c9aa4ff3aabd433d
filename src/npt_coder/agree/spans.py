"""Spans: the alpha_u family with intervals, as plain values beside the other figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from npt_coder.agree.alpha_u import (
    Overlaps,
    covered,
    cu_alpha,
    stacked,
    summed,
    u_alpha,
    u_alpha_binary,
)
from npt_coder.agree.figures import MIN_GROUPS
from npt_coder.agree.intervals import middle
from npt_coder.agree.tally import Floats

_EMPTY = "no transcript was worked on by all coders"
_ONE_SIDED = "nobody marked a segment, or segments cover everything"


def figures_of_spans(each: Sequence[Overlaps], *, draws: int, seed: int) -> dict[str, object]:
    """Return alpha_u of one code with its interval over transcripts. each: one per transcript."""
    value, interval, why = _figure(each, u_alpha, draws=draws, seed=seed)
    return {"alpha_u": value, "alpha_u_ci95": interval, "alpha_u_refused": why}


def figures_of_all_spans(
    each: Sequence[Overlaps] | None, *, draws: int, seed: int
) -> dict[str, object]:
    """Return the family over all codes as values of one continuum.

    each: None when segments of one coder overlap, where the family has no meaning.
    """
    if each is None:
        why = (
            "segments of one coder overlap, and the family needs one code at a time; see each code"
        )
        return {"alpha_u": None, "alpha_u_binary": None, "alpha_cu": None, "refused": why}
    made: dict[str, object] = {}
    family = {"alpha_u": u_alpha, "alpha_u_binary": u_alpha_binary, "alpha_cu": cu_alpha}
    reasons: set[str] = set()
    for name, coefficient in family.items():
        value, interval, why_not = _figure(each, coefficient, draws=draws, seed=seed)
        made |= {name: value, f"{name}_ci95": interval}
        reasons |= {why_not} if why_not else set()
    if each:
        made["alpha_cu_covers"] = float(covered(_together(each)))
    return made | {"refused": "; ".join(sorted(reasons)) or None}


def _figure(
    each: Sequence[Overlaps], coefficient: Callable[[Overlaps], Floats], *, draws: int, seed: int
) -> tuple[float | None, list[float] | None, str | None]:
    if not each:
        return None, None, _EMPTY
    value = coefficient(_together(each))
    if np.isnan(value):
        return None, None, _ONE_SIDED
    if len(each) < MIN_GROUPS:
        why = f"no interval with fewer than {MIN_GROUPS} transcripts: too few to draw from"
        return float(value), None, why
    if value == 1:
        return 1.0, None, "no disagreement was seen, so drawing transcripts shows no spread"
    n = len(each)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws)
    interval = middle(coefficient(summed(stacked(each), drawn)), "")
    return float(value), interval.bounds, interval.why_not or None


def _together(each: Sequence[Overlaps]) -> Overlaps:
    every = stacked(each)
    return Overlaps(every.l.sum(axis=0), every.own.sum(axis=0), every.own_coded.sum(axis=0))
