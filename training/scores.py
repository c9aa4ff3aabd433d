"""Scores: how well constructs are found, with thresholds chosen where they were not judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.data import CONSTRUCTS

Floats = NDArray[np.float32]


def kappa(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Return Cohen's kappa of two yes-no codings."""
    agree = float((truth == found).mean())
    chance = truth.mean() * found.mean() + (1 - truth.mean()) * (1 - found.mean())
    return float((agree - chance) / (1 - chance)) if chance < 1 else 0.0


def f1(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Return the harmonic mean of precision and recall."""
    both = (truth & found).sum()
    return float(2 * both / max(1, truth.sum() + found.sum()))


def thresholds(truth: Floats, scores: Floats) -> Floats:
    """Return for each construct the score that gives the best kappa."""
    best = []
    for column in range(len(CONSTRUCTS)):
        wanted = truth[:, column] > 0.5
        grid = np.unique(np.quantile(scores[:, column], np.linspace(0.3, 0.99, 140)))
        marks = [kappa(wanted, scores[:, column] >= cut) for cut in grid]
        best.append(grid[int(np.argmax(marks))])
    return np.array(best, dtype=np.float32)


def summary(truth: Floats, scores: Floats, cuts: Floats) -> dict[str, float]:
    """Return macro kappa and F1 over the constructs, and the false alarms on uncoded passages."""
    n = len(CONSTRUCTS)
    wanted, found = truth[:, :n] > 0.5, scores[:, :n] >= cuts
    plain = ~wanted.any(1)
    return {
        "macro_kappa": float(np.mean([kappa(wanted[:, i], found[:, i]) for i in range(n)])),
        "macro_f1": float(np.mean([f1(wanted[:, i], found[:, i]) for i in range(n)])),
        "false_alarms": float(found[plain].any(1).mean()) if plain.any() else float("nan"),
    }


def interval(
    truth: Floats, scores: Floats, cuts: Floats, groups: NDArray[np.int_], *, n: int = 500
) -> dict[str, tuple[float, float]]:
    """Return 95% intervals of the summary, settings drawn with replacement."""
    dice = np.random.default_rng(0)
    names = np.unique(groups)
    rows = {name: np.flatnonzero(groups == name) for name in names}
    drawn = []
    for _ in range(n):
        at = np.concatenate([rows[name] for name in dice.choice(names, len(names))])
        drawn.append(summary(truth[at], scores[at], cuts))
    return {
        key: (
            float(np.nanpercentile([d[key] for d in drawn], 2.5)),
            float(np.nanpercentile([d[key] for d in drawn], 97.5)),
        )
        for key in drawn[0]
    }
