"""Intervals: how far a coefficient may be off, by formula, by bootstrap over groups, or exactly.

All are 95% intervals. Units of one transcript are alike, so that resampling whole groups is the
honest way where groups are known; the formula takes units as independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from npt_coder.agree.tally import Floats, Tally, flat, unflat

Z95 = 1.959963984540054
MAX_UNDEFINED = 0.5
"""Above this share of draws without a meaning there is no interval to speak of."""

_NO_SPREAD = "there is no spread: the figure is the same whichever units are drawn"
_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval, or the reason why there is none.

    method: in words, "" when there is none. undefined: share of bootstrap draws in which the
    coefficient had no meaning (one category only); they are left out.
    """

    low: float | None
    high: float | None
    method: str = ""
    why_not: str = ""
    undefined: float = 0.0

    @property
    def bounds(self) -> list[float] | None:
        """Return [low, high], or None."""
        return None if self.low is None or self.high is None else [self.low, self.high]


def kappa_error(table: Floats) -> float:
    """Return the standard error of Cohen's kappa for units that are independent.

    Source: Fleiss, Cohen and Everitt 1969, doi:10.1037/h0028106. table: first coder by
    second, counts; kappa must have a meaning in it.
    """
    n = table.sum()
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    p_o, p_e = np.trace(p), rows @ columns
    kappa = (p_o - p_e) / (1 - p_e)
    # margins[i, j] = p_.i + p_j. of the source: how often cell (i, j) is crossed by chance.
    margins = columns[:, np.newaxis] + rows[np.newaxis, :]
    on = np.diag(p) * (1 - np.diag(margins) * (1 - kappa)) ** 2
    off = (p * margins**2).sum() - (np.diag(p) * np.diag(margins) ** 2).sum()
    spread = on.sum() + (1 - kappa) ** 2 * off - (kappa - p_e * (1 - kappa)) ** 2
    return float(sqrt(max(spread, 0.0) / n) / (1 - p_e))


def by_formula(estimate: float, error: float) -> Interval:
    """Return estimate ± 1.96 standard errors, kept within [-1, 1]."""
    if error == 0:
        return Interval(None, None, why_not=_NO_SPREAD)
    low, high = max(-1.0, estimate - Z95 * error), min(1.0, estimate + Z95 * error)
    return Interval(low, high, "formula of Fleiss, Cohen and Everitt 1969, units independent")


def without_disagreement(n: float, p_e: float) -> Interval:
    """Return the interval of a coefficient when every unit agrees, where formulas give zero width.

    The exact lower bound of a share of n out of n (Clopper and Pearson 1934, doi:10.2307/2331986)
    is put in the place of p_o. n: units, taken as independent. p_e: agreement by chance.
    """
    p_o = 0.025 ** (1 / n)
    return Interval(
        max(-1.0, float((p_o - p_e) / (1 - p_e))),
        1.0,
        "exact bound, since no disagreement was seen; units independent",
    )


def resample(each: Tally, *, draws: int, seed: int) -> Tally:
    """Return the tallies of bootstrap draws of whole groups, with replacement.

    Groups with the same tally are drawn together, which changes nothing but the time it takes.
    """
    rows, counts = np.unique(flat(each), axis=0, return_counts=True)
    generator = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // len(rows))
    parts = []
    for begin in range(0, draws, step):
        size = min(step, draws - begin)
        drawn = generator.multinomial(counts.sum(), counts / counts.sum(), size=size)
        parts.append(drawn.astype(float) @ rows)
    return unflat(np.concatenate(parts), each)


def by_bootstrap(drawn: Tally, coefficient: Callable[[Tally], Floats], method: str) -> Interval:
    """Return the middle 95% of a coefficient over bootstrap draws."""
    return middle(coefficient(drawn), method)


def middle(values: Floats, method: str) -> Interval:
    """Return the middle 95% of values that have a meaning. NaN: a draw without one."""
    known = values[~np.isnan(values)]
    undefined = 1 - len(known) / len(values)
    if undefined > MAX_UNDEFINED:
        why = f"{undefined:.0%} of the bootstrap draws hold one category only"
        return Interval(None, None, why_not=why, undefined=undefined)
    low, high = np.percentile(known, [2.5, 97.5])
    if low == high:
        return Interval(None, None, why_not=_NO_SPREAD, undefined=undefined)
    return Interval(float(low), float(high), method, undefined=undefined)
