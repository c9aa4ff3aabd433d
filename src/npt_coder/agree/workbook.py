"""Workbook: the first sheet of an Excel file as rows of text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from npt_coder.agree.read import Table
from npt_coder.errors import TableError
from npt_coder.model import Problem

MAX_BYTES = 200 * 2**20
"""A workbook that unpacks to more is refused; a million ratings are far below it."""


def read_workbook(path: Path) -> Table:
    """Read the first sheet of a workbook; its first row that is not empty holds the headings.

    Raises TableError when the file cannot be read.
    """
    try:
        raw = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MAX_BYTES:
                raise _refuse(path, f"unpacks to more than {MAX_BYTES // 2**20} MiB.")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except OSError as error:
        raise _refuse(path, f"cannot be read ({error.strerror or error}).") from error
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        message = "is no Excel workbook. Save it as .xlsx or .csv and try again."
        raise _refuse(path, message) from error
    sheet = book.worksheets[0]
    rows = [
        (number, [_text(cell) for cell in row])
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]
    book.close()
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        raise _refuse(path, f"its first sheet, '{sheet.title}', is empty.")
    columns = tuple(cell.casefold() for cell in filled[0][1])
    return Table(
        path.as_posix(),
        columns,
        tuple((number, _cells(columns, cells)) for number, cells in filled[1:]),
    )


def _text(value: object) -> str:
    """Write a cell as a csv file would hold it: a whole number without its decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _cells(columns: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name}


def _refuse(path: Path, message: str) -> TableError:
    return TableError([Problem(path.as_posix(), message, severity="error")])
