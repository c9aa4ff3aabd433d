"""Framework: a framework matrix in xlsx, out with its origin noted, and back with what was written.

The hidden sheet holds what each cell said when the file was made, so that what two people wrote
at the same time is seen and not lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from xlsxwriter import Workbook

from npt_coder.errors import UserError
from npt_coder.matrix import Matrix
from npt_coder.model import Problem

ORIGIN, SUMMARIES = "npt-coder", "Summaries"
_FORMAT = "framework matrix 1"

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework matrix that came back. attribute: what its rows are, as `case`.

    wave: None for all. before, now: (row, code) -> text when the file was made, and as it stands
    in it now; "" where nothing is written. problems: what could not be read, cell by cell.
    """

    attribute: str
    wave: str | None
    before: Mapping[Place, str]
    now: Mapping[Place, str]
    problems: tuple[Problem, ...]


def note_origin(workbook: Workbook, matrix: Matrix, columns: Mapping[str, str]) -> None:
    """Note on a hidden sheet what a framework matrix stands on. columns: code -> its heading."""
    sheet = workbook.add_worksheet(ORIGIN)
    about = {"attribute": str(matrix.frame.index.name), "wave": matrix.wave, "codes": columns}
    for row, texts in enumerate([(_FORMAT, json.dumps(about), ""), *_texts(matrix)]):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    sheet.very_hidden()


def read_framework(path: Path) -> Framework:
    """Read a framework matrix that `note_origin` marked, after people wrote in it.

    Raises UserError when it is no such file, or its headings are gone.
    """
    try:
        book = load_workbook(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}).") from error
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise UserError(f"{path}: cannot be read as an Excel file ({error}).") from error
    if ORIGIN not in book.sheetnames or book[ORIGIN]["A1"].value != _FORMAT:
        raise UserError(
            f"{path}: no framework matrix of ours. Make one with "
            "`npt-coder matrix --cells summary -o FILE.xlsx`, write in it, and import that file."
        )
    if SUMMARIES not in book.sheetnames:
        raise UserError(f"{path}: the sheet {SUMMARIES} is gone. Put it back under that name.")
    noted = [[_text(value) for value in row] for row in book[ORIGIN].iter_rows(values_only=True)]
    about: dict[str, Any] = json.loads(noted[0][1])
    before = {(row, code): text for row, code, text in (line[:3] for line in noted[1:])}
    problems: list[Problem] = []
    rows = {row for row, _ in before}
    now = dict(_written(book[SUMMARIES], about["codes"], rows, str(path), problems))
    return Framework(about["attribute"], about["wave"], before, now, tuple(problems))


def _texts(matrix: Matrix) -> Iterator[tuple[str, str, str]]:
    for row, values in zip(matrix.frame.index, matrix.frame.itertuples(index=False), strict=True):
        for code, value in zip(matrix.frame.columns, values, strict=True):
            yield str(row), str(code), "" if pd.isna(value) else str(value)


def _written(
    sheet: Any,
    codes: Mapping[str, str],
    rows: Iterable[str],
    path: str,
    problems: list[Problem],
) -> Iterator[tuple[Place, str]]:
    """Yield each cell that people can write in; rows and columns may have been moved."""
    titles = {title: code for code, title in codes.items()}
    lines = sheet.iter_rows()
    heads = {cell.column: titles.get(_text(cell.value)) for cell in next(lines, ())}
    for gone in sorted(set(codes) - set(heads.values())):
        told = f"the column “{codes[gone]}” is gone; its summaries stay as they were"
        problems.append(Problem(path, told, f"sheet {SUMMARIES}"))
    left = set(rows)
    for line in lines:
        row = _text(line[0].value)
        if row not in left:
            if any(heads.get(cell.column) and _text(cell.value) for cell in line):
                told = f"the row “{row}” is not in the study, or stands here twice; it is not read"
                problems.append(Problem(path, told, f"sheet {SUMMARIES}, row {line[0].row}"))
            continue
        left.discard(row)
        for cell in line[1:]:
            code = heads.get(cell.column)
            if code is None:
                continue
            if cell.data_type == "f":
                told = "a formula, not a text; it is not read. Begin it with an apostrophe"
                problems.append(Problem(path, told, f"sheet {SUMMARIES}, cell {cell.coordinate}"))
            else:
                yield (row, code), _text(cell.value)


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
