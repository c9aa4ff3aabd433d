"""Solve: a truth table to its solutions, with the fit of every term and what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from npt_coder.compare.formula import in_words
from npt_coder.compare.minimise import Implicant, minimise
from npt_coder.compare.sets import Memberships, Sufficiency, sufficiency
from npt_coder.compare.truth_table import TruthTable

Kind = Literal["conservative", "parsimonious"]
RESTS_ON: dict[Kind, str] = {
    "conservative": "filled rows alone; no logical remainder is used",
    "parsimonious": "every logical remainder that makes it shorter, seen in no case",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One way to the outcome. unique: coverage that no other term gives."""

    words: str
    fit: Sufficiency
    unique: float | None
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The shortest model of one kind, with all others that are equally short.

    assumed: numbers of the remainders that the shown model takes for granted. uncovered: cases
    with the outcome in no term. against: cases in a term without the outcome.
    refused: why there is none.
    """

    kind: Kind
    terms: tuple[Term, ...] = ()
    fit: Sufficiency | None = None
    models: tuple[str, ...] = ()
    is_cut: bool = False
    assumed: tuple[int, ...] = ()
    uncovered: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    refused: str = ""


def solve(
    kind: Kind, table: TruthTable, cases: Sequence[str], x: Memberships, y: Memberships
) -> Solution:
    """Minimise the rows with output 1. x, y: as for the truth table, none missing."""
    on = [row.bits for row in table.of("1")]
    off = [row.bits for row in table.of("0")]
    free = [row.bits for row in table.of("?")] if kind == "parsimonious" else []
    if not on:
        return Solution(kind, refused="no combination that cases fill is consistent enough")
    if not off and (free or len(on) == len(table.rows)):
        return Solution(
            kind,
            refused="no filled combination lacks the outcome, so the shortest answer is 'always'",
        )
    found = minimise(on, free, len(table.conditions))
    model = found.models[0]
    members = [implicant_membership(term, x) for term in model]
    whole = np.maximum.reduce(members)
    return Solution(
        kind,
        terms=tuple(
            _term(place, model, members, table.conditions, cases, y) for place in range(len(model))
        ),
        fit=sufficiency(whole, y),
        models=tuple(
            " + ".join(in_words(term, table.conditions) for term in other) for other in found.models
        ),
        is_cut=found.is_cut,
        assumed=tuple(bits + 1 for bits in free if any(term.covers(bits) for term in model)),
        uncovered=_named(cases, (y > 0.5) & (whole <= 0.5)),
        against=_named(cases, (y < 0.5) & (whole > 0.5)),
    )


def implicant_membership(term: Implicant, x: Memberships) -> Memberships:
    """Return each case's membership in a conjunction: the least of the conditions it names."""
    n = x.shape[1]
    least = np.ones(x.shape[0])
    for index in range(n):
        bit = 1 << (n - 1 - index)
        if term.mask & bit:
            least = np.minimum(least, x[:, index] if term.value & bit else 1 - x[:, index])
    return least


def _term(
    place: int,
    model: Sequence[Implicant],
    members: Sequence[Memberships],
    conditions: Sequence[str],
    cases: Sequence[str],
    y: Memberships,
) -> Term:
    others = [m for other, m in enumerate(members) if other != place]
    whole = sufficiency(np.maximum.reduce(members), y).coverage
    without = sufficiency(np.maximum.reduce(others), y).coverage if others else 0.0
    unique = None if whole is None or without is None else max(0.0, whole - without)
    return Term(
        in_words(model[place], conditions),
        sufficiency(members[place], y),
        unique,
        _named(cases, members[place] > 0.5),
    )


def _named(
    cases: Sequence[str], which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[str, ...]:
    return tuple(case for case, belongs in zip(cases, which, strict=True) if belongs)
