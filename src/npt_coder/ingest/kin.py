"""Kin: labels of one file that may be the same person, spelled or shortened in another way."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations

from npt_coder.ingest.labels import key, shape_of

_ALIKE = 0.85  # ratio of matching letters of two keys
_LONG_ENOUGH = 6  # letters; short labels differ by little


def shared_names(labels: Sequence[str]) -> list[str]:
    """Return a sentence for each pair of labels that look like one speaker, in order."""
    return [
        f"'{first}' and '{second}' may be the same speaker. If so, give both the same role and "
        "person in speakers.csv."
        for first, second in combinations(labels, 2)
        if _is_initials(first, second) or _is_initials(second, first) or _is_typo(first, second)
    ]


def _is_initials(name: str, short: str) -> bool:
    """Say whether `short` is made of the first letters of a full name."""
    words = name.split()
    if shape_of(name) != "name" or len(words) < 2:
        return False
    return key(short) == "".join(word[0] for word in words).casefold()


def _is_typo(first: str, second: str) -> bool:
    """Say whether two labels differ by a slip, such as Interveiwer; numbers must agree."""
    one, other = key(first), key(second)
    if min(len(one), len(other)) < _LONG_ENOUGH or _digits(one) != _digits(other):
        return False
    # Interviewer and Interviewee are alike by design.
    if {one[:11], other[:11]} == {"interviewer", "interviewee"}:
        return False
    return one[-1] == other[-1] and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
