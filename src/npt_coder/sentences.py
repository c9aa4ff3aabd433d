"""Sentences: the canonical units of a transcript, the same on every machine, without a model.

Spoken English as transcribers write it: a sentence ends at . ! ? or an ellipsis before a capital
or a bracket, and at a line break that does not merely wrap a long line; titles, initials and
decimals end nothing. Captions without punctuation are cut at a clause, so that a unit stays
readable.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from npt_coder.model import Sentence, Speaker, SpeakerRole, Transcript

MAX_WORDS = 60
"""A longer sentence is cut at the last comma or conjunction before this many words."""

WRAPPED = 50
"""A line of at least so many code points that goes on in lower case was wrapped, not ended."""

_ABBREVIATIONS = frozenset(
    {
        *("dr", "mr", "mrs", "ms", "prof", "rev", "st", "jr", "sr", "vs", "eg", "ie", "e.g", "i.e"),
        *("approx", "dept", "est", "fig", "inc", "ltd", "ext", "tel"),
    }
)
# These may also end a sentence: "at 3 p.m. We left."
_PERHAPS_LAST = frozenset({"etc", "a.m", "p.m"})
_END = re.compile(r"(?:[.!?]+|…)[\"'”’)\]]*(?=\s|$)|\n")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘]+)\Z")
_NEXT_START = re.compile(r"\s*[\"'“‘]*(.)", re.DOTALL)
_CAPITAL = re.compile(r"[A-HJ-Z]")
_CUT = re.compile(r",\s+|\s+(?=(?:and|but|so|because|then|or)\s)", re.IGNORECASE)
_WORD = re.compile(r"\S+")


def split_sentences(
    transcript: Transcript,
    *,
    roles: Collection[SpeakerRole] = ("participant", "unknown"),
    turns: Collection[int] | None = None,
) -> Iterator[Sentence]:
    """Yield the sentences of every turn whose speaker has one of the roles, in order.

    Positions are code points of the frozen text. By default interviewers are left out.
    turns: numbers of the turns to split, None for all.
    """
    known = {speaker.label: speaker for speaker in transcript.speakers}
    for turn in transcript.turns:
        speaker = known.get(turn.speaker) or Speaker(turn.speaker)
        if speaker.role not in roles:
            continue
        if turns is not None and turn.number not in turns:
            continue
        speech = transcript.text[turn.start : turn.end]
        for index, (start, end) in enumerate(split_text(speech)):
            yield Sentence(
                transcript=transcript.id,
                turn=turn.number,
                index=index,
                start=turn.start + start,
                end=turn.start + end,
                text=speech[start:end],
                speaker=turn.speaker,
                role=speaker.role,
                job=speaker.attributes.get("role", ""),
            )


def split_text(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence in code points; white space between them is left out.

    Every character that is not white space belongs to exactly one sentence.
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    has_capitals = bool(_CAPITAL.search(text))
    for found in _END.finditer(text):
        mark, after = found.span()
        ends = _breaks if found[0] == "\n" else _ends
        if ends(text, mark, after, has_capitals=has_capitals):
            spans += _trimmed(text, begin, after)
            begin = after
    spans += _trimmed(text, begin, len(text))
    return [piece for start, end in spans for piece in _shortened(text, start, end)]


def _breaks(text: str, mark: int, after: int, *, has_capitals: bool) -> bool:
    """Say whether the line break at text[mark:after] ends a sentence."""
    line = text[text.rfind("\n", 0, mark) + 1 : mark]
    is_wrapped = len(line) >= WRAPPED and text[after : after + 1].islower()
    return not (is_wrapped and has_capitals)


def _ends(text: str, mark: int, after: int, *, has_capitals: bool) -> bool:
    """Say whether the punctuation at text[mark:after] ends a sentence.

    has_capitals: of the whole text; where nobody writes any, lower case says nothing.
    """
    following = _NEXT_START.match(text, after)
    if following is None:
        return True
    is_new = not following[1].islower()
    if text[mark] in "!?" or text.startswith(("..", "…"), mark):
        return is_new
    last = _LAST_WORD.search(text, max(0, mark - 20), mark)
    written = last[1] if last else ""
    word = written.lower()
    if _is_initial(written) or word in _ABBREVIATIONS:
        return False
    # "No. 4" is a number, "No. It was not." is a sentence.
    if word == "no" and following[1].isdigit():
        return False
    if word in _PERHAPS_LAST:
        return following[1].isupper()
    return is_new or not has_capitals


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a sentence, each of at most MAX_WORDS words."""
    words = [found.start() for found in _WORD.finditer(text, start, end)]
    first = 0
    while len(words) - first > MAX_WORDS:
        limit = words[first + MAX_WORDS]
        cuts = [found.end() for found in _CUT.finditer(text, words[first + 10], limit)]
        cut = cuts[-1] if cuts else limit
        yield from _trimmed(text, start, cut)
        start, first = cut, bisect_left(words, cut)
    yield from _trimmed(text, start, end)
