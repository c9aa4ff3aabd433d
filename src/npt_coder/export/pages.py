"""Pages: what a report shows beside ratings and verdicts when a study has the data for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

MARKS: Mapping[str, str] = {
    "strong": "strongly",
    "weak": "weakly",
    "none": "no",
    "insufficient": "too little to tell",
}


@dataclass(frozen=True, slots=True)
class Contrast:
    """The ratings of one cell in two groups of cases. mark: one of MARKS.

    present, absent: ratings from -2 to +2 with the case that has each; a cell that is missing or
    too thin is left out. higher: the group that is rated higher, "" where they overlap.
    """

    name: str
    mark: str
    higher: str
    present: tuple[tuple[str, int], ...]
    absent: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups of cases and the cells that tell them apart.

    by: what the groups differ in. present, absent: name of each group. cases: group -> cases.
    neither: cases in no group. refused: why nothing can be compared, or "". notes: sentences.
    """

    by: str
    present: str = ""
    absent: str = ""
    cases: Mapping[str, tuple[str, ...]] | None = None
    neither: tuple[str, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    refused: str = ""
    rule: str = ""
    notes: tuple[str, ...] = ()


class Interval(Protocol):
    """One line of a forest plot. n: units behind the estimate."""

    @property
    def label(self) -> str:
        """What the estimate is of."""
        ...

    @property
    def estimate(self) -> float:
        """The estimate itself."""
        ...

    @property
    def low(self) -> float:
        """The lower end of its interval."""
        ...

    @property
    def high(self) -> float:
        """The upper end of its interval."""
        ...

    @property
    def n(self) -> int:
        """How many units it stands on."""
        ...


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the people who coded agree.

    document: as `agree --json` gives it, None where nothing can be compared. why_not: then the
    reason, in one sentence. forest: kappa with its interval, overall last.
    """

    document: Mapping[str, Any] | None = None
    why_not: str = ""
    forest: Sequence[Interval] = ()
