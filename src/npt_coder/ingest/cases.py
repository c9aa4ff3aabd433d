"""Cases: which transcript belongs to which case, wave and person, from a table or file names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from npt_coder.ingest.file_names import FileNameHint, from_file_name
from npt_coder.ingest.labels import key
from npt_coder.ingest.roles import is_generic
from npt_coder.ingest.tables import Row, read_table, write_table
from npt_coder.model import Problem, Speaker, Transcript

COLUMNS = ("file", "case", "wave", "person", "role")
_CASE_KEYS = ("case", "practice", "site", "organisation", "organization")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of cases.csv. role: the job of the person, such as practice nurse.

    number: of the row in the file, the headings being row 1. attributes: the other columns.
    """

    number: int
    file: str
    case: str | None = None
    wave: str | None = None
    person: str | None = None
    role: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseTable:
    """The rows of cases.csv and what is wrong with some of them."""

    path: str
    rows: tuple[CaseRow, ...]
    problems: tuple[Problem, ...] = ()


def read_cases(path: Path, *, files: Iterable[Path] | None = None) -> CaseTable:
    """Read a table with the columns file, case, wave, person, role and any others.

    files: the transcripts that were found; rows for other files become problems.
    Raises: TableError when there is no table or no column `file`.
    """
    table = read_table(path, required=("file",))
    problems: list[Problem] = []
    rows: dict[str, CaseRow] = {}
    found = None if files is None else {name for file in files for name in _names(file.as_posix())}
    for cells in table.rows:
        row = _row(cells)
        message = _wrong_with(row, rows, found)
        if message:
            problems.append(Problem(path.as_posix(), message, f"row {cells.number}"))
        if row is not None:
            rows.setdefault(_name(row.file), row)
    return CaseTable(path.as_posix(), tuple(rows.values()), tuple(problems))


def write_cases(path: Path, transcripts: Iterable[Transcript]) -> None:
    """Write the case, wave, person and job of each transcript as a table that people can edit."""
    rows = [_row_of(transcript) for transcript in transcripts]
    extras = sorted({name for row in rows for name in row.attributes} - set(COLUMNS))
    write_table(
        path,
        (*COLUMNS, *extras),
        (
            (
                row.file,
                row.case or "",
                row.wave or "",
                row.person or "",
                row.role or "",
                *(row.attributes.get(name, "") for name in extras),
            )
            for row in rows
        ),
    )


def assign(
    transcript: Transcript, table: CaseTable | None
) -> tuple[Transcript, tuple[Problem, ...]]:
    """Return the transcript with case, wave, attributes, and person and job of its participant.

    The table wins; without a row the file name is read, then the lines at the head of the
    transcript (`Practice: Amber`). Every participant gets a person: the
    one of the table, or a name made of the case and a label that says who it is (`Amber-GP1`),
    or of the transcript and a label that does not (`amber-3-P1`). People's own corrections of a
    person stay. Raises nothing.
    """
    row = _row_for(transcript, table)
    hint = from_file_name(PurePosixPath(transcript.source).stem)
    head = transcript.attributes
    case = (row.case if row else None) or (hint.case if hint else None) or _first(head, _CASE_KEYS)
    wave = (row.wave if row else None) or (hint.wave if hint else None) or head.get("wave")
    placed = replace(
        transcript,
        case=case,
        wave=wave,
        attributes={**transcript.attributes, **(row.attributes if row else {})},
    )
    problems = _unplaced(transcript, table, row, case)
    owner = _owner(transcript, row, hint)
    if row and row.person and owner is None:
        message = (
            f"'{row.person}' is named for this file, but several participants speak in it. "
            "Give each label its person in speakers.csv."
        )
        problems.append(Problem(transcript.source, message, severity="error"))
    speakers = tuple(
        _with_person(speaker, transcript, placed, row if speaker is owner else None, hint)
        for speaker in transcript.speakers
    )
    return replace(placed, speakers=speakers), tuple(problems)


