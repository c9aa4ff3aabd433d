"""Head: the lines before the talk begins, and the metadata among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from npt_coder.ingest.labels import key, shape_of, tidy
from npt_coder.ingest.lexicon import EVENTS, METADATA, OPENERS
from npt_coder.ingest.marks import Line, Mark

_PAIR = re.compile(r"[ \t]*(?P<key>[^\W\d_][^:：\t\n]{0,39}?)[ \t]*[:：][ \t]*(?P<value>\S.*)$")
_WORD = re.compile(r"[^\W\d_]+")
_ENDS_A_SENTENCE = re.compile(r"[.?!…][\"'”’)]*$")
_LONGEST_VALUE = 12  # words


def first_speech(lines: Sequence[Line], marks: Mapping[int, Mark]) -> int:
    """Return the index of the first line of talk: the first mark that is no metadata.

    A line such as `Interviewer: AB` in a block with `Date: 3 May` describes the interview.
    Without any mark the talk begins after the metadata at the top.
    """
    counts = Counter(key(mark.label) for mark in marks.values())
    for index in sorted(marks):
        if not _describes(index, lines, marks, counts):
            return index
    return _end_of_metadata(lines)


def metadata(lines: Sequence[Line]) -> dict[str, str]:
    """Return the `Key: value` pairs of the head, keys in lower case; the first of a kind wins."""
    found: dict[str, str] = {}
    for line in lines:
        if pair := _pair(line):
            found.setdefault(*pair)
    return found


def _describes(
    index: int, lines: Sequence[Line], marks: Mapping[int, Mark], counts: Counter[str]
) -> bool:
    """Say whether a marked line is metadata rather than somebody's first words."""
    mark, pair = marks[index], _pair(lines[index])
    if pair is None or _ENDS_A_SENTENCE.search(pair[1]) or len(pair[1].split()) > 6:
        return False
    if _is_metadata_ahead(index, lines):
        return True
    if not _looks_like_a_name(pair[1]):
        return False
    is_lone = counts[key(mark.label)] == 1 and len(marks) >= 4
    return _is_metadata_above(index, lines, marks) or (is_lone and mark.shape == "role")


def _is_metadata_ahead(index: int, lines: Sequence[Line]) -> bool:
    """Say whether a key such as Date follows in the same block of short pairs."""
    for line in lines[index + 1 :]:
        pair = _pair(line)
        if line.after_blank or pair is None or _ENDS_A_SENTENCE.search(pair[1]):
            return False
        if _is_key(pair[0]):
            return True
    return False


def _is_metadata_above(index: int, lines: Sequence[Line], marks: Mapping[int, Mark]) -> bool:
    """Say whether a key such as Date stands above in the same block."""
    for above in range(index, 0, -1):
        if lines[above].after_blank:
            return False
        pair = _pair(lines[above - 1])
        if pair is None:
            return False
        if above - 1 not in marks and _is_key(pair[0]):
            return True
    return False


def _end_of_metadata(lines: Sequence[Line]) -> int:
    end = 0
    for index, line in enumerate(lines):
        pair = _pair(line)
        if line.is_heading or (pair and _is_key(pair[0])):
            end = index + 1
        elif index > end + 1:
            break
    return end if end < len(lines) else 0


def _pair(line: Line) -> tuple[str, str] | None:
    found = _PAIR.match(line.text)
    if not found or found["value"].startswith("//"):
        return None
    name, value = tidy(found["key"]).casefold(), found["value"].strip()
    if len(name.split()) > 4 or len(value.split()) > _LONGEST_VALUE:
        return None
    return name, value


def _is_key(name: str) -> bool:
    words = _WORD.findall(name)
    return bool(words) and (words[0] in METADATA or words[-1] in METADATA)


def _looks_like_a_name(value: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(value)]
    if not words or any(word in OPENERS or word in EVENTS for word in words):
        return False
    return shape_of(value) in ("name", "code", "role") or value[0].isdigit()
