"""Intervals are those of other software where there are some, seeded, and honest when agreed."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from published_ratings import ABSTRACTORS, groups_of, tally_of, values_of_table
from statsmodels.stats.inter_rater import cohens_kappa

from npt_coder.agree.coefficients import cohen_kappa, percent
from npt_coder.agree.intervals import (
    by_bootstrap,
    by_formula,
    kappa_error,
    middle,
    resample,
    without_disagreement,
)
from npt_coder.agree.tally import tally, total

CELL = st.integers(1, 40)


def test_the_error_of_kappa_as_in_gwet_2014():
    assert kappa_error(np.array(ABSTRACTORS, dtype=float)) == pytest.approx(0.05891072, abs=5e-9)


@given(st.tuples(CELL, CELL, CELL, CELL))
def test_the_error_of_kappa_is_that_of_statsmodels(cells):
    table = np.array(cells, dtype=float).reshape(2, 2)
    theirs = cohens_kappa(table)
    assume(theirs.var_kappa > 1e-12)
    assert kappa_error(table) == pytest.approx(theirs.std_kappa)


def test_an_interval_by_formula_stays_within_the_range_of_kappa():
    assert by_formula(0.95, 0.2).bounds == [pytest.approx(0.558, abs=1e-3), 1.0]


def test_the_bootstrap_of_independent_units_comes_near_the_formula():
    values = values_of_table([[450, 30], [30, 90]])
    drawn = resample(groups_of(values), draws=2000, seed=1)
    formula = by_formula(0.6875, kappa_error(tally_of(values).table)).bounds
    assert by_bootstrap(drawn, cohen_kappa, "").bounds == pytest.approx(formula, abs=0.02)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    each = groups_of(values_of_table([[40, 9], [6, 45]]))
    bounds = [
        by_bootstrap(resample(each, draws=500, seed=seed), cohen_kappa, "").bounds
        for seed in (1, 1, 2)
    ]
    assert bounds[0] == bounds[1] != bounds[2]


def test_every_draw_holds_as_many_groups_as_there_are():
    each = groups_of(values_of_table([[4, 1], [1, 4]]))
    assert set(resample(each, draws=50, seed=1).n.tolist()) == {10.0}


def test_units_that_agree_by_transcript_widen_the_interval():
    """Ten transcripts, in five of which the coders always differ on the code."""
    first = np.tile([0, 1], 50).astype(np.int16)
    second = np.where(np.arange(100) < 50, first, 1 - first).astype(np.int16)
    values, ones = np.array([first, second]), np.ones(100)
    widths = []
    for groups in (np.arange(100) // 10, np.arange(100)):
        each = tally(values, ones, groups, n_categories=2)
        low, high = by_bootstrap(resample(each, draws=1000, seed=1), percent, "").bounds
        widths.append(high - low)
    assert widths[0] > 2 * widths[1]
    assert float(percent(total(each))) == 0.5


def test_full_agreement_has_an_exact_lower_bound_and_not_a_width_of_zero():
    # Clopper and Pearson: 20 of 20 is compatible with a share of 0.832.
    interval = without_disagreement(20, 0.0)
    assert interval.bounds == [pytest.approx(0.8316, abs=1e-4), 1.0]
    assert "no disagreement" in interval.method
    assert without_disagreement(2000, 0.5).low > 0.99


def test_draws_without_a_meaning_are_counted_and_too_many_refuse_the_interval():
    some = middle(np.array([0.4, 0.6] * 40 + [np.nan] * 20), "x")
    assert some.bounds == pytest.approx([0.4, 0.6])
    assert some.undefined == pytest.approx(0.2)
    many = middle(np.array([0.4, 0.6] * 10 + [np.nan] * 80), "x")
    assert many.bounds is None
    assert "80% of the bootstrap draws" in many.why_not


def test_a_figure_that_no_draw_can_move_has_no_interval():
    """One coder never uses the code: kappa is 0 whatever is drawn, which is no certainty."""
    each = groups_of(values_of_table([[15, 0], [5, 0]]))
    drawn = by_bootstrap(resample(each, draws=200, seed=1), cohen_kappa, "")
    formula = by_formula(0.0, kappa_error(total(each).table))
    assert drawn.bounds is formula.bounds is None
    assert drawn.why_not == formula.why_not
    assert "no spread" in drawn.why_not
