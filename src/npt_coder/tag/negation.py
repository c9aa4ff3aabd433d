"""Negation: whether a match stands under a negator of the same clause.

After the idea of NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029): negators with a window
in words, terminators that end their reach, and pseudo-negations that negate nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from npt_coder.codebook.language import Token, english

_HARD_BREAK = re.compile(r"[;:!?…—–]|\s-+\s|\.(?:\s|$)")


def negator_of(
    text: str,
    words: Sequence[Token],
    first: int,
    *,
    not_negating: Collection[int] = (),
    not_before: int = 0,
) -> Token | None:
    """Return the negator that reaches the word at index `first`, or None.

    words: of the whole sentence. not_negating: indices of words that do not count, such as those
    inside pseudo-negations. not_before: index of the first word that may count.
    """
    settings = english()
    for index in range(first - 1, max(first - 1 - settings.window, not_before - 1), -1):
        word = words[index]
        if word.form in settings.terminators or _is_clause_end(text, words, index):
            return None
        if word.form in settings.negators and index not in not_negating:
            return word
    return None


def _is_clause_end(text: str, words: Sequence[Token], index: int) -> bool:
    """Say whether a clause ends with the word at `index`, which is not the last."""
    subjects = english().subjects
    word, following = words[index], words[index + 1]
    between = text[word.end : following.start]
    if _HARD_BREAK.search(between):
        return True
    if "," in between:
        is_reply = word.form in ("no", "well")
        return is_reply or (following.form in subjects and not _is_aside(text, words, index + 1))
    return word.form == "and" and following.form in subjects


def _is_aside(text: str, words: Sequence[Token], index: int) -> bool:
    """Say whether the words at `index` are an aside, closed by a comma: "not, you know, ..."."""
    said = words[index : index + 3]
    is_closed = len(said) == 3 and "," in text[said[1].end : said[2].start]
    return is_closed and f"{said[0].form} {said[1].form}" in english().asides
