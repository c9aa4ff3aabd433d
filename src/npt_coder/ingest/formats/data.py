"""Data: rows of a data file (csv, Excel, JSON) as paragraphs, with the columns that were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from npt_coder.ingest.decode import in_words, normalise
from npt_coder.ingest.formats.base import FormatResult, Paragraph, Unreadable
from npt_coder.ingest.formats.columns import (
    clock_time,
    heading_kind,
    holds_clocks,
    names_speakers,
)
from npt_coder.ingest.labels import tidy
from npt_coder.model import ColumnNames

_INTERVIEW = {"interview", "interview_id", "interview id", "transcript_id", "transcript id", "file"}
_INTERVIEW |= {"filename", "file_name", "session", "session_id", "conversation_id", "meeting_id"}
_LONGEST_NAMED = 6  # interviews listed in a message


@dataclass(frozen=True, slots=True)
class _Columns:
    """The index of each column, from 0. first: index of the first row of data."""

    speech: int
    speaker: int | None
    time: int | None
    first: int


def read_rows(
    rows: Sequence[Sequence[str]],
    names: ColumnNames | None,
    *,
    where: str = "row",
    encoding: str | None = None,
    notes: Sequence[str] = (),
) -> FormatResult:
    """Return a table as a transcript: one row, one paragraph; an empty speaker goes on speaking.

    rows: the first one may be headings. names: the headings that a person named, else the
    columns are found by their headings, then by what they hold.
    Raises: Unreadable when no column of speech is found, a named one is not there, or the table
    holds several interviews.
    """
    table = _squared(rows)
    if not table:
        raise Unreadable("a table without rows. Check that it is the right file.")
    columns = _named(table[0], names) if names else _found(table)
    _refuse_several(table, columns)
    paragraphs: list[Paragraph] = []
    counts: dict[str, int] = {}
    speaker: str | None = None
    scale = _scale(table, columns)
    for number, row in enumerate(table[columns.first :], start=columns.first + 1):
        if columns.speaker is not None:
            speaker = tidy(row[columns.speaker]) or speaker
        text, changes = normalise(row[columns.speech])
        for what, n in changes.items():
            counts[what] = counts.get(what, 0) + n
        time = None if columns.time is None else _seconds(row[columns.time], scale)
        if text.strip():
            paragraphs.append(Paragraph(text.strip(), speaker, time, f"{where} {number}"))
    if not paragraphs:
        raise Unreadable("a table without speech in it. Check that it is the right file.")
    taken = _in_words(table[0], columns)
    return FormatResult(tuple(paragraphs), encoding, (*notes, taken, *in_words(counts)))


def _squared(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows that are not empty, all of one width."""
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in filled), default=0)
    return [row + [""] * (width - len(row)) for row in filled]


def _named(heads: Sequence[str], names: ColumnNames) -> _Columns:
    plain = [_plain(cell) for cell in heads]

    def index(name: str) -> int:
        if _plain(name) not in plain:
            known = ", ".join(f"'{cell.strip()}'" for cell in heads)
            raise Unreadable(f"has no column '{name}'. Its columns are: {known}.")
        return plain.index(_plain(name))

    speaker = None if names.speaker is None else index(names.speaker)
    time = None if names.time is None else index(names.time)
    return _Columns(index(names.speech), speaker, time, 1)


def _found(table: Sequence[Sequence[str]]) -> _Columns:
    """Find the columns by their headings; where these say nothing, by what the cells hold."""
    kinds: dict[str, int] = {}
    for index, cell in enumerate(table[0]):
        kinds.setdefault(heading_kind(cell) or "", index)
    first = 1 if "speech" in kinds or len(kinds.keys() - {""}) >= 2 else 0
    body = table[first:]
    width = len(table[0])
    speech = kinds.get("speech") if first else None
    if speech is None:
        longest = max(range(width), key=lambda i: sum(len(row[i].split()) for row in body))
        n_words = sum(len(row[longest].split()) for row in body)
        if not body or n_words < 2 * len(body):
            heads = ", ".join(f"'{cell.strip()}'" for cell in table[0][:12])
            raise Unreadable(
                f"no column of speech found among {heads}. Name it: `--columns speech=HEADING` "
                "(and `speaker=HEADING,time=HEADING`)."
            )
        speech = longest
    others = [i for i in range(width) if i != speech]
    time = kinds.get("time") if first else None
    if time is None:
        time = next((i for i in others if holds_clocks(body, i)), None)
    speaker = kinds.get("speaker") if first else None
    if speaker is None:
        speaker = next((i for i in others if i != time and names_speakers(body, i)), None)
    return _Columns(speech, speaker, time, first)


def _refuse_several(table: Sequence[Sequence[str]], columns: _Columns) -> None:
    """Refuse a table of many interviews, whose speakers would be mixed up."""
    if not columns.first:
        return
    used = {columns.speech, columns.speaker, columns.time}
    for index, head in enumerate(table[0]):
        values = {row[index].strip(): None for row in table[1:] if row[index].strip()}
        if index not in used and _plain(head) in _INTERVIEW and len(values) > 1:
            named = ", ".join(list(values)[:_LONGEST_NAMED])
            raise Unreadable(
                f"holds {len(values)} interviews in one table (column '{head.strip()}': {named}"
                f"{', ...' if len(values) > _LONGEST_NAMED else ''}). Save each as a file of its "
                "own, so that speakers and cases are not mixed up."
            )


def _scale(table: Sequence[Sequence[str]], columns: _Columns) -> float:
    """Return what a plain number in the column of times is multiplied by to give seconds."""
    if columns.time is None or not columns.first:
        return 1.0
    head = _plain(table[0][columns.time])
    return 0.001 if head.endswith("ms") or "milli" in head else 1.0


def _seconds(cell: str, scale: float) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return clock_time(cell)
    return number * scale if 0 <= number < 1e9 else None


def _in_words(heads: Sequence[str], columns: _Columns) -> str:
    """Say which column was taken for what, so that a person can correct it."""
    kinds: Mapping[str, int | None] = {
        "speaker": columns.speaker,
        "speech": columns.speech,
        "time": columns.time,
    }

    def head(index: int) -> str:
        return f"'{heads[index].strip()}'" if columns.first else f"number {index + 1}"

    taken = [f"{kind} = {head(at)}" for kind, at in kinds.items() if at is not None]
    return f"columns read: {', '.join(taken)}"


def _plain(cell: str) -> str:
    return " ".join(cell.split()).strip(":").casefold()
