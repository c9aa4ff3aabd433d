"""Alpha_u: Krippendorff's family for coders who also choose where their segments begin and end.

Source: Krippendorff, Mathet, Bouvry and Widlöcher 2016, doi:10.1007/s11135-015-0266-1 (with its
erratum), and Krippendorff 2019, Content Analysis, 4th ed., section 12.6. Letters as there: l are
observed coincidences, e expected ones, phi the gaps between segments. A segment is never paired
with itself, so long segments leave less to chance; gaps have no identity and count by length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt

from npt_coder.agree.tally import Floats

PHI = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """What one coder marked: code points [start, end) of a continuum. value: 1 or more."""

    start: int
    end: int
    value: int


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Sums over continua from which the family follows; they may have leading axes (draws).

    l: (..., q, q) lengths of intersections of segments of different coders. own: (..., q) what
    the segments of each value would add when paired with themselves; own_coded: the same for
    their parts that others coded too. Index 0 is phi.
    """

    l: Floats  # noqa: E741 - the letter of the source
    own: Floats
    own_coded: Floats


def overlaps(coders: Sequence[Sequence[Segment]], length: int, *, n_values: int) -> Overlaps:
    """Lay the segments of the coders of one continuum over each other.

    coders: at least two; the segments of one coder must not overlap. length: of the continuum in
    code points. n_values: how many values there are besides the gaps.
    """
    cuts = np.unique([0, length, *(p for c in coders for s in c for p in (s.start, s.end))])
    widths = np.diff(cuts).astype(float)
    which = [_segment_at(coder, cuts) for coder in coders]
    values = [
        np.array([PHI, *(s.value for s in coder)], dtype=np.intp)[at]
        for coder, at in zip(coders, which, strict=True)
    ]
    q, m = n_values + 1, len(coders)
    l = np.zeros((q, q))  # noqa: E741
    for i, j in permutations(range(m), 2):
        np.add.at(l, (values[i], values[j]), widths / (m - 1))
    own, own_coded = np.zeros(q), np.zeros(q)
    for i, coder in enumerate(coders):
        own[PHI] += widths[values[i] == PHI].sum()
        others = sum((values[j] != PHI).astype(float) for j in range(m) if j != i) / (m - 1)
        met = np.bincount(which[i], weights=widths * others, minlength=len(coder) + 1)
        for place, segment in enumerate(coder, start=1):
            own[segment.value] += (segment.end - segment.start) ** 2
            own_coded[segment.value] += met[place] ** 2
    return Overlaps(l, own, own_coded)


def u_alpha(o: Overlaps) -> Floats:
    """Return the reliability of segments and values together, gaps included."""
    return _alpha(o.l, _expected(o.l, o.own))


def u_alpha_binary(o: Overlaps) -> Floats:
    """Return the reliability of telling coded from uncoded matter, whatever the code."""
    e = _expected(o.l, o.own)
    return _one_minus(
        o.l[..., PHI, :].sum(axis=-1) - o.l[..., PHI, PHI],
        e[..., PHI, :].sum(axis=-1) - e[..., PHI, PHI],
    )


def cu_alpha(o: Overlaps) -> Floats:
    """Return the reliability of values where segments of different coders meet."""
    l = o.l[..., 1:, 1:]  # noqa: E741
    return _alpha(l, _expected(l, o.own_coded[..., 1:]))


def covered(o: Overlaps) -> Floats:
    """Return the share of the continuum that `cu_alpha` speaks of."""
    share: Floats = o.l[..., 1:, 1:].sum(axis=(-1, -2)) / o.l.sum(axis=(-1, -2))
    return share


def stacked(each: Sequence[Overlaps]) -> Overlaps:
    """Return the overlaps of several continua with a leading axis."""
    return Overlaps(
        np.stack([o.l for o in each]),
        np.stack([o.own for o in each]),
        np.stack([o.own_coded for o in each]),
    )


def summed(each: Overlaps, counts: npt.NDArray[np.int64]) -> Overlaps:
    """Add up continua. counts: (draws, continua), how often each is taken."""
    taken = counts.astype(float)
    return Overlaps(np.tensordot(taken, each.l, axes=1), taken @ each.own, taken @ each.own_coded)


def is_overlapping(segments: Sequence[Segment]) -> bool:
    """Say whether two segments of one coder share text."""
    placed = sorted(segments, key=lambda s: (s.start, s.end))
    return any(b.start < a.end for a, b in pairwise(placed))


def joined(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments of one value with those that overlap made into one."""
    made: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.start, s.end)):
        if made and segment.start < made[-1].end:
            last = made.pop()
            segment = Segment(last.start, max(last.end, segment.end), last.value)
        made.append(segment)
    return made


def _segment_at(coder: Sequence[Segment], cuts: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Return for each stretch between cuts the number of the segment there, 0 for a gap."""
    at = np.zeros(len(cuts) - 1, dtype=np.intp)
    for place, segment in enumerate(coder, start=1):
        first, last = np.searchsorted(cuts, [segment.start, segment.end])
        at[first:last] = place
    return at


def _expected(l: Floats, own: Floats) -> Floats:  # noqa: E741
    """Return e_ck = l_.. (l_c. l_k. - own_c [c = k]) / (l_..² - sum of own)."""
    l_c = l.sum(axis=-1)
    n = l_c.sum(axis=-1)
    apart = l_c[..., :, np.newaxis] * l_c[..., np.newaxis, :]
    apart = apart - own[..., :, np.newaxis] * np.eye(l.shape[-1])
    pairs = (n**2 - own.sum(axis=-1))[..., np.newaxis, np.newaxis]
    shape = np.broadcast_shapes(apart.shape, pairs.shape)
    e: Floats = np.divide(
        apart * n[..., np.newaxis, np.newaxis],
        pairs,
        out=np.full(shape, np.nan),
        where=pairs > 1e-9,
    )
    return e


def _alpha(l: Floats, e: Floats) -> Floats:  # noqa: E741
    """Return 1 minus what lies off the diagonal of l over what lies off that of e."""
    d_o = l.sum(axis=(-1, -2)) - np.trace(l, axis1=-2, axis2=-1)
    d_e = e.sum(axis=(-1, -2)) - np.trace(e, axis1=-2, axis2=-1)
    return _one_minus(d_o, d_e)


def _one_minus(d_o: Floats, d_e: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        defined = d_e > 1e-9
    ratio = np.divide(d_o, d_e, out=np.full(np.shape(d_o), np.nan), where=defined)
    alpha: Floats = 1 - ratio
    return alpha
