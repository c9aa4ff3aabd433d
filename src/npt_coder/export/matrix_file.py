"""Matrix file: one theme matrix as csv, xlsx, Markdown, HTML or plain values."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pandas as pd
import xlsxwriter

from npt_coder.errors import UnknownName
from npt_coder.export.base import write_atomically
from npt_coder.matrix import Matrix

MATRIX_SUFFIXES = (".csv", ".html", ".md", ".xlsx")


def matrix_document(matrix: Matrix) -> dict[str, object]:
    """Return rows, columns and cells (a list per row) as plain values; a missing cell is None."""
    return {
        "rows": [str(row) for row in matrix.frame.index],
        "columns": [str(column) for column in matrix.frame.columns],
        "cells": _values(matrix),
        "kind": matrix.cells,
        "wave": matrix.wave,
        "codings": [
            {"row": row, "column": column, "ids": list(ids)}
            for (row, column), ids in matrix.codings.items()
        ],
    }


def write_matrix(matrix: Matrix, path: Path) -> None:
    """Write a matrix in the format of the suffix; quotes are never read as formulas.

    Raises UnknownName for another suffix, UserError when the path cannot be written.
    """
    write = {".csv": _csv, ".xlsx": _xlsx, ".md": _markdown, ".html": _html}.get(
        path.suffix.lower()
    )
    if write is None:
        raise UnknownName("suffix of a matrix", path.suffix or path.name, MATRIX_SUFFIXES)
    header = [str(matrix.frame.index.name), *map(str, matrix.frame.columns)]
    rows = [[str(r), *v] for r, v in zip(matrix.frame.index, _values(matrix), strict=True)]
    write_atomically(path, write(header, rows))


def _values(matrix: Matrix) -> list[list[object]]:
    return [
        [None if pd.isna(cell) else cell for cell in row]
        for row in matrix.frame.itertuples(index=False)
    ]


def _csv(header: list[str], rows: list[list[object]]) -> bytes:
    frame = pd.DataFrame(rows, columns=header, dtype=object)
    # With a byte-order mark Excel reads the file as UTF-8.
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _xlsx(header: list[str], rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Matrix")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in row], wrapped)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(header) - 1, 22)
    return buffer.getvalue()


def _markdown(header: list[str], rows: list[list[object]]) -> bytes:
    lines: list[list[object]] = [[*header], ["---" for _ in header], *rows]
    cells = ([_in_markdown(cell) for cell in line] for line in lines)
    return ("\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n").encode()


def _in_markdown(cell: object) -> str:
    text = "–" if cell is None else str(cell)
    return html.escape(text, quote=False).replace("|", "\\|").replace("\n", "<br>")


def _html(header: list[str], rows: list[list[object]]) -> bytes:
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in header)
    body = "\n".join(
        f'<tr><th scope="row">{html.escape(str(row[0]))}</th>'
        + "".join(f"<td>{_in_html(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Matrix</title>'
        "<style>body{font:15px/1.4 system-ui,sans-serif;margin:2rem}"
        "table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:.4rem .6rem;"
        "text-align:left;vertical-align:top}</style></head>\n"
        f"<body><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></body></html>\n"
    ).encode()


def _in_html(cell: object) -> str:
    return "–" if cell is None else html.escape(str(cell)).replace("\n", "<br>")
