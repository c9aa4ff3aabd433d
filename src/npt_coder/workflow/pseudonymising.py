"""Pseudonymising: copies of transcripts in which the key's words are replaced, before coding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from npt_coder.errors import IngestError, UserError
from npt_coder.export.disclosure import lone_labels
from npt_coder.ingest.cases import assign, read_cases
from npt_coder.ingest.labels import shape_of
from npt_coder.ingest.read import find_files, read_transcript
from npt_coder.model import Problem, Transcript
from npt_coder.project.project import find_project
from npt_coder.pseudonymise.key import Entry, make_key, read_key, write_key, write_private
from npt_coder.pseudonymise.mentions import Entities, Mention, find_mentions
from npt_coder.pseudonymise.replace import Replaced, replace_words
from npt_coder.pseudonymise.shapes import Kind
from npt_coder.tag.syntax import entities_of, find_model
from npt_coder.workflow.progress import Track, silent


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """What was proposed and, when it was applied, what was written.

    lone: job, case and wave that belong to one participant alone, whatever the names.
    """

    key: tuple[Entry, ...]
    written: tuple[Path, ...]
    log: Path | None
    n_replaced: int
    problems: tuple[Problem, ...]
    lone: tuple[tuple[str, str, str | None], ...]


def pseudonymise(
    sources: Sequence[Path],
    *,
    key: Path | None,
    out: Path | None,
    own_list: Path | None = None,
    use_model: bool = True,
    track: Track = silent,
) -> Pseudonymised:
    """Propose replacements for a study's transcripts; with `out`, write copies that have them.

    key: read first when it exists, so that a person's corrections count, and written back.
    Raises UserError when nothing can be read, or the key would lie where it gives itself away.
    """
    _check_places(sources, key, out)
    transcripts, problems = _read(sources, track)
    if not transcripts:
        raise UserError("no transcript could be read. Name files or a folder of transcripts.")
    before = read_key(key) if key and key.exists() else ()
    listed = _own(own_list) if own_list else ()
    entities = entities_of(find_model()) if use_model else None
    found = dict(_mentions(transcripts, entities, listed, track))
    entries = make_key(found, before)
    if key:
        write_key(key, entries)
    lone = tuple(sorted(lone_labels(_placed(sources, transcripts)), key=str))
    if out is None or key is None:
        return Pseudonymised(entries, (), None, 0, problems, lone)
    written, log, n_replaced, more = _write(transcripts, entries, key, out)
    return Pseudonymised(entries, written, log, n_replaced, (*problems, *more), lone)


def _check_places(sources: Sequence[Path], key: Path | None, out: Path | None) -> None:
    if out is not None and key is None:
        raise UserError("name the file of the key with --key: without it nobody could undo this.")
    if key is None:
        return
    folders = [source for source in sources if source.is_dir()]
    for folder in (*folders, *([out] if out else [])):
        if key.resolve().is_relative_to(folder.resolve()):
            raise UserError(
                f"{key}: the key must not lie with the transcripts. Choose a folder outside "
                f"{folder}."
            )
    study = find_project(key.resolve().parent)
    if study is not None:
        raise UserError(
            f"{key}: lies in the study {study}. Choose a folder outside it, that only you can read."
        )
    if out is not None and any(out.resolve() == folder.resolve() for folder in folders):
        raise UserError(f"{out}: is the folder of the originals, which are never written over.")


def _read(sources: Sequence[Path], track: Track) -> tuple[list[Transcript], tuple[Problem, ...]]:
    files, notes = find_files(sources)
    transcripts: list[Transcript] = []
    problems = list(notes)
    for path in track(files, "reading"):
        try:
            transcripts.append(read_transcript(path).transcript)
        except IngestError as error:
            problems.append(Problem(error.path, error.reason, severity="error"))
    return transcripts, tuple(problems)


def _mentions(
    transcripts: Sequence[Transcript],
    entities: Entities | None,
    listed: Sequence[tuple[str, Kind]],
    track: Track,
) -> Iterator[tuple[str, list[Mention]]]:
    """Yield the mentions of each transcript: in its labels, its metadata and what is said."""
    for transcript in track(transcripts, "looking for names"):
        found: list[Mention] = [
            Mention(0, len(s.label), s.label, "person", "speaker's label")
            for s in transcript.speakers
            if shape_of(s.label) == "name"
        ]
        speech = [transcript.text[t.start : t.end] for t in transcript.turns]
        for mentions in find_mentions(speech, entities=entities, listed=listed):
            found.extend(mentions)
        yield transcript.source, found


def _placed(sources: Sequence[Path], transcripts: Sequence[Transcript]) -> list[Transcript]:
    """Give transcripts their cases and jobs, from a cases.csv beside them or their own heads."""
    beside = [s / "cases.csv" for s in sources if s.is_dir() and (s / "cases.csv").is_file()]
    table = read_cases(beside[0], files=[Path(t.source) for t in transcripts]) if beside else None
    return [assign(transcript, table)[0] for transcript in transcripts]


def _own(path: Path) -> tuple[tuple[str, Kind], ...]:
    """Read the user's list: a line for each word or name, or a key with its kinds."""
    if path.suffix.casefold() == ".csv":
        return tuple((entry.words, entry.kind) for entry in read_key(path))
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path}: cannot be read ({error}). Write one name a line, in UTF-8."
        ) from error
    return tuple((line.strip(), "other") for line in lines if line.strip())


def _write(
    transcripts: Sequence[Transcript], entries: Sequence[Entry], key: Path, out: Path
) -> tuple[tuple[Path, ...], Path, int, list[Problem]]:
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    problems: list[Problem] = []
    taken: defaultdict[str, int] = defaultdict(int)
    rows = ["file,turn,words,replacement"]
    n = 0
    for transcript in transcripts:
        stem, in_name = replace_words(Path(transcript.source).stem.replace("_", " "), entries)
        stem = (
            Path(transcript.source).stem if not in_name else stem.replace("[", "").replace("]", "")
        )
        taken[stem] += 1
        name = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        text, replaced = _rewritten(transcript, entries)
        path = out / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
        n += len(replaced)
        rows += [
            ",".join(_quoted(cell) for cell in (path.name, turn, done.words, done.replacement))
            for turn, done in replaced
        ]
        if in_name:
            message = f"its name held a name; the copy is called {path.name}."
            problems.append(Problem(transcript.source, message))
    log = key.with_name(f"{key.stem}.log.csv")
    write_private(log, "\n".join(rows) + "\n")
    return tuple(written), log, n, problems


def _rewritten(
    transcript: Transcript, entries: Sequence[Entry]
) -> tuple[str, list[tuple[str, Replaced]]]:
    """Return a transcript as text with labels and times, its words replaced."""
    replaced: list[tuple[str, Replaced]] = []

    def safe(text: str, where: str) -> str:
        plain, done = replace_words(text, entries)
        replaced.extend((where, one) for one in done)
        return plain

    first = transcript.turns[0]
    head = transcript.text[: first.start]
    head = head[: head.rfind(f"{first.speaker}: ")].strip() if head.strip() else ""
    blocks = [safe(head, "head")] if head else []
    for turn in transcript.turns:
        label = safe(turn.speaker, f"{turn.number}").strip("[]")
        speech = safe(transcript.text[turn.start : turn.end], f"{turn.number}")
        clock = "" if turn.time is None else f"[{_clock(turn.time)}] "
        blocks.append(f"{clock}{label}: {speech}")
    return "\n\n".join(blocks) + "\n", replaced


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
