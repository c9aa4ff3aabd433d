"""Valence: whether coders who give the same code also mean it the same way, for or against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from npt_coder.agree.coders import Mark, View
from npt_coder.agree.ratings import NOT_RATED, Ratings, Unit
from npt_coder.agree.units import Source, UnitKind, by_transcript, stretches_of, touched
from npt_coder.model import VALENCES


def valence_ratings(views: Sequence[View], sources: Iterable[Source], kind: UnitKind) -> Ratings:
    """Return the valences that coders gave, on units and codes that at least two of them coded.

    Several valences of one code by one coder in one unit are `mixed`.
    """
    marks = [by_transcript(view.marks) for view in views]
    units: list[Unit] = []
    rows: list[list[int]] = []
    for source in sources:
        here = [each.get(source.id, []) for each in marks]
        stretches = stretches_of(source, [mark for each in here for mark in each], kind)
        if kind == "given":
            place_of = {(s.start, s.end): (n,) for n, s in enumerate(stretches)}
            said = [_said(each, [place_of[m.start, m.end] for m in each]) for each in here]
        else:
            said = [_said(each, [tuple(touched(stretches, m)) for m in each]) for each in here]
        for place, code in sorted({key for each in said for key in each}):
            row = [_value(each.get((place, code))) for each in said]
            if sum(value != NOT_RATED for value in row) < 2:
                continue
            found = stretches[place]
            weight = found.end - found.start if kind == "character" else 1
            quote = source.text[found.start : found.end]
            name = f"{source.id}, {found.name}, {code}"
            units.append(Unit(name, source.id, quote, weight, source.round, source.edition))
            rows.append(row)
    values = np.array(rows, dtype=np.int16).reshape(len(rows), len(views)).T[np.newaxis]
    names = tuple(view.coder for view in views)
    return Ratings(names, ("valence",), tuple(units), values, (VALENCES,))


def _said(
    marks: Sequence[Mark], places: Sequence[tuple[int, ...]]
) -> dict[tuple[int, str], set[str]]:
    found: dict[tuple[int, str], set[str]] = {}
    for mark, touching in zip(marks, places, strict=True):
        for place in touching:
            found.setdefault((place, mark.code), set()).add(mark.valence)
    return found


def _value(valences: set[str] | None) -> int:
    if not valences:
        return NOT_RATED
    (only, *more) = sorted(valences)
    return VALENCES.index("mixed" if more else only)
