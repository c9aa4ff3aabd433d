"""Layout: evidence to rows x columns of one kind of cell, with the codings behind each cell.

Absence of talk is not evidence of absence: a cell without codings is missing, never 0, except
where the cell counts codings and 0 is the honest count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from npt_coder.errors import UnknownName
from npt_coder.matrix.evidence import natural, of_wave, waves
from npt_coder.model import LEVELS, VALENCES

Cells = Literal["count", "binary", "net", "people", "quotes"]
JOIN = " · "
"""Between the values of a row or column that is made of several attributes."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A theme matrix: rows x columns of one kind of cell, and the codings behind each cell.

    frame: index = rows, columns = columns; a missing cell is NA. codings: (row, column) -> ids.
    wave: the wave shown, None for all. n_unplaced: codings without a value for row or column.
    """

    frame: pd.DataFrame
    cells: str
    codings: Mapping[tuple[str, str], tuple[str, ...]]
    wave: str | None
    n_unplaced: int = 0


def build_matrix(
    evidence: pd.DataFrame,
    *,
    rows: str = "case",
    columns: str = "construct",
    cells: Cells = "count",
    wave: str = "last",
    level: str | None = None,
    known_waves: Sequence[str] | None = None,
    all_rows: Sequence[str] = (),
    all_columns: Sequence[str] = (),
) -> Matrix:
    """Lay evidence out as rows x columns.

    rows, columns: any column of the evidence, or several with commas between (`case,wave`).
    all_rows, all_columns: names to show even when nothing was said, in this order; others follow
    in natural order. Cells: `count` codings, `binary` 1 when there is any, `people` who said it:
    0 where there are none. `net` = promotes - hinders, missing where nothing was said for or
    against; `quotes` joined by line breaks, missing where there are none. Raises UnknownName for
    a column, kind of cell, wave or level.
    """
    if cells not in get_args(Cells):
        raise UnknownName("kind of cell", cells, get_args(Cells))
    if level is not None and level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    known = waves(evidence) if known_waves is None else known_waves
    chosen = of_wave(evidence, wave, known)
    if level is not None:
        chosen = chosen[chosen["level"] == level]
    places = pd.DataFrame({"row": labels(chosen, rows), "column": labels(chosen, columns)})
    placed = places.dropna()
    groups = {
        (str(key[0]), str(key[1])): group
        for key, group in chosen.loc[placed.index].groupby(
            [placed["row"], placed["column"]], sort=False
        )
    }
    index = _names(all_rows, (row for row, _ in groups))
    header = _names(all_columns, (column for _, column in groups))
    values = [[_cell(groups.get((r, c)), cells) for c in header] for r in index]
    frame = pd.DataFrame(
        values,
        index=pd.Index(index, name=rows),
        columns=pd.Index(header, name=columns),
        dtype=object,
    )
    codings = {place: tuple(group["id"]) for place, group in groups.items()}
    shown = None if wave == "all" or not known else (known[-1] if wave == "last" else wave)
    return Matrix(frame, cells, codings, shown, len(chosen) - len(placed))


def labels(evidence: pd.DataFrame, name: str) -> pd.Series[str]:
    """Return where each row of the evidence belongs; missing where a value is missing.

    name: a column, or several with commas between. Raises UnknownName.
    """
    parts = [part.strip() for part in name.split(",")]
    for part in parts:
        if part not in evidence.columns:
            raise UnknownName("attribute", part, map(str, evidence.columns))
    columns = [evidence[part].astype(object).map(str, na_action="ignore") for part in parts]
    joined = columns[0]
    for column in columns[1:]:
        joined = joined + JOIN + column
    return joined


def tally(evidence: pd.DataFrame) -> pd.DataFrame:
    """Count codings by case, wave, name and level, in natural order.

    Index: case, wave, name (the construct, level code, factor or theme), level ("" when none).
    Columns: promotes, hinders, mixed, descriptive, codings, people, roles (different jobs).
    """
    keys = ["case", "wave", "construct", "level"]
    filled = evidence.assign(
        **{key: evidence[key].astype(object).fillna("") for key in keys},
        **{valence: evidence["valence"] == valence for valence in VALENCES},
    )
    counts = {valence: (valence, "sum") for valence in VALENCES}
    made = filled.groupby(keys, sort=False).agg(
        **counts, codings=("id", "size"), people=("person", "nunique"), roles=("role", "nunique")
    )
    places = sorted(range(len(made)), key=lambda row: tuple(map(natural, made.index[row])))
    return made.iloc[places].astype(int).rename_axis(["case", "wave", "name", "level"])


def _names(first: Sequence[str], found: Iterable[str]) -> list[str]:
    others = sorted(set(found) - set(first), key=natural)
    return [*first, *others]


def _cell(group: pd.DataFrame | None, cells: Cells) -> object:
    if group is None:
        return 0 if cells in ("count", "people", "binary") else pd.NA
    match cells:
        case "count":
            return len(group)
        case "binary":
            return 1
        case "people":
            return int(group["person"].nunique())
        case "net":
            n = Counter(group["valence"])
            judged = len(group) - n["descriptive"]
            return n["promotes"] - n["hinders"] if judged else pd.NA
        case "quotes":
            return "\n".join(_cited(row) for row in group.to_dict("records"))


def _cited(row: Mapping[object, object]) -> str:
    sign = {"promotes": "+", "hinders": "-", "mixed": "±"}.get(str(row["valence"]), "·")
    place = [str(row["transcript"])]
    if isinstance(row["speaker"], str):
        place = [row["speaker"], *place, f"turn {row['turn']}"]
    return f"{sign} “{row['quote']}” ({', '.join(place)})"
