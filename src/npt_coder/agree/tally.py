"""Tally: sums over units from which every coefficient follows, kept per group of units.

Since all of them are sums, a bootstrap over groups adds up tallies and never touches a unit twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from npt_coder.agree.ratings import NOT_RATED, Values

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over units. Every array may have leading axes (groups, or draws of a bootstrap).

    n: units with two ratings or more. agreeing: the sum over them of the share of agreeing pairs.
    rated: units with one rating or more. shares: (..., q), the sum over them of the share of
    ratings in each category. coincidences: (..., q, q), pairs of ratings of one unit, each unit
    counting as many as it has ratings. table: (..., q, q), first coder by second, over units
    that both judged; zeros unless there are exactly two coders.
    """

    n: Floats
    agreeing: Floats
    rated: Floats
    shares: Floats
    coincidences: Floats
    table: Floats

    @property
    def n_categories(self) -> int:
        """Return q, the number of categories."""
        return int(self.shares.shape[-1])


def tally(
    values: Values, weights: Floats, groups: npt.NDArray[np.intp], *, n_categories: int
) -> Tally:
    """Add up the ratings of one code, per group.

    values: shape (coders, units). weights, groups: per unit; groups are numbered from 0.
    """
    q = n_categories
    r = np.stack([(values == k).sum(axis=0) for k in range(q)]).astype(float)
    r_i = r.sum(axis=0)
    paired, rated = r_i >= 2, r_i >= 1
    share = np.divide(r, r_i, out=np.zeros_like(r), where=rated)
    pairs = np.divide(weights, r_i - 1, out=np.zeros_like(r_i), where=paired)
    agreeing = np.divide(
        (r * (r - 1)).sum(axis=0) * pairs, r_i, out=np.zeros_like(r_i), where=paired
    )
    n_groups = int(groups.max()) + 1 if len(groups) else 1

    def add(each: Floats) -> Floats:
        return np.bincount(groups, weights=each, minlength=n_groups).astype(float)

    same = np.eye(q)
    coincidences = [[add(pairs * r[c] * (r[k] - same[c, k])) for k in range(q)] for c in range(q)]
    return Tally(
        n=add(weights * paired),
        agreeing=add(agreeing),
        rated=add(weights * rated),
        shares=np.stack([add(weights * s) for s in share], axis=-1),
        coincidences=np.moveaxis(np.array(coincidences), -1, 0),
        table=_table(values, weights, groups, n_groups, q),
    )


def total(each: Tally) -> Tally:
    """Add up the groups of a tally."""
    return Tally(*(array.sum(axis=0) for array in _arrays(each)))


def flat(each: Tally) -> Floats:
    """Return a tally of groups as one row of numbers per group."""
    return np.concatenate([a.reshape(len(each.n), -1) for a in _arrays(each)], axis=1)


def unflat(rows: Floats, like: Tally) -> Tally:
    """Return rows of numbers as a tally of the shape of another one."""
    arrays, place = [], 0
    for array in _arrays(like):
        width = int(np.prod(array.shape[1:], dtype=int))
        arrays.append(rows[:, place : place + width].reshape(len(rows), *array.shape[1:]))
        place += width
    return Tally(*arrays)


def _arrays(each: Tally) -> tuple[Floats, ...]:
    return each.n, each.agreeing, each.rated, each.shares, each.coincidences, each.table


def _table(
    values: Values, weights: Floats, groups: npt.NDArray[np.intp], n_groups: int, q: int
) -> Floats:
    if len(values) != 2:
        return np.zeros((n_groups, q, q))
    both = (values != NOT_RATED).all(axis=0)
    first, second = values[0, both].astype(np.intp), values[1, both].astype(np.intp)
    cell = (groups[both] * q + first) * q + second
    counts = np.bincount(cell, weights=weights[both], minlength=n_groups * q * q)
    return counts.astype(float).reshape(n_groups, q, q)
