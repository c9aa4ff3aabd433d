"""Quotes: the rows of the evidence frame as values, in the order in which people read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd

from npt_coder.export.base import Loss, LossReport, Study
from npt_coder.model import Level, Status, Valence


@dataclass(frozen=True, slots=True)
class Quote:
    """One coded segment with everything that says who spoke, where, and why it is coded.

    start, end: code points of the transcript, end exclusive. time: seconds, or None.
    role: the job of the person. construct: name of the cell that the quote belongs to.
    """

    id: str
    transcript: str
    source: str
    case: str | None
    wave: str | None
    speaker: str | None
    person: str | None
    role: str | None
    turn: int | None
    time: float | None
    start: int
    end: int
    quote: str
    code: str
    construct: str
    kind: str | None
    valence: Valence
    level: Level | None
    coder: str
    score: float
    status: Status
    reason: str
    memo: str | None


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Quote))


def read_quotes(evidence: pd.DataFrame) -> tuple[Quote, ...]:
    """Read the frame of evidence, row by row and in its order; a blank becomes None."""
    columns = [_values(evidence[name]) for name in COLUMNS]
    return tuple(Quote(*row) for row in zip(*columns, strict=True))


def best_first(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Order quotes: one of each person before the second of any, decided ones and sure ones first.

    So the first few show how many people say a thing, not how much one of them says.
    """
    n_of_person: Counter[str | None] = Counter()
    turns: list[tuple[int, Quote]] = []
    for quote in sorted(quotes, key=_sureness):
        turns.append((n_of_person[quote.person], quote))
        n_of_person[quote.person] += 1
    return tuple(quote for _, quote in sorted(turns, key=lambda turn: turn[0]))


def of_valence(quotes: Iterable[Quote], *valences: Valence) -> tuple[Quote, ...]:
    """Keep the quotes of these valences."""
    return tuple(quote for quote in quotes if quote.valence in valences)


def left_out(study: Study) -> LossReport:
    """Report the codings that the evidence leaves out, since people decided against them."""
    n_rejected = sum(coding.status in ("rejected", "retired") for coding in study.codings)
    if not n_rejected:
        return ()
    why = "rejected and retired codings do not count as evidence; `npt-coder log` lists them"
    return (Loss("codings decided against", n_rejected, why),)


def _values(column: pd.Series) -> list[object]:
    if column.name in ("turn", "start", "end"):
        return [None if pd.isna(value) else int(value) for value in column]
    return [None if pd.isna(value) else value for value in column]


def _sureness(quote: Quote) -> tuple[bool, float, str, int, str]:
    return quote.status != "accepted", -quote.score, quote.transcript, quote.start, quote.id
