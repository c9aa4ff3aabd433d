"""Coding: taggers propose, only what changed is read again, one run is one step to undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from npt_coder.codebook.read import read_codebook
from npt_coder.model import Codebook, Coding, Decision, Reason, Stamp, Status, Transcript
from npt_coder.project.project import Project
from npt_coder.project.rows import Coded
from npt_coder.review.decide import current_codings, standing
from npt_coder.sentences import split_sentences
from npt_coder.tag.base import Tagger
from npt_coder.tag.index import make_tagger
from npt_coder.workflow.progress import Track, silent
from npt_coder.workflow.stale import Stale, Todo

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


_Place = tuple[int, int, str, str, str | None]


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
    turns = project.store.coded_turns()
    written = _Written(project, stamp, codebook, names)
    changes: list[_Change] = []
    for name in names:
        stale = Stale(project, codebook, name)
        todo = stale.todo(turns)
        if todo and not dry_run:
            with project.store.transaction():
                project.store.remember_states(stale.texts)
        own = [c for c in before if _by(c, name)]
        proposed = _propose(project, codebook, name, todo, jobs=jobs, track=track)
        for some in _changes(todo, proposed, own, decided, stamp):
            changes += some if dry_run else written.add(some)
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
        n_transcripts=len(turns),
        n_read=len({change.transcript for change in changes}),
        dry_run=dry_run,
        unknown_to_model=_unknown_to_model(codebook) if WITH_MODEL & set(names) else (),
    )


def now_standing(project: Project) -> tuple[Coding, ...]:
    """Return the codings of a project that count as evidence, decisions applied."""
    return standing(current_codings(project.store.codings(), project.store.decisions()))


def _changes(
    todo: Sequence[Todo],
    proposed: Iterable[tuple[Todo, tuple[Coding, ...]]],
    before: Sequence[Coding],
    decided: Sequence[Decision],
    stamp: Stamp,
) -> Iterator[list[_Change]]:
    """Yield what one tagger changes: first where nothing is read, then transcript by transcript.

    before: its own codings so far.
    """
    status = {c.id: c.status for c in current_codings(before, decided)}
    old: dict[str, list[Coding]] = {}
    for coding in before:
        old.setdefault(coding.transcript, []).append(coding)
    unread = [
        _compare(one, (), old.get(one.transcript, ()), status, stamp)
        for one in todo
        if not one.is_to_be_read
    ]
    if unread:
        yield unread
    for one, suggested in proposed:
        yield [_compare(one, suggested, old.get(one.transcript, ()), status, stamp)]


def _by(coding: Coding, tagger: str) -> bool:
    return coding.coder.startswith(f"{tagger}@")


def _unknown_to_model(codebook: Codebook) -> tuple[str, ...]:
    # The model loads only for taggers that rest on it.
    from npt_coder.tag.model import unknown_to_model

    return unknown_to_model(codebook)


def _propose(
    project: Project,
    codebook: Codebook,
    tagger: str,
    todo: Iterable[Todo],
    *,
    jobs: int,
    track: Track,
) -> Iterator[tuple[Todo, tuple[Coding, ...]]]:
    """Yield what a tagger suggests in each transcript that is to be read, as it reads."""
    by_id = {one.transcript: one for one in todo if one.is_to_be_read}
    if not by_id:
        return
    transcripts = project.store.transcripts(by_id)
    tasks = [(t, by_id[t.id]) for t in transcripts]
    read = _Reader(tagger, codebook, project.folder)
    tracked = track(transcripts, f"coding: {tagger}")
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(jobs) as pool:
            found = pool.map(read, tasks, chunksize=ceil(len(tasks) / jobs / 4))
            for transcript, suggested in zip(tracked, found, strict=False):
                yield by_id[transcript.id], suggested
    else:
        for transcript in tracked:
            yield by_id[transcript.id], read((transcript, by_id[transcript.id]))


class _Reader:
    """Reads one transcript after another with taggers that are made once per set of codes."""

    def __init__(self, tagger: str, codebook: Codebook, study: Path) -> None:
        self._name, self._codebook, self._study = tagger, codebook, study
        self._taggers: dict[tuple[str, ...], Tagger] = {}

    def __getstate__(self) -> tuple[str, Codebook, Path]:
        return self._name, self._codebook, self._study  # each process makes its own taggers

    def __setstate__(self, state: tuple[str, Codebook, Path]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def __call__(self, task: tuple[Transcript, Todo]) -> tuple[Coding, ...]:
        transcript, todo = task
        if todo.codes not in self._taggers:
            made = make_tagger(self._name, self._codebook, todo.codes, study=self._study)
            self._taggers[todo.codes] = made
        turns = None if todo.turns is None else {number for number, _, _ in todo.turns}
        found = self._taggers[todo.codes].tag(split_sentences(transcript, turns=turns))
        # A segment of several sentences is quoted as it stands, line breaks and all.
        return tuple(replace(c, quote=transcript.text[c.start : c.end]) for c in found)


def _compare(
    todo: Todo,
    suggested: Iterable[Coding],
    old: Iterable[Coding],
    status: Mapping[str, Status],
    stamp: Stamp,
) -> _Change:
    """Say what to add, withdraw and bring back, so that what is suggested is what stands.

    A suggestion that nobody has decided on is replaced where its reason or its score no longer
    holds; one that somebody did decide on stays as that person saw it.
    """
    existing: dict[_Place, list[Coding]] = {}
    for coding in old:
        if todo.covers(coding):
            existing.setdefault(_place(coding), []).append(coding)
    wanted = {_place(c): c for c in suggested}
    added, back, gone = [], [], []
    for place in dict.fromkeys((*wanted, *existing)):
        there = existing.get(place, [])
        stands = _standing_for(wanted.get(place), there, status)
        if place in wanted and stands is None:
            added.append(replace(wanted[place], created_at=stamp.at))
        if stands is not None and status[stands.id] == "retired":
            back.append(stands)
        gone += [c for c in there if c is not stands and status[c.id] == "suggested"]
    decisions = (
        *(Decision(c.id, "restore", stamp.who, stamp.at, "suggested again") for c in back),
        *(Decision(c.id, "retire", stamp.who, stamp.at, "no longer suggested") for c in gone),
    )
    return _Change(todo.transcript, tuple(added), decisions, todo.states)


def _standing_for(
    wanted: Coding | None, there: Sequence[Coding], status: Mapping[str, Status]
) -> Coding | None:
    """Return which of the codings at one place stands for what is suggested there, if any does."""
    if wanted is None:
        return None
    decided = [c for c in there if status[c.id] in ("accepted", "rejected")]
    return next(reversed(decided or [c for c in there if _why(c) == _why(wanted)]), None)


def _why(coding: Coding) -> tuple[float, Reason]:
    return coding.score, coding.reason


def _place(coding: Coding) -> _Place:
    """Return what makes two suggestions of one tagger the same, whatever edition made them."""
    return coding.start, coding.end, coding.code, coding.valence, coding.level


class _Written:
    """Writes the changes of one run of taggers: one batch, which is entered with the first."""

    def __init__(
        self, project: Project, stamp: Stamp, codebook: Codebook, taggers: tuple[str, ...]
    ) -> None:
        self._store, self._stamp, self._codebook = project.store, stamp, codebook
        self._taggers = taggers
        self._batch: int | None = None
        self._known = set(project.store.known_coding_ids())

    def add(self, changes: Sequence[_Change]) -> list[_Change]:
        """Write changes, all or none, and return them as they were written."""
        with self._store.transaction():
            batch = self._entered()
            return [self._one(batch, change) for change in changes]

    def _entered(self) -> int:
        if self._batch is None:
            book = self._codebook
            summary = f"{', '.join(self._taggers)} with {book.name} {book.edition}"
            details = {"codebook": book.name, "hash": book.hash, "taggers": list(self._taggers)}
            self._batch = self._store.enter(
                "code", summary, self._stamp, undoable=True, details=details
            )
        return self._batch

    def _one(self, batch: int, change: _Change) -> _Change:
        # After an undo the same suggestion is a new coding: the old one keeps its id.
        fresh = tuple(
            replace(c, id=f"{c.id}.{batch}") if c.id in self._known else c for c in change.added
        )
        self._store.add_codings(batch, fresh)
        self._known.update(coding.id for coding in fresh)
        self._store.add_decisions(batch, change.decisions)
        self._store.add_coded(batch, change.coded)
        return replace(change, added=fresh)
