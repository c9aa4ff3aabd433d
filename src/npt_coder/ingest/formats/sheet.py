"""Sheet: transcripts in an Excel workbook, on its first sheet that holds a table."""

from __future__ import annotations

import datetime
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from npt_coder.ingest.formats.base import MAX_BYTES, FormatResult, Unreadable
from npt_coder.ingest.formats.data import read_rows
from npt_coder.ingest.formats.package import damaged, open_package
from npt_coder.model import ColumnNames, Problem

name = "sheet"
suffixes = (".xlsm", ".xlsx")

_WHAT = "Excel workbook"
_MAX_ROWS = 200_000


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is a workbook, by its suffix."""
    return suffix in suffixes and bool(head)


def read(raw: bytes) -> FormatResult:
    """Read the first sheet with a table, its columns found by looking. Raises: Unreadable."""
    return read_columns(raw, None)


def read_columns(raw: bytes, names: ColumnNames | None) -> FormatResult:
    """Read the first sheet with a table, its columns named by a person. Raises: Unreadable."""
    with open_package(raw, _WHAT) as package:
        if package.unpacked_size > 4 * MAX_BYTES:
            raise Unreadable(
                f"unpacks to more than {4 * MAX_BYTES // 2**20} MiB, which no interview is."
            )
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheets = {sheet.title: _rows(sheet) for sheet in book.worksheets}
        book.close()
    except Unreadable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Unreadable(damaged(_WHAT)) from error
    except Exception as error:  # the parser raises many kinds on damaged files
        raise Unreadable(damaged(_WHAT)) from error
    filled = [title for title, rows in sheets.items() if len(rows) > 1]
    if not filled:
        raise Unreadable("a workbook without a table of talk. Check that it is the right file.")
    found = read_rows(sheets[filled[0]], names, where=f"sheet '{filled[0]}', row")
    if len(filled) == 1:
        return found
    others = ", ".join(f"'{title}'" for title in filled[1:])
    message = f"only the sheet '{filled[0]}' is read; these hold rows too: {others}."
    return FormatResult(
        found.paragraphs, None, found.notes, None, (*found.problems, Problem("", message))
    )


def _rows(sheet: object) -> list[list[str]]:
    """Return the cells as text; a formula counts with the value that the workbook keeps of it."""
    rows: list[list[str]] = []
    for row in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
        rows.append([_text(value) for value in row])
        if len(rows) > _MAX_ROWS:
            raise Unreadable(f"a sheet of more than {_MAX_ROWS} rows, which no interview has.")
    return rows


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.timedelta):
        return str(value.total_seconds())
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
