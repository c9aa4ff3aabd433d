"""Columns: the rows of a table as paragraphs, when its columns say who speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from npt_coder.ingest.clock import CLOCK, seconds
from npt_coder.ingest.formats.base import Paragraph
from npt_coder.ingest.labels import MAX_LABEL, key, shape_of, tidy

_CLOCK = re.compile(rf"[\[(#]*[ \t]*({CLOCK})(?:[ \t]*[-–>]+[ \t]*{CLOCK})?[ \t]*[\])#]*")
_ROW_NUMBER = re.compile(r"\d{1,5}[.)]?")
_HEADINGS = {
    "speaker": {"speaker", "speakers", "who", "name", "label", "participant", "sprecher", "role"}
    | {"speaker_label", "speaker_name", "speaker name", "speaker id", "speaker_id", "speakerid"}
    | {"talker", "from", "user", "author", "locuteur", "hablante"},
    "speech": {"speech", "text", "transcript", "words", "sentence", "utterance", "content", "said"}
    | {"message", "dialogue", "dialog", "caption", "transcription", "turn_text", "texte"},
    "time": {"time", "timestamp", "timecode", "start", "times", "zeit", "start_time", "start time"}
    | {"begin", "starttime", "time code", "onset", "start_ms", "start (s)"},
}
_MOSTLY = 0.7  # share of the cells of a column that must fit


@dataclass(frozen=True, slots=True)
class _Columns:
    """The index of each column, from 0; first_row: 1 when the table has a row of headings."""

    speech: int
    speaker: int | None
    time: int | None
    first_row: int


def paragraphs_of_table(rows: Sequence[Sequence[str]], *, where: str) -> list[Paragraph]:
    """Return the rows of a table in reading order.

    With a column of speakers beside one of speech, each row is that speaker's; an empty cell
    means the same speaker. With a single column of text the cells are plain paragraphs. Other
    tables are kept as notes, cells apart by tabs.
    where: the place of the table in the file, in words.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if rows and max(len(row) for row in rows) == 1:
        return [Paragraph(row[0].strip(), where=where) for row in rows]
    columns = _find_columns(rows)
    if columns is None:
        return [_as_note(row, where) for row in rows]
    paragraphs = [_as_note(row, where) for row in rows[: columns.first_row]]
    speaker: str | None = None
    for number, row in enumerate(rows[columns.first_row :], start=columns.first_row + 1):
        place = f"{where}, row {number}"
        if columns.speaker is not None:
            speaker = tidy(row[columns.speaker]) or speaker
        time = clock_time(row[columns.time]) if columns.time is not None else None
        speech = row[columns.speech].strip()
        if speech or speaker:
            paragraphs.append(Paragraph(speech, speaker, time, place))
    return paragraphs


def _find_columns(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """Say which column holds speech, speakers and times, or None for another kind of table."""
    width = len(rows[0]) if rows else 0
    if not 2 <= width <= 6 or any(len(row) != width for row in rows):
        return None
    named = {heading_kind(cell): index for index, cell in enumerate(rows[0]) if heading_kind(cell)}
    first_row = 1 if {"speech", "speaker"} <= named.keys() or len(named) == width else 0
    body = rows[first_row:]
    if not body:
        return None
    lengths = [sum(len(row[i]) for row in body) for i in range(width)]
    longest = lengths.index(max(lengths))
    speech = named.get("speech", longest) if first_row else longest
    others = [i for i in range(width) if i != speech]
    time = next((i for i in others if holds_clocks(body, i)), None)
    speaker = next((i for i in others if i != time and names_speakers(body, i)), None)
    if speaker is None and not _is_transcript_beside_numbers(body, others):
        return None
    return _Columns(speech, speaker, time, first_row)


def names_speakers(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Say whether a column holds labels, and few enough of them to be speakers."""
    labels = [tidy(row[index]) for row in rows if row[index].strip()]
    if len(labels) < 2 or not all(len(label) <= MAX_LABEL for label in labels):
        return False
    fitting = sum(shape_of(label) in ("role", "code", "name") for label in labels)
    n_different = len({key(label) for label in labels})
    is_few = n_different <= max(2, len(labels) // 2)
    return fitting >= _MOSTLY * len(labels) and is_few and not holds_clocks(rows, index)


def _is_transcript_beside_numbers(rows: Sequence[Sequence[str]], others: Sequence[int]) -> bool:
    """Say whether every column beside the text holds row numbers, times or nothing."""
    return all(
        not row[i].strip() or _ROW_NUMBER.fullmatch(row[i].strip()) or _is_clock(row[i])
        for row in rows
        for i in others
    )


def holds_clocks(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Say whether a column holds times of day or of a recording, as 0:12 or 00:01:05."""
    cells = [row[index].strip() for row in rows if row[index].strip()]
    return bool(cells) and sum(_is_clock(cell) for cell in cells) >= _MOSTLY * len(cells)


def _is_clock(cell: str) -> bool:
    return bool(_CLOCK.fullmatch(cell.strip()))


def clock_time(cell: str) -> float | None:
    """Return the seconds that a cell such as 0:12 stands for, or None."""
    found = _CLOCK.fullmatch(cell.strip())
    return seconds(found.group(1)) if found else None


def heading_kind(cell: str) -> str | None:
    """Return speaker, speech or time for the heading of such a column, else None."""
    word = cell.strip().strip(":").casefold()
    return next((kind for kind, words in _HEADINGS.items() if word in words), None)


def _as_note(row: Sequence[str], where: str) -> Paragraph:
    return Paragraph("\t".join(cell.strip() for cell in row), where=where, kind="note")
