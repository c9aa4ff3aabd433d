"""Run: a file to a folder of parts: streamed, in several processes, gone on with after a kill."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Protocol

from npt_coder import __version__
from npt_coder.bulk.arrow import Records
from npt_coder.bulk.coder import Recipe, code_records, measured, tagger_of
from npt_coder.bulk.parts import Counts, Folder, folder_for
from npt_coder.bulk.source import Chunk, Columns, format_of, identity, read_chunks
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UserError
from npt_coder.model import Codebook, Problem

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What is coded by whom. part: records in one part, the unit of going on and of shards.

    study: the folder of the study from which the tagger has learned; None for any other tagger.
    """

    columns: Columns
    codebook: str = "npt"
    tagger: str = "rules"
    part: int = 5000
    study: Path | None = None

    def __post_init__(self) -> None:
        if self.part < 1:
            raise UserError("a part holds at least one record: --part 1 or more.")

    def recipe(self) -> Recipe:
        """Read the codebook. Raises CodebookError, UserError."""
        # Processes and machines that are sent the recipe may work in another folder.
        study = self.study and self.study.resolve()
        return Recipe(self.tagger, read_codebook(self.codebook), study)


@dataclass(frozen=True, slots=True)
class Shard:
    """Which parts are ours: those whose number, from 0, leaves index - 1 when divided by of."""

    index: int = 1
    of: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.index <= self.of:
            raise UserError(f"there is no shard {self.index} of {self.of}. The first is 1.")

    def has(self, part: int) -> bool:
        """Say whether a part is ours."""
        return part % self.of == self.index - 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. counts: of our parts that are done. rate: records a second, this run.

    share: of our parts, in [0, 1]. seconds_left: None until something was coded.
    """

    counts: Counts
    share: float
    rate: float
    seconds_left: float | None


class Watch(Protocol):
    """Whom a run tells what it does."""

    def speed(self, coder: str, rate: float, n_records: int, jobs: int) -> None:
        """Hear, before anything is coded, the records a second of one process on n_records."""

    def progress(self, progress: Progress) -> None:
        """Hear of every part that is done."""


class Unwatched:
    """Watch for notebooks, tests and --quiet: hears nothing."""

    def speed(self, coder: str, rate: float, n_records: int, jobs: int) -> None:
        """Hear nothing."""

    def progress(self, progress: Progress) -> None:
        """Hear nothing."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run left. counts: of all parts of the shard; resumed: of those found done.

    problems: the first of this run; counts.problems is their number. rate: measured records a
    second of one process, 0 when nothing was left to code. seconds: of this run.
    """

    folder: Path
    coder: str
    codebook: Codebook
    counts: Counts
    resumed: Counts
    rate: float
    seconds: float
    problems: tuple[Problem, ...]


@dataclass
class _Tally:
    """What is known so far. began: when coding began, for rate and time left."""

    resumed: Counts
    began: float
    coded: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    n_parts: int = 0
    n_records: int = 0
    rate: float = 0.0


def code_file(
    path: Path,
    out: Path,
    plan: Plan,
    *,
    jobs: int = 1,
    shard: Shard = Shard(),
    watch: Watch | None = None,
) -> Report:
    """Code a file into a folder of parts; parts that are there already are not coded again.

    jobs: processes. The result is the same for any number of processes and shards.

    Raises UserError and its kinds for a file, column, codebook, tagger or folder that cannot be
    used.
    """
    began = perf_counter()
    format_of(path)
    recipe = plan.recipe()
    folder = folder_for(out, run_of(path, plan, recipe))
    done = {number: c for number, c in folder.done().items() if shard.has(number)}
    tally = _Tally(sum(done.values(), Counts()), began)
    chunks = read_chunks(
        path,
        plan.columns,
        size=plan.part,
        is_wanted=lambda number: shard.has(number) and number not in done,
    )
    first = next(chunks)  # what is wrong with the file is said before anything is written
    folder.begin()
    ours = _counted(_again(first, chunks), tally)
    _code_all(ours, folder, recipe, jobs, shard, tally, watch or Unwatched(), str(path))
    folder.finish(tally.n_parts, tally.n_records)
    return Report(
        folder=out,
        coder=tagger_of(recipe).coder,
        codebook=recipe.codebook,
        counts=tally.resumed + tally.coded,
        resumed=tally.resumed,
        rate=tally.rate,
        seconds=perf_counter() - began,
        problems=tuple(tally.problems),
    )


def run_of(path: Path, plan: Plan, recipe: Recipe) -> Mapping[str, object]:
    """Return all that the result depends on, as plain values."""
    book, columns = recipe.codebook, plan.columns
    return {
        "input": identity(path),
        "format": format_of(path),
        "id": columns.id,
        "text": columns.text,
        "attributes": None if columns.attributes is None else list(columns.attributes),
        "encoding": columns.encoding,
        "part": plan.part,
        "tagger": tagger_of(recipe).coder,
        "codebook": {"name": book.name, "edition": book.edition, "hash": book.hash},
        "codes": [code.id for code in book.codes],
        "version": __version__,
    }


def _counted(chunks: Iterator[Chunk], tally: _Tally) -> Iterator[Chunk]:
    """Pass on the chunks that are to be coded, and count all."""
    for chunk in chunks:
        tally.n_parts += 1
        tally.n_records += chunk.n_records
        if chunk.records is not None:
            yield chunk


def _code_all(
    chunks: Iterator[Chunk],
    folder: Folder,
    recipe: Recipe,
    jobs: int,
    shard: Shard,
    tally: _Tally,
    watch: Watch,
    path: str,
) -> None:
    """Code chunks in order, several at once, and tell how it goes."""
    first = next(chunks, None)
    if first is None:
        return
    assert first.records is not None
    tagger = tagger_of(recipe)
    tally.rate, n = measured(first.records, tagger)
    watch.speed(tagger.coder, tally.rate, n, jobs)
    tally.began = perf_counter()
    for chunk, (counts, problems) in _coded(_again(first, chunks), folder, recipe, jobs):
        tally.coded += counts
        room = _SHOWN - len(tally.problems)
        tally.problems += [Problem(path, message, where) for where, message in problems[:room]]
        watch.progress(_progress(chunk, shard, tally))


def _again(first: Chunk, rest: Iterator[Chunk]) -> Iterator[Chunk]:
    yield first
    yield from rest


_Outcome = tuple[Counts, list[tuple[str | None, str]]]


def _coded(
    chunks: Iterator[Chunk], folder: Folder, recipe: Recipe, jobs: int
) -> Iterator[tuple[Chunk, _Outcome]]:
    """Yield each chunk once its part is written, in order; few are held at a time."""
    if jobs <= 1:
        for chunk in chunks:
            yield chunk, _write_part(folder, recipe, chunk)
        return
    # Spawned, as on every system: a process forked beside the threads of Arrow may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as pool:
        waiting: deque[tuple[Chunk, Future[_Outcome]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, pool.submit(_write_part, folder, recipe, chunk)))
            if len(waiting) > 2 * jobs:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)


def _next(waiting: deque[tuple[Chunk, Future[_Outcome]]]) -> tuple[Chunk, _Outcome]:
    chunk, future = waiting.popleft()
    return chunk, future.result()


def _write_part(folder: Folder, recipe: Recipe, chunk: Chunk) -> _Outcome:
    """Code a chunk and write its part; returns what it holds and the first problems."""
    assert chunk.records is not None
    table = code_records(chunk.records, tagger_of(recipe))
    return folder.write(chunk.number, table), list(islice(_problems(chunk.records), _SHOWN))


def _problems(records: Records) -> Iterator[tuple[str | None, str]]:
    for id, problem in zip(records.ids, records.problems, strict=True):
        if problem.is_valid:
            yield f"id {id.as_py()}" if id.is_valid and id.as_py() else None, problem.as_py()


def _end_with_parent() -> None:
    """End this process when the one that started it is killed and cannot say so."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _progress(chunk: Chunk, shard: Shard, tally: _Tally) -> Progress:
    """Say how far we are, taking parts still unread to be like those that were read."""
    seconds = max(perf_counter() - tally.began, 1e-9)
    n_ours = max((chunk.number + 1) / max(chunk.share, 1e-9) / shard.of, 1.0)
    counts = tally.resumed + tally.coded
    left = max(n_ours - counts.parts, 0.0) if chunk.share < 1.0 else 0.0
    return Progress(
        counts=counts,
        share=counts.parts / (counts.parts + left),
        rate=tally.coded.records / seconds,
        seconds_left=seconds / tally.coded.parts * left,
    )
