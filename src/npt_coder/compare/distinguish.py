"""Distinguish: which rated constructs set the cases with the outcome apart from the others.

The cross-case reading of Damschroder and Lowery 2013 (doi:10.1186/1748-5908-8-51) marks constructs
that distinguish strongly, weakly or not. Their marks are judgements of people; the rule here is
ours and makes them repeatable. No test of significance: cases are too few, and were chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal, get_args

Mark = Literal["strong", "weak", "none", "insufficient"]
MARKS: tuple[Mark, ...] = get_args(Mark)
STRONG_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Distinction:
    """How the ratings of one construct lie in the two groups.

    present, absent: ratings of the cases with and without the outcome, missing left out.
    gap: points between the groups where they do not overlap; None where they do or one is empty.
    direction: where ratings are higher, "" when the groups overlap.
    """

    mark: Mark
    direction: Literal["", "with the outcome", "without the outcome"]
    gap: float | None
    present: tuple[float, ...]
    absent: tuple[float, ...]


def distinguish(
    present: Sequence[float | None],
    absent: Sequence[float | None],
    *,
    strong_gap: float = STRONG_GAP,
) -> Distinction:
    """Mark one construct from its ratings in the two groups.

    Strong: no rating of one group lies among those of the other, and either they are strong_gap
    points apart, or every case of the higher group is rated above 0 and the lower group on
    average is not. Weak: they do not overlap, and no more. None: they overlap or touch.
    Insufficient: a group has no rating.
    """
    high = tuple(rating for rating in present if rating is not None)
    low = tuple(rating for rating in absent if rating is not None)
    if not high or not low:
        return Distinction("insufficient", "", None, high, low)
    if min(high) > max(low):
        gap = min(high) - max(low)
        return Distinction(_mark(high, low, gap, strong_gap), "with the outcome", gap, high, low)
    if min(low) > max(high):
        gap = min(low) - max(high)
        return Distinction(_mark(low, high, gap, strong_gap), "without the outcome", gap, high, low)
    return Distinction("none", "", None, high, low)


def rule_in_words(strong_gap: float = STRONG_GAP) -> str:
    """Return the rule as a sentence for reports."""
    return (
        "Strong: the ratings of the two groups do not overlap and are "
        f"{strong_gap:g} points apart, or change sign (every case above 0 in one group, on "
        "average not above 0 in the other). Weak: they do not overlap. The rule is ours; "
        "published marks are judgements."
    )


def _mark(
    higher: Sequence[float], lower: Sequence[float], gap: float, strong_gap: float
) -> Literal["strong", "weak"]:
    changes_sign = min(higher) > 0 and fmean(lower) <= 0
    return "strong" if gap >= strong_gap or changes_sign else "weak"
