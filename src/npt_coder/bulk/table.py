"""Table: case x code over a result of any size, added up part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from npt_coder.bulk.arrow import pa, pc, pq
from npt_coder.bulk.parts import parts_of
from npt_coder.errors import UnknownName, UserError

Cells = Literal["codings", "records"]
CELLS: tuple[Cells, ...] = get_args(Cells)


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Counts by case and code. by: the attribute that names the case. cells: what is counted.

    counts: a row per case, sorted, "" for records without one; a column per code, in the order of
    the codebook. records, not_coded: of each case, all and those with a problem.
    """

    by: str
    cells: Cells
    counts: pd.DataFrame
    records: pd.Series[int]
    not_coded: pd.Series[int]


def code_table(path: Path, by: str, *, cells: str = "codings") -> CodeTable:
    """Count codings, or records that carry a code, per value of an attribute and code.

    path: a whole folder of parts or a merged file. Raises UserError, UnknownName.
    """
    what = next((c for c in CELLS if c == cells), None)
    if what is None:
        raise UnknownName("cells", cells, CELLS)
    files, run = parts_of(path)
    known = [name for name in pq.read_schema(files[0]).names if name not in ("problem", "codings")]
    if by not in known:
        raise UnknownName("column", by, known)
    counts, records, not_coded = pd.DataFrame(), pd.Series(dtype=int), pd.Series(dtype=int)
    for table in _tables(files, by):
        cases = _cases(table[by], by)
        codes = _codes(table, cases, what)
        counts = counts.add(pd.crosstab(codes["case"], codes["code"]), fill_value=0)
        records = records.add(cases.value_counts(), fill_value=0)
        bad = cases[table["problem"].is_valid().to_pandas()]
        not_coded = not_coded.add(bad.value_counts(), fill_value=0)
    rows = sorted(records.index)
    order = _code_ids(run)
    return CodeTable(
        by,
        what,
        counts.reindex(index=rows, columns=order, fill_value=0).fillna(0).astype(int),
        records.reindex(rows).astype(int),
        not_coded.reindex(rows, fill_value=0).fillna(0).astype(int),
    )


def _tables(files: Sequence[Path], by: str) -> Iterator[pa.Table]:
    for path in files:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, columns=[by, "problem", "codings"])


def _cases(column: pa.ChunkedArray, by: str) -> pd.Series[str]:
    try:
        return column.cast(pa.string()).fill_null("").to_pandas().astype(object)  # type: ignore[no-any-return]
    except pa.ArrowException as error:
        raise UserError(f"the column '{by}' holds {column.type}, which names no case.") from error


def _codes(table: pa.Table, cases: pd.Series[str], cells: Cells) -> pd.DataFrame:
    """Return case and code of every coding, or of every record and code that it carries."""
    lists = table["codings"].combine_chunks()
    record = pc.list_parent_indices(lists).to_numpy()
    code = pc.struct_field(pc.list_flatten(lists), "code").to_pandas().astype(object)
    made = pd.DataFrame({"record": record, "case": cases.to_numpy()[record], "code": code})
    return made.drop_duplicates(["record", "code"]) if cells == "records" else made


def _code_ids(run: object) -> list[str]:
    assert isinstance(run, dict)
    return list(run["codes"])
