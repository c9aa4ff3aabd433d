"""XLSX: the matrix as a researcher would lay it out by hand, every number linked to its quotes.

Text is always text: nothing that a person said can become a formula or a link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from npt_coder.export.base import Loss, LossReport, Study, write_atomically
from npt_coder.export.disclosure import disclosure_warning
from npt_coder.export.given import given_rows
from npt_coder.export.methods import limits, methods
from npt_coder.export.order import last_wave, shown_waves
from npt_coder.export.quotes import Quote, left_out, read_quotes
from npt_coder.export.words import (
    FOR_AND_AGAINST,
    clock,
    code_words,
    evidence_words,
    listed,
    name_words,
    operation_words,
    wave_words,
)
from npt_coder.export.workbook import (
    MAX_ROWS,
    TURNS,
    Book,
    add_filter,
    add_transcripts,
    colour_scale,
    make_formats,
    place_turns,
    too_large,
)
from npt_coder.model import LEVELS, VALENCES, Cell, Valence

suffixes = (".xlsx",)

OUR_SHEETS = ("read me", "verdicts", "matrix", "levels", "quotes", "transcripts", "codebook")


def write(study: Study, path: Path) -> LossReport:
    """Write the workbook; the losses are codings decided against and what Excel has no room for.

    Raises: UserError when the path cannot be written.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    workbook = Workbook(buffer, options)
    created = datetime.fromisoformat(study.made_at)
    workbook.set_properties({"title": study.title, "created": created})
    quotes = _ordered(study)
    rows = {quote.id: row for row, quote in enumerate(quotes[:MAX_ROWS], start=1)}
    book = Book(study, workbook, make_formats(workbook), quotes, rows)
    for fill in (_read_me, _verdicts, _matrix, _constructs, _levels, _sources, _codebook):
        fill(book)
    book.fit_rows()
    workbook.close()
    write_atomically(path, buffer.getvalue())
    return (*left_out(study), *_too_large(book))


# --- sheets ----------------------------------------------------------------------------------


