"""Tables: rows of a csv file that people edit, with the line that each row stands on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from npt_coder.errors import TableError
from npt_coder.ingest.decode import decode
from npt_coder.model import Problem

_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. number: as a spreadsheet counts, the headings are row 1. cells: by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a csv file as written, in lower case, and its rows that are not empty."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, *, required: Iterable[str]) -> Table:
    """Read a csv file in UTF-8, UTF-16 or Windows Western, parted by commas, semicolons or tabs.

    Raises: TableError when the file cannot be read or a required column is missing.
    """
    try:
        text = decode(path.read_bytes()).text
    except OSError as error:
        raise _refuse(path, f"cannot be read ({error.strerror or error}).") from error
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refuse(path, f"is no table of comma-separated values ({error}).") from error
    filled = [(n, row) for n, row in enumerate(rows, start=1) if any(c.strip() for c in row)]
    columns = tuple(cell.strip().casefold() for cell in filled[0][1]) if filled else ()
    missing = [name for name in required if name not in columns]
    if missing:
        found = ", ".join(name for name in columns if name) or "none"
        raise _refuse(
            path,
            f"has no column '{missing[0]}'. Its columns are: {found}. Add it to the first row.",
        )
    return Table(columns, tuple(Row(n, _cells(columns, row)) for n, row in filled[1:]))


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a csv file that spreadsheets open with its accents intact (UTF-8 with its mark)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _cells(columns: tuple[str, ...], row: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}


def _refuse(path: Path, message: str) -> TableError:
    return TableError([Problem(path.as_posix(), message, severity="error")])
