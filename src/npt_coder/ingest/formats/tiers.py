"""Tiers: what lies along a recording (Praat, ELAN), put in the order in which it was said."""

from __future__ import annotations

from collections.abc import Iterable

from npt_coder.ingest.decode import normalise
from npt_coder.ingest.formats.base import FormatResult, Paragraph, Unreadable

Interval = tuple[float, str, str]  # seconds from the start, tier, words


def read_tiers(intervals: Iterable[Interval]) -> FormatResult:
    """Return the filled intervals of all tiers by time; a tier is a speaker. Raises: Unreadable."""
    said = [
        (start, tier, plain)
        for start, tier, words in intervals
        if (plain := normalise(words)[0].strip())
    ]
    if not said:
        raise Unreadable("no words on any tier. Check that it is the right file.")
    ordered = sorted(enumerate(said), key=lambda pair: (pair[1][0], pair[0]))
    tiers = dict.fromkeys(tier for _, tier, _ in said)
    paragraphs = tuple(
        Paragraph(words, tier.strip() or None, start, f"tier '{tier}'")
        for _, (start, tier, words) in ordered
    )
    return FormatResult(paragraphs, notes=(f"tiers read as speakers: {', '.join(tiers)}",))
