"""Alpha_u gives the figures of the book, and falls back to alpha where segments are points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_ratings import tally_of

from npt_coder.agree.alpha import krippendorff_alpha
from npt_coder.agree.alpha_u import (
    Segment,
    covered,
    cu_alpha,
    is_overlapping,
    joined,
    overlaps,
    stacked,
    summed,
    u_alpha,
    u_alpha_binary,
)

# Krippendorff 2019, figure 12.11: three observers, a continuum of 60, seven values.
BOOK = [
    [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)],
    [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)],
    [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)],
]


def laid(coders, length, n_values=1):
    segments = [[Segment(*s) if len(s) == 3 else Segment(*s, 1) for s in c] for c in coders]
    return overlaps(segments, length, n_values=n_values)


def test_the_family_as_in_krippendorff_2019():
    o = laid(BOOK, 60, 7)
    assert round(float(u_alpha(o)), 3) == 0.510
    assert float(u_alpha_binary(o)) == pytest.approx(0.413, abs=0.001)
    assert round(float(cu_alpha(o)), 3) == 0.724
    assert o.l.sum() == pytest.approx(180)
    assert float(covered(o)) == pytest.approx(83 / 180)


def test_the_same_segments_agree_fully():
    assert float(u_alpha(laid([[(0, 10), (20, 30)]] * 2, 40))) == pytest.approx(1)


def test_segments_that_never_meet_agree_less_than_by_chance():
    assert float(u_alpha(laid([[(0, 10)], [(20, 30)]], 40))) < 0


def test_where_nobody_marked_anything_there_is_no_figure():
    o = laid([[], []], 40)
    assert np.isnan(u_alpha(o))
    assert np.isnan(cu_alpha(o))


def test_two_halves_of_one_segment_are_not_the_segment():
    """A cut costs nothing in what is observed; only chance changes, and only a little."""
    whole = float(u_alpha(laid([[(0, 20)], [(0, 20)]], 60)))
    halves = float(u_alpha(laid([[(0, 20)], [(0, 10), (10, 20)]], 60)))
    assert whole == halves == pytest.approx(1)


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=3, max_size=30).filter(
        lambda pairs: len({v for pair in pairs for v in pair}) == 2
    )
)
def test_segments_of_one_character_are_units_of_plain_alpha(pairs):
    coders = [[(i, i + 1) for i, pair in enumerate(pairs) if pair[c]] for c in (0, 1)]
    values = np.array(pairs, dtype=np.int16).T
    ours = float(u_alpha(laid(coders, len(pairs))))
    assert ours == pytest.approx(float(krippendorff_alpha(tally_of(values))))


@given(st.lists(st.integers(1, 20), min_size=4, max_size=8), st.integers(1, 50))
def test_moving_everything_along_the_text_changes_nothing(widths, shift):
    cuts = np.cumsum(widths).tolist()
    first = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    second = [(cuts[0], cuts[2])]
    moved = [[(a + shift, b + shift) for a, b in c] for c in (first, second)]
    length = cuts[-1] + shift + 5
    here, there = (u_alpha(laid(c, length)) for c in ([first, second], moved))
    assert float(here) == pytest.approx(float(there))


def test_transcripts_add_up_to_one_continuum():
    parts = [laid([[(0, 5)], [(2, 7)]], 20), laid([[(3, 9)], [(3, 8)]], 30)]
    whole = laid([[(0, 5), (23, 29)], [(2, 7), (23, 28)]], 50)
    together = summed(stacked(parts), np.array([[1, 1]]))
    assert float(u_alpha(together)[0]) == pytest.approx(float(u_alpha(whole)))


def test_overlapping_segments_of_one_code_are_made_one():
    segments = [Segment(5, 9, 1), Segment(0, 6, 1), Segment(9, 12, 1)]
    assert is_overlapping(segments)
    assert joined(segments) == [Segment(0, 9, 1), Segment(9, 12, 1)]
