"""Sentences: the canonical units of a transcript, the same on every machine, without a model.

Spoken English as transcribers write it: a sentence ends at . ! ? or an ellipsis before a capital
or a quotation mark, and at a line break; titles, initials and decimals end nothing. Captions
without punctuation are cut at a clause, so that a unit stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from npt_coder.model import Sentence, SpeakerRole, Transcript

MAX_WORDS = 60
"""A longer sentence is cut at the last comma or conjunction before this many words."""

_ABBREVIATIONS = frozenset(
    {
        *("dr", "mr", "mrs", "ms", "prof", "rev", "st", "jr", "sr", "vs", "etc", "eg", "ie"),
        *("e.g", "i.e", "a.m", "p.m", "approx", "dept", "est", "fig"),
    }
)
_END = re.compile(r"(?:[.!?]+|…)[\"'”’)\]]*(?=\s|$)|\n")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘]+)\Z")
_NEXT_START = re.compile(r"\s*[\"'“‘(\[]*(.)", re.DOTALL)
_CUT = re.compile(r",\s+|\s+(?=(?:and|but|so|because|then|or)\s)", re.IGNORECASE)
_WORD = re.compile(r"\S+")


def split_sentences(
    transcript: Transcript, *, roles: Collection[SpeakerRole] = ("participant", "unknown")
) -> Iterator[Sentence]:
    """Yield the sentences of every turn whose speaker has one of the roles, in order.

    Positions are code points of the frozen text. By default interviewers are left out.
    """
    role_of = {speaker.label: speaker.role for speaker in transcript.speakers}
    for turn in transcript.turns:
        if role_of.get(turn.speaker, "unknown") not in roles:
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
            )


def split_text(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence in code points; white space between them is left out.

    Every character that is not white space belongs to exactly one sentence.
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for found in _END.finditer(text):
        if found[0] == "\n" or _ends(text, found.start(), found.end()):
            spans += _trimmed(text, begin, found.end())
            begin = found.end()
    spans += _trimmed(text, begin, len(text))
    return [piece for start, end in spans for piece in _shortened(text, start, end)]


def _ends(text: str, mark: int, after: int) -> bool:
    """Say whether the mark at text[mark:after] ends a sentence."""
    following = _NEXT_START.match(text, after)
    if following is None:
        return True
    following_is_new = not following[1].islower()
    if text[mark] in "!?":
        return following_is_new or text[mark:after].endswith(("”", '"'))
    if text.startswith(("..", "…"), mark):
        return following_is_new
    last = _LAST_WORD.search(text, max(0, mark - 20), mark)
    word = last[1].lower() if last else ""
    is_initial = (
        len(word) == 1 and word.isalpha() and word != "i" and last is not None and last[1].isupper()
    )
    if is_initial or word.removesuffix(".") in _ABBREVIATIONS - {"no"}:
        return False
    # "No. 4" is a number, "No. It was not." is a sentence.
    if word == "no" and following[1].isdigit():
        return False
    return following_is_new


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = [m.start() for m in _WORD.finditer(text, start, end)]
    while len(words) > MAX_WORDS:
        cuts = [m.end() for m in _CUT.finditer(text, words[10], words[MAX_WORDS])]
        cut = cuts[-1] if cuts else words[MAX_WORDS]
        yield from _trimmed(text, start, cut)
        start = cut
        words = [w for w in words if w >= cut]
    yield from _trimmed(text, start, end)
