"""Units: what coders marked in transcripts, laid over sentences, turns, segments or characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from npt_coder.agree.alpha_u import Overlaps, Segment, is_overlapping, joined, overlaps
from npt_coder.agree.coders import Mark, View
from npt_coder.agree.ratings import NOT_RATED, YES_NO, Ratings, Unit, Values

UnitKind = Literal["sentence", "turn", "character", "given"]
UNIT_KINDS: tuple[UnitKind, ...] = get_args(UnitKind)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text that may be a unit, code points [start, end). name: as people cite it."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """One transcript to compare on. speech: what can be coded, in order, not overlapping.

    round, edition: of its coding, "" where there is one round only.
    """

    id: str
    text: str
    speech: tuple[Stretch, ...]
    round: str = ""
    edition: str = ""


def ratings_of_views(
    views: Sequence[View], sources: Iterable[Source], codes: Sequence[str], kind: UnitKind
) -> Ratings:
    """Say of each unit who coded it with what. A unit is coded when a segment touches it.

    sources: with the units as their speech for sentences and turns; the turns themselves for
    characters and given segments. kind: `given` means every segment that a coder marked, as it
    stands; `character` means stretches between the ends of segments, weighted by their length.
    """
    marks = [by_transcript(view.marks) for view in views]
    waiting = [by_transcript(view.open) for view in views]
    parts = [
        _of_source(
            views,
            source,
            [each.get(source.id, []) for each in marks],
            [each.get(source.id, []) for each in waiting],
            codes,
            kind,
        )
        for source in sources
    ]
    values = [values for _, values in parts]
    empty = np.zeros((len(codes), len(views), 0), dtype=np.int16)
    return Ratings(
        coders=tuple(view.coder for view in views),
        codes=tuple(codes),
        units=tuple(unit for units, _ in parts for unit in units),
        values=np.concatenate([empty, *values], axis=2),
        categories=tuple(YES_NO for _ in codes),
    )


def overlaps_of_code(
    views: Sequence[View], sources: Iterable[Source], members: Iterable[str]
) -> list[Overlaps]:
    """Return how the segments of one code (or of all codes of a construct) lie, per transcript."""
    value_of = dict.fromkeys(members, 1)
    return [
        overlaps(coders, _length(source), n_values=1)
        for source, coders in _coders_by_source(views, sources, value_of)
    ]


def overlaps_of_codes(
    views: Sequence[View], sources: Iterable[Source], value_of: Mapping[str, int]
) -> list[Overlaps] | None:
    """Return how all segments lie, codes as values; None where a coder's segments overlap.

    value_of: from 1, without holes; codes of one construct may share a value.
    """
    found = list(_coders_by_source(views, sources, value_of))
    if any(is_overlapping(coder) for _, coders in found for coder in coders):
        return None
    n_values = len(set(value_of.values()))
    return [overlaps(coders, _length(source), n_values=n_values) for source, coders in found]


def n_outside(views: Iterable[View], sources: Iterable[Source]) -> int:
    """Return how many marks of these coders lie on no speech, as on an interviewer's turn."""
    by_id = {source.id: source for source in sources}
    return sum(
        not any(True for _ in touched(by_id[mark.transcript].speech, mark))
        for view in views
        for mark in view.marks
        if mark.transcript in by_id
    )


def stretches_of(source: Source, marks: Sequence[Mark], kind: UnitKind) -> tuple[Stretch, ...]:
    """Return the units of a transcript. marks: of all coders, for segments and their ends."""
    if kind in ("sentence", "turn"):
        return source.speech
    if kind == "given":
        spans = sorted({(mark.start, mark.end) for mark in marks})
        return tuple(Stretch(start, end, f"{start}-{end}") for start, end in spans)
    cuts = sorted({p for mark in marks for p in (mark.start, mark.end)})
    return tuple(
        Stretch(a, b, f"{a}-{b}") for s in source.speech for a, b in _pieces(s.start, s.end, cuts)
    )


