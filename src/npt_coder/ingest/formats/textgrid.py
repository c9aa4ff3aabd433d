"""TextGrid: Praat's annotation of a recording, a tier for each speaker."""

from __future__ import annotations

from praatio.utilities.textgrid_io import parseTextgridStr

from npt_coder.ingest.decode import decode
from npt_coder.ingest.formats.base import MAX_BYTES, FormatResult, Unreadable
from npt_coder.ingest.formats.tiers import Interval, read_tiers

name = "textgrid"
suffixes = (".textgrid",)


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is a TextGrid, by its suffix."""
    return suffix in suffixes and bool(head)


def read(raw: bytes) -> FormatResult:
    """Read the intervals and points of every tier. Raises: Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    decoded = decode(raw)
    try:
        tiers = parseTextgridStr(decoded.text, includeEmptyIntervals=False)["tiers"]
        intervals: list[Interval] = [
            (float(entry[0]), str(tier["name"]), str(entry[-1]))
            for tier in tiers
            for entry in tier["entries"]
        ]
    except Exception as error:  # the library raises many kinds on damaged files
        raise Unreadable("damaged: not a readable TextGrid. Save it again from Praat.") from error
    return read_tiers(intervals)
