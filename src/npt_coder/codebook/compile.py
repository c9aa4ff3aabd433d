"""Compile: the tagging rules of many codes into one trie, walked once per sentence.

Every phrase is written out as plain sequences of steps (a class of forms, any word, a gap), and
all sequences share one trie, so that the cost of a sentence grows with what stands in it and not
with the number of rules. A form class is a number; a word type is looked up once and remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Literal

from npt_coder.codebook.language import WORD, english, forms_of, split_word, tokens
from npt_coder.codebook.phrases import (
    AnyWord,
    Choice,
    Element,
    Gap,
    Phrase,
    PhraseError,
    Word,
    parse_phrase,
)
from npt_coder.errors import CodebookError
from npt_coder.model import Code, Problem, Rule

MAX_SEQUENCES = 512
"""A phrase that writes out to more sequences than this is refused."""

Use = Literal["any", "unless", "pseudo"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a phrase is for: to fire a rule, to silence it, or (no rule) to undo a negator."""

    code: str
    rule: Rule | None
    use: Use
    phrase: str
    order: int


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a sentence: tokens `first` to `last`, `last` exclusive."""

    target: Target
    first: int
    last: int


# A step is the number of a form class, ANY for one word, or -n for a gap of up to n words.
ANY = 0
_Steps = tuple[int, ...]


@dataclass(slots=True)
class _Node:
    """A place in the trie. classes: form class -> next. gaps: most words -> next."""

    classes: dict[int, _Node] = field(default_factory=dict)
    gaps: dict[int, _Node] = field(default_factory=dict)
    any: _Node | None = None
    ends: list[tuple[Target, int | None]] = field(default_factory=list)


class CompiledRules:
    """All rules of some codes, ready to be found in sentences."""

    def __init__(self, root: _Node, classes_of: dict[str, tuple[int, ...]]) -> None:
        self._root = root
        self._classes_of_form = classes_of
        self._classes_of_word: dict[str, tuple[tuple[int, ...], ...]] = {}

    def matches(self, text: str) -> list[Match]:
        """Return every match in a sentence, overlapping ones too.

        Order: first token, last token, order of rules in the codebook. Of the matches of one
        phrase that start at one token only the shortest is reported.
        """
        classes: list[tuple[int, ...]] = []
        known = self._classes_of_word
        for word in WORD.findall(text):
            found = known.get(word)
            classes += self._learn(word) if found is None else found
        starts, walk = self._root.classes, self._walk
        matches: list[Match] = []
        for first, here in enumerate(classes):
            for number in here:
                if number in starts:
                    walk(classes, first, matches)
                    break
        if len(matches) > 1:
            matches.sort(key=lambda m: (m.first, m.last, m.target.order))
        return matches

    def _learn(self, word: str) -> tuple[tuple[int, ...], ...]:
        of_form = self._classes_of_form
        found = tuple(of_form.get(form, ()) for form in split_word(word))
        self._classes_of_word[word] = found
        return found

    def _walk(self, classes: list[tuple[int, ...]], first: int, matches: list[Match]) -> None:
        best: dict[int, Match] = {}
        stack = [(self._root, first)]
        n = len(classes)
        while stack:
            node, position = stack.pop()
            for target, window in node.ends:
                old = best.get(target.order)
                fits = window is None or position - first <= window
                if fits and (old is None or position < old.last):
                    best[target.order] = Match(target, first, position)
            for most, after in node.gaps.items():
                limit = min(position + most, n - 1)
                stack += [(after, later) for later in range(position, limit + 1)]
            if position < n:
                edges = node.classes
                for number in classes[position]:
                    if number in edges:
                        stack.append((edges[number], position + 1))
                if node.any is not None:
                    stack.append((node.any, position + 1))
        matches += best.values()


def compile_rules(codes: Iterable[Code], path: str = "codebook") -> CompiledRules:
    """Compile the rules of codes, with the pseudo-negations of the language.

    path: of the codebook, for messages. Raises CodebookError that names every faulty phrase.
    """
    targets: list[Target] = []
    for code in codes:
        for rule in code.rules:
            uses: list[tuple[Use, str]] = [("any", p) for p in rule.phrases]
            uses += [("unless", p) for p in rule.unless]
            targets += [
                Target(code.id, rule, use, phrase, len(targets) + i)
                for i, (use, phrase) in enumerate(uses)
            ]
    for phrase in english().pseudo_negations:
        targets.append(Target("", None, "pseudo", phrase, len(targets)))
    return _build(targets, path)


def _build(targets: Sequence[Target], path: str) -> CompiledRules:
    root = _Node()
    numbers: dict[frozenset[str], int] = {}
    problems: list[Problem] = []
    for target in targets:
        try:
            phrase = parse_phrase(target.phrase)
            sequences = write_out(phrase)
        except PhraseError as error:
            line = target.rule.line if target.rule else None
            where = f"line {line}, rule {target.rule.id}" if target.rule else None
            problems.append(Problem(path, str(error), where, "error"))
            continue
        for sequence in sequences:
            node = root
            for step in _numbered(sequence, numbers):
                node = _next(node, step)
            node.ends.append((target, phrase.window))
    if problems:
        raise CodebookError(problems)
    return CompiledRules(root, _by_form(numbers))


def write_out(phrase: Phrase) -> list[tuple[Element, ...]]:
    """Write a phrase out as sequences without choices between longer sequences.

    A choice between single words stays one step. Raises PhraseError when there are too many.
    """
    if phrase.window is None:
        made = _sequences(phrase.elements, phrase)
    else:
        room = Gap(max(phrase.window - len(phrase.elements), 0))
        orders = permutations(phrase.elements)
        made = [s for order in orders for s in _sequences(_spaced(order, room), phrase)]
    trimmed = [_trimmed(sequence) for sequence in made]
    if any(isinstance(sequence[0], AnyWord) for sequence in trimmed):
        raise PhraseError(phrase.text, 1, "must begin with a word, not with `_`.")
    return trimmed


def _trimmed(sequence: tuple[Element, ...]) -> tuple[Element, ...]:
    """Take away gaps at the ends, which stay behind when an optional word is left out."""
    while isinstance(sequence[0], Gap):
        sequence = sequence[1:]
    while isinstance(sequence[-1], Gap):
        sequence = sequence[:-1]
    return sequence


def _spaced(order: Sequence[Element], room: Gap) -> tuple[Element, ...]:
    if room.most == 0:
        return tuple(order)
    spaced: list[Element] = [order[0]]
    for element in order[1:]:
        spaced += [room, element]
    return tuple(spaced)


def _sequences(elements: Sequence[Element], phrase: Phrase) -> list[tuple[Element, ...]]:
    parts: list[list[tuple[Element, ...]]] = []
    for element in elements:
        if isinstance(element, Choice) and not (_single_words(element) and not element.optional):
            options: list[tuple[Element, ...]] = [()] if element.optional else []
            if _single_words(element):
                options.append((Choice(element.options),))
            else:
                options += [s for option in element.options for s in _sequences(option, phrase)]
            parts.append(options)
        else:
            parts.append([(element,)])
    total = 1
    for part in parts:
        total *= len(part)
    if total > MAX_SEQUENCES:
        message = f"stands for {total} sequences. Split it into several phrases."
        raise PhraseError(phrase.text, 1, message)
    return [tuple(e for piece in pieces for e in piece) for pieces in product(*parts)]


def _single_words(choice: Choice) -> bool:
    return all(
        len(o) == 1 and isinstance(o[0], Word) and len(_parts(o[0].form)) == 1
        for o in choice.options
    )


def _parts(form: str) -> list[str]:
    """Return the tokens of a word of a phrase: "part-time" and "don't" are two."""
    return [token.form for token in tokens(form)]


def _numbered(sequence: Sequence[Element], numbers: dict[frozenset[str], int]) -> Iterable[int]:
    for element in sequence:
        if isinstance(element, Gap):
            yield -element.most
        elif isinstance(element, AnyWord):
            yield ANY
        elif isinstance(element, Choice):
            forms = frozenset(f for o in element.options for f in _forms(o[0]))
            yield numbers.setdefault(forms, len(numbers) + 1)
        else:
            for part in _parts(element.form):
                forms = _forms(Word(part, element.exact))
                yield numbers.setdefault(forms, len(numbers) + 1)


def _forms(word: Element) -> frozenset[str]:
    assert isinstance(word, Word)
    return frozenset({word.form}) if word.exact else forms_of(word.form)


def _next(node: _Node, step: int) -> _Node:
    if step == ANY:
        node.any = node.any or _Node()
        return node.any
    if step < 0:
        return node.gaps.setdefault(-step, _Node())
    return node.classes.setdefault(step, _Node())


def _by_form(numbers: dict[frozenset[str], int]) -> dict[str, tuple[int, ...]]:
    by_form: dict[str, list[int]] = {}
    for forms, number in numbers.items():
        for form in forms:
            by_form.setdefault(form, []).append(number)
    return {form: tuple(sorted(found)) for form, found in by_form.items()}
