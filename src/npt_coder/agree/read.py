"""Read: a table of ratings from anywhere (unit, coder, code, value) to ratings.

A value that is blank, NA or N/A means: looked at and not coded. How many were read so is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from npt_coder.agree.ratings import CODED, NOT_CODED, NOT_RATED, YES_NO, Ratings, Unit, Values
from npt_coder.errors import TableError
from npt_coder.model import Problem

Absent = Literal["not-coded", "not-rated"]
ABSENT: tuple[Absent, ...] = get_args(Absent)
REQUIRED = ("unit", "coder", "code")

_BLANKS = {"": "blank", "na": "NA", "n/a": "N/A", "#n/a": "N/A", "nan": "NA"}
_NO = frozenset({"0", "no", "n", "false", "f", "absent", "not coded", "uncoded"})
_YES = frozenset({"1", "yes", "y", "true", "t", "x", "present", "coded"})
_GROUPS = ("group", "transcript")
_QUOTES = ("quote", "text")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file. rows: (number as a spreadsheet counts, cells by column in lower case)."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class RatingsFile:
    """What a file of ratings holds.

    blanks: word -> how many values were read as not coded, since they were blank, NA or N/A.
    absent: how a unit without any row by a coder was read; n_absent: how many there are.
    lists_uncoded: the file also names units that nobody coded, or gives every unit some value.
    """

    ratings: Ratings
    problems: tuple[Problem, ...]
    blanks: Mapping[str, int]
    absent: Absent
    n_absent: int
    lists_uncoded: bool

    @property
    def has_groups(self) -> bool:
        """Say whether the file says which units belong together."""
        return any(unit.group for unit in self.ratings.units)


@dataclass(frozen=True, slots=True)
class _Row:
    """One rating. unit: round, group and id. code: "" for no code.

    value: CODED, NOT_CODED, or a category as the file spells it. written: without its ".0".
    """

    number: int
    unit: tuple[str, str, str]
    coder: str
    code: str
    value: str
    written: str


def read_ratings(table: Table, *, absent: Absent | None = None) -> RatingsFile:
    """Make ratings of a table; rows that cannot be used are problems, and the others count.

    Columns: unit, coder, code; also value (without it every row means coded), group or
    transcript, round, edition, quote or text. absent: what a unit without any row by a coder
    means. By default it means not coded in a file that lists only what was coded, and not rated
    in a file that says of uncoded units that they are.

    Raises TableError when a column is missing or no row can be used.
    """
    missing = [name for name in REQUIRED if name not in table.columns]
    if missing:
        found = ", ".join(name for name in table.columns if name) or "none"
        message = (
            f"has no column '{missing[0]}'. Its columns are: {found}. "
            "Needed are unit, coder, code, and value unless every row means coded."
        )
        raise TableError([Problem(table.path, message, severity="error")])
    problems: list[Problem] = []
    blanks: Counter[str] = Counter()
    read = [row for raw in table.rows if (row := _row(table, raw, problems, blanks))]
    rows = _with_categories(read)
    if not any(row.code for row in rows):
        message = "no row names a unit, a coder and a code. Nothing can be compared."
        raise TableError([*problems, Problem(table.path, message, severity="error")])
    coded = {row.unit for row in rows if row.code and row.value != NOT_CODED}
    has_categories = any(row.value not in YES_NO for row in rows)
    lists_uncoded = has_categories or any(row.unit not in coded for row in rows)
    # A file with a "no" or a category in it speaks of every unit that its coders judged.
    is_explicit = any(row.value != CODED or not row.code for row in rows)
    how = absent or ("not-rated" if is_explicit else "not-coded")
    ratings, n_absent = _ratings(table, rows, how, problems)
    return RatingsFile(ratings, tuple(problems), dict(blanks), how, n_absent, lists_uncoded)


def _row(
    table: Table,
    raw: tuple[int, Mapping[str, str]],
    problems: list[Problem],
    blanks: Counter[str],
) -> _Row | None:
    number, cells = raw
    unit, coder = cells.get("unit", ""), cells.get("coder", "")
    if not unit or not coder:
        what = "unit" if not unit else "coder"
        problems.append(Problem(table.path, f"left out: no {what} is named.", f"row {number}"))
        return None
    code = cells.get("code", "")
    code = "" if code.casefold() in _BLANKS else code
    value = CODED if "value" not in table.columns else _value(cells.get("value", ""), blanks)
    if not code and value != NOT_CODED:
        if "value" in table.columns and cells.get("value", ""):
            message = f"left out: the value '{cells['value']}' stands beside no code."
            problems.append(Problem(table.path, message, f"row {number}"))
            return None
        value = NOT_CODED
    key = (cells.get("round", ""), _first(cells, _GROUPS), unit)
    return _Row(number, key, coder, code, value, cells.get("value", "").removesuffix(".0"))


def _value(written: str, blanks: Counter[str]) -> str:
    """Return CODED, NOT_CODED or the category as written."""
    word = written.casefold()
    if word in _BLANKS:
        blanks[_BLANKS[word]] += 1
        return NOT_CODED
    plain = word.removesuffix(".0")
    if plain in _NO:
        return NOT_CODED
    return CODED if plain in _YES else written.removesuffix(".0")


def _with_categories(rows: Sequence[_Row]) -> list[_Row]:
    """Spell 0, 1 or yes as written where a code takes other values than yes and no."""
    many = {row.code for row in rows if row.value not in YES_NO}
    return [
        replace(row, value=row.written)
        if row.code in many and row.written.casefold() not in _BLANKS
        else row
        for row in rows
    ]


def _ratings(
    table: Table, rows: Sequence[_Row], absent: Absent, problems: list[Problem]
) -> tuple[Ratings, int]:
    codes = tuple(dict.fromkeys(row.code for row in rows if row.code))
    coders = tuple(dict.fromkeys(row.coder for row in rows))
    units = list(dict.fromkeys(row.unit for row in rows))
    at = {name: place for place, name in enumerate(units)}
    by = {name: place for place, name in enumerate(coders)}
    categories = {code: _categories(rows, code, absent) for code in codes}
    values = np.full((len(codes), len(coders), len(units)), NOT_RATED, dtype=np.int16)
    looked = np.zeros((len(coders), len(units)), dtype=bool)
    for row in rows:
        looked[by[row.coder], at[row.unit]] = True
    seen = looked if absent == "not-rated" else np.ones_like(looked)
    for place, code in enumerate(codes):
        if NOT_CODED in categories[code]:
            values[place][seen] = categories[code].index(NOT_CODED)
    _fill(table, rows, values, (codes, by, at), categories, problems)
    made = Ratings(
        coders,
        codes,
        _units(table, rows, units),
        values,
        tuple(categories[code] for code in codes),
    )
    return made, int((~looked).sum())


def _fill(
    table: Table,
    rows: Iterable[_Row],
    values: Values,
    places: tuple[Sequence[str], Mapping[str, int], Mapping[tuple[str, str, str], int]],
    categories: Mapping[str, tuple[str, ...]],
    problems: list[Problem],
) -> None:
    """Write each rating to its place; of two that contradict each other the first coded stands."""
    codes, by, at = places
    place_of = {code: place for place, code in enumerate(codes)}
    said: dict[tuple[int, int, int], str] = {}
    for row in rows:
        if not row.code:
            continue
        place = (place_of[row.code], by[row.coder], at[row.unit])
        before = said.get(place, row.value)
        if before != row.value:
            stands = before if before != NOT_CODED else row.value
            message = (
                f"{row.coder} rates {row.code} of unit '{row.unit[2]}' a second time and "
                f"otherwise: '{stands}' counts."
            )
            problems.append(Problem(table.path, message, f"row {row.number}"))
            said[place] = stands
        else:
            said[place] = row.value
        values[place] = categories[row.code].index(said[place])


def _categories(rows: Iterable[_Row], code: str, absent: Absent) -> tuple[str, ...]:
    """Return yes and no, or for a code that takes other values these, `not coded` first."""
    found = {row.value for row in rows if row.code == code}
    if found <= set(YES_NO):
        return YES_NO
    first = (NOT_CODED,) if NOT_CODED in found or absent == "not-coded" else ()
    return (*first, *sorted(found - {NOT_CODED}))


def _units(
    table: Table, rows: Iterable[_Row], units: Iterable[tuple[str, str, str]]
) -> tuple[Unit, ...]:
    cells = dict(table.rows)
    quotes: dict[tuple[str, str, str], str] = {}
    editions: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if quote := _first(cells[row.number], _QUOTES):
            quotes.setdefault(row.unit, quote)
        if edition := cells[row.number].get("edition", ""):
            editions.setdefault(row.unit, edition)
    return tuple(
        Unit(
            id=key[2],
            group=key[1],
            quote=quotes.get(key, ""),
            round=key[0],
            edition=editions.get(key, ""),
        )
        for key in units
    )


def _first(cells: Mapping[str, str], names: Iterable[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")
