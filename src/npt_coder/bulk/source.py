"""Source: a csv, JSON Lines or Parquet file as numbered chunks of records, in bounded memory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from npt_coder.bulk.arrow import RESERVED, Records, pa, pc, pq
from npt_coder.bulk.lines import (
    LONGEST_TEXT,
    Row,
    Wanted,
    csv_header,
    csv_records,
    json_keys,
    json_records,
    too_long,
)
from npt_coder.errors import TableError, UnknownName, UserError
from npt_coder.model import Problem

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """What to take from the file.

    attributes: columns to carry along; None for all but the id and the text. encoding: of csv and
    JSON Lines; Parquet has its own.
    """

    id: str
    text: str
    attributes: tuple[str, ...] | None = None
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive records. number: from 0. share: of the file read so far, in [0, 1].

    records: None for a chunk that was not wanted.
    """

    number: int
    n_records: int
    share: float
    records: Records | None


def format_of(path: Path) -> str:
    """Return csv, jsonl or parquet, by the suffix. Raises UnknownName and UserError."""
    if not path.is_file():
        raise UserError(f"{path}: no such file.")
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UnknownName("kind of file", path.suffix, FORMATS)
    return found


def identity(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def read_chunks(
    path: Path, columns: Columns, *, size: int, is_wanted: Callable[[int], bool]
) -> Iterator[Chunk]:
    """Yield the chunks of a file, at least one; `size` records each, the last may have fewer.

    is_wanted: says by number whether the records of a chunk are needed.

    Raises TableError for a file that cannot be read, UnknownName for a column that is not there.
    """
    kind = format_of(path)
    if kind == "parquet":
        yield from _parquet_chunks(path, columns, size, is_wanted)
        return
    with path.open("rb") as raw:
        handle = _text(raw, columns.encoding, newline="" if kind == "csv" else "\n")
        try:
            if kind == "csv":
                header, cells = csv_header(str(path), handle)
                wanted = wanted_columns(str(path), header, columns)
                rows = csv_records(header, cells, wanted)
            else:
                # Which keys there are is known only at the end, so the file is read twice.
                wanted = wanted_columns(str(path), json_keys(handle), columns)
                handle.seek(0)
                rows = json_records(handle, wanted)
            yield from _row_chunks(path, raw, rows, wanted, size, is_wanted)
        except UnicodeError as error:  # an encoding of several bytes gives up in the middle of one
            message = f"not in the encoding {columns.encoding} ({error}). Name another: --encoding."
            raise TableError([Problem(str(path), message, None, "error")]) from error


def _text(raw: BinaryIO, encoding: str, *, newline: str) -> TextIO:
    # The mark at the beginning of a file is no part of its first heading.
    name = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
    try:
        return io.TextIOWrapper(raw, encoding=name, errors="surrogateescape", newline=newline)
    except LookupError as error:
        raise UserError(f"'{encoding}' is no encoding. Try utf-8, cp1252 or utf-16.") from error


def wanted_columns(path: str, header: Sequence[str], columns: Columns) -> Wanted:
    """Say which columns to take. Raises UnknownName; TableError for a name that stands twice."""
    for name in (columns.id, columns.text, *(columns.attributes or ())):
        if name not in header:
            raise UnknownName(f"column of {path}", name, header)
    wanted = Wanted(columns.id, columns.text, _carried(path, header, columns))
    for name in (columns.id, columns.text, *wanted.attributes):
        if header.count(name) > 1:
            message = f"two columns are called '{name}'. Rename one."
            raise TableError([Problem(path, message, None, "error")])
    return wanted


def _carried(path: str, header: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Return the columns to carry along. Raises TableError for a name that we use ourselves."""
    rest = [name for name in header if name not in (columns.id, columns.text)]
    kept = rest if columns.attributes is None else columns.attributes
    for name in kept:
        if name in RESERVED:
            message = (
                f"the column '{name}' has a name that the result uses itself. Rename it, or name "
                "the columns to carry along without it: --attribute COL."
            )
            raise TableError([Problem(path, message, None, "error")])
    return tuple(dict.fromkeys(kept))


def _row_chunks(
    path: Path,
    raw: BinaryIO,
    rows: Iterator[Row],
    wanted: Wanted,
    size: int,
    is_wanted: Callable[[int], bool],
) -> Iterator[Chunk]:
    n_bytes = max(path.stat().st_size, 1)
    number = 0
    held = list(islice(rows, size))
    while True:
        following = list(islice(rows, size))
        records = _records(held, wanted.attributes) if is_wanted(number) else None
        # The bytes that were read hold the following records as well.
        n_done = number * size + len(held)
        share = raw.tell() / n_bytes * n_done / max(n_done + len(following), 1)
        share = share if following else 1.0
        yield Chunk(number, len(held), share, records)
        if not following:
            return
        held, number = following, number + 1


def _records(rows: Sequence[Row], names: Sequence[str]) -> Records:
    def column(values: Collection[str | None]) -> pa.Array:
        return pa.array(values, pa.string())

    return Records(
        column([row.id for row in rows]),
        column([row.text for row in rows]),
        column([row.problem for row in rows]),
        pa.table({name: column([row.values[i] for row in rows]) for i, name in enumerate(names)}),
    )


def _parquet_chunks(
    path: Path, columns: Columns, size: int, is_wanted: Callable[[int], bool]
) -> Iterator[Chunk]:
    try:
        with pq.ParquetFile(path) as file:
            wanted = wanted_columns(str(path), file.schema_arrow.names, columns)
            needed = list(dict.fromkeys((wanted.id, wanted.text, *wanted.attributes)))
            n_rows, done = file.metadata.num_rows, 0
            empty = file.schema_arrow.empty_table().select(needed)
            batches = file.iter_batches(batch_size=size, columns=needed)
            for number, table in enumerate(_resized(batches, size, empty)):
                table.select([wanted.id, wanted.text]).validate(full=True)
                done += table.num_rows
                records = frame_records(str(path), table, wanted) if is_wanted(number) else None
                yield Chunk(number, table.num_rows, done / n_rows if n_rows else 1.0, records)
    except pa.ArrowException as error:
        message = f"cannot be read as Parquet: {error}"
        raise TableError([Problem(str(path), message, None, "error")]) from error


def _resized(batches: Iterator[pa.RecordBatch], size: int, empty: pa.Table) -> Iterator[pa.Table]:
    """Yield tables of `size` rows, the last shorter, at least one: row groups end anywhere."""
    held, is_first = empty, True
    for batch in batches:
        held = pa.concat_tables([held, pa.Table.from_batches([batch])])
        while held.num_rows >= size:
            yield held.slice(0, size)
            held, is_first = held.slice(size), False
    if held.num_rows or is_first:
        yield held


def frame_records(path: str, table: pa.Table, wanted: Wanted) -> Records:
    """Make records of columns that have types of their own. Raises TableError."""
    texts = table[wanted.text]
    if pa.types.is_dictionary(texts.type):
        texts = texts.cast(texts.type.value_type)
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        message = f"the column '{wanted.text}' holds {texts.type}, not text."
        raise TableError([Problem(path, message, None, "error")])
    try:
        ids = table[wanted.id].cast(pa.string()).combine_chunks()
    except pa.ArrowException as error:
        message = f"the column '{wanted.id}' holds {table[wanted.id].type}, which is no id."
        raise TableError([Problem(path, message, None, "error")]) from error
    texts = texts.cast(pa.string()).combine_chunks()
    return Records(ids, texts, _problems(ids, texts), table.select(list(wanted.attributes)))


def _problems(ids: pa.Array, texts: pa.Array) -> pa.Array:
    """Return why each record cannot be coded, null for the others."""
    lengths = pc.utf8_length(texts).to_pylist()
    overlong = [too_long(n) if n and n > LONGEST_TEXT else None for n in lengths]
    no_text = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(texts), ""), True)
    no_id = pc.fill_null(pc.equal(ids, ""), True)
    return pc.if_else(
        no_id, "no id.", pc.if_else(no_text, "no text.", pa.array(overlong, pa.string()))
    )
