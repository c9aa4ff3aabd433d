"""Coder: the pure function at the centre: records in, records with their codings out.

Many records go through the tagger in one call, since some gain by it; what is said of a text never
depends on its neighbours, on the size of a part, or on the machine that a cluster sends it to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter

from npt_coder.bulk.arrow import Records, pa, result
from npt_coder.errors import UserError
from npt_coder.model import Codebook, Coding, Sentence
from npt_coder.sentences import split_text
from npt_coder.tag.base import Tagger
from npt_coder.tag.index import make_tagger

_TRIED = 500  # records on which the speed is measured, or as many as fit into
_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """Who codes: a tagger by name, and with what. It can be sent to another process or machine.

    study: the folder of the study from which the tagger has learned; None for any other tagger.
    """

    tagger: str
    codebook: Codebook
    study: Path | None = None


@lru_cache(maxsize=1)
def tagger_of(recipe: Recipe) -> Tagger:
    """Make the tagger once per process. Raises CodebookError, UnknownName, UserError."""
    tagger = make_tagger(recipe.tagger, recipe.codebook, study=recipe.study)
    if recipe.study and not getattr(tagger, "needs_study", False):
        raise UserError(f"the tagger '{recipe.tagger}' belongs to no study: leave out --project.")
    return tagger


def code_records(records: Records, tagger: Tagger) -> pa.Table:
    """Return a row per record with its codings; a record with a problem has none."""
    codings: list[list[dict[str, object]]] = [[] for _ in range(len(records))]
    for batch in _batches(records):
        found = codings_of(((id, text) for _, id, text in batch), tagger)
        for place, id, _ in batch:
            codings[place] = found[id]
    return result(records, codings)


def measured(records: Records, tagger: Tagger) -> tuple[float, int]:
    """Return how many records a second the tagger codes here, and on how many that rests.

    (0, 0) where no record can be coded.
    """
    usable = [(id, text) for _, id, text in next(_batches(records), [])][:_TRIED]
    if not usable:
        return 0.0, 0
    codings_of(usable[:1], tagger)  # what is loaded on first use is no part of the speed
    began, seconds, n, more = perf_counter(), 0.0, 0, 1
    while n < len(usable) and seconds < _SECONDS:
        n += len(codings_of(usable[n : n + more], tagger))
        seconds, more = perf_counter() - began, 2 * more
    return n / max(seconds, 1e-9), n


def codings_of(
    texts: Iterable[tuple[str, str]], tagger: Tagger
) -> dict[str, list[dict[str, object]]]:
    """Return id -> the codings of its text, as rows of the result, in the order of the tagger.

    texts: id and text of each record; no id stands twice.
    """
    read: dict[str, str] = {}
    found: dict[str, list[Coding]] = {}
    for coding in tagger.tag(_sentences(texts, read)):
        found.setdefault(coding.transcript, []).append(coding)
    return {id: [_row(c, text) for c in found.get(id, ())] for id, text in read.items()}


def _batches(records: Records) -> Iterator[list[tuple[int, str, str]]]:
    """Yield place, id and text of the records without a problem, a run of different ids at a time.

    A coding says by the id whose it is, so two records with one id are not read together.
    """
    batch: list[tuple[int, str, str]] = []
    ids: set[str] = set()
    columns = (records.ids, records.texts, records.problems)
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    for place, (id, text, problem) in enumerate(rows):
        if problem is not None:
            continue
        if id in ids:
            yield batch
            batch, ids = [], set()
        batch.append((place, id, text))
        ids.add(id)
    if batch:
        yield batch


def _sentences(texts: Iterable[tuple[str, str]], read: dict[str, str]) -> Iterator[Sentence]:
    """Yield the sentences of texts, and note in `read` which were asked for."""
    for id, text in texts:
        read[id] = text
        for index, (start, end) in enumerate(split_text(text)):
            yield Sentence(id, 1, index, start, end, text[start:end])


def _row(coding: Coding, text: str) -> dict[str, object]:
    return {
        "id": coding.id,
        "code": coding.code,
        "valence": coding.valence,
        "level": coding.level,
        "start": coding.start,
        "end": coding.end,
        "quote": text[coding.start : coding.end],
        "score": coding.score,
        "coder": coding.coder,
        "reason": str(coding.reason),
    }
