"""Plan: how many units two coders must both code for an interval of a given width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from npt_coder.agree.figures import FEW_GROUPS
from npt_coder.agree.intervals import Z95
from npt_coder.errors import UserError

EXPECTED_KAPPA = 0.7
"""What a plan takes where neither the data nor the user says how well coders will agree."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A 95% interval of kappa to plan for.

    width: from end to end. kappa, prevalence: what to expect; None for what was observed.
    """

    width: float
    kappa: float | None = None
    prevalence: float | None = None


def plan_for(
    codes: Sequence[Mapping[str, Any]], plan: Plan, *, n_groups: int | None
) -> dict[str, object]:
    """Say for each code how many units two coders must code, and how many more than now.

    codes: entries of an agreement report; none for a plan from assumptions alone. n_groups: of
    the report. Raises UserError without codes and prevalence, and for impossible values.
    """
    if not codes:
        if plan.prevalence is None:
            raise UserError("a plan without codings needs --prevalence, such as 0.1.")
        codes = [{"code": "any", "kappa": None, "prevalence": None, "n": 0}]
    return {
        "width": plan.width,
        "interval": "95%, of Cohen's kappa, two coders",
        "codes": [_planned(entry, plan, n_groups) for entry in codes],
    }


def kappa_variance(kappa: float, prevalence: float) -> float:
    """Return n times the variance of kappa for two coders alike in how often they code.

    Source: Bloch and Kraemer 1989, Biometrics 45; Donner and Eliasziw 1992,
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


def _planned(entry: Mapping[str, Any], plan: Plan, n_groups: int | None) -> dict[str, object]:
    # A kappa of 1 leaves no variance to plan with.
    observed = entry["kappa"] if entry["kappa"] is not None and entry["kappa"] < 1 else None
    kappa = next(k for k in (plan.kappa, observed, EXPECTED_KAPPA) if k is not None)
    prevalence = plan.prevalence if plan.prevalence is not None else entry["prevalence"]
    made = {
        "code": entry["code"],
        "kappa": kappa,
        "kappa_is": "observed" if plan.kappa is None and observed is not None else "assumed",
        "prevalence": prevalence,
        "n_now": entry["n"],
    }
    if len(entry.get("categories", ())) > 2:
        return made | {"n_units": None, "refused": "a plan is for codes of yes and no"}
    if plan.prevalence is None and (prevalence is None or not 0 < prevalence < 1):
        return made | {"n_units": None, "refused": "nobody or everybody used it: add --prevalence"}
    effect = _design_effect(entry, n_groups)
    n = units_for_width(plan.width, kappa=kappa, prevalence=prevalence, design_effect=effect)
    return made | {"design_effect": effect, "n_units": n, "more": max(0, n - entry["n"])}


def _design_effect(entry: Mapping[str, Any], n_groups: int | None) -> float:
    """Return how much wider, squared, the bootstrap is than the formula; 1 with few groups."""
    formula, drawn = entry.get("kappa_ci95_analytic"), entry.get("kappa_ci95_bootstrap")
    if not formula or not drawn or n_groups is None or n_groups < FEW_GROUPS:
        return 1.0
    ratio = (drawn[1] - drawn[0]) / (formula[1] - formula[0])
    return float(max(1.0, ratio**2))
