"""Matrix book: one matrix as a workbook, with a way from each cell to its quotes and transcripts.

The sheets: the matrix, a legend, one sheet of quotes per column, every turn. A framework matrix
has a cell for people to write in beside pointers to the strongest quotes; nothing in it is
invented. What a framework matrix stands on is noted on a hidden sheet, so that it can come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from npt_coder.export.base import LossReport, Study
from npt_coder.export.disclosure import disclosure_warning
from npt_coder.export.framework import note_origin
from npt_coder.export.quotes import Quote, best_first, read_quotes
from npt_coder.export.words import (
    FOR_AND_AGAINST,
    MISSING,
    clock,
    code_words,
    counted,
    wave_words,
    when_words,
)
from npt_coder.export.workbook import (
    MAX_ROWS,
    TURNS,
    Book,
    add_filter,
    add_transcripts,
    make_formats,
    place_turns,
    too_large,
)
from npt_coder.matrix import Matrix
from npt_coder.matrix import natural as natural_order

N_POINTERS, POINTER_LENGTH = 3, 90
LEGEND = "Legend"
MEANINGS = {
    "count": "How many codings there are. 0: nobody said anything that was coded so.",
    "binary": "1 when there is at least one coding, else 0.",
    "people": "How many people said something that was coded so.",
    "net": "Codings for minus codings against. A hatched dash: nothing was said for or against.",
    "rating": "From −2 (against) to +2 (for); 0 is balanced or contradictory. A hatched dash is "
    "missing evidence, which is not 0.",
    "quotes": "The words, with + for, − against, ± mixed, · descriptive. A hatched dash: no words.",
    "summary": "Write what the quotes come to into the yellow cells, and read the file back with "
    "`npt-coder import FILE`. Who wrote what, and when, is kept; earlier words too. Beside each "
    "are the first few quotes of its sheet: one of each person before the second of any, decided "
    "ones and sure ones first.",
    "co-occurrence": "In how many places both codes stand; on the diagonal, in how many the code "
    "stands at all.",
}
SCALES = {"count": 1, "binary": 1, "people": 1, "co-occurrence": 1, "net": 2, "rating": 2}
"""Kind of cell -> colours of its scale beside white: one, or two around 0."""

Place = tuple[str, str]


def matrix_workbook(matrix: Matrix, study: Study) -> tuple[bytes, LossReport]:
    """Return a matrix of a study as xlsx, and what Excel had no room for."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    workbook = Workbook(buffer, options)
    workbook.set_properties(
        {"title": study.title, "created": datetime.fromisoformat(study.made_at)}
    )
    book = Book(study, workbook, make_formats(workbook), read_quotes(study.evidence), {})
    place_turns(book)
    columns = _columns(matrix, study)
    shown, starts = _lists(matrix, book, columns)
    _matrix(matrix, book, columns, shown, starts)
    _legend(matrix, book)
    for name, title in columns.items():
        _quotes(
            book, title, [(row, shown[row, name]) for row in _rows(matrix) if (row, name) in shown]
        )
    add_transcripts(book)
    if _kind(matrix) == "summary":
        note_origin(workbook, matrix, columns)
    book.fit_rows()
    workbook.close()
    return buffer.getvalue(), tuple(too_large(book))


# --- sheets ----------------------------------------------------------------------------------


def _matrix(
    matrix: Matrix,
    book: Book,
    columns: dict[str, str],
    shown: dict[Place, tuple[Quote, ...]],
    starts: dict[Place, int],
) -> None:
    is_framework = _kind(matrix) == "summary"
    width = 44 if is_framework or matrix.cells == "quotes" else 15
    heads = [(str(matrix.frame.index.name), 24)]
    for title in columns.values():
        heads += [(title, width), *([(f"{title}: quotes", 40)] if is_framework else [])]
    sheet = book.sheet("Summaries" if is_framework else "Matrix", heads)
    step = 2 if is_framework else 1
    for row, (name, values) in enumerate(zip(_rows(matrix), _values(matrix), strict=True), start=1):
        book.text(sheet, row, 0, name, "strong")
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            quotes, at = shown.get((name, column), ()), 1 + step * place
            style = "leads" if isinstance(value, str) else "link"
            if is_framework:
                if value is None:
                    sheet.write_blank(row, at, None, book.formats["here"])
                else:
                    book.text(sheet, row, at, str(value), "here")
                at, style, value = at + 1, "leads", _pointers(quotes)
            if quotes:
                book.link(sheet, row, at, columns[column], starts[name, column], style)
            _value(book, sheet, row, at, value, style if quotes else None)
    if _kind(matrix) in SCALES:
        _colour(sheet, matrix, len(columns))


