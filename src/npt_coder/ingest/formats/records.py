"""Records: transcripts as JSON or JSON Lines, an object per utterance, as speech tools write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from npt_coder.ingest.decode import decode
from npt_coder.ingest.formats.base import MAX_BYTES, FormatResult, Unreadable
from npt_coder.ingest.formats.columns import heading_kind
from npt_coder.ingest.formats.data import read_rows
from npt_coder.model import ColumnNames

name = "records"
suffixes = (".json", ".jsonl", ".ndjson")

_MAX_DEPTH = 6  # how deep the list of utterances may lie


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is JSON, by its suffix."""
    return suffix in suffixes and bool(head)


def read(raw: bytes) -> FormatResult:
    """Read the utterances, their fields found by name. Raises: Unreadable."""
    return read_columns(raw, None)


def read_columns(raw: bytes, names: ColumnNames | None) -> FormatResult:
    """Read the utterances, their fields named by a person. Raises: Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    decoded = decode(raw)
    records = _utterances(_parsed(decoded.text), 0)
    if not records:
        raise Unreadable(
            "no list of utterances found: I look for objects with a text and a speaker, one for "
            'each utterance, as {"speaker": "P1", "text": "..."}.'
        )
    heads = list(dict.fromkeys(key for record in records for key in record))
    rows = [heads, *([_text(record.get(head)) for head in heads] for record in records)]
    return read_rows(rows, names, encoding=decoded.encoding, notes=decoded.notes)


def _parsed(text: str) -> object:
    """Return the document, or the list of its lines when each is a document of its own."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    found: list[object] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise Unreadable(
                f"line {number} is no JSON. Check that the file is complete."
            ) from error
    return found


def _utterances(value: object, depth: int) -> Sequence[Mapping[str, object]]:
    """Return the longest list of objects with a field of speech, wherever it lies."""
    if depth > _MAX_DEPTH:
        return ()
    if isinstance(value, list):
        objects = [item for item in value if isinstance(item, dict)]
        if objects and any(heading_kind(key) == "speech" for item in objects for key in item):
            return objects
        children = value
    elif isinstance(value, dict):
        children = list(value.values())
    else:
        return ()
    return max((_utterances(child, depth + 1) for child in children), key=len, default=())


def _text(value: object) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value)
