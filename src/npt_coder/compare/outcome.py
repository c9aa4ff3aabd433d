"""Outcome: what was written of each case to membership in the outcome, and two groups of cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from npt_coder.compare.calibrate import Calibration, memberships
from npt_coder.compare.read import CaseTable, number_in
from npt_coder.compare.sets import Memberships
from npt_coder.errors import UnknownName, UserError

PRESENT_WORDS = frozenset(
    {"yes", "y", "true", "present", "high", "full", "success", "successful", "fip", "in"}
)
ABSENT_WORDS = frozenset(
    {"no", "n", "false", "absent", "low", "partial", "failure", "unsuccessful", "pip", "out"}
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Membership of each case in the outcome; NaN for a case that is in neither group.

    meaning: how it was read, in words. present, absent: cases above and below 0.5. neither: cases
    with another word, or at exactly 0.5.
    """

    name: str
    y: Memberships
    meaning: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    neither: tuple[str, ...]


def read_outcome(
    table: CaseTable,
    *,
    present: Collection[str] = (),
    absent: Collection[str] = (),
    asked: Mapping[str, Calibration],
) -> Outcome:
    """Read the outcome of every case.

    present, absent: words that mean it; with two words in the table one of them is enough, and
    plain ones (yes, high, FIP, ...) need none. asked: calibrations by name in lower case.
    Raises UserError when it cannot be told which cases have the outcome.
    """
    numbers = [number_in(text) for text in table.outcome]
    is_words = any(number is None for number in numbers) or bool(present or absent)
    if is_words:
        y, meaning = _of_words(table, _lower(present), _lower(absent))
    else:
        y, meaning = _of_numbers(table, numbers, asked)
    groups = tuple(
        tuple(case for case, belongs in zip(table.cases, which, strict=True) if belongs)
        for which in (y > 0.5, y < 0.5, ~((y > 0.5) | (y < 0.5)))
    )
    if not groups[0] or not groups[1]:
        lacking = "has" if not groups[0] else "lacks"
        raise UserError(
            f"no case {lacking} the outcome '{table.outcome_name}' ({meaning}): without cases of "
            "both kinds there is nothing to compare."
        )
    return Outcome(table.outcome_name, y, meaning, *groups)


def _of_words(
    table: CaseTable, present: frozenset[str], absent: frozenset[str]
) -> tuple[Memberships, str]:
    spelled = {text.casefold(): text for text in table.outcome}
    for word in (*present, *absent):
        if word not in spelled:
            raise UnknownName("word of the outcome", word, spelled.values())
    if not present and not absent:
        present = frozenset(spelled) & PRESENT_WORDS
        absent = frozenset(spelled) & ABSENT_WORDS
        if not present or not absent or len(spelled) != len(present) + len(absent):
            present = absent = frozenset()
    elif len(spelled) == 2:
        present = present or frozenset(spelled) - absent
        absent = absent or frozenset(spelled) - present
    if not present or not absent or present & absent:
        words = ", ".join(spelled.values())
        raise UserError(
            f"the outcome '{table.outcome_name}' holds the words {words}. Say which mean that it "
            "is there and which that it is not: --present WORD,WORD --absent WORD. Cases with "
            "other words are shown and not counted."
        )
    worth = {**dict.fromkeys(present, 1.0), **dict.fromkeys(absent, 0.0)}
    y = np.array([worth.get(text.casefold(), np.nan) for text in table.outcome])
    shown = [" or ".join(spelled[w] for w in sorted(side)) for side in (present, absent)]
    return y, f"present: {shown[0]}; absent: {shown[1]}"


def _of_numbers(
    table: CaseTable, numbers: Sequence[float | None], asked: Mapping[str, Calibration]
) -> tuple[Memberships, str]:
    calibration = asked.get(table.outcome_name.casefold())
    if calibration is None:
        if not all(0 <= number <= 1 for number in numbers if number is not None):
            name = table.outcome_name
            raise UserError(
                f"the outcome '{name}' is no membership from 0 to 1. Say from where on it is "
                f"there, --crisp '{name}=NUMBER', or name three anchors, "
                f"--calibrate '{name}=OUT,CROSSOVER,IN'."
            )
        calibration = Calibration("as given")
    return memberships(numbers, calibration), str(calibration)


def _lower(words: Collection[str]) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words if word.strip())