def _row(found: Row) -> CaseRow | None:
    if not found["file"]:
        return None
    return CaseRow(
        number=found.number,
        file=found["file"],
        case=found["case"] or None,
        wave=found["wave"] or None,
        person=found["person"] or None,
        role=found["role"] or None,
        attributes={k: v for k, v in found.cells.items() if k not in COLUMNS and v},
    )


def _wrong_with(
    row: CaseRow | None, earlier: Mapping[str, CaseRow], found: set[str] | None
) -> str | None:
    if row is None:
        return "names no file; the row is passed over. Fill in the column `file`."
    if (first := earlier.get(_name(row.file))) is not None:
        return f"'{row.file}' stands in row {first.number} already; the first row counts."
    if found is not None and not found.intersection(_names(row.file)):
        return f"'{row.file}' is not among the transcripts. Check the spelling, or add the file."
    return None


def _row_for(transcript: Transcript, table: CaseTable | None) -> CaseRow | None:
    """Return the row of a transcript: by its path, else by its name with or without suffix."""
    by_name = {_name(row.file): row for row in table.rows} if table else {}
    return next((by_name[name] for name in _names(transcript.source) if name in by_name), None)


def _names(file: str) -> Sequence[str]:
    """Return what a table may call a file, most exact first."""
    path = PurePosixPath(_name(file))
    return (path.as_posix(), path.name, path.stem)


def _name(file: str) -> str:
    return file.replace("\\", "/").removeprefix("./").casefold()


def _unplaced(
    transcript: Transcript, table: CaseTable | None, row: CaseRow | None, case: str | None
) -> list[Problem]:
    if case is None:
        message = "belongs to no case. Add a row with `file` and `case` to cases.csv."
    elif table is not None and row is None:
        message = f"has no row in {table.path}; its case '{case}' is read from the file itself."
    else:
        return []
    return [Problem(transcript.source, message)]


def _first(attributes: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((attributes[name] for name in names if attributes.get(name)), None)


def _owner(
    transcript: Transcript, row: CaseRow | None, hint: FileNameHint | None
) -> Speaker | None:
    """Return the participant that the table or the file name speaks of, if it is clear which."""
    participants = [s for s in transcript.speakers if s.role == "participant"]
    if not participants:
        participants = [s for s in transcript.speakers if s.role == "unknown"]
    if len(participants) == 1:
        return participants[0]
    named = (row.person if row else None) or (hint.person if hint else None) or ""
    fitting = [s for s in participants if named and key(named).endswith(key(s.label))]
    return fitting[0] if len(fitting) == 1 else None


def _with_person(
    speaker: Speaker,
    before: Transcript,
    after: Transcript,
    row: CaseRow | None,
    hint: FileNameHint | None,
) -> Speaker:
    """Return the speaker with person and job; the interviewer is nobody's participant."""
    if speaker.role == "interviewer":
        return speaker
    is_own = speaker.person not in (None, _made_up(speaker, before, hint))
    person = speaker.person if is_own else _made_up(speaker, after, hint)
    if row is not None and row.person:
        person = row.person
    job = {"role": row.role} if row is not None and row.role else {}
    return replace(speaker, person=person, attributes={**speaker.attributes, **job})


def _made_up(speaker: Speaker, transcript: Transcript, hint: FileNameHint | None) -> str:
    """Return a name for a person whom nobody named, the same across files where that is sure."""
    if transcript.case and not is_generic(speaker.label):
        return f"{transcript.case}-{speaker.label}"
    n_others = sum(s.role != "interviewer" for s in transcript.speakers)
    if transcript.case and hint and hint.person and n_others == 1:
        return f"{transcript.case}-{hint.person}"
    return f"{transcript.id}-{speaker.label}"


def _row_of(transcript: Transcript) -> CaseRow:
    owner = next((s for s in transcript.speakers if s.role != "interviewer"), Speaker(""))
    n_owners = sum(s.role != "interviewer" for s in transcript.speakers)
    is_clear = n_owners == 1
    return CaseRow(
        0,
        transcript.source,
        transcript.case,
        transcript.wave,
        owner.person if is_clear else None,
        owner.attributes.get("role") if is_clear else None,
        transcript.attributes,
    )
