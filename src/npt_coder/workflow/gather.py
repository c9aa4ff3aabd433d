"""Gathering: a new study, and transcripts into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from npt_coder.codebook.read import read_codebook, shipped_codebooks
from npt_coder.errors import IngestError, UnknownName, UserError
from npt_coder.ingest.cases import CaseTable, assign, read_cases
from npt_coder.ingest.read import ReadResult, find_files, read_transcript
from npt_coder.model import Codebook, ColumnNames, Problem, Stamp, Transcript
from npt_coder.project.config import Config
from npt_coder.project.project import Project, create_project
from npt_coder.tag.index import known_taggers
from npt_coder.workflow.progress import Track, silent
from npt_coder.workflow.who import write_tables


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


def start_study(
    folder: Path,
    codebook: str,
    *,
    name: str | None = None,
    synthetic: str = "",
    taggers: Sequence[str] | None = None,
) -> Project:
    """Make a new study; its codebook must be readable, and the rule is one that fits it.

    taggers: who proposes codings; None for the default. Raises ProjectError, CodebookError and
    UnknownName before anything is written.
    """
    for tagger in taggers or ():
        if tagger not in known_taggers():
            raise UnknownName("tagger", tagger, known_taggers())
    book = read_codebook(codebook)
    # A codebook of the user's own is named by its full path, since commands run from anywhere.
    named = codebook if codebook in shipped_codebooks() else str(Path(codebook).resolve())
    config = Config(
        name=name or folder.resolve().name,
        codebook=named,
        rule=fitting_rule(book),
        synthetic=synthetic,
    )
    if taggers:
        config = replace(config, taggers=tuple(taggers))
    return create_project(folder, config)


def fitting_rule(codebook: Codebook) -> str:
    """Return the shipped rule of the codebook's name, else one that it has all codes for, or ""."""
    # Classifying needs pandas; opening a study does not.
    from npt_coder.classify.read import read_rule, shipped_rules

    names = sorted(shipped_rules(), key=lambda name: name != codebook.name)
    known = {code.id for code in codebook.codes}
    return next((name for name in names if set(read_rule(name).codes) <= known), "")


def ingest(
    project: Project | None,
    sources: Sequence[Path],
    stamp: Stamp,
    *,
    cases: Path | None = None,
    columns: ColumnNames | None = None,
    dry_run: bool = False,
    track: Track = silent,
) -> GatherReport:
    """Read transcripts into the study; the same bytes are never added twice.

    project: None for a dry run outside a study. cases: a table of files, cases and waves; else
    a cases.csv beside the first folder is used. columns: of data files. What
    fails is named and the rest goes on.
    Raises UserError when nothing was found to read, TableError for an unusable cases table.
    """
    found, notes = find_files(sources)
    files = tuple(path for path in found if cases is None or path.resolve() != cases.resolve())
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
            result = read_transcript(path, root=_root(sources, path), columns=columns)
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


def _placed(
    result: ReadResult, table: CaseTable | None, known: dict[str, Transcript], taken: set[str]
) -> Gathered:
    """Give a transcript its case, wave and person, and an id that is free in the study."""
    found = result.transcript
    if found.sha256 in known:
        return Gathered(known[found.sha256], (), "known")
    id = found.id
    for number in count(2):
        if id not in taken:
            break
        id = f"{found.id}-{number}"
    transcript, problems = assign(replace(found, id=id), table)
    transcript = replace(transcript, case=_spelled_as_known(transcript.case, known.values()))
    doubts = _doubles(transcript, known.values())
    return Gathered(transcript, (*result.problems, *problems, *doubts), "new")


def _spelled_as_known(case: str | None, others: Iterable[Transcript]) -> str | None:
    """Return the name of a case as the study has it, so that `amber` and `Amber` are one."""
    names = {other.case.casefold(): other.case for other in others if other.case}
    return names.get(case.casefold(), case) if case else None


def _doubles(transcript: Transcript, others: Iterable[Transcript]) -> Iterator[Problem]:
    """Yield a problem for each transcript that may be the same interview; both are kept."""
    for other in others:
        if _is_same_talk(transcript, other):
            message = f"holds the same words as '{other.id}': every quote would count twice."
        elif other.source == transcript.source:
            message = f"another file of this name is in the study as '{other.id}'; both are kept."
        else:
            continue
        advice = "If it is the same interview, begin a new study without one of the two."
        yield Problem(transcript.source, f"{message} {advice}")


def _is_same_talk(one: Transcript, other: Transcript) -> bool:
    """Say whether turn for turn the same words are said; different talk is told by its first."""
    return len(one.turns) == len(other.turns) and all(
        one.text[a.start : a.end].split() == other.text[b.start : b.end].split()
        for a, b in zip(one.turns, other.turns, strict=True)
    )


def _freeze(project: Project, transcripts: Sequence[Transcript], stamp: Stamp) -> None:
    """Write new transcripts, each in a transaction, so that a killed run keeps what it has."""
    for transcript in transcripts:
        with project.store.transaction():
            project.store.enter("ingest", f"{transcript.id} from {transcript.source}", stamp)
            project.store.add_transcript(transcript)
    # Also after a run that was killed before it came to the tables.
    if transcripts or not project.speakers_csv.exists():
        write_tables(project)


def _case_table(
    sources: Sequence[Path], named: Path | None, files: Sequence[Path]
) -> CaseTable | None:
    if named is not None:
        return read_cases(named, files=files)
    beside = [source / "cases.csv" for source in sources if source.is_dir()]
    found = [path for path in beside if path.is_file()]
    return read_cases(found[0], files=files) if found else None


def _root(sources: Sequence[Path], path: Path) -> Path | None:
    """Return the folder that the user named, so that sources read as in cases.csv."""
    return next((s for s in sources if s.is_dir() and path.is_relative_to(s)), None)
