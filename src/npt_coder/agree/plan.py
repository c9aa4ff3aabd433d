"""Plan: how many units two coders must both code for an interval of a given width."""

from __future__ import annotations

from math import ceil

from npt_coder.agree.intervals import Z95
from npt_coder.errors import UserError


def kappa_variance(kappa: float, prevalence: float) -> float:
    """Return n times the variance of kappa for two coders alike in how often they code.

    Source: Bloch and Kraemer 1989, doi:10.2307/2532014; Donner and Eliasziw 1992,
    doi:10.1002/sim.4780111109. prevalence: share of units that a coder codes, in (0, 1).
    """
    q = prevalence * (1 - prevalence)
    return (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa) / (2 * q))


def units_for_width(
    width: float, *, kappa: float, prevalence: float, design_effect: float = 1.0
) -> int:
    """Return the units for a 95% interval of kappa that is `width` wide from end to end.

    design_effect: how many times the variance exceeds that of independent units, as it does when
    units come in transcripts; 1 or more. Raises UserError for values outside their range.
    """
    if not 0 < width < 2:
        raise UserError(f"a width of {width:g} is impossible: choose one above 0 and below 2.")
    if not -1 < kappa < 1:
        raise UserError(f"an expected kappa of {kappa:g} cannot be planned for: name one below 1.")
    if not 0 < prevalence < 1:
        raise UserError(
            f"a prevalence of {prevalence:g} is impossible: it is the share of units that a coder "
            "codes, above 0 and below 1."
        )
    variance = kappa_variance(kappa, prevalence) * max(1.0, design_effect)
    return ceil((2 * Z95 / width) ** 2 * variance)
