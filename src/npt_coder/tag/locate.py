"""Locate: which sentences of a window carry a code, and which of their words moved the score."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from npt_coder.tag.encoder import Reading
from npt_coder.tag.windows import Window

_NEIGHBOUR = 0.5  # of the best sentence's share: a neighbour with so much belongs to the segment
N_WORDS = 4
# Words that tell a reader nothing by themselves; they stay where they stand between others.
_SLIGHT = frozenset(
    re.findall(
        r"\S+",
        """
        a an the this that these those it its it's i i'm i've i'd you he she we they them his
        her our my your their me us him and or but so if as at by for from in into of off on
        onto out over to up with about is are was were be been being am do does did have has had
        what which who when where how there here just like then than too very um er eh oh well
        yeah
        """,
    )
)


def carrying(window: Window, reading: Reading, output: int) -> tuple[int, int]:
    """Return first and last (inclusive) index of the sentences that carry an output.

    The sentence whose pieces add most to the logit, with the neighbours that add at least half
    as much: the smallest run that a reader would mark.
    """
    totals = _by_sentence(window, reading, output)
    best = int(np.argmax(totals))
    enough = _NEIGHBOUR * totals[best]
    first = last = best
    while first > 0 and totals[first - 1] >= enough > 0:
        first -= 1
    while last + 1 < len(totals) and totals[last + 1] >= enough > 0:
        last += 1
    return first, last


def _by_sentence(window: Window, reading: Reading, output: int) -> np.ndarray:
    """Return what the pieces of each sentence add to an output, per root of their number.

    Long sentences have more pieces; without the root they would win by length alone.
    """
    totals = np.zeros(len(window.sentences))
    counts = np.zeros(len(window.sentences))
    for (start, end), share in zip(reading.pieces, reading.shares[:, output], strict=True):
        if end > start:
            at = bisect_right(window.starts, start) - 1
            totals[at] += share
            counts[at] += 1
    read = counts > 0
    totals[read] /= np.sqrt(counts[read])
    totals[~read] = -np.inf
    return totals


def moving_words(
    window: Window, reading: Reading, output: int, *, first: int, last: int
) -> tuple[str, ...]:
    """Return the words of sentences first to last that add most to an output, in text order.

    Articles, pronouns and the like are named only where nothing else adds anything.
    """
    begin = window.starts[first]
    end = window.starts[last] + len(window.sentences[last].text)
    words = _words(window.text, begin, end)
    adds = [0.0] * len(words)
    starts = [start for start, _ in words]
    for (start, stop), share in zip(reading.pieces, reading.shares[:, output], strict=True):
        if stop > start and begin <= start < end:
            at = bisect_right(starts, start) - 1
            if at >= 0:
                adds[at] += float(share)
    moved = [i for i, add in enumerate(adds) if add > 0]
    telling = [i for i in moved if not _is_slight(window.text, *words[i])]
    best = sorted(telling or moved, key=lambda i: (-adds[i], i))[:N_WORDS]
    chosen = sorted(best)
    return tuple(_joined(window.text, words, chosen))


def _is_slight(text: str, start: int, end: int) -> bool:
    return text[start:end].strip(" .,;:!?\"'“”‘’").casefold() in _SLIGHT


def _joined(text: str, words: Sequence[tuple[int, int]], chosen: Sequence[int]) -> list[str]:
    """Return chosen words as they stand, neighbours together."""
    runs: list[list[int]] = []
    for index in chosen:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [text[words[run[0]][0] : words[run[-1]][1]].strip(" .,;:!?") for run in runs]


def _words(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    words: list[tuple[int, int]] = []
    at = begin
    for word in text[begin:end].split(" "):
        if word:
            words.append((at, at + len(word)))
        at += len(word) + 1
    return words
