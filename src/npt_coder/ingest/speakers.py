"""Speakers: the table of labels, roles and persons that people correct, round trip safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from npt_coder.ingest.roles import propose_roles
from npt_coder.ingest.tables import read_table, write_table
from npt_coder.model import SPEAKER_ROLES, Problem, Speaker, SpeakerRole, Transcript

COLUMNS = (
    "transcript",
    "label",
    "role",
    "person",
    "job",
    "turns",
    "words",
    "confidence",
    "reason",
)
_ROLES: Mapping[str, SpeakerRole] = {role: role for role in SPEAKER_ROLES}


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One row of speakers.csv. None: the column is absent; "": somebody emptied the cell.

    job: of the person, such as practice nurse. turns, words, confidence, reason: for people to
    read, not read back. number: of the row in the file, 0 for rows that come from elsewhere.
    """

    transcript: str
    label: str
    role: str | None = None
    person: str | None = None
    job: str | None = None
    turns: str = ""
    words: str = ""
    confidence: str = ""
    reason: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True, slots=True)
class SpeakerTable:
    """The rows of speakers.csv that can be used, and what is wrong with the others."""

    path: str
    rows: tuple[SpeakerRow, ...]
    problems: tuple[Problem, ...] = ()


def speaker_rows(transcripts: Iterable[Transcript]) -> tuple[SpeakerRow, ...]:
    """Return a row per label, with the proposed role's confidence and reason."""
    return tuple(row for transcript in transcripts for row in _rows_of(transcript))


def write_speakers(path: Path, rows: Sequence[SpeakerRow]) -> None:
    """Write rows as a table; attributes of the speakers become further columns."""
    extras = sorted({name for row in rows for name in row.attributes})
    write_table(path, (*COLUMNS, *extras), (_cells(row, extras) for row in rows))


def read_speakers(path: Path) -> SpeakerTable:
    """Read speakers.csv as people left it.

    Raises: TableError when there is no table, or it lacks the columns transcript and label.
    """
    table = read_table(path, required=("transcript", "label"))
    rows: list[SpeakerRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for found in table.rows:
        row = _row(found.cells, found.number)
        message = wrong_with(row) or _twice(row, seen)
        if message:
            problems.append(Problem(path.as_posix(), message, f"row {found.number}"))
        else:
            rows.append(row)
            seen[(row.transcript, row.label)] = found.number
    return SpeakerTable(path.as_posix(), tuple(rows), tuple(problems))


def check_speakers(table: SpeakerTable, transcripts: Iterable[Transcript]) -> tuple[Problem, ...]:
    """Return a problem for each row whose transcript or label is not in the study."""
    labels = {t.id: tuple(speaker.label for speaker in t.speakers) for t in transcripts}
    problems: list[Problem] = []
    for row in table.rows:
        if row.transcript not in labels:
            message = f"no transcript has the id '{row.transcript}'. Check its spelling."
        elif row.label not in labels[row.transcript]:
            known = ", ".join(labels[row.transcript])
            message = f"'{row.label}' is no label of '{row.transcript}'. Its labels are: {known}."
        else:
            continue
        problems.append(Problem(table.path, message, f"row {row.number}"))
    return tuple(problems)


def wrong_with(row: SpeakerRow) -> str | None:
    """Return what makes a row unusable by itself, in a sentence, or None."""
    if not row.transcript or not row.label:
        return "names no transcript or no label; the row is passed over."
    if row.role and row.role.casefold() not in _ROLES:
        known = ", ".join(SPEAKER_ROLES)
        return f"'{row.role}' is no speaker role. Write one of: {known}. A job goes to `job`."
    return None


def apply_speakers(transcript: Transcript, rows: Iterable[SpeakerRow]) -> Transcript:
    """Return the transcript with the corrections of its own rows; other rows do not matter."""
    own = {row.label: row for row in rows if row.transcript == transcript.id}
    speakers = tuple(
        _corrected(speaker, own[speaker.label]) if speaker.label in own else speaker
        for speaker in transcript.speakers
    )
    return replace(transcript, speakers=speakers)


def _corrected(speaker: Speaker, row: SpeakerRow) -> Speaker:
    role = _ROLES.get(row.role.casefold(), speaker.role) if row.role else speaker.role
    person = speaker.person if row.person is None else row.person or None
    attributes = {**speaker.attributes, **row.attributes}
    if row.job is not None:
        attributes["role"] = row.job
    kept = {name: value for name, value in attributes.items() if value}
    return replace(speaker, role=role, person=person, attributes=kept)


def _rows_of(transcript: Transcript) -> list[SpeakerRow]:
    labels = [speaker.label for speaker in transcript.speakers]
    guesses = propose_roles(transcript.text, transcript.turns, labels)
    rows: list[SpeakerRow] = []
    for speaker, guess in zip(transcript.speakers, guesses, strict=True):
        is_ours = guess.role == speaker.role
        rows.append(
            SpeakerRow(
                transcript=transcript.id,
                label=speaker.label,
                role=speaker.role,
                person=speaker.person or "",
                job=speaker.attributes.get("role", ""),
                turns=str(guess.turns),
                words=str(guess.words),
                confidence=f"{guess.confidence:.2f}" if is_ours else "1.00",
                reason=guess.reason if is_ours else "set by hand",
                attributes={k: v for k, v in speaker.attributes.items() if k != "role"},
            )
        )
    return rows


def _row(cells: Mapping[str, str], number: int) -> SpeakerRow:
    return SpeakerRow(
        transcript=cells.get("transcript", ""),
        label=cells.get("label", ""),
        role=cells.get("role"),
        person=cells.get("person"),
        job=cells.get("job"),
        turns=cells.get("turns", ""),
        words=cells.get("words", ""),
        confidence=cells.get("confidence", ""),
        reason=cells.get("reason", ""),
        attributes={name: cell for name, cell in cells.items() if name not in COLUMNS},
        number=number,
    )


def _cells(row: SpeakerRow, extras: Sequence[str]) -> list[str]:
    fixed = [getattr(row, column) or "" for column in COLUMNS]
    return [*fixed, *(row.attributes.get(name, "") for name in extras)]


def _twice(row: SpeakerRow, seen: Mapping[tuple[str, str], int]) -> str | None:
    first = seen.get((row.transcript, row.label))
    if first is None:
        return None
    return f"'{row.label}' of '{row.transcript}' stands in row {first} already; that row counts."
