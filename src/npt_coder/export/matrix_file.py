"""Matrix file: one theme matrix as csv, xlsx, Markdown, HTML or plain values."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd

from npt_coder.errors import UnknownName
from npt_coder.export.base import LossReport, Study, write_atomically
from npt_coder.export.csv import guarded
from npt_coder.export.matrix_book import matrix_workbook
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
        "unplaced": matrix.n_unplaced,
        "codings": [
            {"row": row, "column": column, "ids": list(ids)}
            for (row, column), ids in matrix.codings.items()
        ],
    }


def write_matrix(matrix: Matrix, path: Path, *, study: Study) -> LossReport:
    """Write a matrix in the format of the suffix; quotes are never read as formulas.

    Returns what the format had no room for. Raises UnknownName for another suffix, UserError when
    the path cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        content, losses = matrix_workbook(matrix, study)
        write_atomically(path, content)
        return losses
    write = {".csv": _csv, ".md": _markdown, ".html": _html}.get(path.suffix.lower())
    if write is None:
        raise UnknownName("suffix of a matrix", path.suffix or path.name, MATRIX_SUFFIXES)
    header = [str(matrix.frame.index.name), *map(str, matrix.frame.columns)]
    rows = [[str(r), *v] for r, v in zip(matrix.frame.index, _values(matrix), strict=True)]
    write_atomically(path, write(header, rows))
    return ()


def _values(matrix: Matrix) -> list[list[object]]:
    return [
        [None if pd.isna(cell) else cell for cell in row]
        for row in matrix.frame.itertuples(index=False)
    ]


def _csv(header: list[str], rows: list[list[object]]) -> bytes:
    safe = [[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    frame = pd.DataFrame(safe, columns=[guarded(name) for name in header], dtype=object)
    # With a byte-order mark Excel reads the file as UTF-8.
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


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
