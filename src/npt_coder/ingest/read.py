"""Read: a file to a transcript, and folders to the files that can be read."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from npt_coder.errors import IngestError
from npt_coder.ingest.formats.base import MAX_BYTES, Format, FormatResult, Unreadable
from npt_coder.ingest.formats.index import choose_format, known_suffixes, not_a_format
from npt_coder.ingest.kin import shared_names
from npt_coder.ingest.roles import RoleGuess, propose_roles
from npt_coder.ingest.several import several_interviews
from npt_coder.ingest.turns import Talk, split_turns
from npt_coder.model import ColumnNames, Problem, Speaker, Transcript

_NOT_TRANSCRIPTS = re.compile(
    r"(?i)(?:cases|speakers)\.csv|(?:readme|licen[cs]e|synthetic|changelog)(?:\..*)?"
)
_MAX_PACKED = 4 * MAX_BYTES  # a .docx may carry pictures


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A transcript, what a person should know about it, and why each speaker has its role."""

    transcript: Transcript
    problems: tuple[Problem, ...]
    guesses: tuple[RoleGuess, ...]


def read_transcript(
    path: Path, *, root: Path | None = None, columns: ColumnNames | None = None
) -> ReadResult:
    """Read one file of any registered format; the file itself is never written.

    root: the folder that `Transcript.source` is given relative to, with forward slashes.
    columns: the headings of speech, speaker and time, for files of rows and columns.
    The id is a slug of the file's name; the caller makes it unique within a study.
    Raises: IngestError for a file that cannot be read, with what to do.
    """
    source = _source(path, root)
    raw = _bytes_of(path, source)
    format = choose_format(source, raw, path.suffix.casefold())
    try:
        found = _read(format, raw, columns)
    except Unreadable as error:
        raise IngestError(source, error.reason) from error
    if message := several_interviews(found.paragraphs):
        raise IngestError(source, message)
    talk = split_turns(found.paragraphs)
    if not talk.turns:
        raise IngestError(source, "holds no speech. Check that it is the right file.")
    guesses = propose_roles(talk.text, talk.turns, talk.labels)
    transcript = Transcript(
        id=slug(path.stem),
        source=source,
        sha256=hashlib.sha256(raw).hexdigest(),
        format=format.name,
        encoding=found.encoding,
        title=found.title or talk.title or path.stem,
        text=talk.text,
        turns=talk.turns,
        speakers=tuple(Speaker(guess.label, guess.role) for guess in guesses),
        attributes=dict(talk.attributes),
        normalisation=(*found.notes, *talk.notes),
        memos=talk.memos,
    )
    return ReadResult(transcript, _problems(source, found, talk, guesses), guesses)


def find_files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Return the transcript files among files and under folders, each once, sorted by folder.

    Hidden files, lock files of Word (`~$`), cases.csv, speakers.csv and README are passed over;
    any other file that no format reads becomes a problem, and so does a path that is not there.
    """
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    suffixes = known_suffixes()
    for path in paths:
        if not path.exists():
            problems.append(_problem(path, "not found. Check the spelling of the path."))
            continue
        for file in _walk(path) if path.is_dir() else (path,):
            if file.suffix.casefold() in suffixes:
                files.setdefault(file)
            else:
                problems.append(_problem(file, not_a_format(file.suffix.casefold())))
    return tuple(files), tuple(problems)


def slug(name: str) -> str:
    """Return a name in lower-case letters, digits and single hyphens, in any script."""
    composed = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[\W_]+", "-", composed).strip("-") or "transcript"


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files under a folder that may be transcripts, in one order on every machine."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        for name in sorted(names):
            if not name.startswith((".", "~$", "Thumbs.db")) and not _NOT_TRANSCRIPTS.fullmatch(
                name
            ):
                yield Path(at) / name


def _read(format: Format, raw: bytes, columns: ColumnNames | None) -> FormatResult:
    read_columns = getattr(format, "read_columns", None)
    if columns is None or read_columns is None:
        return format.read(raw)
    result: FormatResult = read_columns(raw, columns)
    return result


def _source(path: Path, root: Path | None) -> str:
    if root is not None:
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()
    return path.as_posix()


def _bytes_of(path: Path, source: str) -> bytes:
    try:
        if path.is_dir():
            raise IngestError(source, "is a folder. Name the files in it, or ingest the folder.")
        if path.stat().st_size > _MAX_PACKED:
            raise IngestError(
                source, f"larger than {_MAX_PACKED // 2**20} MiB, which no transcript is."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise IngestError(source, f"cannot be read ({error.strerror or error}).") from error
    if not raw:
        raise IngestError(source, "empty (0 bytes). Get the file again from where it was made.")
    return raw


def _problems(
    source: str, found: FormatResult, talk: Talk, guesses: tuple[RoleGuess, ...]
) -> tuple[Problem, ...]:
    problems = [*found.problems, *talk.problems, *_doubtful_roles(talk, guesses)]
    problems.extend(Problem("", message) for message in shared_names(talk.labels))
    return tuple(replace(problem, path=source) for problem in problems)


def _doubtful_roles(talk: Talk, guesses: tuple[RoleGuess, ...]) -> list[Problem]:
    """Say so when it stays open who interviews, unless there are no speakers at all."""
    unknown = [guess.label for guess in guesses if guess.role == "unknown"]
    if not talk.has_speakers or not unknown:
        return []
    message = (
        f"cannot tell who interviews and who answers ({', '.join(unknown)}). "
        "Set the role of each label in speakers.csv."
    )
    return [Problem("", message)]


def _problem(path: Path, message: str) -> Problem:
    return Problem(path.as_posix(), message, severity="error")
