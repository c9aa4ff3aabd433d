"""Replace: a text with the wanted words replaced in square brackets, and a record of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from npt_coder.pseudonymise.key import Entry
from npt_coder.pseudonymise.mentions import pattern_of


@dataclass(frozen=True, slots=True)
class Replaced:
    """One replacement. start, end: code points of the text as it was."""

    start: int
    end: int
    words: str
    replacement: str


def replace_words(text: str, entries: Sequence[Entry]) -> tuple[str, tuple[Replaced, ...]]:
    """Return the text with every wanted entry as `[replacement]`, the longest words first.

    Names are replaced wherever they stand as whole words in the spelling of the key, or in
    capitals; what stands in square brackets already stays as it is.
    """
    done: list[Replaced] = []
    for entry in sorted(entries, key=lambda e: (-len(e.words), e.words)):
        if not entry.wanted:
            continue
        spellings = dict.fromkeys((entry.words, entry.words.upper()))
        for spelling in spellings:
            for match in pattern_of(spelling).finditer(text):
                span = Replaced(match.start(), match.end(), match.group(), entry.replacement)
                if not _is_bracketed(text, span) and all(_are_apart(span, d) for d in done):
                    done.append(span)
    done.sort(key=lambda span: span.start)
    pieces: list[str] = []
    at = 0
    for span in done:
        pieces.extend((text[at : span.start], f"[{span.replacement}]"))
        at = span.end
    return "".join((*pieces, text[at:])), tuple(done)


def _are_apart(one: Replaced, other: Replaced) -> bool:
    return one.end <= other.start or other.end <= one.start


def _is_bracketed(text: str, span: Replaced) -> bool:
    """Say whether a span lies in brackets on its line, as earlier redactions do."""
    opened = text.rfind("[", 0, span.start)
    between = text[opened : span.start]
    return opened >= 0 and "]" not in between and "\n" not in between and "]" in text[span.end :]