def _value(
    book: Book, sheet: Worksheet, row: int, column: int, value: object, style: str | None
) -> None:
    if value is None:
        book.text(sheet, row, column, MISSING, "missing")
    elif isinstance(value, str):
        book.text(sheet, row, column, value, style or "text")
    else:
        sheet.write_number(row, column, value, book.formats[style or "number"])


def _colour(sheet: Worksheet, matrix: Matrix, n_columns: int) -> None:
    numbers = [abs(v) for row in _values(matrix) for v in row if isinstance(v, int)]
    reach = 2 if matrix.cells == "rating" else max(numbers, default=0) or 1
    ends = {"min_type": "num", "max_type": "num", "max_value": reach, "max_color": "#6fa3cf"}
    if SCALES[_kind(matrix)] == 1:
        scale = {"type": "2_color_scale", "min_value": 0, "min_color": "#ffffff"}
    else:
        middle = {"mid_type": "num", "mid_value": 0, "mid_color": "#f1efe9"}
        low = {"min_value": -reach, "min_color": "#d98b3a"}
        scale = {"type": "3_color_scale", **middle, **low}
    if len(matrix.frame):
        sheet.conditional_format(1, 1, len(matrix.frame), n_columns, {**scale, **ends})


def _legend(matrix: Matrix, book: Book) -> None:
    study, kind = book.study, _kind(matrix)
    sheet = book.sheet(LEGEND, [(study.title, 24), ("", 100)])
    how = matrix.cells if kind == "co-occurrence" else kind
    colours = {1: "The darker the blue, the higher the number.",
               2: "Blue is for, brown is against; the sign says the same."}  # fmt: skip
    rows = [
        *([("Synthetic material", study.synthetic)] if study.synthetic else []),
        ("Cells", f"{how}. {MEANINGS[kind]}"),
        *([("Colours", colours[SCALES[kind]])] if kind in SCALES else []),
        ("Wave", wave_words(matrix.wave or "all")),
        ("Links", "A cell leads to its quotes on the sheet of its column, strongest first; the "
         "turn of a quote leads to the transcript; the first column of quotes leads back."),
        ("Left out", f"{counted(matrix.n_unplaced, 'coding')} without a value for the rows or "
         "columns. Rejected and withdrawn codings count nowhere."),
        ("Codebook", f"{study.codebook.title}, edition {study.codebook.edition}, "
         f"{study.codebook.hash[:12]}"),
        ("Sharing", "This file holds the transcripts in full: keep it as you keep them."),
        *(("Sharing", warning) for warning in [disclosure_warning(study)] if warning),
        *(("Note", note) for note in study.notes),
        ("Made", f"{when_words(study.made_at)} by "
         + ", ".join(f"{name} {version}" for name, version in study.versions.items())),
    ]  # fmt: skip
    for row, (heading, words) in enumerate(rows, start=1):
        book.text(sheet, row, 0, heading, "strong")
        book.text(sheet, row, 1, words)


QUOTE_HEADS = (
    ("Quote", 70), ("Evidence", 11), ("Code", 36), ("Level", 11), ("Case", 16), ("Wave", 9),
    ("Speaker", 12), ("Job", 20), ("Person", 16), ("Transcript", 22), ("Turn", 7), ("Time", 9),
    ("Status", 11), ("Why", 40), ("Memo", 30), ("Id", 15),
)  # fmt: skip


def _quotes(book: Book, title: str, groups: list[tuple[str, tuple[Quote, ...]]]) -> None:
    attributes = _attributes(book.study)
    heads = [("In the row", 22), *QUOTE_HEADS, *((name, 14) for name in attributes)]
    sheet = book.sheet(title, heads)
    sheet.freeze_panes(1, 2)
    turn_column = [head for head, _ in heads].index("Turn")
    n = 0
    first = book.workbook.worksheets()[0].get_name()
    listed = ((row, quote) for row, quotes in groups for quote in quotes)
    for n, (row, quote) in zip(range(1, MAX_ROWS + 1), listed, strict=False):
        book.link(sheet, n, 0, first, 0, "leads")
        cells = [row, *_quote_cells(book.study, quote), *_held(book.study, quote, attributes)]
        for column, value in enumerate(cells):
            if column == turn_column and quote.turn is not None:
                book.link(
                    sheet,
                    n,
                    column,
                    TURNS,
                    book.turns.get((quote.transcript, quote.turn), 0),
                    "link",
                )
                sheet.write_number(n, column, quote.turn, book.formats["link"])
            else:
                book.text(sheet, n, column, value, "leads" if column == 0 else "text")
    add_filter(sheet, n, len(heads))


