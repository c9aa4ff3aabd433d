"""Grids: the cells of a foreign table (csv, xlsx) as text, headings as they are written."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from npt_coder.errors import TableError
from npt_coder.ingest.decode import decode
from npt_coder.model import Problem
from npt_coder.shipped import shipped

Grid = list[tuple[int, list[str]]]
"""Rows that are not empty: (number as a spreadsheet counts, cells). The first holds headings."""

MAX_BYTES = 200 * 2**20
"""A workbook that unpacks to more is refused."""

_DELIMITERS = ",;\t|"
_SHIPPED = ("published", "samples")


def read_grid(path: Path) -> tuple[Grid, tuple[Problem, ...]]:
    """Read a csv file or the first filled sheet of a workbook; problems name what is not read.

    Raises TableError when the file cannot be read, is empty or has no row below its headings.
    """
    where = shipped_table(path.name) if _is_bare_name(path) else path
    try:
        raw = where.read_bytes()
    except OSError as error:
        others = f" Shipped tables: {', '.join(_shipped_names())}." if _is_bare_name(path) else ""
        raise _refuse(path, f"cannot be read ({error.strerror or error}).{others}") from error
    is_workbook = where.suffix.casefold() in (".xlsx", ".xlsm")
    grid, problems = _workbook(path, raw) if is_workbook else (_delimited(path, raw), ())
    if len(grid) < 2:
        raise _refuse(path, "holds no row below its headings. Check that it is the right file.")
    return grid, (*problems, *_loose_ends(path, grid))


def shipped_table(name: str) -> Path:
    """Return the path of a table that the package ships, as in ``shipped_table("varsi2015")``."""
    places = [shipped("codebooks", folder, f"{name}.csv") for folder in _SHIPPED]
    return next((place for place in places if place.is_file()), Path(name))


def _is_bare_name(path: Path) -> bool:
    return not path.suffix and path.name == str(path) and not path.exists()


def _shipped_names() -> list[str]:
    folders = (shipped("codebooks", folder) for folder in _SHIPPED)
    return sorted(path.stem for folder in folders for path in folder.glob("*.csv"))


def _delimited(path: Path, raw: bytes) -> Grid:
    text = decode(raw).text.lstrip("\n")
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))
    csv.field_size_limit(MAX_BYTES)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refuse(path, f"is no table of comma-separated values ({error}).") from error
    return _filled(rows)


def _workbook(path: Path, raw: bytes) -> tuple[Grid, tuple[Problem, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MAX_BYTES:
                raise _refuse(path, f"unpacks to more than {MAX_BYTES // 2**20} MiB.")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheets = {
            sheet.title: _filled(
                [[_text(c) for c in row] for row in sheet.iter_rows(values_only=True)]
            )
            for sheet in book.worksheets
        }
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError) as error:
        message = "is no Excel workbook. Save it as .xlsx or .csv and try again."
        raise _refuse(path, message) from error
    filled = [title for title, rows in sheets.items() if rows]
    if not filled:
        raise _refuse(path, "its sheets are empty.")
    others = ", ".join(f"'{title}'" for title in filled[1:])
    message = f"only the sheet '{filled[0]}' is read; these hold rows too: {others}."
    return sheets[filled[0]], (Problem(path.as_posix(), message),) if others else ()


def _text(value: object) -> str:
    """Write a cell as a csv file would hold it: a whole number without its decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _filled(rows: list[list[str]]) -> Grid:
    stripped = [[cell.strip() for cell in row] for row in rows]
    return [(number, row) for number, row in enumerate(stripped, start=1) if any(row)]


def _loose_ends(path: Path, grid: Grid) -> tuple[Problem, ...]:
    """Name cells that stand to the right of the last heading: they belong to no column."""
    width = len(grid[0][1])
    return tuple(
        Problem(
            path.as_posix(),
            f"not read, since no heading stands above: {', '.join(filter(None, cells[width:]))}.",
            f"row {number}",
        )
        for number, cells in grid[1:]
        if any(cells[width:])
    )


def _refuse(path: Path, message: str) -> TableError:
    return TableError([Problem(path.as_posix(), message, severity="error")])
