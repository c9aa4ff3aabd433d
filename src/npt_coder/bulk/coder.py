"""Coder: the pure function at the centre: records in, records with their codings out.

Each record is read by itself, so what is said of a text never depends on its neighbours, on the
size of a part, or on the machine that a cluster sends it to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

from npt_coder.bulk.arrow import Records, pa, result
from npt_coder.model import Codebook, Sentence
from npt_coder.sentences import split_text
from npt_coder.tag.base import Tagger
from npt_coder.tag.index import make_tagger

_TRIED = 500  # records on which the speed is measured, or as many as fit into
_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """Who codes: a tagger by name, and with what. It can be sent to another process or machine."""

    tagger: str
    codebook: Codebook


@lru_cache(maxsize=1)
def tagger_of(recipe: Recipe) -> Tagger:
    """Make the tagger once per process. Raises CodebookError, UnknownName, UserError."""
    return make_tagger(recipe.tagger, recipe.codebook)


def code_records(records: Records, tagger: Tagger) -> pa.Table:
    """Return a row per record with its codings; a record with a problem has none."""
    return result(records, _all_codings(records, tagger))


def measured(records: Records, tagger: Tagger) -> tuple[float, int]:
    """Return how many records a second the tagger codes here, and on how many that rests.

    (0, 0) where no record can be coded.
    """
    usable = [
        (id, text)
        for id, text, problem in zip(
            *(c.to_pylist() for c in (records.ids, records.texts, records.problems)), strict=True
        )
        if problem is None
    ][:_TRIED]
    for id, text in usable[:1]:
        codings_of(id, text, tagger)  # what is loaded on first use is no part of the speed
    began = perf_counter()
    for n, (id, text) in enumerate(usable, start=1):
        codings_of(id, text, tagger)
        if (seconds := perf_counter() - began) > _SECONDS or n == len(usable):
            return n / max(seconds, 1e-9), n
    return 0.0, 0


def codings_of(id: str, text: str, tagger: Tagger) -> list[dict[str, object]]:
    """Return the codings of one text, in the order of the tagger, as rows of the result."""
    return [
        {
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
        for coding in tagger.tag(_sentences(id, text))
    ]


def _all_codings(records: Records, tagger: Tagger) -> Iterator[list[dict[str, object]]]:
    columns = (records.ids, records.texts, records.problems)
    for id, text, problem in zip(*(column.to_pylist() for column in columns), strict=True):
        yield [] if problem is not None else codings_of(id, text, tagger)


def _sentences(id: str, text: str) -> Iterator[Sentence]:
    for index, (start, end) in enumerate(split_text(text)):
        yield Sentence(id, 1, index, start, end, text[start:end])
