"""Cronbach's alpha and its interval: by hand, as printed, and under what changes nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.anova import AnovaRM

from npt_coder.nomad.alpha import cronbach_alpha, feldt_interval

TABLES = st.tuples(st.integers(3, 10), st.integers(2, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(1, 5).map(float))
)
ROWS = np.array([[4, 5, 4, 4], [2, 2, 3, 2], [5, 4, 4, 5], [1, 2, 1, 2]], dtype=float)


def varied(scores):
    assume(scores.sum(axis=1).var() > 0)
    return scores


def test_by_hand():
    # Item variances 10/3, 9/4, 2, 9/4; totals 17, 9, 18, 6 with variance 35.
    found = cronbach_alpha(ROWS)
    assert found.value == pytest.approx(4 / 3 * (1 - (10 / 3 + 9 / 4 + 2 + 9 / 4) / 35))
    assert (found.n, found.k) == (4, 4)


def test_it_is_what_analysis_of_variance_leaves_of_persons():
    # Hoyt 1941: alpha = 1 - residual mean square / persons' mean square.
    long = pd.DataFrame(
        [(p, i, ROWS[p, i]) for p in range(4) for i in range(4)], columns=["p", "i", "y"]
    )
    table = AnovaRM(long, "y", "p", within=["i"]).fit().anova_table
    persons = 4 * ROWS.mean(axis=1).var(ddof=1)
    items = 4 * ROWS.mean(axis=0).var(ddof=1)
    residual = items / float(table["F Value"].iloc[0])
    assert cronbach_alpha(ROWS).value == pytest.approx(1 - residual / persons)


def test_the_interval_is_the_one_printed_for_41_examinees_and_26_items():
    # Feldt, Woodruff and Salih 1987: alpha .79; with two tails of 5% each.
    low, high = feldt_interval(0.79, n=41, k=26, level=0.90)
    assert (round(low, 2), round(high, 2)) == (0.70, 0.86)


def test_a_person_with_a_missing_answer_does_not_count():
    whole = cronbach_alpha(ROWS)
    more = cronbach_alpha(np.vstack([ROWS, [3, np.nan, 3, 3]]))
    assert more == whole


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (np.ones((5, 3)), "same total"),
        (ROWS[:2], "2 respondents"),
        (ROWS[:, :1], "fewer than two items"),
        (np.empty((0, 4)), "0 respondents"),
    ],
)
def test_where_it_has_no_meaning_it_is_refused_in_words(scores, words):
    found = cronbach_alpha(scores)
    assert found.value is None and found.low is None
    assert words in found.refused


@given(TABLES, st.integers(1, 9), st.integers(-5, 5))
def test_unit_and_origin_of_the_scale_change_nothing(scores, unit, origin):
    scores = varied(scores)
    assert cronbach_alpha(scores * unit + origin).value == pytest.approx(
        cronbach_alpha(scores).value
    )


@given(TABLES, st.randoms())
def test_order_of_items_and_persons_changes_nothing(scores, random):
    scores = varied(scores)
    rows, columns = list(range(scores.shape[0])), list(range(scores.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert cronbach_alpha(scores[rows][:, columns]).value == pytest.approx(
        cronbach_alpha(scores).value, abs=1e-9
    )


@given(TABLES)
def test_turning_the_whole_scale_changes_nothing(scores):
    scores = varied(scores)
    assert cronbach_alpha(6 - scores).value == pytest.approx(cronbach_alpha(scores).value)


@given(TABLES)
def test_it_is_at_most_1_and_lies_in_its_interval(scores):
    found = cronbach_alpha(varied(scores))
    assert found.value <= 1 + 1e-9
    assert found.low <= found.value + 1e-9
    assert found.value <= found.high + 1e-9


@given(st.integers(2, 6), st.lists(st.integers(1, 5), min_size=3, max_size=8))
def test_the_same_item_over_and_over_has_alpha_1(k, answers):
    assume(len(set(answers)) > 1)
    scores = np.repeat(np.array(answers, dtype=float)[:, np.newaxis], k, axis=1)
    assert cronbach_alpha(scores).value == pytest.approx(1.0)


@given(st.integers(3, 60), st.integers(2, 20), st.floats(-1, 0.99))
def test_more_people_make_a_narrower_interval(n, k, alpha):
    few, many = (feldt_interval(alpha, n=size, k=k) for size in (n, 4 * n))
    assert many[1] - many[0] < few[1] - few[0]
