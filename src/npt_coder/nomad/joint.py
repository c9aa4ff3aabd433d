"""Joint: what a survey says of a construct beside what the interviews say, and nothing added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from npt_coder.model import Cell
from npt_coder.nomad.items import SUBSCALES

Cells = Mapping[tuple[str, str | None], Mapping[str, Cell]]
"""(case, wave) -> cells of constructs by name."""


def joint_display(
    surveyed: Sequence[Mapping[str, Any]], cells: Cells, last_wave: str | None
) -> dict[str, object]:
    """Lay survey and interviews side by side, case by case and construct by construct.

    surveyed: `cases` of the report. A survey without waves stands beside the last wave of the
    interviews. Cases and waves are matched whatever their capitals. What only one side has is
    shown with None on the other, and named.
    """
    by_name = {(_key(case), _key(wave)): found for (case, wave), found in cells.items()}
    rows = []
    met = set()
    for one in surveyed:
        wave = one["wave"] if one["wave"] is not None else last_wave
        key = (_key(one["case"]), _key(wave))
        met.add(key)
        for construct in SUBSCALES:
            cell = by_name.get(key, {}).get(construct)
            rows.append(_row(one, wave, construct, cell))
    known = {_key(case) for case, _ in cells}
    return {
        "rows": rows,
        "only_surveyed": [o["case"] for o in _distinct(surveyed) if _key(o["case"]) not in known],
        "only_interviewed": sorted(
            {case for case, wave in cells if (_key(case), _key(wave)) not in met}
            - {case for case, wave in cells if (_key(case), _key(wave)) in met}
        ),
    }


def _row(
    one: Mapping[str, Any], wave: str | None, construct: str, cell: Cell | None
) -> dict[str, object]:
    survey = one["subscales"][construct]
    return {
        "case": one["case"],
        "wave": wave,
        "construct": construct,
        "mean": survey["mean"],
        "n": survey["n"],
        "rating": None if cell is None else cell.rating,
        "thin": None if cell is None else cell.thin,
        "promotes": None if cell is None else cell.promotes,
        "hinders": None if cell is None else cell.hinders,
        "people": None if cell is None else len(cell.people),
    }


def _distinct(surveyed: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({one["case"]: one for one in surveyed}.values())


def _key(name: str | None) -> str:
    return (name or "").strip().casefold()
