"""SRT: SubRip captions, as diarising transcribers write them."""

from __future__ import annotations

from npt_coder.ingest.formats.base import FormatResult
from npt_coder.ingest.formats.captions import TIMING, read_captions
from npt_coder.ingest.formats.sniff import peek

name = "srt"
suffixes = (".srt",)


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is SubRip: by suffix, or cues under the name of a text file."""
    start = peek(head)
    if start.startswith("WEBVTT"):
        return False
    return suffix == ".srt" or (suffix == ".txt" and bool(TIMING.search(start[:400])))


def read(raw: bytes) -> FormatResult:
    """Read cues. Raises: Unreadable."""
    return read_captions(raw, kind="SubRip")
