"""Calibrate: values of a condition to memberships in [0, 1], by anchors that are always shown.

Direct method: Ragin 2008, Redesigning Social Inquiry, chapter 5 (ISBN 9780226702759). Log odds of
membership are -3 at the anchor for out, 0 at the crossover and +3 at the anchor for in. The R
package QCA uses +-2.94 (0.95) unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from npt_coder.compare.read import Column
from npt_coder.compare.sets import Memberships
from npt_coder.errors import UserError

Kind = Literal["as given", "crisp", "direct"]
LOG_ODDS = 3.0
RATING_THRESHOLD = 1.0
"""A rating from -2 to +2 counts as present from here on, unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How values become memberships.

    anchors: none for values taken as they are; the threshold (present from it on) for crisp
    sets; out, crossover and in for the direct method. is_assumed: nobody asked for it.
    """

    kind: Kind
    anchors: tuple[float, ...] = ()
    is_assumed: bool = False

    def __str__(self) -> str:
        shown = [f"{anchor:g}" for anchor in self.anchors]
        if self.kind == "crisp":
            return f"crisp: present from {shown[0]}{' (assumed)' if self.is_assumed else ''}"
        if self.kind == "direct":
            return f"direct: out {shown[0]}, crossover {shown[1]}, in {shown[2]}"
        return "memberships as given"


def memberships(values: Sequence[float | None], calibration: Calibration) -> Memberships:
    """Return one membership per value; a missing value is NaN."""
    x = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if calibration.kind == "as given":
        return x
    if calibration.kind == "crisp":
        return np.where(np.isnan(x), np.nan, (x >= calibration.anchors[0]).astype(np.float64))
    out, cross, full = calibration.anchors
    # Falling anchors (out above in) are a set in which less is more: the same formula holds.
    above = (x - cross) / (full - cross)
    below = (x - cross) / (cross - out)
    log_odds = LOG_ODDS * np.where(above > 0, above, below)
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -700, 700)))


def direct(out: float, cross: float, full: float) -> Calibration:
    """Return the direct method. Raises UserError unless the anchors rise, or fall, in order."""
    if not (out < cross < full or out > cross > full):
        raise UserError(
            f"the anchors {out:g}, {cross:g}, {full:g} are not in order: name out, crossover and "
            "in, rising or falling."
        )
    return Calibration("direct", (out, cross, full))


def crisp(threshold: float) -> Calibration:
    """Return a crisp set: present from the threshold on."""
    return Calibration("crisp", (threshold,))


def is_rating(column: Column) -> bool:
    """Say whether all values are whole numbers from -2 to +2, one of them at least outside 0, 1."""
    values = _given(column)
    whole = all(float(value).is_integer() and -2 <= value <= 2 for value in values)
    return whole and any(value not in (0, 1) for value in values)


def ratings_of(columns: Sequence[Column]) -> frozenset[str]:
    """Return the columns that hold ratings from -2 to +2.

    In a table with ratings a column of nothing but 0 and 1 holds ratings too.
    """
    sure = [column for column in columns if is_rating(column)]
    alike = [c for c in columns if sure and all(v in (0, 1) for v in _given(c))]
    return frozenset(column.name for column in (*sure, *alike))


def calibration_of(
    column: Column, asked: Mapping[str, Calibration], ratings: Iterable[str]
) -> Calibration | None:
    """Return how a column becomes memberships, or None when the user must give anchors.

    asked: by name in lower case. Memberships are taken as they are; ratings count as present
    from +1 on, which is an assumption and said.
    """
    if wish := asked.get(column.name.casefold()):
        return wish
    if column.name in ratings:
        return Calibration("crisp", (RATING_THRESHOLD,), is_assumed=True)
    return Calibration("as given") if all(0 <= v <= 1 for v in _given(column)) else None


def _given(column: Column) -> list[float]:
    return [value for value in column.values if value is not None]
