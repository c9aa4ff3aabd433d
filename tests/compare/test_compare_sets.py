"""Consistency, coverage and calibration: by hand, and within their bounds for any sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from npt_coder.compare.calibrate import Calibration, crisp, direct, memberships
from npt_coder.compare.sets import necessity, sufficiency
from npt_coder.errors import UserError

DEGREES = st.integers(0, 100).map(lambda n: n / 100)
PAIRS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=DEGREES), arrays(np.float64, n, elements=DEGREES)
    )
)
X = np.array([1.0, 1.0, 0.0, 0.5])
Y = np.array([1.0, 0.0, 1.0, 1.0])


def test_necessity_by_hand():
    # min(x, y) = 1, 0, 0, .5: 1.5 of 3 in y, of 2.5 in x; (1-x) sums to 1.5, (1-min) to 2.5.
    found = necessity(X, Y)
    assert (found.consistency, found.coverage, found.relevance) == (0.5, 0.6, 0.6)


def test_sufficiency_by_hand():
    # min(x, y, 1-y) is 0 everywhere, so PRI is plain consistency.
    found = sufficiency(X, Y)
    assert (found.consistency, found.coverage, found.pri) == (0.6, 0.5, 0.6)


def test_pri_takes_away_what_speaks_for_both_sides():
    # min(x, y) = .6, min(x, y, 1-y) = .4: (.6 - .4) / (.8 - .4)
    found = sufficiency(np.array([0.8]), np.array([0.6]))
    assert found.consistency == pytest.approx(0.75)
    assert found.pri == pytest.approx(0.5)


def test_a_condition_that_every_case_has_is_necessary_and_irrelevant():
    found = necessity(np.ones(4), Y)
    assert (found.consistency, found.relevance) == (1.0, 0.0)


def test_a_figure_without_a_meaning_is_none():
    nobody = np.zeros(3)
    assert sufficiency(nobody, np.ones(3)).consistency is None
    assert necessity(np.ones(3), nobody).consistency is None


@given(PAIRS)
def test_every_figure_lies_between_0_and_1(pair):
    x, y = pair
    for found in (necessity(x, y), sufficiency(x, y)):
        figures = [getattr(found, name) for name in found.__slots__]
        assert all(value is None or 0 <= value <= 1 for value in figures)


@given(PAIRS)
def test_what_is_necessary_one_way_is_sufficient_the_other(pair):
    x, y = pair
    assert necessity(x, y).consistency == sufficiency(y, x).consistency
    assert necessity(x, y).coverage == sufficiency(x, y).consistency


@given(PAIRS)
def test_a_subset_is_fully_consistent(pair):
    x, y = pair
    assert sufficiency(np.minimum(x, y), y).consistency in (None, 1.0)


@given(PAIRS)
def test_pri_never_exceeds_consistency(pair):
    found = sufficiency(*pair)
    if found.pri is not None:
        assert found.pri <= found.consistency + 1e-9


# --- calibration ------------------------------------------------------------------------------

ANCHORS = direct(400, 550, 900)


def test_the_anchors_are_out_undecided_and_in():
    found = memberships([400, 550, 900], ANCHORS)
    assert found == pytest.approx([0.0474, 0.5, 0.9526], abs=5e-5)


def test_falling_anchors_make_a_set_in_which_less_is_more():
    rising, falling = direct(1, 2, 4), direct(-1, -2, -4)
    values = [0.5, 1, 1.5, 2, 3, 5]
    assert memberships(values, rising) == pytest.approx(memberships([-v for v in values], falling))


@given(st.lists(st.integers(-2000, 2000), min_size=2, max_size=10))
def test_more_of_it_is_never_less_of_a_member(values):
    found = memberships(sorted(values), ANCHORS)
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_a_missing_value_stays_missing():
    for how in (ANCHORS, crisp(1), Calibration("as given")):
        assert np.isnan(memberships([None, 1.0], how)).tolist() == [True, False]


def test_a_threshold_itself_is_present():
    assert memberships([0.9, 1, 2], crisp(1)).tolist() == [0, 1, 1]


@pytest.mark.parametrize("anchors", [(1, 1, 2), (1, 3, 2), (2, 1, 3), (2, 2, 2)])
def test_anchors_out_of_order_are_refused(anchors):
    with pytest.raises(UserError, match="not in order"):
        direct(*anchors)