def _read_me(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Read me", [(study.title, 24), ("", 100)])
    rows = [
        *([("Synthetic material", study.synthetic)] if study.synthetic else []),
        ("What this is", "Ratings, verdicts and quotes of one study. A count in blue and a "
         "rating lead to the first of their quotes on the sheet Quotes, and the turn of a "
         "quote to the sheet Transcripts."),
        ("Ratings", "From −2 (against) to +2 (for). 0 is balanced or contradictory. A hatched dash "
         "is missing evidence, which is not 0. Italics: too thin to judge."),
        *(("Sharing", warning) for warning in [disclosure_warning(study)] if warning),
        *(("Note", note) for note in study.notes),
        *(("Rating given by a person", f"{case}, {wave}, {cell}: {given} in place of {found}, by "
           f"{who}: {why}") for case, wave, cell, found, given, who, why in given_rows(study)),
        *((heading, "\n".join(sentences)) for heading, sentences in methods(study)),
        ("Limits", "\n".join(limits(study))),
    ]  # fmt: skip
    for row, (heading, words) in enumerate(rows, start=1):
        book.text(sheet, row, 0, heading, "strong")
        book.text(sheet, row, 1, words)


def _verdicts(book: Book) -> None:
    study = book.study
    long_names = study.rule.classes if study.rule else {}
    heads = [("Case", 18), ("Verdict", 14), ("In full", 26), ("By the rule", 14),
             ("Set by a person because", 30), ("Wave", 10), ("Stability", 10),
             *((title, 14) for title in study.constructs.values()),
             *((title, 18) for title in study.levels.values()),
             ("Decisive", 26), ("Reasons", 80)]  # fmt: skip
    sheet = book.sheet("Verdicts", heads)
    for row, verdict in enumerate(study.verdicts, start=1):
        shown = verdict.override or verdict.verdict
        words = [verdict.case, shown, long_names.get(shown, ""), verdict.verdict,
                 verdict.override_reason if verdict.override else "",
                 wave_words(verdict.wave)]  # fmt: skip
        for column, text in enumerate(words):
            book.text(sheet, row, column, text, "strong" if column < 2 else "text")
        if verdict.stability is not None:
            sheet.write_number(row, 6, verdict.stability, book.formats["share"])
        column = 7
        for name in study.constructs:
            book.rating(sheet, row, column, verdict.constructs.get(name))
            column += 1
        for name in study.levels:
            book.text(sheet, row, column, operation_words(verdict.levels.get(name)))
            column += 1
        decisive = tuple(name_words(study, name) for name in verdict.decisive)
        book.text(sheet, row, column, listed(decisive))
        book.text(sheet, row, column + 1, "\n".join(verdict.reasons))
    colour_scale(sheet, len(study.verdicts), range(7, 7 + len(study.constructs)))


def _matrix(book: Book) -> None:
    study, wave = book.study, last_wave(book.study)
    heads = [(f"Case, at {wave_words(wave)}", 22)]
    for title in study.constructs.values():
        heads += [(title, 16), ("for", 7), ("against", 8), ("mixed", 7), ("people", 8)]
    sheet = book.sheet("Matrix", heads)
    for row, case in enumerate(study.cases, start=1):
        book.text(sheet, row, 0, case, "strong")
        for i, name in enumerate(study.constructs):
            column, cell = 1 + 5 * i, study.cell(case, wave, name)
            book.rating(sheet, row, column, cell)
            _counts(book, sheet, row, column + 1, cell, VALENCES[:3])
            book.number(sheet, row, column + 4, _n_people(cell), cell)
    colour_scale(sheet, len(study.cases), range(1, 1 + 5 * len(study.constructs), 5))


def _constructs(book: Book) -> None:
    by_id = {quote.id: quote for quote in book.quotes}
    for name, title in book.study.constructs.items():
        _construct(book, name, title, by_id)


def _construct(book: Book, name: str, title: str, by_id: Mapping[str, Quote]) -> None:
    study = book.study
    heads = [("Case", 18), ("Wave", 12), ("Rating", 9), ("for", 8), ("against", 8), ("mixed", 8),
             ("descriptive", 11), ("people", 8), ("Jobs", 40)]  # fmt: skip
    heads += [(f"{level or 'no'} level: {side}", 13) for level in (*LEVELS, None)
              for side in ("for", "against")]  # fmt: skip
    sheet = book.sheet(f"{title} (code)" if title.lower() in OUR_SHEETS else title, heads)
    n = 0
    for n, (case, wave) in enumerate(_rows(study), start=1):
        cell = study.cell(case, wave, name)
        book.text(sheet, n, 0, case, "strong")
        book.text(sheet, n, 1, wave_words(wave))
        book.rating(sheet, n, 2, cell)
        _counts(book, sheet, n, 3, cell, VALENCES)
        book.number(sheet, n, 7, _n_people(cell), cell)
        book.text(sheet, n, 8, ", ".join(cell.roles) if cell else "")
        quotes = [by_id[id] for id in (cell.codings if cell else ()) if id in by_id]
        by_level = Counter((quote.level, quote.valence) for quote in quotes)
        for i, level in enumerate((*LEVELS, None)):
            for j, valence in enumerate(VALENCES[:2]):
                column = 9 + 2 * i + j
                sheet.write_number(n, column, by_level[level, valence], book.formats["number"])
    colour_scale(sheet, n, [2])
    add_filter(sheet, n, len(heads))


def _levels(book: Book) -> None:
    study = book.study
    if not study.levels:
        return
    heads = [("Case", 18), ("Wave", 12)]
    for title in study.levels.values():
        heads += [(title, 18), ("rating", 8), ("evidence", 30)]
    sheet = book.sheet("Levels", heads)
    n = 0
    for n, (case, wave) in enumerate(_rows(study), start=1):
        book.text(sheet, n, 0, case, "strong")
        book.text(sheet, n, 1, wave_words(wave))
        for i, name in enumerate(study.levels):
            cell = study.cell(case, wave, name)
            book.text(sheet, n, 2 + 3 * i, operation_words(cell))
            book.rating(sheet, n, 3 + 3 * i, cell)
            book.text(sheet, n, 4 + 3 * i, evidence_words(cell))
    colour_scale(sheet, n, range(3, 3 + 3 * len(study.levels), 3))
    add_filter(sheet, n, len(heads))


def _sources(book: Book) -> None:
    """Add the quotes and, after them, the transcripts that they lead to."""
    place_turns(book)
    _quotes(book)
    add_transcripts(book)


def _quotes(book: Book) -> None:
    attributes = sorted({key for t in book.study.transcripts for key in t.attributes})
    known = {t.id: t.attributes for t in book.study.transcripts}
    heads = [*QUOTE_HEADS, *((key, 14) for key in attributes)]
    sheet = book.sheet("Quotes", heads)
    sheet.freeze_panes(1, 3)
    place = [head for head, _ in heads].index("Turn")
    for row, quote in enumerate(book.quotes[:MAX_ROWS], start=1):
        cells = _quote_cells(book.study, quote)
        cells += [known.get(quote.transcript, {}).get(key, "") for key in attributes]
        for column, value in enumerate(cells):
            if isinstance(value, str):
                book.text(sheet, row, column, value)
            else:
                target = book.turns.get((quote.transcript, quote.turn)) if column == place else None
                style = "number" if target is None else "link"
                if target is not None:
                    book.link(sheet, row, column, TURNS, target, style)
                sheet.write_number(row, column, value, book.formats[style])
    add_filter(sheet, len(book.quotes[:MAX_ROWS]), len(heads))


QUOTE_HEADS = (
    ("Case", 16), ("Wave", 10), ("Construct", 22), ("Quote", 70), ("Evidence", 11), ("Code", 34),
    ("Level", 11), ("Speaker", 12), ("Job", 20), ("Person", 16), ("Turn", 7), ("Time", 9),
    ("Transcript", 22), ("Source", 26), ("Status", 11), ("Coder", 22), ("Score", 7), ("Why", 40),
    ("Memo", 30), ("Start", 9), ("End", 9), ("Id", 15),
)  # fmt: skip


def _quote_cells(study: Study, quote: Quote) -> list[str | float]:
    turn: str | float = "" if quote.turn is None else quote.turn
    return [
        quote.case or "", wave_words(quote.wave), name_words(study, quote.construct), quote.quote,
        FOR_AND_AGAINST[quote.valence], code_words(study, quote.code), quote.level or "",
        quote.speaker or "", quote.role or "", quote.person or "", turn, clock(quote.time),
        quote.transcript, quote.source, quote.status, quote.coder, quote.score, quote.reason,
        quote.memo or "", quote.start, quote.end, quote.id,
    ]  # fmt: skip


def _codebook(book: Book) -> None:
    heads = [("Code", 34), ("Name", 28), ("Mnemonic", 12), ("Kind", 14), ("Brief definition", 40),
             ("Full definition", 60), ("When to use", 50), ("When not to use", 50),
             ("Examples", 60)]  # fmt: skip
    sheet = book.sheet("Codebook", heads)
    codes = book.study.codebook.codes
    for row, code in enumerate(codes, start=1):
        examples = "\n".join(f"“{example.text}”" for example in code.examples)
        words = (code.id, code.name, code.mnemonic, code.kind, code.brief, code.full,
                 code.when_to_use, code.when_not_to_use, examples)  # fmt: skip
        for column, text in enumerate(words):
            book.text(sheet, row, column, text, "strong" if column == 0 else "text")
    add_filter(sheet, len(codes), len(heads))


# --- parts -----------------------------------------------------------------------------------


def _rows(study: Study) -> Iterator[tuple[str, str | None]]:
    return ((case, wave) for case in study.cases for wave in shown_waves(study))


def _counts(
    book: Book,
    sheet: Worksheet,
    row: int,
    column: int,
    cell: Cell | None,
    valences: Sequence[Valence],
) -> None:
    for i, valence in enumerate(valences):
        book.number(sheet, row, column + i, getattr(cell, valence) if cell else 0, cell)


def _n_people(cell: Cell | None) -> int:
    return len(cell.people) if cell else 0


def _ordered(study: Study) -> tuple[Quote, ...]:
    """Order quotes so that those of one cell stand together, in the order of the matrix."""
    cases = {case: i for i, case in enumerate(study.cases)}
    waves = {wave: i for i, wave in enumerate(shown_waves(study))}
    codes = [*study.constructs, *(code.id for code in study.codebook.codes)]
    names = {name: i for i, name in reversed(list(enumerate(codes)))}

    def place(quote: Quote) -> tuple[int, int, str, int, int, str, int, str]:
        return (
            cases.get(quote.case or "", len(cases)), names.get(quote.construct, len(names)),
            quote.construct, waves.get(quote.wave, len(waves)), VALENCES.index(quote.valence),
            quote.transcript, quote.start, quote.id,
        )  # fmt: skip

    return tuple(sorted(read_quotes(study.evidence), key=place))


def _too_large(book: Book) -> Iterator[Loss]:
    yield from too_large(book)
    if len(book.quotes) > MAX_ROWS:
        n = len(book.quotes) - MAX_ROWS
        yield Loss("quotes", n, f"a sheet holds {MAX_ROWS + 1:,} rows; export .csv for all")
