"""Read: a survey from anywhere to answers by respondent, with every value that was kept out named.

Answers leave this file in one direction, whatever the file's: 5 is strong agreement, as given to
the item's own wording. The item that is worded the other way is turned when scores are made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from npt_coder.errors import TableError, UserError
from npt_coder.model import Problem
from npt_coder.nomad.headings import Layout, lay_out
from npt_coder.nomad.items import GENERAL, ITEMS, Item

Grid = Sequence[tuple[int, Sequence[str]]]
Direction = Literal["agree-high", "agree-low"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
Missing = Literal[
    "no answer",
    "not relevant to my role",
    "not relevant at this stage",
    "not relevant to the intervention",
    "not relevant",
]
MISSING: tuple[Missing, ...] = get_args(Missing)
NOT_RELEVANT: tuple[Missing, ...] = MISSING[1:4]

NO_CASE = "all"
_HIGHEST = 5
_BLANK = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "missing", "no answer", "-", "–", "."})
_AGREEMENT = {
    "strongly agree": 5,
    "agree": 4,
    **dict.fromkeys(("neither agree nor disagree", "neither", "neutral"), 3),
    "disagree": 2,
    "strongly disagree": 1,
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Respondent:
    """One answer sheet. row: in the file. answers: item -> 1 to 5 (general: 0 to 10).

    An item without an answer is not in `answers` and stands in `missing` with its kind.
    """

    row: int
    id: str
    case: str
    wave: str | None
    answers: Mapping[int, float]
    missing: Mapping[int, Missing]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file holds. items: numbers of the items that have a column."""

    path: str
    respondents: tuple[Respondent, ...]
    items: tuple[int, ...]
    columns: Mapping[int, str]
    layout: Layout
    problems: tuple[Problem, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """Return the cases in the order of the file."""
        return tuple(dict.fromkeys(one.case for one in self.respondents))

    @property
    def waves(self) -> tuple[str | None, ...]:
        """Return the waves in the order of the file."""
        return tuple(dict.fromkeys(one.wave for one in self.respondents))


def read_survey(
    path: str,
    grid: Grid,
    *,
    direction: str,
    case: str | None = None,
    wave: str | None = None,
    numbering: int | None = None,
    not_relevant: Collection[str] = (),
) -> Survey:
    """Read answers; what is no answer is missing by kind, what is neither is a problem.

    direction: agree-high when the file writes 5 for strong agreement, agree-low when it writes 1.
    Answers in words have their own. not_relevant: what the file writes for not relevant to my
    role, at this stage and to the intervention, in this order.

    Raises UserError for an unknown direction, and what `lay_out` raises.
    """
    if direction not in DIRECTIONS:
        raise UserError(f"--direction is {' or '.join(DIRECTIONS)}, not '{direction}'.")
    if not_relevant and len(not_relevant) != len(NOT_RELEVANT):
        raise UserError(
            "--not-relevant takes three codes: not relevant to my role, at this stage, to the "
            "intervention; for example 6,7,8."
        )
    headings = [text.strip() for text in grid[0][1]]
    rows = [cells for _, cells in grid[1:]]
    layout = lay_out(
        path,
        headings,
        rows,
        case=case,
        wave=wave,
        numbering=numbering,
        codes=not_relevant,
    )
    codes = dict(zip((_plain(code) for code in not_relevant), NOT_RELEVANT, strict=False))
    problems: list[Problem] = []
    people = [
        _respondent(path, number, cells, headings, layout, direction, codes, problems)
        for number, cells in grid[1:]
    ]
    sheets = tuple(one for one in people if one.answers or one.missing)
    if not any(one.answers for one in sheets):
        raise TableError([*problems, Problem(path, "holds no answer at all.", severity="error")])
    return Survey(
        path,
        sheets,
        tuple(layout.items),
        {item: headings[place] for item, place in layout.items.items()},
        layout,
        (*problems, *_twice(path, sheets), *_hint(path, problems, not_relevant)),
    )


def _respondent(
    path: str,
    number: int,
    cells: Sequence[str],
    headings: Sequence[str],
    layout: Layout,
    direction: str,
    codes: Mapping[str, Missing],
    problems: list[Problem],
) -> Respondent:
    answers: dict[int, float] = {}
    missing: dict[int, Missing] = {}
    for item in ITEMS:
        if item.number not in layout.items:
            continue
        place = layout.items[item.number]
        text = _cell(cells, place)
        value = _answer(text, item, direction, codes)
        if isinstance(value, float):
            answers[item.number] = value
        elif value is not None:
            missing[item.number] = value
        else:
            low, high = item.bounds
            message = f"'{text}' is no answer from {low} to {high}: kept out."
            where = f"row {number}, column '{headings[place]}'"
            problems.append(Problem(path, message, where))
            missing[item.number] = "no answer"
    case = _cell(cells, layout.case) if layout.case is not None else NO_CASE
    if not case:
        message = "names no case: counted overall and in no case."
        problems.append(Problem(path, message, f"row {number}"))
    return Respondent(
        number,
        _cell(cells, layout.respondent) if layout.respondent is not None else "",
        case,
        (_cell(cells, layout.wave) or None) if layout.wave is not None else None,
        answers,
        missing,
    )


def _answer(
    text: str, item: Item, direction: str, codes: Mapping[str, Missing]
) -> float | Missing | None:
    """Return the answer with 5 for strong agreement, a kind of missing, or None when it is neither.

    General items run from 0 to 10 in any file.
    """
    plain = _plain(text)
    if plain in codes:
        return codes[plain]
    if plain in _BLANK:
        return "no answer"
    if kind := _not_relevant(plain):
        return kind
    is_general = item.subscale == GENERAL
    if not is_general and plain in _AGREEMENT:
        return float(_AGREEMENT[plain])
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace(",", "."))
    low, high = item.bounds
    if not low <= value <= high or not value.is_integer():
        return None
    return value if is_general or direction == "agree-high" else _HIGHEST + 1 - value


def _not_relevant(plain: str) -> Missing | None:
    if "not relevant" not in plain and "not applicable" not in plain:
        return None
    if "role" in plain:
        return "not relevant to my role"
    if "stage" in plain:
        return "not relevant at this stage"
    rest = plain.replace("not relevant", "").replace("not applicable", "").strip(" .")
    return "not relevant to the intervention" if rest else "not relevant"


def _twice(path: str, sheets: Sequence[Respondent]) -> list[Problem]:
    """Name respondents with two sheets at one wave of one case; both count."""
    seen: dict[tuple[str, str, str | None], int] = {}
    problems = []
    for one in sheets:
        key = (one.id, one.case, one.wave)
        if one.id and key in seen:
            message = (
                f"'{one.id}' answers a second time at the same wave (row {seen[key]}): both count."
            )
            problems.append(Problem(path, message, f"row {one.row}"))
        seen.setdefault(key, one.row)
    return problems


def _hint(path: str, problems: Sequence[Problem], not_relevant: Collection[str]) -> list[Problem]:
    """Ask about codes above the scale, which are often the three kinds of not relevant."""
    found = Counter(p.message.split("'")[1] for p in problems if p.message.endswith("kept out."))
    codes = sorted((code for code in found if code.isdecimal() and int(code) > _HIGHEST), key=int)
    if not codes or not_relevant:
        return []
    message = (
        f"{', '.join(codes)} are no answers. If they stand for not relevant to my role, at this "
        "stage and to the intervention, say --not-relevant A,B,C."
    )
    return [Problem(path, message)]


def _plain(text: str) -> str:
    plain = " ".join(text.strip().casefold().split())
    return plain.removesuffix(".0")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
