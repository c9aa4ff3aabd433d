"""Gathering: a new study, transcripts into it, and the tables that say who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from npt_coder.codebook.read import read_codebook
from npt_coder.errors import IngestError, TableError, UserError
from npt_coder.ingest.cases import CaseTable, assign, read_cases, write_cases
from npt_coder.ingest.read import ReadResult, find_files, read_transcript
from npt_coder.ingest.speakers import apply_speakers, read_speakers, write_speakers
from npt_coder.model import Problem, Stamp, Transcript
from npt_coder.project.config import Config
from npt_coder.project.project import Project, create_project, open_project
from npt_coder.workflow.progress import Track, silent


@dataclass(frozen=True, slots=True)
class Gathered:
    """One transcript as understood, with what a person should know of it.

    state: "new", or "known" when the same bytes are in the study already.
    """

    transcript: Transcript
    problems: tuple[Problem, ...]
    state: str


@dataclass(frozen=True, slots=True)
class GatherReport:
    """What an ingest read, and what it could not read. notes: problems of no one file."""

    gathered: tuple[Gathered, ...]
    failed: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    dry_run: bool


def start_study(folder: Path, config: Config) -> Project:
    """Make a new study; its codebook must be readable.

    Raises ProjectError, CodebookError and UnknownName before anything is written.
    """
    named = Path(config.codebook)
    if named.suffix in (".yaml", ".yml"):
        config = replace(config, codebook=str(named.resolve()))
    read_codebook(config.codebook)
    return create_project(folder, config)


def open_study(folder: Path | None, stamp: Stamp) -> tuple[Project, tuple[Problem, ...]]:
    """Open a study and take over what people changed in speakers.csv and cases.csv.

    A table that cannot be used is a problem; the maps then stay as they were.
    """
    project = open_project(folder)
    return project, (*_take_cases(project, stamp), *_take_speakers(project, stamp))


def ingest(
    project: Project | None,
    sources: Sequence[Path],
    stamp: Stamp,
    *,
    cases: Path | None = None,
    dry_run: bool = False,
    track: Track = silent,
) -> GatherReport:
    """Read transcripts into the study; the same bytes are never added twice.

    project: None for a dry run outside a study. cases: a table of files, cases and waves; else
    a cases.csv beside the first folder is used. What fails is named and the rest goes on.
    Raises UserError when nothing was found to read, TableError for an unusable cases table.
    """
    files, notes = find_files(sources)
    if not files and not notes:
        where = ", ".join(str(source) for source in sources)
        raise UserError(f"{where}: no files here. Name a folder with transcripts, or files.")
    table = _case_table(sources, cases, files)
    known = {t.sha256: t for t in project.store.transcripts()} if project else {}
    taken = {t.id for t in known.values()}
    gathered: list[Gathered] = []
    failed: list[Problem] = []
    for path in track(files, "reading"):
        try:
            result = read_transcript(path, root=_root(sources, path))
        except IngestError as error:
            failed.append(Problem(error.path, error.reason, severity="error"))
            continue
        one = _placed(result, table, known, taken)
        known.setdefault(one.transcript.sha256, one.transcript)
        taken.add(one.transcript.id)
        gathered.append(one)
    if project and not dry_run:
        _freeze(project, [g.transcript for g in gathered if g.state == "new"], stamp)
    problems = (*notes, *(table.problems if table else ()))
    return GatherReport(tuple(gathered), tuple(failed), problems, dry_run)


def set_speaker(
    project: Project, stamp: Stamp, transcript: str, label: str, changes: dict[str, str]
) -> None:
    """Correct the role, person or job of one speaker of one transcript, in the journal.

    Raises TableError for an unknown transcript, label or role.
    """
    row = {"transcript": transcript, "label": label, **changes}
    _apply_rows(project, stamp, [row], "the command line")


def set_case(project: Project, stamp: Stamp, table: CaseTable) -> tuple[Problem, ...]:
    """Take over cases, waves and attributes from a table. Returns what did not fit."""
    changed: list[Transcript] = []
    problems: list[Problem] = list(table.problems)
    for transcript in project.store.transcripts():
        updated, found = assign(transcript, table)
        problems += [p for p in found if p.severity == "error"]
        if updated != transcript:
            changed.append(updated)
    _update(project, stamp, "cases", changed)
    return tuple(problems)
