"""Formats, index: finds the readers by entry point and chooses the one for a file."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import cast

from npt_coder.errors import IngestError
from npt_coder.ingest.formats.base import HEAD_BYTES, Format

GROUP = "npt_coder.formats"
_WAYS_OUT = {
    ".doc": "Open it in Word or LibreOffice and save it as .docx",
    ".pages": "Export it from Pages as .docx",
    ".xls": "Open it in Excel and save it as .xlsx",
    ".epub": "Save the text as .docx or .txt",
    ".mp3": "It is a recording: transcribe it first",
    ".wav": "It is a recording: transcribe it first",
    ".m4a": "It is a recording: transcribe it first",
    ".mp4": "It is a recording: transcribe it first",
}


@cache
def all_formats() -> tuple[Format, ...]:
    """Return every registered format, sorted by the name of its entry point."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(cast(Format, point.load()) for point in found)


def known_suffixes() -> tuple[str, ...]:
    """Return the suffixes that some format reads, sorted, each with its dot."""
    return tuple(sorted({suffix for format in all_formats() for suffix in format.suffixes}))


def choose_format(path: str, raw: bytes, suffix: str) -> Format:
    """Return the one format that claims a file.

    Raises: IngestError when none or more than one does, naming the choices.
    """
    claimants = [format for format in all_formats() if format.claims(raw[:HEAD_BYTES], suffix)]
    if not claimants:
        raise IngestError(path, not_a_format(suffix))
    if len(claimants) > 1:
        names = ", ".join(format.name for format in claimants)
        raise IngestError(
            path, f"more than one format claims this file ({names}). Uninstall all but one of them."
        )
    return claimants[0]


def not_a_format(suffix: str) -> str:
    """Return the sentence for a file that no format reads, with a way out where one is known."""
    way_out = _WAYS_OUT.get(suffix, "Save it as one of these")
    return (
        f"not a transcript format I read: {suffix or 'no suffix'}. {way_out}. "
        f"I read {', '.join(known_suffixes())}."
    )
