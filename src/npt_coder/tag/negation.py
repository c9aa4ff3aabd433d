"""Negation and hedging: whether a match stands under a negator, or a hedge, of the same clause.

After the idea of NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029): negators with a window
in words, terminators that end their reach, and pseudo-negations that negate nothing; hedges reach
as negators do, after ConText (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002).
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
    for index in _in_reach(first, not_before):
        word = words[index]
        if _ends(text, words, index):
            return None
        if word.form in english().negators and index not in not_negating:
            return word
    return None


def hedging(
    text: str, words: Sequence[Token], first: int, *, hedges: Collection[int], not_before: int = 0
) -> int | None:
    """Return the index of the last word of a hedge that reaches the word at `first`, or None.

    hedges: indices of all words of hedges. A comma behind the hedge itself does not end its reach:
    "in theory, we refer". The rest is as for negators.
    """
    for index in _in_reach(first, not_before):
        if index in hedges:
            return index
        if _ends(text, words, index):
            return None
    return None


def _in_reach(first: int, not_before: int) -> range:
    return range(first - 1, max(first - 1 - english().window, not_before - 1), -1)


def _ends(text: str, words: Sequence[Token], index: int) -> bool:
    return words[index].form in english().terminators or _is_clause_end(text, words, index)


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
