"""Alpha: how far the items of a scale run together.

Cronbach 1951 (doi:10.1007/BF02310555); the interval is that of Feldt 1965 (doi:10.1007/BF02289499)
as in Feldt, Woodruff and Salih 1987, formulas 6 and 7. It takes the items as interchangeable and
the respondents as independent, which colleagues in one practice are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri  # type: ignore[import-untyped]

Scores = npt.NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha with its 95% interval, or the reason why there is none.

    n: respondents who answered all k items; the others do not count.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    k: int
    refused: str = ""


def cronbach_alpha(scores: Scores) -> Alpha:
    """Return alpha of scores, shape (n respondents, k items), NaN where an answer is missing."""
    k = scores.shape[1]
    complete = scores[~np.isnan(scores).any(axis=1)] if k else scores[:0]
    n = len(complete)
    if k < 2:
        return Alpha(None, None, None, n, k, "fewer than two items")
    if n < 3:
        return Alpha(None, None, None, n, k, f"{n} respondents answered all {k} items")
    of_items = complete.var(axis=0, ddof=1).sum()
    of_total = complete.sum(axis=1).var(ddof=1)
    if of_total <= 1e-12:
        return Alpha(None, None, None, n, k, "all respondents have the same total")
    alpha = float(k / (k - 1) * (1 - of_items / of_total))
    low, high = feldt_interval(alpha, n=n, k=k)
    return Alpha(alpha, low, high, n, k)


def feldt_interval(alpha: float, *, n: int, k: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of alpha from n respondents to k items.

    (1 - true alpha) / (1 - alpha) is distributed as F with n - 1 and (n - 1)(k - 1) degrees of
    freedom.
    """
    first, second = n - 1, (n - 1) * (k - 1)
    tail = (1 - level) / 2
    upper, lower = fdtri(first, second, 1 - tail), fdtri(first, second, tail)
    return float(1 - (1 - alpha) * upper), float(1 - (1 - alpha) * lower)
