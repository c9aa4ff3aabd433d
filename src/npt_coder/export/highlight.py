"""Highlight: coded speech as marked-up text, where overlapping codings are split at their ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from npt_coder.export.quotes import Quote
from npt_coder.export.words import FOR_AND_AGAINST, SIGNS, coding_anchor


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one and the same set of quotes; start, end in code points."""

    start: int
    end: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Ink:
    """How a construct is shown: CSS class, short label, and title for people."""

    style: str
    label: str
    title: str


def pieces(start: int, end: int, quotes: Sequence[Quote]) -> tuple[Piece, ...]:
    """Split [start, end) wherever a quote begins or ends; the pieces cover it without gaps."""
    here = sorted(
        (q for q in quotes if q.start < end and q.end > start and q.start < q.end),
        key=lambda q: (q.start, -q.end, q.code, q.id),
    )
    edges = {start, end}
    for quote in here:
        edges |= {max(start, quote.start), min(end, quote.end)}
    ordered = sorted(edges)
    return tuple(
        Piece(a, b, tuple(q for q in here if q.start < b and q.end > a))
        for a, b in pairwise(ordered)
    )


def highlighted(
    text: str, start: int, end: int, quotes: Sequence[Quote], inks: Mapping[str, Ink]
) -> Markup:
    """Mark up text[start:end]; without its tags it is that text again, escaped.

    Labels are attributes, shown by the style sheet, so that they never mix with the words.
    """
    seen: set[str] = set()
    parts: list[Markup] = []
    for piece in pieces(start, end, quotes):
        words = escape(text[piece.start : piece.end])
        for depth, quote in reversed(tuple(enumerate(piece.quotes))):
            words = _mark(words, quote, inks, depth=depth, first=quote.id not in seen)
        seen.update(quote.id for quote in piece.quotes)
        parts.append(words)
    return Markup("").join(parts)


def mark_label(quote: Quote, inks: Mapping[str, Ink]) -> str:
    """Return the short label of a quote: code and sign, such as `COH+`."""
    return inks[quote.construct].label + SIGNS[quote.valence]


def _mark(
    words: Markup, quote: Quote, inks: Mapping[str, Ink], *, depth: int, first: bool
) -> Markup:
    ink = inks[quote.construct]
    style = f"{ink.style} d{min(depth, 3)}"
    if not first:
        return Markup('<mark class="{}">{}</mark>').format(style, words)
    return Markup('<mark id="{}" class="{}" data-label="{}" title="{}">{}</mark>').format(
        coding_anchor("m", quote.id),
        style,
        mark_label(quote, inks),
        f"{ink.title}, {FOR_AND_AGAINST[quote.valence]}",
        words,
    )
