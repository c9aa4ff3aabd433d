"""VTT: WebVTT captions as Zoom, Teams and others export them."""

from __future__ import annotations

from npt_coder.ingest.formats.base import FormatResult
from npt_coder.ingest.formats.captions import read_captions, without_entities
from npt_coder.ingest.formats.sniff import peek

name = "vtt"
suffixes = (".vtt",)
_ENTITIES = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&nbsp;": " ",
    "&lrm;": "\u200e",
    "&rlm;": "\u200f",
    "&quot;": '"',
    "&#39;": "'",
}


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is WebVTT: by its first word, or by its suffix if the word is lost."""
    return suffix in (".vtt", ".srt", ".txt") and (
        peek(head).startswith("WEBVTT") or suffix == ".vtt"
    )


def read(raw: bytes) -> FormatResult:
    """Read cues and voice tags. Raises: Unreadable."""
    return without_entities(read_captions(raw, kind="WebVTT"), _ENTITIES)
