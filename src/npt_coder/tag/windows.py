"""Windows: the sentences of one turn, taken together so far as the model can see at once.

A sentence alone often does not say what it is about ("Forensic never came near us."), so the model
reads a turn whole when it is short, else in stretches that share a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from npt_coder.model import Sentence

MAX_WORDS = 60
"""Words of a turn that are read at once. In longer stretches a statement of a sentence or two is
lost among the others; in shorter ones it lacks its context."""


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of one turn. text: the sentences, one space apart.

    starts: where each sentence begins in the text, in code points. first: index in the window of
    the first sentence that no earlier window held.
    """

    sentences: tuple[Sentence, ...]
    text: str
    starts: tuple[int, ...]
    first: int = 0


def windows(sentences: Iterable[Sentence]) -> Iterator[Window]:
    """Yield the windows of consecutive sentences, turn by turn.

    A turn of at most MAX_WORDS words is one window. A longer one is cut into windows of at most so
    many words, each beginning with the last sentence of the one before.
    """
    for _, turn in groupby(sentences, key=lambda s: (s.transcript, s.turn)):
        held: list[Sentence] = []
        n_words, first = 0, 0
        for sentence in turn:
            n = len(sentence.text.split())
            if held and n_words + n > MAX_WORDS and len(held) > first:
                yield _window(held, first)
                held, n_words, first = held[-1:], len(held[-1].text.split()), 1
            held.append(sentence)
            n_words += n
        yield _window(held, first)


def _window(sentences: list[Sentence], first: int) -> Window:
    starts: list[int] = []
    at = 0
    for sentence in sentences:
        starts.append(at)
        at += len(sentence.text) + 1
    text = " ".join(sentence.text for sentence in sentences)
    return Window(tuple(sentences), text, tuple(starts), first)
