"""Rows: what stands in one row of project.sqlite, to and from values."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from npt_coder.model import (
    Action,
    Coding,
    Decision,
    Memo,
    Reason,
    Speaker,
    SpeakerRole,
    Transcript,
    Turn,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. at: ISO 8601, UTC.

    undone: a later `undo` took it back. turned_at: number of the entry that undid or redid it
    last, 0 for none.
    """

    id: int
    at: str
    who: str
    verb: str
    summary: str
    undone: bool
    turned_at: int
    n_codings: int
    n_decisions: int
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Override:
    """A person's verdict beside the rule's."""

    verdict: str
    why: str
    who: str

    def __str__(self) -> str:
        return f"{self.why} ({self.who})"


@dataclass(frozen=True, slots=True)
class PersonsRating:
    """A person's rating of one cell, from -2 to +2 or None for missing.

    code: of the construct or level. wave: None for all waves together. is_withdrawn: the person
    leaves the cell to its codings again. at: ISO 8601, UTC.
    """

    case: str
    wave: str | None
    code: str
    rating: int | None
    why: str
    is_withdrawn: bool = False
    who: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person wrote into one cell of a framework matrix; the text "" takes it back.

    attribute, row: what the row stands for, as `case` and `Amber`. code: of the column. wave: None
    for all waves. at: ISO 8601, UTC.
    """

    attribute: str
    row: str
    code: str
    wave: str | None
    text: str
    who: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A tagger has read one transcript for one code, in this state of rules and of speakers."""

    transcript: str
    tagger: str
    code: str
    code_hash: str
    speech_hash: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What of one transcript is coded: all that is said but by interviewers.

    text: of the whole transcript. turns: number, start and end of each turn, in order.
    """

    transcript: str
    text: str
    turns: tuple[tuple[int, int, int], ...]


def dump(value: object) -> str:
    """Write a value as JSON, the same every time."""
    if isinstance(value, Mapping):
        value = dict(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def dump_reason(reason: Reason) -> str:
    """Write a reason as JSON."""
    return dump({"rules": reason.rules, "words": reason.words, "note": reason.note})


def to_speaker(row: sqlite3.Row) -> Speaker:
    """Read one row of the table of speakers."""
    role = cast(SpeakerRole, row["role"])
    return Speaker(row["label"], role, row["person"], json.loads(row["attributes"]))


def to_transcript(row: sqlite3.Row, turns: list[Turn], speakers: list[Speaker]) -> Transcript:
    """Read one row of the table of transcripts, with its turns and speakers."""
    return Transcript(
        id=row["id"],
        source=row["source"],
        sha256=row["sha256"],
        format=row["format"],
        encoding=row["encoding"],
        title=row["title"],
        text=row["text"],
        turns=tuple(turns),
        speakers=tuple(speakers),
        case=row["case_name"],
        wave=row["wave"],
        attributes=json.loads(row["attributes"]),
        normalisation=tuple(json.loads(row["normalisation"])),
        memos=tuple(Memo(**memo) for memo in json.loads(row["memos"])),
    )


def to_codings(rows: Sequence[tuple[Any, ...]]) -> tuple[Coding, ...]:
    """Read rows of the table of codings: the fields in order, but for the reason at the end."""
    # All reasons as one list: thousands of calls of the reader would take longer than the reading.
    reasons = json.loads(f"[{','.join(row[-1] for row in rows)}]")
    return tuple(map(_to_coding, rows, reasons))


def _to_coding(row: tuple[Any, ...], reason: Mapping[str, Any]) -> Coding:
    (id, transcript, start, end, quote, code, valence, level, coder, score, at, memo, _) = row
    why = Reason(tuple(reason["rules"]), tuple(reason["words"]), reason["note"])
    return Coding(
        *(id, transcript, start, end, quote, code, valence, level, coder, score, why, at), memo=memo
    )


def to_entry(row: sqlite3.Row) -> Entry:
    """Read one row of the journal with its counts."""
    return Entry(
        *(row["id"], row["at"], row["who"], row["verb"], row["summary"], bool(row["undone"])),
        row["turned_at"],
        *(row["n_codings"], row["n_decisions"], json.loads(row["details"])),
    )


def to_decision(row: sqlite3.Row) -> Decision:
    """Read one row of the table of decisions."""
    action = cast(Action, row["action"])
    return Decision(
        row["coding"], action, row["who"], row["at"], row["why"], json.loads(row["changes"])
    )
