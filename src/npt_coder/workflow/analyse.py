"""Analysing: from codings as they stand to quotes, matrices and verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from npt_coder.classify.read import read_rule
from npt_coder.classify.rule import ClassificationRule, classify, override, rate, said_by_case
from npt_coder.classify.sensitivity import with_sensitivity
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.matrix import Cells, Matrix, build_matrix, evidence_frame, natural, of_wave
from npt_coder.matrix import waves as waves_of
from npt_coder.model import (
    SPEAKER_ROLES,
    Cell,
    Codebook,
    Coding,
    Sentence,
    Transcript,
    Verdict,
)
from npt_coder.project.project import Project
from npt_coder.review.decide import current_codings, standing
from npt_coder.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Evidence:
    """The codings of a study as they stand, with what is needed to read them.

    all_codings: rejected and withdrawn ones included. frame: one row per coding that counts.
    """

    codebook: Codebook
    transcripts: tuple[Transcript, ...]
    all_codings: tuple[Coding, ...]
    frame: pd.DataFrame

    @property
    def cases(self) -> tuple[str, ...]:
        """Return the cases of the study in natural order."""
        return tuple(sorted({t.case for t in self.transcripts if t.case}, key=natural))

    @property
    def waves(self) -> tuple[str, ...]:
        """Return the waves of the study in natural order."""
        return waves_of(self.transcripts)


@dataclass(frozen=True, slots=True)
class Classified:
    """Verdicts with the rule and the evidence that they rest on.

    cells: (case, wave) -> cells of constructs and levels by name, for every wave.
    """

    evidence: Evidence
    rule: ClassificationRule
    verdicts: tuple[Verdict, ...]
    cells: Mapping[tuple[str, str | None], Mapping[str, Cell]]


def evidence(project: Project) -> Evidence:
    """Put together what a project knows. Raises CodebookError and UnknownName."""
    codebook = read_codebook(project.named_file(project.config.codebook))
    transcripts = project.store.transcripts()
    codings = current_codings(project.store.codings(), project.store.decisions())
    frame = evidence_frame(standing(codings), transcripts, codebook)
    return Evidence(codebook, transcripts, codings, frame)


def retrieve(
    project: Project,
    *,
    code: str | None = None,
    case: str | None = None,
    wave: str | None = None,
    level: str | None = None,
    valence: str | None = None,
    role: str | None = None,
    transcript: str | None = None,
    status: str | None = None,
    grep: str | None = None,
    context: int = 0,
) -> list[dict[str, object]]:
    """Return quotes that fit every filter, in the order of the study, as plain records.

    code: also what is below it. status: without it, those that count. grep: a regular
    expression, case-insensitive. context: sentences on each side, as `before` and `after`.
    Raises UnknownName for a code, case or transcript that is not there, UserError for a faulty
    regular expression.
    """
    known = evidence(project)
    _check_filters(known, code=code, case=case, transcript=transcript)
    counted = [c for c in known.all_codings if c.status == status] if status else None
    frame = (
        known.frame
        if counted is None
        else evidence_frame(counted, known.transcripts, known.codebook)
    )
    wanted = {"case": case, "wave": wave, "level": level, "valence": valence, "role": role}
    for column, value in {**wanted, "transcript": transcript}.items():
        if value is not None:
            frame = frame[frame[column] == value]
    if code is not None:
        frame = frame[(frame["code"] == code) | frame["code"].str.startswith(f"{code}.")]
    if grep is not None:
        frame = frame[frame["quote"].str.contains(_pattern(grep), regex=True)]
    records = [_record(row) for row in frame.to_dict("records")]
    return _with_context(records, known.transcripts, context) if context else records


def matrix(
    project: Project,
    *,
    rows: str = "case",
    cols: str = "code",
    cells: str = "count",
    wave: str = "last",
    level: str | None = None,
) -> Matrix:
    """Lay the evidence of a study out as rows x columns.

    cols: `code` means construct, level or factor; `sub-construct` the codes as they were given;
    else any column of the evidence, as for rows. cells: those of `build_matrix`, or `rating`.
    Raises UnknownName and UserError.
    """
    known = evidence(project)
    if cells == "rating":
        return _rating_matrix(project, known, wave)
    column = {"code": "construct", "sub-construct": "code"}.get(cols, cols)
    tops = tuple(c.id for c in known.codebook.codes if c.kind != "sub-construct")
    every = tuple(code.id for code in known.codebook.codes)
    return build_matrix(
        known.frame,
        rows=rows,
        columns=column,
        cells=cast(Cells, cells),
        wave=wave,
        level=level,
        known_waves=known.waves,
        all_rows=known.cases if rows == "case" else (),
        all_columns={"construct": tops, "code": every}.get(column, ()),
    )


def classify_study(
    project: Project, *, rule: str | None = None, seed: int = 1, draws: int = 200
) -> Classified:
    """Judge every case by a rule, with sensitivity and with the overrides of people.

    rule: a shipped name or a path; None for the rule of the study. A study without a rule has
    ratings and no verdicts. Raises CodebookError, UnknownName, and UserError when the codebook
    lacks a code that the rule needs.
    """
    known = evidence(project)
    named = rule or project.named_file(project.config.rule)
    if not named:
        ratings_only = _ratings_only(known.codebook)
        return Classified(known, ratings_only, (), _cells_by_wave(known, ratings_only))
    made = read_rule(named)
    _check_codes(made, known.codebook)
    verdicts = classify(known.frame, made, cases=known.cases, waves=known.waves)
    tried = with_sensitivity(known.frame, made, verdicts, waves=known.waves, seed=seed, draws=draws)
    overrides = project.store.overrides()
    judged = tuple(
        override(v, to=overrides[v.case].verdict, why=str(overrides[v.case]))
        if v.case in overrides
        else v
        for v in tried
    )
    return Classified(known, made, judged, _cells_by_wave(known, made))


def _ratings_only(codebook: Codebook) -> ClassificationRule:
    """Return a rule that rates every construct, or theme, and asks for nothing."""
    kinds = codebook.of_kind("construct") or codebook.of_kind("theme")
    names = tuple(code.id for code in kinds)
    none = ("", "")
    return ClassificationRule(
        *("", "", "", "", "", "last"), none, none, none, above=0, constructs=names, levels={}
    )


def _cells_by_wave(
    known: Evidence, rule: ClassificationRule
) -> dict[tuple[str, str | None], Mapping[str, Cell]]:
    cells: dict[tuple[str, str | None], Mapping[str, Cell]] = {}
    for wave in known.waves or ("all",):
        said = said_by_case(of_wave(known.frame, wave, known.waves))
        for case in known.cases:
            constructs, levels = rate(said.get(case, []), rule)
            cells[case, None if wave == "all" else wave] = {**constructs, **levels}
    return cells


def _rating_matrix(project: Project, known: Evidence, wave: str) -> Matrix:
    """Return the ratings of the study's rule; rows are cases, columns constructs and levels."""
    classified = classify_study(project, draws=0)
    if wave not in ("last", *known.waves):
        raise UnknownName("wave for ratings", wave, ("last", *known.waves))
    shown = (known.waves[-1] if known.waves else None) if wave == "last" else wave
    columns = (*classified.rule.constructs, *classified.rule.shown, *classified.rule.levels)
    cells = {case: classified.cells.get((case, shown), {}) for case in known.cases}
    values = [[_rating(cells[case].get(name)) for name in columns] for case in known.cases]
    index = pd.Index(known.cases, name="case")
    frame = pd.DataFrame(values, index=index, columns=pd.Index(columns, name="code"), dtype=object)
    codings = {
        (case, name): cell.codings
        for case in known.cases
        for name, cell in cells[case].items()
        if cell.codings
    }
    return Matrix(frame, "rating", codings, shown)


