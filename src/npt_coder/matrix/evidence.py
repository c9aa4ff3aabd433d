"""Evidence: one row per coding with all that is known of it, and the order in which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from npt_coder.errors import UnknownName
from npt_coder.model import Code, Codebook, Coding, Transcript

EVIDENCE_COLUMNS = (
    *("id", "transcript", "source", "case", "wave", "speaker", "person", "role", "turn", "time"),
    *("start", "end", "quote", "code", "construct", "kind", "valence", "level", "coder", "score"),
    *("status", "reason", "memo"),
)
"""Columns of the evidence frame. role: the job. time: seconds. start, end: code points."""


def evidence_frame(
    codings: Iterable[Coding], transcripts: Iterable[Transcript], codebook: Codebook
) -> pd.DataFrame:
    """Return one row per coding with all that is known of it, in the order of the study.

    The caller leaves out rejected and retired codings. A coding outside every turn has no
    speaker. construct: the code itself, or for a sub-construct the construct above it. Codings
    of transcripts that are not given are left out.
    """
    by_id = {t.id: t for t in transcripts}
    order = {id: number for number, id in enumerate(by_id)}
    codes = {code.id: code for code in codebook.codes}
    places = {id: number for number, id in enumerate(codes)}
    known = [c for c in codings if c.transcript in by_id]
    known.sort(
        key=lambda c: (
            *(order[c.transcript], c.start, c.end),
            *(places.get(c.code, len(places)), c.code, c.id),
        )
    )
    rows = [_row(coding, by_id[coding.transcript], codes.get(coding.code)) for coding in known]
    # Whole numbers that may be missing: a turn is never 2.0.
    return pd.DataFrame(rows, columns=list(EVIDENCE_COLUMNS)).astype({"turn": "Int64"})


def with_attributes(evidence: pd.DataFrame, transcripts: Iterable[Transcript]) -> pd.DataFrame:
    """Add one column per attribute of speakers and transcripts, in the order of their names.

    What is known of the speaker goes before what is known of the transcript. An attribute with
    the name of a column of evidence (`role`, above all) is that column.
    """
    by_id = {t.id: t for t in transcripts}
    held = [t.attributes for t in by_id.values()]
    held += [s.attributes for t in by_id.values() for s in t.speakers]
    names = sorted({name for attributes in held for name in attributes} - set(evidence.columns))
    places = list(zip(evidence["transcript"], evidence["speaker"], strict=True))
    known = {place: _attributes(by_id[place[0]], place[1]) for place in dict.fromkeys(places)}
    columns = {name: [known[place].get(name) for place in places] for name in names}
    return evidence.assign(
        **{name: pd.Series(v, evidence.index, dtype=object) for name, v in columns.items()}
    )


def only(evidence: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows that have every wanted value, by column.

    Raises UnknownName for a column, and for a value that no row of the evidence has.
    """
    chosen = evidence
    for column, value in wanted.items():
        if column not in evidence.columns:
            raise UnknownName("attribute", column, map(str, evidence.columns))
        values = evidence[column].astype(object).map(str, na_action="ignore")
        if value not in set(values.dropna()):
            raise UnknownName(f"value of {column}", value, set(values.dropna()))
        chosen = chosen[values.loc[chosen.index] == value]
    return chosen


def natural(text: str | None) -> tuple[tuple[tuple[bool, int, str], ...], str]:
    """Return a sort key in which wave 10 comes after wave 9, and None first.

    Capitals count only between names that are otherwise the same.
    """
    text = text or ""
    parts = (part for part in re.split(r"(\d+)", text) if part)
    return tuple(
        (False, int(part), "") if part.isdecimal() else (True, 0, part.lower()) for part in parts
    ), text


def waves(evidence_or_transcripts: pd.DataFrame | Sequence[Transcript]) -> tuple[str, ...]:
    """Return the waves of a study in natural order."""
    if isinstance(evidence_or_transcripts, pd.DataFrame):
        found: Iterable[str | None] = evidence_or_transcripts["wave"].dropna().unique()
    else:
        found = {t.wave for t in evidence_or_transcripts}
    return tuple(sorted((w for w in found if w), key=natural))


def of_wave(evidence: pd.DataFrame, wave: str, known: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a wave: a name, `all`, or `last` for the last wave of the study.

    known: the waves of the study in order; a case that was not visited at the last of them has
    no rows then. In a study without waves `last` is everything. Raises UnknownName.
    """
    if wave == "all" or (wave == "last" and not known):
        return evidence
    chosen = known[-1] if wave == "last" else wave
    if chosen not in known:
        raise UnknownName("wave", wave, (*known, "last", "all"))
    return evidence[evidence["wave"] == chosen]


def _row(coding: Coding, transcript: Transcript, code: Code | None) -> tuple[object, ...]:
    turn = transcript.turn_at(coding.start)
    speaker = transcript.speaker(turn.speaker) if turn else None
    return (
        *(coding.id, transcript.id, transcript.source, transcript.case, transcript.wave),
        speaker.label if speaker else None,
        _person(transcript, speaker.label, speaker.person) if speaker else None,
        speaker.attributes.get("role") if speaker else None,
        *(turn.number if turn else None, turn.time if turn else None),
        *(coding.start, coding.end, coding.quote, coding.code),
        (code.parent if code else None) or coding.code,
        code.kind if code else None,
        *(coding.valence, coding.level, coding.coder, coding.score, coding.status),
        *(str(coding.reason), coding.memo),
    )


def _person(transcript: Transcript, label: str, person: str | None) -> str:
    """Return who speaks; an unnamed speaker is a person of that transcript alone."""
    return person or f"{transcript.id}: {label}"


def _attributes(transcript: Transcript, label: object) -> dict[str, str]:
    own = transcript.speaker(label).attributes if isinstance(label, str) else {}
    return {**transcript.attributes, **own}
