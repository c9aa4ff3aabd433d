"""Shipped: where the codebooks, rules and synthetic transcripts of the package lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def shipped(*parts: str) -> Path:
    """Return the path of shipped data, in an installed wheel or in a checkout.

    parts: from the top, as in ``shipped("codebooks", "npt.yaml")``. The file need not exist.
    """
    installed = _PACKAGE.joinpath("shipped_data", *parts)
    return installed if installed.exists() else _CHECKOUT.joinpath(*parts)
