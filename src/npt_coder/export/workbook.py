"""Workbook: the hand that writes sheets, where text stays text and numbers lead to quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from npt_coder.export.base import Loss, Study
from npt_coder.export.quotes import Quote
from npt_coder.export.words import clock, signed
from npt_coder.model import Cell, Transcript, Turn

MAX_CHARACTERS = 32_767  # in one cell, a limit of Excel
MAX_ROWS = 1_048_575  # below a heading, a limit of Excel
MAX_HEIGHT = 409.0  # of a row in points, a limit of Excel
MAX_LINKS = 65_530  # on one sheet, a limit of Excel
LINE_HEIGHT = 15.0  # points
TURNS = "Transcripts"


@dataclass
class Book:
    """A workbook in the making.

    rows: id of a quote -> its row on the sheet Quotes, from 1. cut: texts longer than a cell.
    widths: sheet -> widths of its columns in characters. lines: sheet -> row -> lines of text.
    turns: (transcript, number of a turn) -> its row on the sheet Transcripts, from 1. links: sheet
    -> how many. unlinked: cells that had to do without a link.
    """

    study: Study
    workbook: Workbook
    formats: Mapping[str, Format]
    quotes: tuple[Quote, ...]
    rows: Mapping[str, int]
    cut: int = 0
    names: set[str] = field(default_factory=set)
    widths: dict[str, list[int]] = field(default_factory=dict)
    lines: dict[str, dict[int, int]] = field(default_factory=dict)
    turns: dict[tuple[str, int | None], int] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    unlinked: int = 0

    def sheet(self, name: str, heads: Sequence[tuple[str, int]]) -> Worksheet:
        """Add a sheet with a frozen, filtered heading row; widths in characters."""
        sheet = self.workbook.add_worksheet(self._free_name(name))
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.formats["head"])
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        self.widths[sheet.name] = [width for _, width in heads]
        self.lines[sheet.name] = {}
        return sheet

    def link(self, sheet: Worksheet, row: int, column: int, to: str, at: int, style: str) -> None:
        """Let a cell lead to a row (from 0) of another sheet; what it shows is written over it."""
        if self.links[sheet.name] == MAX_LINKS:
            self.unlinked += 1
            return
        self.links[sheet.name] += 1
        quoted = to.replace("'", "''")
        sheet.write_url(row, column, f"internal:'{quoted}'!A{at + 1}", self.formats[style])

    def text(
        self, sheet: Worksheet, row: int, column: int, words: str, style: str = "text"
    ) -> None:
        """Write words, cut at what a cell can hold."""
        if len(words) > MAX_CHARACTERS:
            self.cut += 1
            words = f"{words[: MAX_CHARACTERS - 1]}…"
        sheet.write_string(row, column, words, self.formats[style])
        lines = sum(
            ceil(len(line) / self.widths[sheet.name][column]) or 1 for line in words.split("\n")
        )
        own = self.lines[sheet.name]
        own[row] = max(own.get(row, 1), lines)

    def fit_rows(self) -> None:
        """Give each row the height of its longest text; not every program does so by itself."""
        for sheet in self.workbook.worksheets():
            for row, lines in self.lines.get(sheet.name, {}).items():
                if lines > 1:
                    sheet.set_row(row, min(lines * LINE_HEIGHT, MAX_HEIGHT))

    def number(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        n: int,
        cell: Cell | None,
        style: str | None = None,
    ) -> None:
        """Write a number that leads to the first quote of its cell."""
        ids = cell.codings if cell else ()
        target = min((self.rows[id] for id in ids if id in self.rows), default=None)
        chosen = self.formats[style or ("number" if target is None else "link")]
        if target is not None:
            self.link(sheet, row, column, "Quotes", target, style or "link")
        # Over the link, so that the cell stays a number for sums and colour scales.
        sheet.write_number(row, column, n, chosen)

    def rating(self, sheet: Worksheet, row: int, column: int, cell: Cell | None) -> None:
        """Write a rating; a missing one is a hatched dash, never 0."""
        if cell is None or cell.rating is None:
            self.text(sheet, row, column, signed(None), "missing")
        else:
            self.number(sheet, row, column, cell.rating, cell, "thin" if cell.thin else "rating")

    def _free_name(self, name: str) -> str:
        # Excel: 31 characters, none of []:*?/\, and no two names alike but for their case.
        plain = "".join("-" if c in "[]:*?/\\" else c for c in name).strip("'")[:31] or "Sheet"
        free, n = plain, 2
        while free.lower() in self.names:
            free, n = f"{plain[:27]} {n}", n + 1
        self.names.add(free.lower())
        return free


def make_formats(workbook: Workbook) -> dict[str, Format]:
    """Return the styles of a workbook by name."""
    top: dict[str, object] = {"valign": "top"}
    number = {"num_format": "General", "align": "right", **top}
    rating = {"num_format": '+0;"−"0;0', "align": "center", "bold": True, **top}
    styles: dict[str, dict[str, object]] = {
        "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"},
        "text": {"text_wrap": True, **top},
        "strong": {"bold": True, "text_wrap": True, **top},
        "number": number,
        "leads": {"text_wrap": True, "font_color": "#1d4f7c", "underline": 1, **top},
        "here": {"bg_color": "#fff8dc", "text_wrap": True, "border": 4, **top},
        "link": {**number, "font_color": "#1d4f7c", "underline": 1},
        "share": {"num_format": "0%", **top},
        "rating": rating,
        "thin": {**rating, "bold": False, "italic": True, "border": 3},
        "missing": {"pattern": 14, "fg_color": "#c9ccd0", "bg_color": "#ffffff",
                    "align": "center", **top},
    }  # fmt: skip
    return {name: workbook.add_format(style) for name, style in styles.items()}


def add_transcripts(book: Book) -> None:
    """Add a sheet with every turn of every transcript, to which quotes can lead."""
    heads = [("Transcript", 22), ("Case", 16), ("Wave", 9), ("Turn", 7), ("Time", 9),
             ("Speaker", 12), ("Job", 20), ("Words", 110)]  # fmt: skip
    sheet = book.sheet(TURNS, heads)
    for row, (transcript, turn) in enumerate(_turns(book.study), start=1):
        job = transcript.speaker(turn.speaker).attributes.get("role", "")
        words = transcript.text[turn.start : turn.end]
        texts = (
            *(transcript.id, transcript.case or "", transcript.wave or ""),
            *(None, clock(turn.time), turn.speaker, job, words),
        )
        for column, text in enumerate(texts):
            if text is None:
                sheet.write_number(row, column, turn.number, book.formats["number"])
            else:
                book.text(sheet, row, column, text)
    add_filter(sheet, len(book.turns), len(heads))


def place_turns(book: Book) -> None:
    """Say where each turn will stand, so that sheets written earlier can lead to it."""
    for row, (transcript, turn) in enumerate(_turns(book.study), start=1):
        book.turns[transcript.id, turn.number] = row


def _turns(study: Study) -> Iterator[tuple[Transcript, Turn]]:
    every = ((transcript, turn) for transcript in study.transcripts for turn in transcript.turns)
    return islice(every, MAX_ROWS)


def too_large(book: Book) -> Iterator[Loss]:
    """Report what Excel had no room for."""
    if book.cut:
        yield Loss("texts cut short", book.cut, f"a cell holds {MAX_CHARACTERS:,} characters")
    if book.unlinked:
        yield Loss("links", book.unlinked, f"a sheet holds {MAX_LINKS:,} links")
    n = sum(len(transcript.turns) for transcript in book.study.transcripts) - MAX_ROWS
    if book.turns and n > 0:
        yield Loss("turns", n, f"a sheet holds {MAX_ROWS + 1:,} rows")


def colour_scale(sheet: Worksheet, n_rows: int, columns: Sequence[int]) -> None:
    """Colour ratings from −2 to +2 below the heading row."""
    scale = {
        "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num",
        "min_value": -2, "mid_value": 0, "max_value": 2,
        "min_color": "#d98b3a", "mid_color": "#f1efe9", "max_color": "#6fa3cf",
    }  # fmt: skip
    for column in columns:
        if n_rows:
            sheet.conditional_format(1, column, n_rows, column, scale)


def add_filter(sheet: Worksheet, n_rows: int, n_columns: int) -> None:
    """Let people filter the rows below the heading row."""
    if n_rows:
        sheet.autofilter(0, 0, n_rows, n_columns - 1)
