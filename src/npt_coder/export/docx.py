"""Docx: the report as a Word document, for co-authors who comment and change there."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from npt_coder.export.agreement_page import SHORT_COLUMNS, agreement_page
from npt_coder.export.agreement_page import short_rows as agreement_rows
from npt_coder.export.base import Loss, LossReport, Study, write_atomically
from npt_coder.export.cards import cards, summary
from npt_coder.export.disclosure import disclosure_warning, lone_voices
from npt_coder.export.evidence import N_QUOTES_IN_VIEW
from npt_coder.export.given import COLUMNS as GIVEN_COLUMNS
from npt_coder.export.given import GIVEN_MARK, given_mark, given_rows
from npt_coder.export.methods import limits, methods
from npt_coder.export.order import last_wave
from npt_coder.export.pages import MARKS, Contrast
from npt_coder.export.quotes import Quote, best_first, left_out, of_valence, read_quotes
from npt_coder.export.survey_page import short_rows as survey_rows
from npt_coder.export.survey_page import survey_page
from npt_coder.export.trajectories import trajectories
from npt_coder.export.words import SIGNS, clock, name_words, signed, wave_words, when_words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

suffixes = (".docx",)

PAGE_WIDTH = 16.6
"""What the margins leave of a page, in centimetres."""

MANY_COLUMNS = 7
"""From so many columns on a table is set smaller."""

_GREY = RGBColor(0x59, 0x59, 0x59)


def write(study: Study, path: Path) -> LossReport:
    """Write verdicts, ratings, the first quotes of each cell at the last wave, and the methods.

    Raises: UserError when the path cannot be written.
    """
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.2)
    properties = document.core_properties
    properties.title, properties.author = study.title, "npt-coder"
    properties.created = properties.modified = datetime.fromisoformat(study.made_at)
    _opening(document, study)
    _ratings(document, study)
    quotes = read_quotes(study.evidence)
    _pages(document, study)
    n_shown = sum(_case(document, study, case, quotes) for case in study.cases)
    _closing(document, study)
    content = io.BytesIO()
    document.save(content)
    write_atomically(path, _without_clock(content))
    return (*left_out(study), *_not_shown(len(quotes) - n_shown))


def _opening(document: WordDocument, study: Study) -> None:
    document.add_heading(study.title, level=0)
    _small(document, f"Evidence report, made {when_words(study.made_at)} by npt-coder.")
    for note in (study.synthetic, disclosure_warning(study), *study.notes):
        if note:
            document.add_paragraph(note, style="Intense Quote")
    if not study.verdicts:
        return
    document.add_heading("Verdicts", level=1)
    document.add_paragraph(summary(study))
    rows = []
    for card in cards(study):
        verdict = card.verdict
        by = " (by a person)" if verdict.override else ""
        stable = "–" if verdict.stability is None else f"{verdict.stability:.0%}"
        decisive = ", ".join(card.decisive) or "none alone"
        rows.append((card.case, f"{verdict.override or verdict.verdict}{by}", stable, decisive))
    header = ("Case", "Verdict", "Same class in sensitivity runs", "Decisive cells")
    _table(document, header, rows)


def _ratings(document: WordDocument, study: Study) -> None:
    wave = last_wave(study)
    names = (*study.constructs, *study.levels)
    document.add_heading(f"Ratings, {wave_words(wave) or 'all waves'}", level=1)
    rows = []
    for case in study.cases:
        found = [study.cell(case, wave, name) for name in names]
        cells = [
            "missing" if c is None or c.rating is None else
            f"{signed(c.rating)}{given_mark(study, (case, wave), c.name)} "
            f"({c.promotes}:{c.hinders}){' thin' if c.thin else ''}"
            for c in found
        ]  # fmt: skip
        rows.append((case, *cells))
    _table(document, ("Case", *(name_words(study, name) for name in names)), rows)
    _small(document, "Rating from −2 to +2; in brackets codings for : against. Missing is not 0.")
    _trajectories(document, study)
    if study.given:
        document.add_heading("Ratings given by a person", level=2)
        _table(document, GIVEN_COLUMNS, given_rows(study))
        _small(document, f"They count in place of those from the codings, and bear a {GIVEN_MARK}.")


def _trajectories(document: WordDocument, study: Study) -> None:
    names = (*study.constructs, *study.levels)
    rows: dict[str, list[str]] = {}
    for own in trajectories(study):
        rows.setdefault(own.case, [own.case]).append(str(own))
    if rows:
        document.add_heading("Ratings from wave to wave", level=2)
        _table(
            document, ("Case", *(name_words(study, name) for name in names)), list(rows.values())
        )


def _pages(document: WordDocument, study: Study) -> None:
    """Write in short what the page shows in full of compared cases, survey and agreement."""
    for made in study.comparisons:
        if made.refused:
            continue
        document.add_heading(f"Cases compared: {made.present} and {made.absent}", level=1)
        heads = ("Construct or level", made.present, made.absent, "Tells them apart")
        _table(document, heads, [_contrast(study, one) for one in made.contrasts])
        for note in (made.rule, *made.notes):
            _small(document, note)
    if survey := survey_page(study):
        document.add_heading("Survey beside interviews", level=1)
        _small(document, f"{survey.heading} Mean (persons) of the survey | rating of interviews.")
        _table(document, ("Case", "Wave", *survey.constructs), survey_rows(survey))
        for note in survey.notes:
            _small(document, note)
    if agreed := agreement_page(study):
        document.add_heading("Agreement between coders", level=1)
        _small(document, f"{agreed.heading} {agreed.counts}")
        _table(document, SHORT_COLUMNS, agreement_rows(study))
        for note in agreed.notes:
            _small(document, note)


def _contrast(study: Study, one: Contrast) -> Sequence[str]:
    sides = (", ".join(signed(rating) for _, rating in side) for side in (one.present, one.absent))
    higher = f", higher in {one.higher}" if one.higher else ""
    return (name_words(study, one.name), *sides, f"{MARKS[one.mark]}{higher}")


def _case(document: WordDocument, study: Study, case: str, quotes: Sequence[Quote]) -> int:
    """Write the reasons and quotes of a case; returns how many quotes were written."""
    wave = last_wave(study)
    document.add_heading(case, level=1)
    for verdict in study.verdicts:
        if verdict.case == case:
            for reason in verdict.reasons:
                document.add_paragraph(reason, style="List Bullet")
    codes = {**dict.fromkeys(study.constructs), **dict.fromkeys(q.construct for q in quotes)}
    n_shown, lone = 0, lone_voices(study)
    for code in codes:
        own = [q for q in quotes if (q.case, q.construct) == (case, code)]
        own = [q for q in own if wave is None or q.wave == wave]
        sides = (of_valence(own, "promotes"), of_valence(own, "hinders"), of_valence(own, "mixed"))
        shown = [q for side in sides for q in _distinct(best_first(side))[:N_QUOTES_IN_VIEW]]
        if shown:
            document.add_heading(name_words(study, code), level=2)
        for quote in shown:
            alone = (quote.role or "", quote.case or "", quote.wave) in lone
            _quote(document, quote, alone=alone)
        n_shown += len(shown)
    return n_shown


def _distinct(quotes: Sequence[Quote]) -> list[Quote]:
    """Leave out words that stand here already, as two people may have coded them."""
    first: dict[tuple[str, int, int], Quote] = {}
    for quote in quotes:
        first.setdefault((quote.transcript, quote.start, quote.end), quote)
    return list(first.values())


def _quote(document: WordDocument, quote: Quote, *, alone: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.6)
    paragraph.add_run(f"{SIGNS[quote.valence]} ").bold = True
    paragraph.add_run(f"“{quote.quote}”")
    time = clock(quote.time)
    place = [quote.speaker or "", quote.role or "", quote.source, f"turn {quote.turn}", time]
    place += ["one person"] if alone else []
    run = paragraph.add_run(f"  {', '.join(part for part in place if part)}")
    run.font.size, run.font.color.rgb = Pt(8.5), _GREY


def _closing(document: WordDocument, study: Study) -> None:
    document.add_heading("Methods and limits", level=1)
    for heading, sentences in methods(study):
        document.add_heading(heading, level=2)
        for sentence in sentences:
            document.add_paragraph(sentence)
    document.add_heading("Limits", level=2)
    for sentence in limits(study):
        document.add_paragraph(sentence, style="List Bullet")


def _table(document: WordDocument, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table whose heading is repeated on every page and whose rows are never split."""
    table = document.add_table(rows=1, cols=len(header), style="Light Grid Accent 1")
    table.autofit = False
    widths = _widths((header, *rows))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for line in (header, *rows):
        row = table.rows[0] if line is header else table.add_row()
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(OxmlElement("w:cantSplit"))
        if line is header:
            row_properties.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.text, cell.width = text, width
            cell.paragraphs[0].paragraph_format.keep_with_next = line is header
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8.5 if len(header) < MANY_COLUMNS else 7.5)


def _widths(rows: Sequence[Sequence[str]]) -> list[Cm]:
    """Share the page out so that no word need be broken, and long texts get more of the rest."""
    needs = [
        max(max(max(map(len, text.split()), default=1) + 3, min(len(text), 60) * 0.6) for text in c)
        for c in zip(*rows, strict=True)
    ]
    return [Cm(PAGE_WIDTH * need / sum(needs)) for need in needs]


def _small(document: WordDocument, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _GREY


def _without_clock(package: io.BytesIO) -> bytes:
    """Return the package with no time of writing in its entries: same study, same bytes."""
    steady = io.BytesIO()
    with ZipFile(package) as found, ZipFile(steady, "w", ZIP_DEFLATED) as made:
        for name in found.namelist():
            made.writestr(ZipInfo(name), found.read(name), ZIP_DEFLATED)
    return steady.getvalue()


def _not_shown(n: int) -> LossReport:
    if n <= 0:
        return ()
    why = "the Word report shows the first quotes of each cell at the last wave; see .html or .xlsx"
    return (Loss("quotes", n, why),)
