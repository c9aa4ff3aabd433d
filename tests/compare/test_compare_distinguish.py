"""Which constructs set two groups of cases apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.compare.distinguish import distinguish, rule_in_words

RATINGS = st.lists(st.one_of(st.none(), st.integers(-2, 2)), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("present", "absent", "mark"),
    [
        ([2, 2, 2], [-1], "strong"),
        ([0, 0, 1], [-2], "strong"),
        ([1, 1], [0, 0], "strong"),
        ([2, 2], [-2, 1], "strong"),
        ([2, 2], [1, 1], "weak"),
        ([0, 1], [-1, -2], "weak"),
        ([-1, -1], [-2], "weak"),
        ([2, 0], [0, -2], "none"),
        ([2, -1], [1], "none"),
        ([1, 1], [1, 1], "none"),
        ([None, None], [1], "insufficient"),
        ([1], [None], "insufficient"),
        ([None, 2], [None, -1], "strong"),
    ],
)
def test_marks(present, absent, mark):
    assert distinguish(present, absent).mark == mark


def test_a_construct_may_be_higher_where_the_outcome_is_absent():
    found = distinguish([-2, -1], [1, 2])
    assert (found.mark, found.direction, found.gap) == ("strong", "without the outcome", 2)


def test_the_gap_that_is_strong_is_the_users():
    assert distinguish([2], [0], strong_gap=3).mark == "strong"  # it changes sign
    assert distinguish([0], [-2], strong_gap=3).mark == "weak"
    assert "3 points apart" in rule_in_words(3)


@given(RATINGS, RATINGS)
def test_the_groups_may_change_places(present, absent):
    one, other = distinguish(present, absent), distinguish(absent, present)
    assert (one.mark, one.gap) == (other.mark, other.gap)
    assert one.direction == "" or one.direction != other.direction


@given(RATINGS, RATINGS)
def test_a_missing_rating_changes_nothing(present, absent):
    assert distinguish([*present, None], absent) == distinguish(present, absent)


@given(RATINGS, RATINGS)
def test_a_mark_means_that_every_case_lies_on_its_side(present, absent):
    found = distinguish(present, absent)
    if found.mark in ("strong", "weak"):
        high, low = sorted((found.present, found.absent), key=max, reverse=True)
        assert min(high) > max(low)
