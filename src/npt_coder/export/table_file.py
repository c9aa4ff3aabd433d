"""Table file: several tables as a workbook, as Markdown, or as csv files side by side."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from npt_coder.errors import UnknownName
from npt_coder.export.base import write_atomically
from npt_coder.export.csv import ENCODING, guarded

TABLE_SUFFIXES = (".csv", ".md", ".xlsx")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. name: short, for the tab or the file. note: what to know before reading it."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""


def write_tables(sheets: Sequence[Sheet], path: Path) -> tuple[Path, ...]:
    """Write tables; as csv, the first has the path's name and the others add their own.

    Text is never read as a formula. Raises UnknownName for another suffix, UserError when a path
    cannot be written.
    """
    match path.suffix.lower():
        case ".xlsx":
            write_atomically(path, _workbook(sheets))
            return (path,)
        case ".md":
            write_atomically(path, "\n".join(map(_markdown, sheets)).encode())
            return (path,)
        case ".csv":
            names = [path, *(path.with_stem(f"{path.stem}-{s.name}") for s in sheets[1:])]
            for name, sheet in zip(names, sheets, strict=True):
                write_atomically(name, _csv(sheet))
            return tuple(names)
    raise UnknownName("suffix of tables", path.suffix or path.name, TABLE_SUFFIXES)


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            made = book.add_worksheet(sheet.name)
            made.write_string(0, 0, sheet.title, book.add_format({"bold": True}))
            made.write_string(1, 0, sheet.note)
            for column, name in enumerate(sheet.columns):
                made.write_string(3, column, name, head)
                cells = [str(row[column]) for row in sheet.rows]
                made.set_column(column, column, min(50, max(map(len, (name, *cells))) + 2))
            for number, row in enumerate(sheet.rows, start=4):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        made.write_string(number, column, cell)
                    elif cell is not None:
                        made.write_number(number, column, cell)
            made.freeze_panes(4, 1)
    return content.getvalue()


def _csv(sheet: Sheet) -> bytes:
    rows = [[guarded(v) if isinstance(v, str) else v for v in row] for row in sheet.rows]
    frame = pd.DataFrame(rows, columns=[guarded(n) for n in sheet.columns], dtype=object)
    return frame.to_csv(index=False, lineterminator="\r\n").encode(ENCODING)


def _markdown(sheet: Sheet) -> str:
    lines: list[Sequence[object]] = [sheet.columns, ["---"] * len(sheet.columns), *sheet.rows]
    table = "\n".join(f"| {' | '.join(map(_in_markdown, line))} |" for line in lines)
    note = f"\n{sheet.note}\n" if sheet.note else ""
    return f"## {sheet.title}\n{note}\n{table}\n"


def _in_markdown(cell: object) -> str:
    if cell is None:
        return "–"
    text = f"{cell:.3f}" if isinstance(cell, float) else str(cell)
    return html.escape(text, quote=False).replace("|", "\\|").replace("\n", "<br>")
