"""Mentions: the words of a text that may tell who or where somebody is.

Rules find what has a shape (numbers, titles, "my name is"); a language model, handed in by the
caller, proposes names; the user's own list always counts. Nothing here is sure: people decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from npt_coder.pseudonymise.shapes import NO_NAMES, SHAPES, Kind

Entity = tuple[int, int, str]  # start, end in code points, label of the model
Entities = Callable[[Sequence[str]], Iterator[Sequence[Entity]]]

_MODEL_KINDS: dict[str, Kind] = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """text[start:end] of one text. why: the rule, or who proposed it."""

    start: int
    end: int
    text: str
    kind: Kind
    why: str


def find_mentions(
    texts: Sequence[str], *, entities: Entities | None, listed: Iterable[tuple[str, Kind]] = ()
) -> Iterator[tuple[Mention, ...]]:
    """Yield for each text its mentions in order, none overlapping; rules win over the model.

    entities: a language model as a function of texts; None works by rules and list alone.
    listed: words or names of the user's own, with their kind, found wherever they stand.
    """
    own = tuple(listed)
    proposals = entities(texts) if entities else iter([()] * len(texts))
    for text, proposed in zip(texts, proposals, strict=True):
        found = [*_of_list(text, own), *_of_rules(text), *_of_model(text, proposed)]
        yield _apart(found)


def _of_list(text: str, listed: Sequence[tuple[str, Kind]]) -> Iterator[Mention]:
    for words, kind in listed:
        for match in pattern_of(words, any_case=True).finditer(text):
            yield Mention(match.start(), match.end(), match.group(), kind, "your list")


def _of_rules(text: str) -> Iterator[Mention]:
    for why, kind, pattern in SHAPES:
        for match in pattern.finditer(text):
            if match.group(1).casefold() not in NO_NAMES:
                yield Mention(match.start(1), match.end(1), match.group(1), kind, why)


def _of_model(text: str, proposed: Iterable[Entity]) -> Iterator[Mention]:
    for start, end, label in proposed:
        kind = _MODEL_KINDS.get(label)
        words = _trimmed(text[start:end])
        if kind is None or words is None:
            continue
        at = text.index(words, start)
        yield Mention(at, at + len(words), words, kind, "language model")


def _trimmed(words: str) -> str | None:
    """Return a proposed name without articles and possessives, None for what is no name."""
    words = re.sub(r"^(?:the|a|an|our|my)\s+", "", words.strip(), flags=re.I)
    words = re.sub(r"['’]s$", "", words).strip(' .,:;!?-–—"“”()[]')
    is_marked = "[" in words or "]" in words or "\n" in words
    letters = [word for word in re.findall(r"[\w&']+", words) if word.casefold() not in NO_NAMES]
    if is_marked or not letters or not any(char.isupper() for char in words):
        return None
    return words


def _apart(found: Sequence[Mention]) -> tuple[Mention, ...]:
    """Keep the first of those that overlap, in the order of list, rules, model; then by place."""
    kept: list[Mention] = []
    for mention in found:
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def pattern_of(words: str, *, any_case: bool = False) -> re.Pattern[str]:
    """Return the pattern that finds words as whole words, whatever space parts them."""
    body = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){body}(?!\w)", re.I if any_case else 0)
