"""Coefficients: tallies in, numbers out, each formula in the letters of its source.

A tally with leading axes gives as many numbers. Where a coefficient has no meaning the array
holds NaN, which no caller shows: `why_undefined` says the reason in words.
"""

from __future__ import annotations

import numpy as np

from npt_coder.agree.tally import Floats, Tally

_ONE = 1 - 1e-12


def percent(t: Tally) -> Floats:
    """Return the share of pairs of ratings that agree, averaged over units; in [0, 1]."""
    return _over(t.agreeing, t.n)


def cohen_kappa(t: Tally) -> Floats:
    """Return Cohen's kappa of two coders (Cohen 1960, doi:10.1177/001316446002000104).

    p_e is a sum over categories of the product of both coders' shares.
    """
    p = _over(t.table, t.table.sum(axis=(-1, -2))[..., np.newaxis, np.newaxis])
    p_o = np.trace(p, axis1=-2, axis2=-1)
    p_e = (p.sum(axis=-1) * p.sum(axis=-2)).sum(axis=-1)
    return _beyond_chance(p_o, p_e)


def fleiss_kappa(t: Tally) -> Floats:
    """Return Fleiss' kappa of two or more coders (Fleiss 1971, doi:10.1037/h0031619).

    Units may have different numbers of ratings, as in Gwet 2014 (ISBN 978-0970806284).
    """
    return _beyond_chance(percent(t), (_shares(t) ** 2).sum(axis=-1))


def gwet_ac1(t: Tally) -> Floats:
    """Return Gwet's AC1 (Gwet 2008, doi:10.1348/000711006X126600)."""
    pi = _shares(t)
    return _beyond_chance(
        percent(t), _over((pi * (1 - pi)).sum(axis=-1), np.asarray(float(t.n_categories - 1)))
    )


def brennan_prediger(t: Tally) -> Floats:
    """Return the coefficient of Brennan and Prediger 1981: chance is 1 / q.

    With two categories it is PABAK. Source: doi:10.1177/001316448104100307.
    """
    p_a = percent(t)
    return _beyond_chance(p_a, np.full_like(p_a, 1 / t.n_categories))


def pabak(t: Tally) -> Floats:
    """Return 2 p_o - 1 (Byrt, Bishop and Carlin 1993, doi:10.1016/0895-4356(93)90018-V).

    Defined for two categories; NaN for more.
    """
    return 2 * percent(t) - 1 if t.n_categories == 2 else np.full_like(t.n, np.nan)


def why_undefined(t: Tally, categories: tuple[str, ...]) -> str:
    """Say why coefficients that measure agreement beyond chance have no meaning, or "".

    t: the tally of all units.
    """
    if t.rated == 0:
        return "nobody judged a unit on this code"
    if t.n == 0:
        return "no unit was judged by two coders"
    used = np.flatnonzero(t.shares > 0)
    if len(used) == 1:
        return (
            f"every rating of the {t.rated:.0f} units is '{categories[used[0]]}': with one "
            "category there is nothing that agreement by chance could be told from"
        )
    return ""


def _shares(t: Tally) -> Floats:
    """Return pi, the share of each category, every unit counting alike."""
    return _over(t.shares, t.rated[..., np.newaxis])


def _beyond_chance(p_a: Floats, p_e: Floats) -> Floats:
    """Return (p_a - p_e) / (1 - p_e), NaN where chance alone would agree always."""
    return _over(p_a - p_e, np.where(p_e < _ONE, 1 - p_e, 0.0))


def _over(above: Floats, below: Floats) -> Floats:
    shape = np.broadcast_shapes(np.shape(above), np.shape(below))
    divided: Floats = np.divide(
        above, below, out=np.full(shape, np.nan), where=np.not_equal(below, 0)
    )
    return divided
