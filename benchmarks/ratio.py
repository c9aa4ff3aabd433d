"""Ratio: one figure of one benchmark beside its target, so that all of them fit one table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Ratio:
    """What was measured in one run on one machine: a value without unit.

    bound: whether the target is the least or the most that the value should be. note: what the
    value was made from, and what it leaves out.
    """

    name: str
    value: float
    target: float
    bound: Literal["at least", "at most"]
    note: str

    @property
    def reached(self) -> bool:
        """Say whether the target is reached, by the value as measured and not as printed."""
        if self.bound == "at least":
            return self.value >= self.target
        return self.value <= self.target


def fastest(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return the least wall seconds of each work.

    Works take turns, so that what else the machine does falls on all of them.
    """
    least = [float("inf")] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            least[place] = min(least[place], seconds(work))
    return least


def seconds(work: Callable[[], object]) -> float:
    """Return the wall seconds of one run."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