def _rating(cell: Cell | None) -> object:
    return pd.NA if cell is None or cell.rating is None else cell.rating


def _check_codes(rule: ClassificationRule, codebook: Codebook) -> None:
    missing = [id for id in rule.codes if codebook.code(id) is None]
    if missing:
        raise UserError(
            f"the rule '{rule.name}' needs {', '.join(missing)}, which the codebook "
            f"'{codebook.name}' does not have. Choose another rule or codebook in npt-coder.toml."
        )


def _check_filters(known: Evidence, **filters: str | None) -> None:
    choices: Mapping[str, Sequence[str]] = {
        "code": [c.id for c in known.codebook.codes],
        "case": known.cases,
        "transcript": [t.id for t in known.transcripts],
    }
    for what, value in filters.items():
        if value is not None and value not in choices[what]:
            raise UnknownName(what, value, choices[what])


def _pattern(grep: str) -> re.Pattern[str]:
    try:
        return re.compile(grep, re.IGNORECASE)
    except re.error as error:
        raise UserError(f"--grep '{grep}' is no regular expression: {error}.") from error


def _record(row: Mapping[object, object]) -> dict[str, object]:
    """Return a row as JSON can hold it: missing values are None."""
    return {str(key): None if pd.isna(value) else value for key, value in row.items()}  # type: ignore[call-overload]


def _with_context(
    records: list[dict[str, object]], transcripts: Sequence[Transcript], n: int
) -> list[dict[str, object]]:
    by_id = {t.id: t for t in transcripts}
    sentences: dict[object, list[Sentence]] = {}
    for record in records:
        id = record["transcript"]
        if id not in sentences:
            transcript = by_id[str(id)]
            sentences[id] = list(split_sentences(transcript, roles=SPEAKER_ROLES))
    return [record | _context(record, sentences[record["transcript"]], n) for record in records]


def _context(record: dict[str, object], around: list[Sentence], n: int) -> dict[str, object]:
    start, end = record["start"], record["end"]
    assert isinstance(start, int) and isinstance(end, int)
    before = [s.text for s in around if s.end <= start][-n:]
    after = [s.text for s in around if s.start >= end][:n]
    return {"before": " ".join(before), "after": " ".join(after)}
