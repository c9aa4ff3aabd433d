"""Order: in which order people should look at suggestions, so that decisions teach the most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from npt_coder.model import Coding

Order = Literal["text", "uncertain", "random", "diverse"]
ORDERS: tuple[Order, ...] = get_args(Order)
Vectors = npt.NDArray[np.float32]


def ordered(
    codings: Sequence[Coding], order: Order, *, vectors: Vectors | None = None, seed: int = 1
) -> tuple[Coding, ...]:
    """Return codings in an order.

    text: as they stand. random: drawn with a seed. uncertain: those first whose score is nearest
    to the lowest that their code was suggested with, which is next to its threshold.
    diverse: each next one as far as can be from all before it (vectors: of length 1, one row per
    coding), after Gonzalez 1985, "Clustering to minimize the maximum intercluster distance".
    """
    if order == "random":
        places = np.random.default_rng(seed).permutation(len(codings))
        return tuple(codings[i] for i in places)
    if order == "uncertain":
        return tuple(_by_certainty(codings))
    if order == "diverse" and vectors is not None and len(codings):
        return tuple(codings[i] for i in _far_apart(vectors))
    return tuple(sorted(codings, key=lambda c: (c.transcript, c.start, c.end, c.code)))


def _by_certainty(codings: Sequence[Coding]) -> list[Coding]:
    lowest: dict[str, float] = {}
    for coding in codings:
        lowest[coding.code] = min(coding.score, lowest.get(coding.code, 1.0))
    return sorted(codings, key=lambda c: (c.score - lowest[c.code], c.transcript, c.start, c.code))


def _far_apart(vectors: Vectors) -> list[int]:
    """Return row numbers so that each is the farthest from all before it; begins in the middle."""
    start = int(np.argmax(vectors @ vectors.mean(axis=0)))
    order = [start]
    nearest = vectors @ vectors[start]
    nearest[start] = np.inf
    while len(order) < len(vectors):
        chosen = int(np.argmin(nearest))
        order.append(chosen)
        nearest = np.maximum(nearest, vectors @ vectors[chosen])
        nearest[order] = np.inf
    return order
