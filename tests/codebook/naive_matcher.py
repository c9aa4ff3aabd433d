"""A matcher as slow and plain as can be, straight from the rule language, to test the quick one."""

from collections.abc import Iterator
from itertools import permutations

from npt_coder.codebook.language import forms_of, tokens
from npt_coder.codebook.phrases import AnyWord, Choice, Element, Gap, Word, parse_phrase


def naive_matches(phrase: str, text: str) -> set[tuple[int, int]]:
    """Return (first, last) of the shortest match of a phrase from each token."""
    parsed = parse_phrase(phrase)
    words = [token.form for token in tokens(text)]
    found = set()
    for first in range(len(words)):
        if parsed.window is None:
            ends = set(after(list(parsed.elements), words, first))
        else:
            room = parsed.window - len(parsed.elements)
            ends = {
                end
                for order in permutations(parsed.elements)
                for end in after(spread(order, room), words, first)
                if end - first <= parsed.window
            }
        if ends:
            found.add((first, min(ends)))
    return found


def spread(order: tuple[Element, ...], room: int) -> list[Element]:
    gapped = [part for element in order for part in (element, Gap(room))]
    return gapped[:-1]


def after(elements: list[Element], words: list[str], position: int) -> Iterator[int]:
    """Yield every position where the elements can end that begin at `position`."""
    if not elements:
        yield position
        return
    for middle in after_one(elements[0], words, position):
        yield from after(elements[1:], words, middle)


def after_one(element: Element, words: list[str], position: int) -> Iterator[int]:
    if isinstance(element, Gap):
        yield from range(position, min(position + element.most, len(words)) + 1)
    elif isinstance(element, AnyWord):
        if position < len(words):
            yield position + 1
    elif isinstance(element, Choice):
        if element.optional:
            yield position
        for option in element.options:
            yield from after(list(option), words, position)
    else:
        assert isinstance(element, Word)
        for token in tokens(element.form):
            forms = {token.form} if element.exact else forms_of(token.form)
            if position >= len(words) or words[position] not in forms:
                return
            position += 1
        yield position
