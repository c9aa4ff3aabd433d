"""HTML: the report as one file that needs no network, from verdicts down to the transcripts."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from npt_coder.export.agreement_page import COLUMNS as AGREEMENT_COLUMNS
from npt_coder.export.agreement_page import ROUND_COLUMNS, agreement_page
from npt_coder.export.base import LossReport, Study, write_atomically
from npt_coder.export.cards import Chip, cards, level_chip, summary, tone
from npt_coder.export.disclosure import disclosure_warning, lone_voices
from npt_coder.export.evidence import Heading, evidence, factors
from npt_coder.export.figures import evidence_bars, heat_map
from npt_coder.export.given import COLUMNS as GIVEN_COLUMNS
from npt_coder.export.given import GIVEN_MARK, given_rows
from npt_coder.export.methods import limits, methods
from npt_coder.export.order import by_class, last_wave, shown_waves
from npt_coder.export.pages import MARKS
from npt_coder.export.pictures import meeting_picture, trajectory_picture
from npt_coder.export.quotes import Quote, left_out, read_quotes
from npt_coder.export.sheets import inks, sheets, turn_anchor
from npt_coder.export.survey_page import SCALE_COLUMNS, survey_page
from npt_coder.export.words import (
    anchor,
    cell_anchor,
    clock,
    code_words,
    coding_anchor,
    counted,
    evidence_words,
    listed,
    name_words,
    signed,
    wave_words,
    when_words,
)

suffixes = (".html", ".htm")

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class CaseEvidence:
    """All quotes of one case, under their headings."""

    name: str
    verdict: str | None
    n_quotes: int
    headings: tuple[Heading, ...]


def write(study: Study, path: Path) -> LossReport:
    """Write the report; the losses are the codings that people decided against.

    Raises: UserError when the path cannot be written.
    """
    write_atomically(path, report(study).encode("utf-8"))
    return left_out(study)


def report(study: Study) -> str:
    """Return the report as a page. Everything that people said or named is escaped."""
    quotes = read_quotes(study.evidence)
    seen: set[str] = set()
    cases = _cases(study, quotes, seen)
    found = factors(study, quotes, seen)
    waves, order, last = shown_waves(study), by_class(study), last_wave(study)
    drawable = bool(study.constructs and order and waves)
    script = _asset("report.js")
    parts = {
        "study": study,
        "lead": _lead(study),
        "warning": disclosure_warning(study),
        "summary": summary(study),
        "cards": cards(study),
        "heat": heat_map(study, order, waves) if drawable else None,
        "given": given_rows(study),
        "paths": trajectory_picture(study),
        "levels": _level_rows(study),
        "bars": evidence_bars(study, order, last) if drawable else None,
        "comparisons": study.comparisons,
        "cases": cases,
        "factors": found,
        "meetings": meeting_picture(study),
        "survey": survey_page(study),
        "agreement": agreement_page(study),
        "inks": inks(study).values(),
        "sheets": sheets(study, quotes, seen),
        "methods": methods(study),
        "limits": limits(study),
        "waves": waves,
        "last": last,
        "names": _filter_names(study, quotes),
    }
    return _environment(study).get_template("report.html.j2").render(
        **parts, contents=_contents(parts), css=_asset("report.css"),
        script=script, script_hash=_hash(script),
    )  # fmt: skip


def _cases(study: Study, quotes: tuple[Quote, ...], seen: set[str]) -> tuple[CaseEvidence, ...]:
    verdicts = {v.case: v.override or v.verdict for v in study.verdicts}
    by_id = {quote.id: quote for quote in quotes}
    cases = []
    for case in study.cases:
        headings = evidence(study, case, by_id, seen)
        n = len({q.id for h in headings for g in h.groups for s in g.sides for q, _ in s.places})
        cases.append(CaseEvidence(case, verdicts.get(case), n, headings))
    return tuple(cases)


def _filter_names(study: Study, quotes: tuple[Quote, ...]) -> dict[str, str]:
    levels = sorted({quote.construct for quote in quotes if quote.kind == "level"})
    return {**study.constructs, **{code: name_words(study, code) for code in levels}}


def _level_rows(study: Study) -> tuple[tuple[str, tuple[tuple[Chip, str], ...]], ...]:
    if not study.levels:
        return ()
    places = [(wave, name) for name in study.levels for wave in shown_waves(study)]
    return tuple(
        (case, tuple(_level(study, (case, wave, name)) for wave, name in places))
        for case in by_class(study)
    )


def _level(study: Study, place: tuple[str, str | None, str]) -> tuple[Chip, str]:
    cell = study.cell(*place)
    chip = level_chip(
        study.levels[place[2]], cell, cell_anchor(*place), is_given=place in study.given
    )
    return chip, evidence_words(cell)


def _lead(study: Study) -> str:
    classified = "classified by a stated rule, " if study.verdicts else ""
    return (
        f"What {counted(len(study.transcripts), 'interview')} in "
        f"{counted(len(study.cases), 'case')} say, read with {study.codebook.title}: "
        f"evidence for and against, rated, {classified}and followed back to the words."
    )


def _contents(parts: dict[str, object]) -> tuple[tuple[str, str], ...]:
    sections = (
        ("verdicts", "Verdicts", parts["cards"]),
        ("heat", "Ratings", parts["heat"]),
        ("waves", "Wave by wave", parts["paths"]),
        ("levels", "Levels", parts["levels"]),
        ("bars", "For and against", parts["bars"]),
        ("comparisons", "Cases compared", parts["comparisons"]),
        ("evidence", "The words", True),
        ("factors", "Factors", parts["factors"]),
        ("meetings", "Where codes meet", parts["meetings"]),
        ("survey", "Survey", parts["survey"]),
        ("agreement", "Agreement", parts["agreement"]),
        ("transcripts", "Transcripts", True),
        ("methods", "Methods and limits", True),
    )
    return tuple((id, title) for id, title, there in sections if there)


def _environment(study: Study) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    lone = lone_voices(study)
    environment.globals.update(
        anchor=anchor,
        agreement_columns=AGREEMENT_COLUMNS,
        clock=clock,
        code_words=lambda id: code_words(study, id),
        coding_anchor=coding_anchor,
        counted=counted,
        given_columns=GIVEN_COLUMNS,
        given_mark=GIVEN_MARK,
        is_lone=lambda quote: (quote.role, quote.case, quote.wave) in lone,
        listed=listed,
        marks=MARKS,
        name_words=lambda name: name_words(study, name),
        round_columns=ROUND_COLUMNS,
        scale_columns=SCALE_COLUMNS,
        signed=signed,
        tone=tone,
        turn_anchor=turn_anchor,
        wave_words=wave_words,
        when_words=when_words,
    )
    return environment


def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _hash(script: str) -> str:
    """Return the hash by which the page lets this script run, and no other."""
    return "sha256-" + b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
