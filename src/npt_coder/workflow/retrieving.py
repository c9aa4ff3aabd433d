"""Retrieving: the quotes that fit what a person asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from npt_coder.errors import UnknownName, UserError
from npt_coder.matrix import (
    UNITS,
    evidence_frame,
    only,
    parse,
    retrieved,
    with_attributes,
)
from npt_coder.model import SPEAKER_ROLES, Sentence, Transcript
from npt_coder.project.project import Project
from npt_coder.sentences import split_sentences
from npt_coder.workflow.analyse import Evidence, evidence


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
    where: str | None = None,
    within: str = "segment",
    wanted: Mapping[str, str] | None = None,
    context: int = 0,
) -> list[dict[str, object]]:
    """Return quotes that fit every filter, in the order of the study, as plain records.

    code: also what is below it. status: without it, those that count. grep: a regular
    expression, case-insensitive. where: an expression over codes that a passage must meet, before
    any other filter; within: the passage, which is a segment, turn or transcript. wanted:
    attribute -> value. context: sentences on each side, as `before` and `after`.
    Raises UnknownName for a code, case, transcript, attribute or its value that is not there,
    UserError for a faulty regular expression or expression over codes.
    """
    known = evidence(project)
    _check_filters(known, code=code, case=case, transcript=transcript)
    counted = [c for c in known.all_codings if c.status == status] if status else None
    frame = (
        known.frame
        if counted is None
        else evidence_frame(counted, known.transcripts, known.codebook)
    )
    if where is not None:
        frame = _met(frame, known, where, within)
    columns = {"case": case, "wave": wave, "level": level, "valence": valence, "role": role}
    for column, value in {**columns, "transcript": transcript}.items():
        if value is not None:
            frame = frame[frame[column] == value]
    if code is not None:
        frame = frame[(frame["code"] == code) | frame["code"].str.startswith(f"{code}.")]
    if grep is not None:
        frame = frame[frame["quote"].str.contains(_pattern(grep), regex=True)]
    if wanted:
        frame = only(with_attributes(frame, known.transcripts), wanted)
    records = [_record(row) for row in frame.to_dict("records")]
    return _with_context(records, known.transcripts, context) if context else records


def _met(frame: pd.DataFrame, known: Evidence, where: str, within: str) -> pd.DataFrame:
    if within not in UNITS:
        raise UnknownName("passage", within, UNITS)
    expression = parse(where, [code.id for code in known.codebook.codes])
    turns = {t.id: [(turn.start, turn.end) for turn in t.turns] for t in known.transcripts}
    return retrieved(frame, expression, within=within, turns=turns)


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
