"""Alpha: Krippendorff's coefficient for nominal values, any number of coders, missing ratings."""

from __future__ import annotations

import numpy as np

from npt_coder.agree.tally import Floats, Tally


def krippendorff_alpha(t: Tally) -> Floats:
    """Return 1 - D_o / D_e for nominal values; NaN when only one value was used.

    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability. Units with a single
    rating do not count. o: coincidences of values, n_c: their margins, n: all pairable values.
    """
    o = t.coincidences
    n_c = o.sum(axis=-1)
    n = n_c.sum(axis=-1)
    d_o = n - np.trace(o, axis1=-2, axis2=-1)
    d_e = n**2 - (n_c**2).sum(axis=-1)
    ratio = np.divide((n - 1) * d_o, d_e, out=np.full_like(n, np.nan), where=d_e > 1e-9)
    alpha: Floats = 1 - ratio
    return alpha
