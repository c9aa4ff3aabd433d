"""Delimited: transcripts as csv or tsv, a row per utterance."""

from __future__ import annotations

import csv
import io

from npt_coder.ingest.decode import decode
from npt_coder.ingest.formats.base import MAX_BYTES, FormatResult, Unreadable
from npt_coder.ingest.formats.data import read_rows
from npt_coder.model import ColumnNames

name = "delimited"
suffixes = (".csv", ".tsv")

_DELIMITERS = ",;\t|"
_SAMPLE = 20_000  # code points that the guess of the delimiter looks at


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is delimited, which only its suffix can tell."""
    return suffix in suffixes and not head.startswith(b"PK\x03\x04")


def read(raw: bytes) -> FormatResult:
    """Read a table, its columns found by looking. Raises: Unreadable."""
    return read_columns(raw, None)


def read_columns(raw: bytes, names: ColumnNames | None) -> FormatResult:
    """Read a table whose columns a person named. Raises: Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    decoded = decode(raw)
    csv.field_size_limit(MAX_BYTES)
    delimiter = _delimiter(decoded.text[:_SAMPLE])
    try:
        rows = list(csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(f"not a readable table ({error}). Save it again as csv.") from error
    shown = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}[delimiter]
    notes = (*decoded.notes, f"columns apart by: {shown}")
    return read_rows(rows, names, encoding=decoded.encoding, notes=notes)


def _delimiter(sample: str) -> str:
    """Return the delimiter that gives the most rows of one width, the commonest first."""
    lines = sample.split("\n")[:200]

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        commonest = max(set(widths), key=widths.count, default=1)
        return (widths.count(commonest) if commonest > 1 else 0), -_DELIMITERS.index(delimiter)

    try:
        return max(_DELIMITERS, key=fit)
    except csv.Error:
        return ","
