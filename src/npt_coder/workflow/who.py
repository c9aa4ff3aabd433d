"""Who is who: cases, roles and persons of a study, and the tables in which people edit them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from npt_coder.errors import TableError, UserError
from npt_coder.ingest.cases import CaseTable, assign, read_cases, write_cases
from npt_coder.ingest.kin import kin_across
from npt_coder.ingest.speakers import (
    SpeakerRow,
    SpeakerTable,
    apply_speakers,
    check_speakers,
    read_speakers,
    speaker_rows,
    write_speakers,
    wrong_with,
)
from npt_coder.model import Problem, Stamp, Transcript
from npt_coder.project.project import Project
from npt_coder.workflow.opening import hash_of


def set_speaker(
    project: Project,
    stamp: Stamp,
    transcript: str,
    label: str,
    *,
    role: str | None = None,
    person: str | None = None,
    job: str | None = None,
) -> None:
    """Correct the role, person or job of one speaker of one transcript, in the journal.

    Raises UserError for an unknown transcript, label or role.
    """
    row = SpeakerRow(transcript, label, role, person, job)
    transcripts = project.store.transcripts()
    table = SpeakerTable("the command line", (row,))
    if message := wrong_with(row):
        raise UserError(message)
    if found := check_speakers(table, transcripts):
        raise UserError(found[0].message)
    changed = [apply_speakers(t, table.rows) for t in transcripts]
    _update(project, stamp, "speakers", transcripts, changed)
    write_tables(project)


def join_speakers(project: Project, stamp: Stamp, labels: Sequence[str], person: str) -> None:
    """Give one person to every label of these spellings, in all transcripts.

    Raises UserError for a label that is in no transcript.
    """
    transcripts = project.store.transcripts()
    known = {speaker.label for t in transcripts for speaker in t.speakers}
    if missing := [label for label in labels if label not in known]:
        raise UserError(f"no transcript has the label '{missing[0]}'. See: npt-coder speakers")
    rows = [
        SpeakerRow(t.id, speaker.label, person=person)
        for t in transcripts
        for speaker in t.speakers
        if speaker.label in labels
    ]
    changed = [apply_speakers(t, rows) for t in transcripts]
    _update(project, stamp, "speakers", transcripts, changed)
    write_tables(project)


def offered_joins(transcripts: Sequence[Transcript]) -> tuple[tuple[str, ...], ...]:
    """Return groups of labels that may be one speaker spelled in several ways across a study."""
    return kin_across([[(s.label, s.role, s.person) for s in t.speakers] for t in transcripts])


def set_cases(project: Project, stamp: Stamp, path: Path) -> tuple[Problem, ...]:
    """Take over cases, waves, persons and attributes from a table; returns what did not fit.

    Raises TableError when the table cannot be used.
    """
    problems = _apply_cases(project, stamp, read_cases(path))
    write_tables(project)
    return problems


def take_tables(project: Project, stamp: Stamp, edited: Sequence[Path]) -> tuple[Problem, ...]:
    """Take over what people changed in speakers.csv and cases.csv; returns what did not fit.

    A table that cannot be used is a problem; the maps then stay as they were.
    """
    take = {project.cases_csv: _take_cases, project.speakers_csv: _take_speakers}
    problems = tuple(problem for path in edited for problem in take[path](project, stamp))
    # A row that cannot be used stays in the file as the person wrote it, until it is mended.
    if not problems:
        write_tables(project)
    return problems


def write_tables(project: Project) -> None:
    """Write both tables as the study has them, and remember them, so that edits are seen."""
    transcripts = project.store.transcripts()
    write_cases(project.cases_csv, transcripts)
    write_speakers(project.speakers_csv, speaker_rows(transcripts))
    with project.store.transaction():
        for path in (project.cases_csv, project.speakers_csv):
            project.store.remember_file(path.name, hash_of(path))


def _take_cases(project: Project, stamp: Stamp) -> tuple[Problem, ...]:
    try:
        table = read_cases(project.cases_csv)
    except TableError as error:
        return error.problems
    return _apply_cases(project, stamp, table)


def _apply_cases(project: Project, stamp: Stamp, table: CaseTable) -> tuple[Problem, ...]:
    transcripts = project.store.transcripts()
    placed = [assign(t, table) for t in transcripts]
    _update(project, stamp, "cases", transcripts, [t for t, _ in placed])
    errors = (p for _, found in placed for p in found if p.severity == "error")
    return (*table.problems, *errors)


def _take_speakers(project: Project, stamp: Stamp) -> tuple[Problem, ...]:
    try:
        table = read_speakers(project.speakers_csv)
    except TableError as error:
        return error.problems
    transcripts = project.store.transcripts()
    changed = [apply_speakers(t, table.rows) for t in transcripts]
    _update(project, stamp, "speakers", transcripts, changed)
    return (*table.problems, *check_speakers(table, transcripts))


def _update(
    project: Project,
    stamp: Stamp,
    verb: str,
    before: Sequence[Transcript],
    after: Sequence[Transcript],
) -> None:
    """Write what differs. before: as the study has them; after: the same transcripts, in order."""
    changed = [(old, new) for old, new in zip(before, after, strict=True) if new != old]
    if not changed:
        return
    details = {new.id: _difference(old, new) for old, new in changed}
    with project.store.transaction():
        project.store.enter(verb, f"{len(changed)} transcripts", stamp, details=details)
        for _, transcript in changed:
            project.store.update_maps(transcript)


def _difference(before: Transcript, after: Transcript) -> dict[str, object]:
    """Return what a person changed, old and new, for the journal."""
    fields = ("case", "wave", "attributes", "speakers")
    return {
        field: [repr(getattr(before, field)), repr(getattr(after, field))]
        for field in fields
        if getattr(before, field) != getattr(after, field)
    }
