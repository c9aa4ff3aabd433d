"""Read: a table of cases from anywhere to ratings or memberships by condition, and an outcome.

Cases stand in rows, or in columns when the outcome is named in the first column, as in the
construct tables of the Consolidated Framework for Implementation Research.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from npt_coder.errors import TableError, UnknownName
from npt_coder.model import Problem

Grid = Sequence[tuple[int, Sequence[str]]]
"""Rows of a file: (number as a spreadsheet counts, cells). The first holds the headings."""

_CASE_HEADINGS = frozenset(
    {"case", "cases", "practice", "site", "unit", "school", "team", "facility", "id", "name"}
)
_MISSING = {
    "": "blank",
    **dict.fromkeys(("na", "nan", "n/a", "#n/a", "not applicable"), "NA"),
    **dict.fromkeys(("missing", "m", "no data", "not rated"), "missing"),
    **dict.fromkeys(("-", "–", "—", ".", "?"), "dash"),
}
_MIXED = re.compile(r"(?:0\s*)?\(?\s*mix(?:ed)?\s*\)?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+")
_MINUS = str.maketrans("−–—", "---")


@dataclass(frozen=True, slots=True)
class Column:
    """A condition with one value per case; None where it is missing.

    mixed: cases whose value was written `0 (mixed)`: talk for and against in balance.
    """

    name: str
    values: tuple[float | None, ...]
    mixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Cases with their outcome as it is written, and the conditions that hold numbers.

    outcome: one text per case, never blank. left_out: (name, why) of what is no condition here.
    is_turned: cases stood in columns. missing: how it was written -> how often.
    """

    path: str
    cases: tuple[str, ...]
    outcome_name: str
    outcome: tuple[str, ...]
    columns: tuple[Column, ...]
    left_out: tuple[tuple[str, str], ...]
    is_turned: bool
    missing: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A table with cases in rows. rows: (place in the file, name of the case, cells).

    dropped: columns of a turned table that the user says are no cases.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, str, Sequence[str]], ...]
    is_turned: bool
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Log:
    """What is found on the way through a file."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)


def read_cases(
    path: str,
    grid: Grid,
    *,
    outcome: str,
    case: str | None = None,
    conditions: Collection[str] = (),
    leave_out: Collection[str] = (),
) -> CaseTable:
    """Read the cells of a table. Names are matched without regard to capitals.

    case: the column with the names of cases; else one called case, practice, site, ..., or the
    first. conditions: only these; else every column that holds numbers. leave_out: columns that
    are no condition, or in a turned table no case. A value that is neither a number nor missing
    is a problem and kept out.

    Raises UnknownName for a column that is not there, TableError when two columns or two cases
    have one name or when nothing can be compared.
    """
    log = _Log(path)
    frame = _framed(path, grid, outcome, case, {name.strip().casefold() for name in leave_out})
    log.left_out.update(dict.fromkeys(frame.dropped, "at your request"))
    known = [name for name in frame.headings if name]
    at = _places(path, frame.headings)
    outcome_at = at[_known("outcome among headings or in the first column", outcome, at, known)]
    case_at = _case_place(frame, at, case, outcome_at)
    rows = _with_outcome(frame, outcome_at, case_at, log)
    wanted = [at[_known("condition", name, at, known)] for name in conditions]
    dropped = {name.casefold() for name in frame.dropped}
    left = {
        _known("column", name, at, [*known, *frame.dropped])
        for name in leave_out
        if name.strip().casefold() not in dropped
    }
    columns = []
    for place, name in enumerate(frame.headings):
        if place in (outcome_at, case_at) or not name:
            continue
        if name.casefold() in left or (wanted and place not in wanted):
            log.left_out[name] = "at your request"
        elif column := _column(name, place, rows, log, is_turned=frame.is_turned):
            columns.append(column)
    if wanted:
        columns.sort(key=lambda column: wanted.index(at[column.name.casefold()]))
    if not columns:
        raise _refuse(path, "has no column of numbers beside the outcome. Nothing can be compared.")
    return CaseTable(
        path,
        tuple(name for _, name, _ in rows),
        frame.headings[outcome_at],
        tuple(_cell(cells, outcome_at) for _, _, cells in rows),
        tuple(columns),
        tuple(log.left_out.items()),
        frame.is_turned,
        tuple(sorted(log.missing.items())),
        tuple(log.problems),
    )


def number_in(text: str) -> float | None:
    """Return the number that is written, or None; `0 (mixed)` is 0, and a comma may be a point."""
    plain = text.translate(_MINUS)
    if _MIXED.fullmatch(plain):
        return 0.0
    plain = re.sub(r"^([+-])\s+", r"\1", plain)
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _framed(
    path: str, grid: Grid, outcome: str, case: str | None, leave_out: Collection[str]
) -> _Frame:
    """Put cases in rows: as they stand, or turned when the outcome is named in column one."""
    head = [cell.strip() for cell in grid[0][1]]
    in_head = outcome.casefold() in (name.casefold() for name in head)
    firsts = [_cell(cells, 0).casefold() for _, cells in grid[1:]]
    if in_head or case is not None or outcome.casefold() not in firsts:
        rows = tuple((f"row {number}", "", cells) for number, cells in grid[1:])
        return _Frame(tuple(head), rows, is_turned=False)
    names = tuple(_cell(cells, 0) for _, cells in grid[1:])
    if unnamed := [place for place, name in enumerate(head[1:], start=2) if not name]:
        raise _refuse(path, f"column {unnamed[0]} has no heading. Name the case that it holds.")
    turned = tuple(
        (f"column '{name}'", name, [_cell(cells, place) for _, cells in grid[1:]])
        for place, name in enumerate(head[1:], start=1)
        if name.casefold() not in leave_out
    )
    dropped = tuple(name for name in head[1:] if name.casefold() in leave_out)
    return _Frame(names, turned, is_turned=True, dropped=dropped)


def _places(path: str, headings: Iterable[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for place, name in enumerate(headings):
        if name and name.casefold() in at:
            raise _refuse(path, f"has two columns or rows called '{name}'. Give each its own name.")
        at[name.casefold()] = place
    return at


def _known(what: str, name: str, at: Collection[str], known: Iterable[str]) -> str:
    if name.strip().casefold() not in at or not name.strip():
        raise UnknownName(what, name, known)
    return name.strip().casefold()


def _case_place(frame: _Frame, at: dict[str, int], case: str | None, outcome_at: int) -> int | None:
    """Return the column that names the cases, or None when they are named by their place."""
    if frame.is_turned:
        return None
    if case is not None:
        return at[_known("case column", case, at, (name for name in frame.headings if name))]
    for name, place in at.items():
        if name in _CASE_HEADINGS and place != outcome_at:
            return place
    firsts = [_cell(cells, 0) for _, _, cells in frame.rows]
    is_name = outcome_at != 0 and len(set(firsts)) == len(firsts)
    return 0 if is_name and all(number_in(text) is None and text for text in firsts) else None


def _with_outcome(
    frame: _Frame, outcome_at: int, case_at: int | None, log: _Log
) -> list[tuple[str, str, Sequence[str]]]:
    """Return the cases that have an outcome, each with its name; the others are problems."""
    made: list[tuple[str, str, Sequence[str]]] = []
    for place, name, cells in frame.rows:
        called = name or (_cell(cells, case_at) if case_at is not None else "") or place
        if _cell(cells, outcome_at).casefold() in _MISSING:
            message = f"{called} has no outcome in '{frame.headings[outcome_at]}' and is left out."
            log.problems.append(Problem(log.path, message, place))
        else:
            made.append((place, called, cells))
    twice = [name for name, n in Counter(name for _, name, _ in made).items() if n > 1]
    if twice:
        raise _refuse(
            log.path,
            f"has the case '{twice[0]}' more than once. Keep one row per case, such as its last "
            "wave, or name another column with --case.",
        )
    if len(made) < 2:
        raise _refuse(log.path, "has fewer than two cases with an outcome: nothing to compare.")
    return made


def _column(
    name: str,
    place: int,
    rows: Sequence[tuple[str, str, Sequence[str]]],
    log: _Log,
    *,
    is_turned: bool,
) -> Column | None:
    """Return the condition in one column, or None for one that holds words."""
    texts = [_cell(cells, place) for _, _, cells in rows]
    numbers = [number_in(text) for text in texts]
    words = [
        (where, text)
        for (where, _, _), text, number in zip(rows, texts, numbers, strict=True)
        if number is None and text.casefold() not in _MISSING
    ]
    if words and all(number is None for number in numbers):
        shown = ", ".join(dict.fromkeys(text for _, text in words))
        log.left_out[name] = f"holds words and no rating ({shown})"
        return None
    what = "row" if is_turned else "column"
    log.problems += [
        Problem(log.path, f"'{text}' is no number: kept out.", f"{where}, {what} '{name}'")
        for where, text in words
    ]
    log.missing.update(_MISSING[t.casefold()] for t in texts if t.casefold() in _MISSING)
    mixed = [
        case
        for (_, case, _), text in zip(rows, texts, strict=True)
        if _MIXED.fullmatch(text.translate(_MINUS))
    ]
    return Column(name, tuple(numbers), tuple(mixed))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _refuse(path: str, message: str) -> TableError:
    return TableError([Problem(path, message, severity="error")])
