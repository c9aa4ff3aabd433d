"""Meeting: how often two codes stand on the same passage, in the same sentence or turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

import pandas as pd

from npt_coder.errors import UnknownName
from npt_coder.matrix.layout import Matrix

Meeting = Literal["overlap", "sentence", "turn"]
MEETINGS: tuple[Meeting, ...] = get_args(Meeting)

Span = tuple[int, int]


def co_occurrence(
    evidence: pd.DataFrame,
    *,
    by: str = "construct",
    meeting: Meeting = "overlap",
    units: Mapping[str, Sequence[Span]] | None = None,
    all_codes: Sequence[str] = (),
    wave: str | None = None,
) -> Matrix:
    """Count where codes meet; the diagonal counts where each code stands.

    by: `construct`, or `code` for codes as they were given. `overlap` counts passages that bear
    both codes: stretches without a gap in which every character has both. `sentence` and `turn`
    count the units that bear both; units: transcript -> (start, end) in code points, in order.
    A coding is in every unit with which it shares a character. Raises UnknownName.
    """
    if meeting not in MEETINGS:
        raise UnknownName("kind of co-occurrence", meeting, MEETINGS)
    met: dict[tuple[str, str], int] = defaultdict(int)
    behind: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for transcript, said in evidence.groupby("transcript", sort=False):
        spans = _by_code(said, by)
        if meeting != "overlap":
            own = (units or {}).get(str(transcript), ())
            spans = {code: _in_units(held, own) for code, held in spans.items()}
        for one, other, places in _pairs(spans):
            met[one, other] += len(places)
            for id in _within(said, by, {one, other}, places):
                behind[one, other][id] = None
    found = dict.fromkeys(str(code) for code in evidence[by].dropna())
    codes = [*all_codes, *sorted(code for code in found if code not in all_codes)]
    frame = pd.DataFrame(
        [[met[a, b] for b in codes] for a in codes],
        index=pd.Index(codes, name=by),
        columns=pd.Index(codes, name=by),
        dtype=object,
    )
    codings = {place: tuple(ids) for place, ids in behind.items() if ids}
    return Matrix(frame, f"co-occurrence by {meeting}", codings, wave)


def _by_code(said: pd.DataFrame, by: str) -> dict[str, list[Span]]:
    """Return the stretches of each code, run together where codings of it overlap."""
    held: dict[str, list[Span]] = defaultdict(list)
    for code, start, end in zip(said[by], said["start"], said["end"], strict=True):
        held[code].append((int(start), int(end)))
    return {code: _merged(spans) for code, spans in held.items()}


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _in_units(spans: Sequence[Span], units: Sequence[Span]) -> list[Span]:
    """Return the units that share a character with a span. Both in order, without overlaps."""
    found, place = [], 0
    for unit in units:
        while place < len(spans) and spans[place][1] <= unit[0]:
            place += 1
        if place < len(spans) and spans[place][0] < unit[1]:
            found.append(unit)
    return found


def _pairs(spans: Mapping[str, list[Span]]) -> Iterator[tuple[str, str, list[Span]]]:
    for one, mine in spans.items():
        for other, theirs in spans.items():
            places = mine if one == other else _shared(mine, theirs)
            if places:
                yield one, other, places


def _shared(mine: Sequence[Span], theirs: Sequence[Span]) -> list[Span]:
    """Return the stretches that both cover."""
    shared, i, j = [], 0, 0
    while i < len(mine) and j < len(theirs):
        start, end = max(mine[i][0], theirs[j][0]), min(mine[i][1], theirs[j][1])
        if start < end:
            shared.append((start, end))
        if mine[i][1] <= theirs[j][1]:
            i += 1
        else:
            j += 1
    return shared


def _within(said: pd.DataFrame, by: str, codes: set[str], places: Sequence[Span]) -> Iterator[str]:
    """Yield the ids of codings of these codes that share a character with one of the places."""
    own = said[said[by].isin(codes)]
    for id, start, end in zip(own["id"], own["start"], own["end"], strict=True):
        if any(start < place[1] and end > place[0] for place in places):
            yield str(id)
