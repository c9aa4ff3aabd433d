"""Measure: caseload, contacts and contacts per patient, of each link worker and by area.

A range of one or two values is the values themselves: it says nothing of spread and may say who
they are. So groups below `ENOUGH` have a mean and no range, and say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from npt_coder.networks.read import AREAS, Area, LinkWorker

ENOUGH = 3
"""Link workers from which on a range is shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over link workers. n: those with a value. low, high: the range, None below ENOUGH.

    refused: why there is no mean or no range, or "".
    """

    n: int
    mean: float | None
    low: float | None
    high: float | None
    refused: str


@dataclass(frozen=True, slots=True)
class Group:
    """Link workers of one kind of area; area None: not told."""

    area: Area | None
    n: int
    caseload: Figure
    contacts: Figure
    contacts_per_patient: Figure


@dataclass(frozen=True, slots=True)
class Share:
    """Contacts that are link workers, of those of which it was told. value: None for 0 of 0."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share, in [0, 1]."""
        return self.count / self.of if self.of else None


def contacts_per_patient(worker: LinkWorker) -> float | None:
    """Return contacts per patient of the caseload; None without a caseload, or with one of 0."""
    return len(worker.ties) / worker.caseload if worker.caseload else None


def referrals(worker: LinkWorker) -> int | None:
    """Return the referrals of two months over all contacts; None when no contact has a number."""
    told = [tie.referrals for tie in worker.ties if tie.referrals is not None]
    return sum(told) if told else None


def link_worker_share(workers: Iterable[LinkWorker]) -> Share:
    """Return which share of the contacts are link workers themselves."""
    told = [t.is_link_worker for w in workers for t in w.ties if t.is_link_worker is not None]
    return Share(sum(told), len(told))


def by_area(workers: Sequence[LinkWorker]) -> tuple[Group, ...]:
    """Return the groups high, mixed and low, also when empty, and last those without an area."""
    groups = [_group(area, [w for w in workers if w.area == area]) for area in AREAS]
    rest = [worker for worker in workers if worker.area is None]
    return (*groups, *([_group(None, rest)] if rest else []))


def other_contacts(workers: Sequence[LinkWorker]) -> tuple[Figure, Figure]:
    """Return contacts that are no link workers, of those who name link workers and of the rest.

    Link workers are left out of the count, else naming them would raise it by itself.
    """
    with_ties = [w for w in workers if any(t.is_link_worker for t in w.ties)]
    without = [w for w in workers if w not in with_ties]
    return _figure(map(_others, with_ties)), _figure(map(_others, without))


def _others(worker: LinkWorker) -> float:
    return sum(not tie.is_link_worker for tie in worker.ties)


def _group(area: Area | None, workers: Sequence[LinkWorker]) -> Group:
    return Group(
        area,
        len(workers),
        _figure(w.caseload for w in workers),
        _figure(len(w.ties) for w in workers),
        _figure(map(contacts_per_patient, workers)),
    )


def _figure(values: Iterable[float | None]) -> Figure:
    told = [float(value) for value in values if value is not None]
    n = len(told)
    if not told:
        return Figure(0, None, None, None, "no link worker with a value")
    if n < ENOUGH:
        people = "one link worker" if n == 1 else "two link workers"
        why = f"{people}: no range, which would be the values themselves"
        return Figure(n, fmean(told), None, None, why)
    return Figure(n, fmean(told), min(told), max(told), "")
