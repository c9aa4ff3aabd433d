"""A coefficient with its interval, as exporters are given it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    label: str
    estimate: float
    low: float
    high: float
    n: int
