"""Lines: rows of csv and JSON Lines files, one at a time; a bad one is named, never dropped.

What cannot be read still yields a row: without id and text, and with the reason in `problem`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

from npt_coder.errors import TableError
from npt_coder.model import Problem

LONGEST = 1 << 24
"""Code points of a line that are held at most, so that a file without line ends fills no memory."""

LONGEST_TEXT = 1_000_000
"""Code points of a text that is coded; spaCy, which the default tagger asks, reads no more."""

_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class Row:
    """One record. values: of the attributes asked for, None where the record has none."""

    id: str | None
    text: str | None
    values: tuple[str | None, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns of a file are the id, the text and the attributes."""

    id: str
    text: str
    attributes: tuple[str, ...]

    def bad(self, problem: str) -> Row:
        """Return the row of a record that cannot be read at all."""
        return Row(None, None, (None,) * len(self.attributes), problem)


def csv_header(path: str, handle: TextIO) -> tuple[list[str], Iterator[tuple[int, object]]]:
    """Return the headings and an iterator of (line, cells or the error of csv).

    The delimiter is the commonest of comma, tab, semicolon and bar in the first line; a column
    without a heading is called column_N. Raises TableError for a file without headings.
    """
    first = handle.readline(LONGEST)
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _csv_rows(csv.reader(chain([first], _pieces(handle)), delimiter=delimiter))
    _, cells = next(rows, (1, None))
    if not isinstance(cells, list):
        raise TableError([Problem(path, "has no row of headings.", None, "error")])
    return [name or f"column_{n}" for n, name in enumerate(cells, start=1)], rows


def csv_records(
    header: Sequence[str], rows: Iterable[tuple[int, object]], wanted: Wanted
) -> Iterator[Row]:
    """Yield a record for each row of a csv file. Blank lines are no records."""
    at = {name: index for index, name in enumerate(header)}
    id, text, kept = at[wanted.id], at[wanted.text], [at[name] for name in wanted.attributes]
    for line, cells in rows:
        if not isinstance(cells, list):
            yield wanted.bad(f"line {line}: {cells}. Is a quotation mark left open?")
        elif len(cells) != len(header):
            yield wanted.bad(
                f"line {line}: {len(cells)} cells where the headings are {len(header)}."
            )
        elif not is_unicode("".join(cells)):
            yield wanted.bad(f"line {line}: not in the encoding of the file. Name it: --encoding.")
        else:
            problem = _fault(line, cells[id], cells[text])
            yield Row(cells[id], cells[text], tuple(cells[index] for index in kept), problem)


def json_keys(handle: TextIO) -> list[str]:
    """Return the keys of all objects of a JSON Lines file, in order of appearance."""
    keys: dict[str, None] = {}
    for _, line in _json_lines(handle):
        found = _object(line)
        if isinstance(found, dict):
            keys.update(dict.fromkeys(found))
    return list(keys)


def json_records(handle: TextIO, wanted: Wanted) -> Iterator[Row]:
    """Yield a record for each line of a JSON Lines file. Blank lines are no records.

    Strings are carried as they are, null as null, anything else as JSON.
    """
    for number, line in _json_lines(handle):
        found = _object(line)
        if isinstance(found, str):
            yield wanted.bad(f"line {number}: {found}")
            continue
        id, text = found.get(wanted.id), found.get(wanted.text)
        values = tuple(_as_text(found.get(name)) for name in wanted.attributes)
        problem = _fault(number, id, text)
        if isinstance(id, dict | list):
            problem = f"line {number}: the id is neither text nor a number."
        elif text is not None and not isinstance(text, str):
            problem = f"line {number}: `{wanted.text}` is no text."
        yield Row(_as_text(id), _as_text(text), values, problem)


def is_unicode(text: str) -> bool:
    """Say whether a text has no lone surrogates, which stand for bytes that cannot be read."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def too_long(n: int) -> str:
    """Say that a text of n code points is not coded, and what to do."""
    return f"the text has {n:,} code points; at most {LONGEST_TEXT:,} are read. Split it."


def _pieces(handle: TextIO) -> Iterator[str]:
    while piece := handle.readline(LONGEST):
        yield piece


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, object]]:
    """Yield (first line of the row, its cells or the error); the reader goes on after an error."""
    line = 1
    while True:
        row: object
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = error
        if row != []:
            yield line, row
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _json_lines(handle: TextIO) -> Iterator[tuple[int, str | None]]:
    """Yield (number, line), None for a line that is too long to hold."""
    for number, piece in enumerate(_pieces(handle), start=1):
        is_whole = len(piece) < LONGEST or piece.endswith("\n")
        rest = "" if is_whole else piece
        while len(rest) == LONGEST and not rest.endswith("\n"):
            rest = handle.readline(LONGEST)
        if not is_whole:
            yield number, None
        elif piece.strip():
            yield number, piece


def _object(line: str | None) -> dict[str, object] | str:
    """Return the object on a line, or what is wrong with it."""
    if line is None:
        return "too long to be a record."
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return "not JSON."
    if not isinstance(found, dict):
        return "not an object, as {...} is."
    # A lone surrogate comes from a bad byte, or is written out as an escape.
    is_suspect = not line.isascii() or "\\ud" in line or "\\uD" in line
    if is_suspect and not is_unicode(json.dumps(found, ensure_ascii=False)):
        return "not in the encoding of the file. Name it: --encoding."
    return found


def _fault(line: int, id: object, text: object) -> str | None:
    if id is None or id == "":
        return f"line {line}: no id."
    if text is None or (isinstance(text, str) and not text.strip()):
        return f"line {line}: no text."
    if isinstance(text, str) and len(text) > LONGEST_TEXT:
        return f"line {line}: {too_long(len(text))}"
    return None


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
