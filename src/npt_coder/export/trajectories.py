"""Trajectories: how the rating of each cell moves from wave to wave, in words and as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from npt_coder.export.base import Study
from npt_coder.export.given import given_mark
from npt_coder.export.order import by_class
from npt_coder.export.words import cell_anchor, signed
from npt_coder.model import Cell


@dataclass(frozen=True, slots=True)
class Step:
    """The rating of a cell at one wave. rating: as words. anchor: of its quotes, or None."""

    wave: str
    rating: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One construct or level of one case from wave to wave.

    change: points from the first to the last wave, None where one of them has no rating.
    """

    case: str
    name: str
    cells: tuple[Cell | None, ...]
    steps: tuple[Step, ...]
    change: int | None

    def __str__(self) -> str:
        """Write the way in one line: `−1 → +1`."""
        return " → ".join(step.rating for step in self.steps)


def trajectories(study: Study) -> tuple[Trajectory, ...]:
    """Return the trajectory of each case and cell; none in a study with fewer than two waves."""
    return tuple(_trajectories(study)) if len(study.waves) > 1 else ()


def trajectories_document(study: Study) -> list[dict[str, object]]:
    """Return the trajectories as plain values, one record per case and cell."""
    return [
        {
            "case": own.case,
            "code": own.name,
            "change": own.change,
            "waves": [
                {
                    "wave": wave,
                    "rating": cell.rating if cell else None,
                    "by_a_person": (own.case, wave, own.name) in study.given,
                    "thin": cell.thin if cell else None,
                    "promotes": cell.promotes if cell else 0,
                    "hinders": cell.hinders if cell else 0,
                    "mixed": cell.mixed if cell else 0,
                    "people": len(cell.people) if cell else 0,
                }
                for wave, cell in zip(study.waves, own.cells, strict=True)
            ],
        }
        for own in trajectories(study)
    ]


def _trajectories(study: Study) -> Iterator[Trajectory]:
    for case in by_class(study):
        for name in (*study.constructs, *study.levels):
            cells = tuple(study.cell(case, wave, name) for wave in study.waves)
            ends = [cell.rating if cell else None for cell in (cells[0], cells[-1])]
            yield Trajectory(
                case=case,
                name=name,
                cells=cells,
                steps=tuple(
                    _step(study, case, wave, name, cell)
                    for wave, cell in zip(study.waves, cells, strict=True)
                ),
                change=None if None in ends else (ends[1] or 0) - (ends[0] or 0),
            )


def _step(study: Study, case: str, wave: str, name: str, cell: Cell | None) -> Step:
    rated = "missing" if cell is None or cell.rating is None else signed(cell.rating)
    thin = " thin" if cell and cell.rating is not None and cell.thin else ""
    mark = given_mark(study, (case, wave), name)
    has_quotes = cell is not None and cell.n_codings > 0
    return Step(wave, f"{rated}{mark}{thin}", cell_anchor(case, wave, name) if has_quotes else None)
