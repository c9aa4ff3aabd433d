"""Arrow: the columns that come out, and the one place that says how to get pyarrow.

One row per record of the input: `id`, the attributes under their own names, `problem` (why the
record was not coded, or null) and `codings`, a list. Positions are code points of the text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from npt_coder.errors import UserError

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
except ModuleNotFoundError as error:
    raise UserError(
        "coding in bulk needs pyarrow. Install it with: pip install 'npt-coder[parquet]'"
    ) from error

__all__ = ["CODING", "RESERVED", "Records", "flat", "pa", "pc", "pq", "result", "stamped", "told"]

CODING = pa.struct(
    [
        *((name, pa.string()) for name in ("id", "code", "valence", "level")),
        *((name, pa.int64()) for name in ("start", "end")),
        ("quote", pa.string()),
        ("score", pa.float64()),
        *((name, pa.string()) for name in ("coder", "reason")),
    ]
)
RESERVED = ("id", "problem", "codings")
_KEY = b"npt_coder"


@dataclass(frozen=True, slots=True)
class Records:
    """Records as read. problems: why a record cannot be coded, null for the others.

    All four have one entry per record, in the order of the file.
    """

    ids: pa.Array
    texts: pa.Array
    problems: pa.Array
    attributes: pa.Table

    def __len__(self) -> int:
        return len(self.ids)


def result(records: Records, codings: Sequence[Sequence[Mapping[str, object]]]) -> pa.Table:
    """Return the table that comes out: a row per record with its codings."""
    table = pa.table({"id": records.ids})
    for field in records.attributes.schema:
        table = table.append_column(field, records.attributes[field.name])
    table = table.append_column("problem", records.problems)
    return table.append_column("codings", pa.array(codings, pa.list_(CODING)))


def flat(table: pa.Table) -> pa.Table:
    """Return a row per coding: id and attributes of the record, then the fields of the coding.

    The id of the coding is called `coding`. Records without a coding have no row.
    """
    lists = table["codings"].combine_chunks()
    parents, codings = pc.list_parent_indices(lists), pc.list_flatten(lists)
    kept = table.drop_columns(["problem", "codings"]).take(parents)
    for field in CODING:
        name = "coding" if field.name == "id" else field.name
        # An attribute that has the name of a field keeps it apart from what was coded.
        name = f"coding_{name}" if name in kept.column_names else name
        kept = kept.append_column(name, pc.struct_field(codings, field.name))
    return kept


def stamped(table: pa.Table, said: Mapping[str, object]) -> pa.Table:
    """Return the table with what is known of its making in the metadata of the file."""
    return table.replace_schema_metadata({_KEY: json.dumps(said, sort_keys=True).encode()})


def told(schema: pa.Schema) -> dict[str, object]:
    """Return what `stamped` wrote, or nothing."""
    raw = (schema.metadata or {}).get(_KEY)
    return dict(json.loads(raw)) if raw else {}
