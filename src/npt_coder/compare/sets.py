"""Sets: how far one fuzzy set is necessary or sufficient for another.

Ragin 2006 (doi:10.1093/pan/mpj019) for consistency and coverage; Schneider and Wagemann 2012
(doi:10.1017/CBO9781139004244) for the relevance of necessity and PRI. X is the condition, Y the
outcome: memberships in [0, 1], shape (n cases,), none missing. None where a figure has no meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Memberships = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Necessity:
    """How far the outcome is a subset of the condition.

    consistency: share of the outcome that the condition holds. coverage: share of the condition
    that the outcome fills. relevance: near 0 when the condition is present nearly everywhere, so
    that its necessity says nothing.
    """

    consistency: float | None
    coverage: float | None
    relevance: float | None


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """How far the condition is a subset of the outcome.

    coverage: share of the outcome that the condition accounts for. pri: consistency after what
    speaks for the outcome and its absence alike is taken away.
    """

    consistency: float | None
    coverage: float | None
    pri: float | None


def necessity(x: Memberships, y: Memberships) -> Necessity:
    """Return how necessary X is for Y."""
    both = np.minimum(x, y).sum()
    return Necessity(
        consistency=_share(both, y.sum()),
        coverage=_share(both, x.sum()),
        relevance=_share((1 - x).sum(), (1 - np.minimum(x, y)).sum()),
    )


def sufficiency(x: Memberships, y: Memberships) -> Sufficiency:
    """Return how sufficient X is for Y."""
    both = np.minimum(x, y)
    # What X shares with Y and with not-Y at once speaks for neither.
    either = np.minimum(both, 1 - y).sum()
    return Sufficiency(
        consistency=_share(both.sum(), x.sum()),
        coverage=_share(both.sum(), y.sum()),
        pri=_share(both.sum() - either, x.sum() - either),
    )


def _share(part: float, whole: float) -> float | None:
    """Return part / whole within [0, 1], or None when the whole is empty."""
    return None if whole <= 1e-12 else float(min(1.0, max(0.0, part / whole)))
