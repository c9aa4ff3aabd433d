"""Codes meet where both stand: on the same characters, in the same sentence, in the same turn."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import UnknownName
from npt_coder.matrix import co_occurrence

UNITS = {"t": [(0, 10), (11, 20), (21, 30)]}


def said(*spans, transcript="t"):
    rows = [(str(i), transcript, s, e, c, c) for i, (s, e, c) in enumerate(spans)]
    columns = ["id", "transcript", "start", "end", "code", "construct"]
    return pd.DataFrame(rows, columns=columns)


def counts(evidence, **options):
    made = co_occurrence(evidence, **options)
    return {(a, b): made.frame.loc[a, b] for a in made.frame.index for b in made.frame.columns}


def test_overlap_counts_passages_that_bear_both_codes():
    found = counts(said((0, 8, "a"), (5, 12, "b"), (6, 7, "b"), (20, 25, "a")))
    assert found == {("a", "a"): 2, ("a", "b"): 1, ("b", "a"): 1, ("b", "b"): 1}


def test_the_same_words_coded_twice_by_two_coders_are_one_passage():
    assert counts(said((0, 8, "a"), (0, 8, "a"), (0, 8, "b")))["a", "b"] == 1


def test_spans_that_only_touch_do_not_meet():
    assert counts(said((0, 5, "a"), (5, 9, "b")))["a", "b"] == 0


@pytest.mark.parametrize("meeting", ["sentence", "turn"])
def test_units_that_bear_both_codes_are_counted_once_each(meeting):
    evidence = said((0, 3, "a"), (6, 9, "b"), (1, 2, "a"), (12, 13, "a"), (22, 29, "b"))
    found = counts(evidence, meeting=meeting, units=UNITS)
    assert found == {("a", "a"): 2, ("a", "b"): 1, ("b", "a"): 1, ("b", "b"): 2}


def test_a_coding_over_two_units_is_in_both():
    found = counts(said((5, 15, "a"), (0, 2, "b"), (16, 19, "b")), meeting="turn", units=UNITS)
    assert found["a", "b"] == 2


def test_codes_of_different_transcripts_do_not_meet():
    both = pd.concat([said((0, 8, "a")), said((0, 8, "b"), transcript="u")])
    assert counts(both)["a", "b"] == 0


def test_the_codings_behind_a_number_are_those_that_meet_there():
    made = co_occurrence(said((0, 8, "a"), (5, 12, "b"), (20, 25, "a")))
    assert made.codings["a", "b"] == ("0", "1")
    assert made.codings["a", "a"] == ("0", "2")


def test_codes_never_given_have_a_row_of_zeros():
    assert counts(said((0, 8, "a")), all_codes=("z", "a"))["z", "a"] == 0


def test_another_way_to_meet_is_refused_with_those_there_are():
    with pytest.raises(UnknownName, match="overlap, sentence, turn"):
        co_occurrence(said((0, 8, "a")), meeting="page")


SPANS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(1, 6), st.sampled_from("ab")).map(
        lambda t: (t[0], t[0] + t[1], t[2])
    ),
    min_size=1,
    max_size=8,
)


@given(SPANS)
def test_the_count_is_that_of_runs_of_characters_with_both_codes(spans):
    covered = {c: [any(s <= i < e for s, e, x in spans if x == c) for i in range(40)] for c in "ab"}
    both = [a and b for a, b in zip(covered["a"], covered["b"], strict=True)]
    # A run is cut where one code ends and begins again without a gap: none does here but by touch.
    edges = {e for s, e, c in spans} & {s for s, e, c in spans}
    if edges:
        return
    runs = sum(now and not before for before, now in zip([False, *both], both, strict=False))
    assert counts(said(*sorted(spans)), all_codes=("a", "b"))["a", "b"] == runs


@given(SPANS)
def test_it_makes_no_difference_which_code_comes_first(spans):
    found = counts(said(*sorted(spans)), all_codes=("a", "b"), meeting="turn", units=UNITS)
    assert found["a", "b"] == found["b", "a"]
    assert found["a", "b"] <= min(found["a", "a"], found["b", "b"])
