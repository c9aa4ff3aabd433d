"""Coding: taggers propose, only what changed is read again, one run is one step to undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil
from pathlib import Path

from npt_coder import __version__
from npt_coder.codebook.read import read_codebook
from npt_coder.model import Codebook, Coding, Decision, Reason, Stamp, Status, Transcript
from npt_coder.project.project import Project
from npt_coder.project.rows import Coded
from npt_coder.review.decide import current_codings, standing
from npt_coder.sentences import split_sentences
from npt_coder.tag.base import Tagger
from npt_coder.tag.confirm import grammar_model
from npt_coder.tag.index import is_by_family, make_tagger
from npt_coder.workflow.progress import Track, silent

LEARNED = "learned"
WITH_MODEL = frozenset({"default", "model"})
"""Taggers that rest on the shipped model."""


@dataclass(frozen=True, slots=True)
class CodeReport:
    """What a run of taggers did.

    added, retired: codings proposed and withdrawn by this run. standing: all that count as
    evidence afterwards. n_read: transcripts that had to be read. unknown_to_model: codes of which
    the shipped model knows nothing; none when no tagger of the run rests on it.
    """

    codebook: Codebook
    taggers: tuple[str, ...]
    added: tuple[Coding, ...]
    retired: tuple[Coding, ...]
    standing: tuple[Coding, ...]
    n_transcripts: int
    n_read: int
    dry_run: bool
    unknown_to_model: tuple[str, ...] = ()

    @property
    def by_code(self) -> dict[str, int]:
        """Return the number of standing codings per code, in codebook order."""
        counts = Counter(coding.code for coding in self.standing)
        return {code.id: counts[code.id] for code in self.codebook.codes}

    @property
    def n_segments(self) -> int:
        """Return the number of different segments that carry at least one standing coding."""
        return len({(c.transcript, c.start, c.end) for c in self.standing})


@dataclass(frozen=True, slots=True)
class _Change:
    """What the reading of one transcript by one tagger changes."""

    transcript: str
    added: tuple[Coding, ...]
    decisions: tuple[Decision, ...]
    coded: tuple[Coded, ...]


def code(
    project: Project,
    stamp: Stamp,
    *,
    taggers: Sequence[str] | None = None,
    dry_run: bool = False,
    jobs: int = 1,
    track: Track = silent,
) -> CodeReport:
    """Let taggers propose codings where rules, speakers or texts changed since the last run.

    Decisions of people stand whatever the taggers say. Each transcript is written in a
    transaction of its own, so a killed run goes on where it stopped.

    Raises CodebookError, UnknownName and ProjectError.
    """
    codebook = read_codebook(project.named_file(project.config.codebook))
    names = tuple(taggers or project.config.taggers)
    before = project.store.codings()
    decided = project.store.decisions()
    changes: list[_Change] = []
    batch: int | None = None
    known = set(project.store.known_coding_ids())
    for name in names:
        own = [c for c in before if _by(c, name)]
        for change in _changes(project, stamp, codebook, name, own, jobs=jobs, track=track):
            if not dry_run:
                batch, change = _write(project, stamp, change, codebook, names, batch, known)
            changes.append(change)
    added = tuple(c for change in changes for c in change.added)
    decisions = [d for change in changes for d in change.decisions]
    gone = {d.coding for d in decisions if d.action == "retire"}
    after = current_codings((*before, *added), (*decided, *decisions))
    return CodeReport(
        codebook=codebook,
        taggers=names,
        added=added,
        retired=tuple(c for c in before if c.id in gone),
        standing=standing(after),
        n_transcripts=len(project.store.transcripts()),
        n_read=len({change.transcript for change in changes}),
        dry_run=dry_run,
        unknown_to_model=_unknown_to_model(codebook) if WITH_MODEL & set(names) else (),
    )


def now_standing(project: Project) -> tuple[Coding, ...]:
    """Return the codings of a project that count as evidence, decisions applied."""
    return standing(current_codings(project.store.codings(), project.store.decisions()))


def _changes(
    project: Project,
    stamp: Stamp,
    codebook: Codebook,
    name: str,
    before: Sequence[Coding],
    *,
    jobs: int,
    track: Track,
) -> Iterator[_Change]:
    """Yield what one tagger changes, transcript by transcript, while it reads.

    before: its own codings so far.
    """
    transcripts = project.store.transcripts()
    status = {c.id: c.status for c in current_codings(before, project.store.decisions())}
    old: dict[str, list[Coding]] = {}
    for coding in before:
        old.setdefault(coding.transcript, []).append(coding)
    stale = _stale(project.store.coded(), transcripts, name, _states(project, codebook, name))
    todo = [t for t in transcripts if t.id in stale]
    proposed = _propose(todo, _Reader(name, codebook, project.folder), stale, jobs)
    for transcript, suggested in zip(track(todo, f"coding: {name}"), proposed, strict=False):
        states = tuple(stale[transcript.id].values())
        own = old.get(transcript.id, [])
        yield _compare(transcript.id, suggested, own, status, states, stamp)


def _by(coding: Coding, tagger: str) -> bool:
    return coding.coder.startswith(f"{tagger}@")


def _stale(
    done: Mapping[tuple[str, str, str], Coded],
    transcripts: Iterable[Transcript],
    tagger: str,
    hashes: Mapping[str, str],
) -> dict[str, dict[str, Coded]]:
    """Return transcript -> code -> the state to reach, for all that is not in that state."""
    reached: dict[str, dict[str, Coded]] = {}
    for (transcript_id, name, code_id), state in done.items():
        if name == tagger:
            reached.setdefault(transcript_id, {})[code_id] = state
    stale: dict[str, dict[str, Coded]] = {}
    for transcript in transcripts:
        speech, own = _speech_hash(transcript), reached.get(transcript.id, {})
        # A code that left the codebook is read once more, as a code without rules.
        gone = {code: "" for code, state in own.items() if code not in hashes and state.code_hash}
        todo = {
            code: Coded(transcript.id, tagger, code, hash, speech)
            for code, hash in {**hashes, **gone}.items()
            if code not in own or (own[code].code_hash, own[code].speech_hash) != (hash, speech)
        }
        if todo:
            stale[transcript.id] = todo
    return stale


def _states(project: Project, codebook: Codebook, tagger: str) -> dict[str, str]:
    """Return code -> hash of all that the codings of a tagger depend on.

    The level of a coding comes from the level codes, so their rules count for every code. Another
    version of this package may read the same rules otherwise, so it reads everything anew.
    """
    learned = _learned(project.folder) if tagger == LEARNED else ""
    # Rules that ask for grammar depend on who parses.
    own = {code.id: code.hash + grammar_model([code]) for code in codebook.codes}
    levels = (own[code.id] for code in codebook.of_kind("level"))
    shared = "".join([__version__, learned, *levels])
    if is_by_family(tagger):
        tops = {code.id: code.parent or code.id for code in codebook.codes}
        own = {
            id: "".join(h for other, h in sorted(own.items()) if tops[other] == tops[id])
            for id in own
        }
    return {id: sha256((hash + shared).encode()).hexdigest() for id, hash in own.items()}


def _unknown_to_model(codebook: Codebook) -> tuple[str, ...]:
    # The model loads only for taggers that rest on it.
    from npt_coder.tag.model import unknown_to_model

    return unknown_to_model(codebook)


def _learned(study: Path) -> str:
    # Fitting needs scikit-learn, which takes seconds to load: only for studies that have it.
    from npt_coder.tag.learned import state_of

    return state_of(study)


def _speech_hash(transcript: Transcript) -> str:
    """Return the identity of what is coded: which turns belong to whom but the interviewer."""
    interviewers = {s.label for s in transcript.speakers if s.role == "interviewer"}
    coded = [turn.number for turn in transcript.turns if turn.speaker not in interviewers]
    return sha256(repr(coded).encode()).hexdigest()


def _propose(
    transcripts: Sequence[Transcript],
    read: _Reader,
    stale: Mapping[str, Mapping[str, Coded]],
    jobs: int,
) -> Iterable[tuple[Coding, ...]]:
    tasks = [(t, tuple(c for c in stale[t.id] if c in read.known)) for t in transcripts]
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(read, tasks, chunksize=ceil(len(tasks) / jobs / 4))
    else:
        yield from map(read, tasks)


class _Reader:
    """Reads one transcript after another with taggers that are made once per set of codes."""

    def __init__(self, tagger: str, codebook: Codebook, study: Path) -> None:
        self._name, self._codebook, self._study = tagger, codebook, study
        self._taggers: dict[tuple[str, ...], Tagger] = {}
        self.known = frozenset(code.id for code in codebook.codes)

    def __getstate__(self) -> tuple[str, Codebook, Path]:
        return self._name, self._codebook, self._study  # each process makes its own taggers

    def __setstate__(self, state: tuple[str, Codebook, Path]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def __call__(self, task: tuple[Transcript, tuple[str, ...]]) -> tuple[Coding, ...]:
        transcript, codes = task
        if codes not in self._taggers:
            self._taggers[codes] = make_tagger(self._name, self._codebook, codes, study=self._study)
        tagger = self._taggers[codes]
        # With all codes nearly every turn is worth reading, and asking first would only cost time.
        is_wanted = getattr(tagger, "may_speak", None) if len(codes) < len(self.known) else None
        found = tagger.tag(split_sentences(transcript, is_wanted=is_wanted))
        # A segment of several sentences is quoted as it stands, line breaks and all.
        return tuple(replace(c, quote=transcript.text[c.start : c.end]) for c in found)


def _compare(
    transcript: str,
    suggested: Iterable[Coding],
    old: Iterable[Coding],
    status: Mapping[str, Status],
    states: tuple[Coded, ...],
    stamp: Stamp,
) -> _Change:
    """Say what to add, withdraw and bring back, so that what is suggested is what stands.

    A suggestion that nobody has decided on is replaced where its reason or its score no longer
    holds; one that somebody did decide on stays as that person saw it.
    """
    reread = {state.code for state in states}
    existing = {_place(c): c for c in old if c.code in reread}
    wanted = {_place(c): c for c in suggested}
    stands = {
        place
        for place, c in existing.items()
        if place in wanted and (status[c.id] != "suggested" or _why(c) == _why(wanted[place]))
    }
    added = [replace(c, created_at=stamp.at) for p, c in wanted.items() if p not in stands]
    back = [c for p, c in existing.items() if p in stands and status[c.id] == "retired"]
    gone = [c for p, c in existing.items() if p not in stands and status[c.id] == "suggested"]
    decisions = (
        *(Decision(c.id, "restore", stamp.who, stamp.at, "suggested again") for c in back),
        *(Decision(c.id, "retire", stamp.who, stamp.at, "no longer suggested") for c in gone),
    )
    return _Change(transcript, tuple(added), decisions, states)


def _why(coding: Coding) -> tuple[float, Reason]:
    return coding.score, coding.reason


def _place(coding: Coding) -> tuple[int, int, str, str, str | None]:
    """Return what makes two suggestions of one tagger the same, whatever edition made them."""
    return coding.start, coding.end, coding.code, coding.valence, coding.level


def _write(
    project: Project,
    stamp: Stamp,
    change: _Change,
    codebook: Codebook,
    names: tuple[str, ...],
    batch: int | None,
    known: set[str],
) -> tuple[int, _Change]:
    """Write one transcript and return the batch, and the change as it was written.

    known: the ids of all codings ever written, which grows.
    """
    store = project.store
    with store.transaction():
        if batch is None:
            summary = f"{', '.join(names)} with {codebook.name} {codebook.edition}"
            details = {"codebook": codebook.name, "hash": codebook.hash, "taggers": list(names)}
            batch = store.enter("code", summary, stamp, undoable=True, details=details)
        # After an undo the same suggestion is a new coding: the old one keeps its id.
        fresh = tuple(
            replace(c, id=f"{c.id}.{batch}") if c.id in known else c for c in change.added
        )
        store.add_codings(batch, fresh)
        known.update(coding.id for coding in fresh)
        store.add_decisions(batch, change.decisions)
        store.add_coded(batch, change.coded)
    return batch, replace(change, added=fresh)