def touched(stretches: Sequence[Stretch], mark: Mark) -> Iterator[int]:
    """Yield the places of the stretches that share at least one code point with a mark."""
    place = bisect_right(stretches, mark.start, key=lambda s: s.end)
    while place < len(stretches) and stretches[place].start < mark.end:
        yield place
        place += 1


def by_transcript(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Return the marks of each transcript."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.transcript, []).append(mark)
    return found


def _coders_by_source(
    views: Sequence[View], sources: Iterable[Source], value_of: Mapping[str, int]
) -> Iterator[tuple[Source, list[list[Segment]]]]:
    """Yield each transcript that all coders worked on, with the segments of each.

    What one of them has not come to counts for none of them.
    """
    waiting = {_place(mark) for view in views for mark in view.open}
    judged = [[mark for mark in view.marks if _place(mark) not in waiting] for view in views]
    marks = [by_transcript(each) for each in judged]
    for source in sources:
        if all(source.id in view.worked for view in views):
            yield source, [_segments(each.get(source.id, []), source, value_of) for each in marks]


def _of_source(
    views: Sequence[View],
    source: Source,
    marks: Sequence[Sequence[Mark]],
    waiting: Sequence[Sequence[Mark]],
    codes: Sequence[str],
    kind: UnitKind,
) -> tuple[list[Unit], Values]:
    stretches = stretches_of(source, [m for each in (*marks, *waiting) for m in each], kind)
    values = np.zeros((len(codes), len(views), len(stretches)), dtype=np.int16)
    for place, view in enumerate(views):
        if source.id not in view.worked:
            values[:, place, :] = NOT_RATED
        is_same = kind == "given"
        for value, written in ((NOT_RATED, waiting[place]), (1, marks[place])):
            _write(values[:, place, :], value, written, stretches, codes, is_same=is_same)
    units = [
        Unit(
            id=f"{source.id}, {stretch.name}",
            group=source.id,
            quote=source.text[stretch.start : stretch.end],
            weight=stretch.end - stretch.start if kind == "character" else 1,
            round=source.round,
            edition=source.edition,
        )
        for stretch in stretches
    ]
    return units, values


def _write(
    values: npt.NDArray[np.int16],
    value: int,
    marks: Iterable[Mark],
    stretches: Sequence[Stretch],
    codes: Sequence[str],
    *,
    is_same: bool,
) -> None:
    """Write a value where a mark touches a unit, or where it is the unit."""
    place_of = {code: place for place, code in enumerate(codes)}
    spans = {(s.start, s.end): place for place, s in enumerate(stretches)}
    for mark in marks:
        if mark.code not in place_of:
            continue
        if is_same:
            values[place_of[mark.code], spans[mark.start, mark.end]] = value
        else:
            places = list(touched(stretches, mark))
            values[place_of[mark.code], places] = value


def _pieces(start: int, end: int, cuts: Sequence[int]) -> Iterable[tuple[int, int]]:
    inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
    edges = [start, *inside, end]
    return pairwise(edges)


def _segments(marks: Iterable[Mark], source: Source, value_of: Mapping[str, int]) -> list[Segment]:
    """Return marks as segments of the speech alone, laid end to end without what is between.

    Segments of one value that overlap are made one.
    """
    found: dict[int, set[Segment]] = {}
    offsets = np.cumsum([0, *(s.end - s.start for s in source.speech)]).tolist()
    for mark in marks:
        places = list(touched(source.speech, mark)) if mark.code in value_of else []
        if not places:
            continue
        first, last = source.speech[places[0]], source.speech[places[-1]]
        start = offsets[places[0]] + max(0, mark.start - first.start)
        end = offsets[places[-1]] + min(mark.end, last.end) - last.start
        value = value_of[mark.code]
        found.setdefault(value, set()).add(Segment(start, end, value))
    return [segment for value in sorted(found) for segment in joined(list(found[value]))]


def _place(mark: Mark) -> tuple[str, int, int, str]:
    return mark.transcript, mark.start, mark.end, mark.code


def _length(source: Source) -> int:
    return sum(stretch.end - stretch.start for stretch in source.speech)
