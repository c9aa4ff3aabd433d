"""Analysing: from codings as they stand to quotes, matrices and verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from npt_coder.classify.rule import ClassificationRule, classify, override, read_rule
from npt_coder.classify.sensitivity import with_sensitivity
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.matrix import Matrix, build_matrix, evidence_frame
from npt_coder.model import Codebook, Coding, Sentence, Transcript, Verdict
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
        """Return the cases of the study, sorted."""
        return tuple(sorted({t.case for t in self.transcripts if t.case}))


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
    frame = known.frame if counted is None else evidence_frame(
        counted, known.transcripts, known.codebook
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
            sentences[id] = list(split_sentences(transcript, roles=("participant", "interviewer", "unknown")))
    return [record | _context(record, sentences[record["transcript"]], n) for record in records]


def _context(record: dict[str, object], around: list[Sentence], n: int) -> dict[str, object]:
    start, end = record["start"], record["end"]
    assert isinstance(start, int) and isinstance(end, int)
    before = [s.text for s in around if s.end <= start][-n:]
    after = [s.text for s in around if s.start >= end][:n]
    return {"before": " ".join(before), "after": " ".join(after)}