def _quote_cells(study: Study, quote: Quote) -> list[str]:
    return [
        quote.quote, FOR_AND_AGAINST[quote.valence], code_words(study, quote.code),
        quote.level or "", quote.case or "", quote.wave or "", quote.speaker or "",
        quote.role or "", quote.person or "", quote.transcript, "", clock(quote.time),
        quote.status, quote.reason, quote.memo or "", quote.id,
    ]  # fmt: skip


# --- parts -----------------------------------------------------------------------------------


def _lists(
    matrix: Matrix, book: Book, columns: dict[str, str]
) -> tuple[dict[Place, tuple[Quote, ...]], dict[Place, int]]:
    """Return the quotes of each cell, best first, and the row of the first on its sheet."""
    by_id = {quote.id: quote for quote in book.quotes}
    shown, starts = {}, {}
    for column in columns:
        row = 1
        for name in _rows(matrix):
            ids = matrix.codings.get((name, column), ())
            if quotes := best_first(by_id[id] for id in ids if id in by_id):
                shown[name, column], starts[name, column] = quotes, min(row, MAX_ROWS)
                row += len(quotes)
    return shown, starts


def _columns(matrix: Matrix, study: Study) -> dict[str, str]:
    """Return column -> title, which is the name of its sheet: no two alike, as Excel sees it."""
    named = {name: _title(study, str(name)) for name in matrix.frame.columns}
    seen = Counter({"matrix": 1, "summaries": 1, LEGEND.lower(): 1, TURNS.lower(): 1})
    titles = {}
    for name, title in named.items():
        plain = "".join("-" if c in "[]:*?/\\" else c for c in title).strip("'")[:31] or "Sheet"
        seen[plain.lower()] += 1
        n = seen[plain.lower()]
        titles[str(name)] = plain if n == 1 else f"{plain[:27]} {n}"
        seen[titles[str(name)].lower()] += n > 1
    return titles


def _title(study: Study, name: str) -> str:
    code = study.codebook.code(name)
    return code.name if code else name


def _pointers(quotes: tuple[Quote, ...]) -> str:
    """Name the strongest quotes of a cell: their first words and where they stand."""
    return "\n".join(_pointer(quote) for quote in quotes[:N_POINTERS]) + (
        f"\n… {len(quotes)} in all" if len(quotes) > N_POINTERS else ""
    )


def _pointer(quote: Quote) -> str:
    words = " ".join(quote.quote.split())
    if len(words) > POINTER_LENGTH:
        words = f"{words[: POINTER_LENGTH - 1]}…"
    turn = "" if quote.turn is None else f", turn {quote.turn}"
    return f"{FOR_AND_AGAINST[quote.valence]}: “{words}” ({quote.transcript}{turn})"


def _kind(matrix: Matrix) -> str:
    return matrix.cells.partition(" ")[0]


def _rows(matrix: Matrix) -> list[str]:
    return [str(row) for row in matrix.frame.index]


def _values(matrix: Matrix) -> list[list[object]]:
    rows = matrix.frame.itertuples(index=False)
    return [[None if pd.isna(value) else value for value in row] for row in rows]


def _attributes(study: Study) -> list[str]:
    speakers = (speaker.attributes for t in study.transcripts for speaker in t.speakers)
    held = (*(t.attributes for t in study.transcripts), *speakers)
    return sorted(
        {name for attributes in held for name in attributes} - {"role"}, key=natural_order
    )


def _held(study: Study, quote: Quote, names: list[str]) -> Iterator[str]:
    transcript = study.transcript(quote.transcript)
    own = transcript.speaker(quote.speaker).attributes if quote.speaker else {}
    known = {**transcript.attributes, **own}
    return (known.get(name, "") for name in names)
