"""Steps: a phrase written out as plain sequences of form classes, gaps and single free words.

A step with tags asks for a part of speech or an entity too. Without its tags a sequence finds all
that it finds with them, and more: that is what is looked for before anything is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from math import prod

from npt_coder.codebook.language import forms_of, tokens
from npt_coder.codebook.phrases import (
    AnyWord,
    Element,
    Gap,
    Phrase,
    PhraseError,
    Word,
    parse_phrase,
)

MAX_SEQUENCES = 512
"""A phrase that writes out to more sequences than this is refused."""

Forms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A word of one of the forms, None for any, that has one of the tags."""

    forms: Forms | None
    tags: frozenset[str]


BareStep = Forms | Gap | AnyWord
BareSteps = tuple[BareStep, ...]
Step = BareStep | Tagged
Steps = tuple[Step, ...]


def bare(steps: Steps) -> BareSteps:
    """Return a sequence without its tags."""
    return tuple(_untagged(step) for step in steps)


def _untagged(step: Step) -> BareStep:
    if isinstance(step, Tagged):
        return AnyWord() if step.forms is None else step.forms
    return step


def write_out(phrase: Phrase) -> tuple[Steps, ...]:
    """Return every sequence that a phrase stands for, each once, in a fixed order.

    A choice between single words stays one step. No sequence begins or ends with a gap, and no
    gap follows a gap. Raises PhraseError when there are too many, or one begins with any word.
    """
    if phrase.window is None:
        made = _sequences(phrase.elements, phrase)
    else:
        room = phrase.window - len(phrase.elements)
        spacers: list[Element] = [Gap(room)] if room > 0 else []
        made = [
            sequence
            for order in permutations(phrase.elements)
            for sequence in _sequences(_spaced(order, spacers), phrase)
        ]
    tidy = tuple(dict.fromkeys(_tidied(sequence) for sequence in made))
    if any(isinstance(bare(sequence)[0], AnyWord) for sequence in tidy):
        message = "must begin with a word, not with `_`: a phrase is looked for by its words."
        raise PhraseError(phrase.text, 1, message)
    return tidy


def ways(
    steps: Sequence[Step], fits: Callable[[Step, int], bool], at: int, n: int
) -> Iterator[tuple[int, ...]]:
    """Yield the tokens, of n, that the words of a sequence can stand on from `at` on.

    fits: says whether a step that is no gap can stand on a token.
    """
    if not steps:
        yield ()
        return
    step, rest = steps[0], steps[1:]
    if isinstance(step, Gap):
        for skipped in range(step.most + 1):
            yield from ways(rest, fits, at + skipped, n)
    elif at < n and fits(step, at):
        for places in ways(rest, fits, at + 1, n):
            yield (at, *places)


def steps_of(phrase: str) -> tuple[Steps, ...]:
    """Parse a phrase and write it out. Raises PhraseError."""
    return write_out(parse_phrase(phrase))


def _spaced(order: Sequence[Element], spacers: Sequence[Element]) -> list[Element]:
    spaced = [order[0]]
    for element in order[1:]:
        spaced += [*spacers, element]
    return spaced


def _sequences(elements: Sequence[Element], phrase: Phrase) -> list[Steps]:
    parts = [_options(element, phrase) for element in elements]
    total = prod(len(part) for part in parts)
    if total > MAX_SEQUENCES:
        message = f"stands for {total} sequences. Split it into several phrases."
        raise PhraseError(phrase.text, 1, message)
    return [tuple(step for piece in pieces for step in piece) for pieces in product(*parts)]


def _options(element: Element, phrase: Phrase) -> list[Steps]:
    if isinstance(element, Gap):
        return [(element,)]
    if isinstance(element, AnyWord):
        return [(Tagged(None, element.tags) if element.tags else element,)]
    if isinstance(element, Word):
        return [tuple(_steps(element, phrase))]
    options = [steps for option in element.options for steps in _sequences(option, phrase)]
    single = [s for s in options if len(s) == 1 and isinstance(s[0], frozenset)]
    if len(single) > 1:
        together: Step = frozenset().union(*(s[0] for s in single if isinstance(s[0], frozenset)))
        options = [(together,), *(s for s in options if s not in single)]
    return [(), *options] if element.optional else options


def _steps(word: Word, phrase: Phrase) -> Iterator[Step]:
    """Yield the forms of each token of a word: "part-time" and "don't" are two tokens."""
    found = tokens(word.form)
    if word.tags and len(found) > 1:
        message = f"“{word.form}” is {len(found)} words; a tag stands behind one."
        raise PhraseError(phrase.text, 1, message)
    for token in found:
        forms = frozenset({token.form}) if word.exact else forms_of(token.form)
        yield Tagged(forms, word.tags) if word.tags else forms


def _tidied(sequence: Steps) -> Steps:
    """Join gaps that meet, and drop those at the ends, where an optional word was left out."""
    tidy: list[Step] = []
    for step in sequence:
        before = tidy[-1] if tidy else None
        if isinstance(step, Gap) and isinstance(before, Gap):
            tidy[-1] = Gap(before.most + step.most)
        elif tidy or not isinstance(step, Gap):
            tidy.append(step)
    if isinstance(tidy[-1], Gap):
        tidy.pop()
    return tuple(tidy)
