"""Coefficients give the figures that their sources print, and those of other software."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_ratings import (
    ABSTRACTORS,
    BEN_AND_GERRY,
    BINARY,
    FOUR_OBSERVERS,
    FOURTEEN_RATERS,
    SIX_RATERS,
    groups_of,
    tally_of,
    values_of_counts,
    values_of_rows,
    values_of_table,
)
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from npt_coder.agree.alpha import krippendorff_alpha
from npt_coder.agree.coefficients import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    pabak,
    percent,
    why_undefined,
)
from npt_coder.agree.ratings import YES_NO
from npt_coder.agree.tally import flat, unflat

# coders x units, values 0 to 2, at least two units
RATINGS = (
    st.integers(2, 30)
    .flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 2), min_size=n, max_size=n), min_size=2, max_size=4
        )
    )
    .map(lambda rows: np.array(rows, dtype=np.int16))
)


def figure(coefficient, values):
    return float(coefficient(tally_of(values)))


@pytest.mark.parametrize(
    ("coefficient", "printed"),
    [
        (percent, 0.89),
        (cohen_kappa, 0.7964094),
        (fleiss_kappa, 0.7962397),  # for two coders: Scott's pi
        (gwet_ac1, 0.8493305),
        (brennan_prediger, 0.835),
        (krippendorff_alpha, 0.7972585),
    ],
)
def test_two_abstractors_as_in_gwet_2014(coefficient, printed):
    assert figure(coefficient, values_of_table(ABSTRACTORS)) == pytest.approx(printed, abs=5e-8)


@pytest.mark.parametrize(
    ("coefficient", "printed"),
    [
        (percent, 0.5511111),
        (fleiss_kappa, 0.4139265),
        (gwet_ac1, 0.4448007),
        (brennan_prediger, 0.4388889),
        (krippendorff_alpha, 0.4204384),
    ],
)
def test_six_raters_as_in_gwet_2014(coefficient, printed):
    assert figure(coefficient, values_of_counts(SIX_RATERS)) == pytest.approx(printed, abs=5e-8)


@pytest.mark.parametrize(
    ("coefficient", "printed"),
    [
        (percent, 0.81818),
        (fleiss_kappa, 0.76117),
        (gwet_ac1, 0.77544),
        (brennan_prediger, 0.77273),
        (krippendorff_alpha, 0.74342),
    ],
)
def test_four_raters_with_missing_ratings_as_in_gwet_2014(coefficient, printed):
    assert figure(coefficient, values_of_rows(FOUR_OBSERVERS)) == pytest.approx(printed, abs=5e-6)


@pytest.mark.parametrize(
    ("rows", "printed"), [(BINARY, 0.095), (BEN_AND_GERRY, 0.692), (FOUR_OBSERVERS, 0.743)]
)
def test_alpha_as_in_krippendorff_2011(rows, printed):
    assert round(figure(krippendorff_alpha, values_of_rows(rows)), 3) == printed


def test_fourteen_raters_as_worked_for_fleiss_kappa():
    assert round(figure(fleiss_kappa, values_of_counts(FOURTEEN_RATERS)), 3) == 0.210


@pytest.mark.parametrize(
    ("table", "kappa"), [([[40, 9], [6, 45]], 0.70), ([[80, 10], [5, 5]], 0.32)]
)
def test_the_paradox_of_feinstein_and_cicchetti_1990(table, kappa):
    """The same 85% agreement; kappa falls with skewed margins, PABAK stays."""
    values = values_of_table(table)
    assert figure(percent, values) == pytest.approx(0.85)
    assert round(figure(cohen_kappa, values), 2) == kappa
    assert figure(pabak, values) == pytest.approx(0.70)


def test_ac1_where_kappa_is_negative_as_in_gwet_2002():
    values = values_of_table([[118, 5], [2, 0]])
    assert round(figure(cohen_kappa, values), 3) == -0.023
    assert round(figure(gwet_ac1, values), 3) == 0.941


def test_characters_of_10000_with_800_shared_as_cohen_meant_it():
    """Expected agreement is a sum over both categories, uncoded characters are in."""
    assert round(figure(cohen_kappa, values_of_table([[8800, 200], [200, 800]])), 2) == 0.78
    assert round(figure(cohen_kappa, values_of_table([[8500, 500], [500, 500]])), 2) == 0.44


@given(RATINGS)
def test_cohen_is_that_of_scikit_learn_and_statsmodels(values):
    first, second = values[:2]
    if len(np.unique(values[:2])) < 2:
        return
    ours = figure(cohen_kappa, values[:2])
    assert ours == pytest.approx(cohen_kappa_score(first, second))
    table = np.zeros((3, 3))
    np.add.at(table, (first, second), 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its standard error divides by empty margins
        assert ours == pytest.approx(inter_rater.cohens_kappa(table).kappa)


@given(RATINGS)
def test_fleiss_is_that_of_statsmodels(values):
    if len(np.unique(values)) < 2:
        return
    counts = inter_rater.aggregate_raters(values.T, n_cat=3)[0]
    assert figure(fleiss_kappa, values) == pytest.approx(inter_rater.fleiss_kappa(counts))


@given(RATINGS, st.randoms())
def test_the_order_of_coders_and_of_units_changes_nothing(values, random):
    coders, units = list(range(len(values))), list(range(values.shape[1]))
    random.shuffle(coders)
    random.shuffle(units)
    moved = values[coders][:, units]
    for coefficient in (percent, fleiss_kappa, gwet_ac1, krippendorff_alpha):
        assert figure(coefficient, moved) == pytest.approx(figure(coefficient, values), nan_ok=True)


def test_one_category_gives_a_reason_and_not_a_number():
    nobody = tally_of(np.zeros((2, 5), dtype=np.int16))
    assert np.isnan(cohen_kappa(nobody))
    assert np.isnan(krippendorff_alpha(nobody))
    assert "every rating of the 5 units is 'not coded'" in why_undefined(nobody, YES_NO)
    assert why_undefined(tally_of(values_of_table(ABSTRACTORS)), ("a", "b", "c")) == ""


def test_units_that_only_one_coder_judged_leave_nothing_to_compare():
    alone = np.array([[0, 1, -1, -1], [-1, -1, 0, 1]], dtype=np.int16)
    assert why_undefined(tally_of(alone), YES_NO) == "no unit was judged by two coders"


def test_a_tally_survives_being_laid_flat():
    each = groups_of(values_of_counts(SIX_RATERS))
    back = unflat(flat(each), each)
    assert np.array_equal(back.coincidences, each.coincidences)
    assert np.array_equal(back.shares, each.shares)
