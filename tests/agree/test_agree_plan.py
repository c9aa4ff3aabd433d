"""The plan promises the width that the formula then gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.agree.intervals import Z95, kappa_error
from npt_coder.agree.plan import kappa_variance, units_for_width
from npt_coder.errors import UserError


def table(kappa, prevalence, n):
    """Return expected counts of two coders with the same margins."""
    p, q = prevalence, 1 - prevalence
    apart = p * q * (1 - kappa)
    return n * np.array([[q - apart, apart], [apart, p - apart]])


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_the_planned_variance_is_that_of_the_formula_for_equal_margins(kappa, prevalence):
    error = kappa_error(table(kappa, prevalence, 1000))
    assert kappa_variance(kappa, prevalence) == pytest.approx(1000 * error**2)


@given(st.floats(0.1, 0.9), st.floats(0.05, 0.5), st.floats(0.05, 0.5))
def test_so_many_units_give_an_interval_of_the_width(kappa, prevalence, width):
    n = units_for_width(width, kappa=kappa, prevalence=prevalence)
    assert 2 * Z95 * kappa_error(table(kappa, prevalence, n)) <= width * 1.000001
    assert 2 * Z95 * kappa_error(table(kappa, prevalence, n - 1)) > width * 0.999999 or n == 1


def test_rare_codes_need_more_units_and_so_do_clustered_ones():
    common, rare = (units_for_width(0.2, kappa=0.7, prevalence=p) for p in (0.5, 0.05))
    assert (common, rare) == (196, 1091)
    assert units_for_width(0.2, kappa=0.7, prevalence=0.5, design_effect=2) == 392


@pytest.mark.parametrize(
    ("width", "kappa", "prevalence", "word"),
    [(0, 0.7, 0.2, "width"), (0.2, 1.0, 0.2, "kappa"), (0.2, 0.7, 0.0, "prevalence")],
)
def test_what_cannot_be_planned_is_refused_in_words(width, kappa, prevalence, word):
    with pytest.raises(UserError, match=word):
        units_for_width(width, kappa=kappa, prevalence=prevalence)
