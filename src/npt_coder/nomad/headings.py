"""Headings: which column of a survey is which item, case, wave or respondent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from npt_coder.errors import TableError, UnknownName, UserError
from npt_coder.model import Problem
from npt_coder.nomad.items import GENERAL, N_CONSTRUCT_ITEMS, N_ITEMS, items_of

Numbering = Literal[23, 20]
"""23: items counted with the three general ones; 20: the construct items counted from 1."""

CASE_NAMES = (
    *("case", "practice", "site", "team", "unit", "setting", "organisation", "organization"),
    *("ward", "clinic", "hospital", "school"),
)
WAVE_NAMES = ("wave", "time", "timepoint", "time point", "occasion", "round")
ID_NAMES = ("id", "respondent", "respondent id", "participant", "person", "response id")

_PREFIX = r"(?:(?:nomad|npt|item|question|q|i|n)[\s_.:#-]*)"
_NUMBERED = re.compile(rf"{_PREFIX}+0*(\d{{1,2}})(?:[\s_.:)\]-].*)?", re.IGNORECASE)
_BARE = re.compile(r"0*(\d{1,2})(?:[.:)\]-].*)?")
_BY_SUBSCALE = re.compile(
    r"(?:nomad[\s_.:#-]*)?"
    r"(coherence|coh|co|cognitive[\s_]participation|cp|collective[\s_]action|ca"
    r"|reflexive[\s_]monitoring|rm|general|gen)[\s_.:#-]*0*(\d{1,2})(?:[\s_.:)\]-].*)?",
    re.IGNORECASE,
)
_GENERAL_ONLY = frozenset({"0", *map(str, range(6, 11))})
_SHORT = {
    **dict.fromkeys(("coh", "co"), "coherence"),
    "cp": "cognitive_participation",
    "ca": "collective_action",
    "rm": "reflexive_monitoring",
    "gen": GENERAL,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, as places from 0. items: number of the item -> place.

    unknown: headings of columns that are none of these; they are not read.
    """

    items: Mapping[int, int]
    case: int | None
    wave: int | None
    respondent: int | None
    unknown: tuple[str, ...]
    numbering: Numbering


def lay_out(
    path: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]] = (),
    *,
    case: str | None = None,
    wave: str | None = None,
    numbering: int | None = None,
    codes: Collection[str] = (),
) -> Layout:
    """Find the items, the case, the wave and the respondent by the headings.

    Items: `Q4`, `item 4`, `NoMAD_04`, `4`, `4. ...`, or by subscale, `CO1`, `CA 7`. case, wave:
    headings when they are none of the usual ones. A file that numbers its items to less than 23
    from 1 on is told by numbering, or by its rows: answers of 0 or from 6 to 10 to the first three
    show that these are the general items; codes are no answers. All of 1 to 20 without such an
    answer are the construct items.

    Raises TableError without items or with two columns for one, UnknownName for a heading that
    is not there, UserError when the numbering cannot be told.
    """
    taken = {
        "case": _place(headings, case, CASE_NAMES, "case column"),
        "wave": _place(headings, wave, WAVE_NAMES, "wave column"),
        "respondent": _place(headings, None, ID_NAMES, "respondent column"),
    }
    free = [
        (place, text) for place, text in enumerate(headings) if text and place not in taken.values()
    ]
    by_subscale = {place: item for place, text in free if (item := _by_subscale(text))}
    numbered = {
        place: number
        for place, text in free
        if place not in by_subscale and (number := _number(text)) and number <= N_ITEMS
    }
    firsts = {
        _cell(row, place) for place, number in numbered.items() if number <= 3 for row in rows
    }
    has_general = bool((firsts - set(codes)) & _GENERAL_ONLY)
    counted = _numbering(path, set(numbered.values()), numbering, has_general=has_general)
    shift = N_ITEMS - N_CONSTRUCT_ITEMS if counted == N_CONSTRUCT_ITEMS else 0
    found = {**by_subscale, **{place: number + shift for place, number in numbered.items()}}
    items: dict[int, int] = {}
    for place, item in found.items():
        if item in items:
            message = (
                f"columns '{headings[items[item]]}' and '{headings[place]}' both look like item "
                f"{item}. Rename one."
            )
            raise TableError([Problem(path, message, severity="error")])
        items[item] = place
    if not any(item > N_ITEMS - N_CONSTRUCT_ITEMS for item in items):
        message = (
            "no column looks like an item of NoMAD. Call them Q1 to Q23, item 4, NoMAD 4, or by "
            f"subscale CO1, CP1, CA1, RM1. Its columns are: {', '.join(filter(None, headings))}."
        )
        raise TableError([Problem(path, message, severity="error")])
    unknown = tuple(text for place, text in free if place not in found)
    return Layout(dict(sorted(items.items())), **taken, unknown=unknown, numbering=counted)


def _place(
    headings: Sequence[str], asked: str | None, usual: Sequence[str], what: str
) -> int | None:
    lower = [text.strip().casefold().replace("_", " ") for text in headings]
    if asked is not None:
        wanted = asked.strip().casefold().replace("_", " ")
        if wanted not in lower:
            raise UnknownName(what, asked, (text for text in headings if text))
        return lower.index(wanted)
    return next((lower.index(name) for name in usual if name in lower), None)


def _number(text: str) -> int | None:
    found = _NUMBERED.fullmatch(text.strip()) or _BARE.fullmatch(text.strip())
    return int(found[1]) if found else None


def _by_subscale(text: str) -> int | None:
    """Return the item that is the n-th of its subscale, or None."""
    found = _BY_SUBSCALE.fullmatch(text.strip())
    if not found:
        return None
    name = re.sub(r"\s", "_", found[1].casefold())
    members = items_of(_SHORT.get(name, name))
    place = int(found[2])
    return members[place - 1].number if 1 <= place <= len(members) else None


def _numbering(path: str, numbers: set[int], asked: int | None, *, has_general: bool) -> Numbering:
    if asked is not None and asked not in (N_ITEMS, N_CONSTRUCT_ITEMS):
        raise UserError(f"--items is {N_ITEMS} or {N_CONSTRUCT_ITEMS}, not {asked}.")
    highest = max(numbers, default=N_ITEMS)
    if asked == N_CONSTRUCT_ITEMS and highest > N_CONSTRUCT_ITEMS:
        raise UserError(f"{path}: has an item {highest}, so its items are not numbered 1 to 20.")
    if asked is not None:
        return 20 if asked == N_CONSTRUCT_ITEMS else 23
    if highest <= N_CONSTRUCT_ITEMS and 1 in numbers and not has_general:
        if numbers == set(range(1, N_CONSTRUCT_ITEMS + 1)):
            return 20
        raise UserError(
            f"{path}: items are numbered 1 to {highest}. Say --items 20 when item 1 is the first "
            "of coherence, or --items 23 when 1 to 3 are the general items from 0 to 10."
        )
    return 23


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
