"""Truth table: every combination of conditions, which cases fill it, and what follows from it.

Ragin 2008, Redesigning Social Inquiry, chapter 7. A row is a whole number whose bits are the
conditions, the first condition the highest bit; `number` counts from 1 as the R package QCA does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from npt_coder.compare.sets import Memberships, Sufficiency, sufficiency

Output = Literal["1", "0", "?"]
MAX_CONDITIONS = 10
"""More would make thousands of rows, nearly all of them empty for any number of cases here."""


@dataclass(frozen=True, slots=True)
class Row:
    """One combination. cases: those with a membership above 0.5 in it.

    fit: of the combination as a sufficient condition over all cases; its coverage is raw.
    output: 1 when it is consistent enough, 0 when not, ? for a logical remainder, which too few
    cases fill. against: cases in it whose own outcome goes against the output.
    """

    bits: int
    cases: tuple[str, ...]
    fit: Sufficiency
    output: Output
    against: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the row, from 1."""
        return self.bits + 1


@dataclass(frozen=True, slots=True)
class TruthTable:
    """All rows, by number. unplaced: cases that are exactly 0.5 in a condition, so in no row."""

    conditions: tuple[str, ...]
    rows: tuple[Row, ...]
    unplaced: tuple[str, ...]

    def of(self, output: Output) -> tuple[Row, ...]:
        """Return the rows with one output."""
        return tuple(row for row in self.rows if row.output == output)

    def values(self, row: Row) -> dict[str, int]:
        """Return condition -> 1 or 0 in a row."""
        return {name: (row.bits >> place) & 1 for place, name in self._places()}

    def _places(self) -> Iterator[tuple[int, str]]:
        n = len(self.conditions)
        yield from ((n - 1 - index, name) for index, name in enumerate(self.conditions))


def truth_table(
    cases: Sequence[str],
    conditions: Sequence[str],
    x: Memberships,
    y: Memberships,
    *,
    consistency: float,
    min_cases: int = 1,
) -> TruthTable:
    """Build the truth table. x: shape (n cases, n conditions); y: shape (n cases,); none missing.

    consistency: a filled row has output 1 from here on. min_cases: rows with fewer are remainders.
    """
    n_rows = 1 << len(conditions)
    members = [row_membership(bits, x) for bits in range(n_rows)]
    rows = []
    for bits, membership in enumerate(members):
        inside = np.flatnonzero(membership > 0.5).tolist()
        fit = sufficiency(membership, y)
        output = _output(len(inside), fit, consistency, min_cases)
        rows.append(
            Row(
                bits,
                tuple(cases[i] for i in inside),
                fit,
                output,
                tuple(cases[i] for i in inside if _is_against(float(y[i]), output)),
            )
        )
    unplaced = np.flatnonzero((x == 0.5).any(axis=1)).tolist()
    return TruthTable(tuple(conditions), tuple(rows), tuple(cases[i] for i in unplaced))


def row_membership(bits: int, x: Memberships) -> Memberships:
    """Return each case's membership in a combination: the least of its conditions."""
    n = x.shape[1]
    present = np.array([(bits >> (n - 1 - index)) & 1 for index in range(n)], dtype=bool)
    least: Memberships = np.where(present, x, 1 - x).min(axis=1)
    return least


def _output(n_cases: int, fit: Sufficiency, consistency: float, min_cases: int) -> Output:
    if n_cases < max(1, min_cases):
        return "?"
    # A hair's breadth below the cut is rounding of the sums, not a lack of consistency.
    return "1" if (fit.consistency or 0.0) >= consistency - 1e-12 else "0"


def _is_against(outcome: float, output: Output) -> bool:
    return (output == "1" and outcome < 0.5) or (output == "0" and outcome > 0.5)
