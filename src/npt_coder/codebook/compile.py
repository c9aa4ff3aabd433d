"""Compile: the tagging rules of many codes into one trie, found in a sentence in two looks.

Every phrase is written out as plain sequences of steps, and all sequences share one trie. The
first look asks which rare words of the rules stand in the sentence at all; only sequences whose
rarest words are there are walked. So the cost of a sentence grows with what stands in it and not
with the number of rules. A form class is a number; a word type is looked up once and remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal, cast

from npt_coder.codebook.language import WORD, english, split_word
from npt_coder.codebook.phrases import AnyWord, Gap, PhraseError, parse_phrase
from npt_coder.codebook.steps import Forms, Steps, write_out
from npt_coder.errors import CodebookError
from npt_coder.model import Code, Problem, Rule

Use = Literal["any", "unless", "pseudo", "understatement"]

MAX_REMEMBERED = 200_000
"""Word types, and pairs of them, remembered at most: millions of texts need bounded memory."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a phrase is for: to fire a rule, to silence it, or (no rule) to undo a negator.

    own_negators: negators that the phrase itself asks for. order: place in the codebook.
    """

    code: str
    rule: Rule | None
    use: Use
    phrase: str
    order: int
    own_negators: Forms = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a sentence: tokens `first` to `last`, `last` exclusive."""

    target: Target
    first: int
    last: int


@dataclass(slots=True, eq=False)
class _Node:
    """A place in the trie. classes: form class -> next. gaps: most words -> next.

    ends: phrases that end here, with their window in words or None. After a gap comes a word.
    """

    classes: dict[int, _Node] = field(default_factory=dict)
    gaps: dict[int, _Node] = field(default_factory=dict)
    any: _Node | None = None
    ends: list[tuple[Target, int | None]] = field(default_factory=list)


_Kind = tuple[frozenset[int], ...]
"""For each token of a word (a contraction has two), the numbers of its form classes."""

_Clue = tuple[int] | tuple[int, int]
"""A form class, or two that stand side by side: what the first look can see."""


class _Kinds(dict[str, int]):
    """Word as found in a text -> number of its kind; words of one kind are the same to rules."""

    def __init__(self, by_form: dict[str, frozenset[int]]) -> None:
        super().__init__()
        self._by_form = by_form
        self.kinds: list[_Kind] = [()]
        self._numbers: dict[_Kind, int] = {(): 0}

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        kind = tuple(self._by_form.get(form, frozenset()) for form in split_word(word))
        number = self._numbers.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(kind)
        self[word] = number
        return number


_Pair = tuple[int, int]
"""The kinds of two neighbouring words."""


class _Clues(dict[_Pair, tuple[tuple[int, ...], int]]):
    """Pair -> what its second word brings: numbers of rarest clues, and bits of other clues."""

    def __init__(
        self, kinds: list[_Kind], rarest: Mapping[_Clue, int], bits: Mapping[_Clue, int]
    ) -> None:
        super().__init__()
        self._kinds, self._rarest, self._bits = kinds, rarest, bits
        self._after: dict[int, list[int]] = {}
        for clue in rarest.keys() | bits.keys():
            if len(clue) == 2:
                self._after.setdefault(clue[0], []).append(clue[1])

    def __missing__(self, pair: _Pair) -> tuple[tuple[int, ...], int]:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        clues = set(self._clues_in(self._kinds[pair[0]], self._kinds[pair[1]]))
        rarest = sorted(self._rarest[clue] for clue in clues & self._rarest.keys())
        mask = sum(1 << self._bits[clue] for clue in clues & self._bits.keys())
        self[pair] = found = (tuple(rarest), mask)
        return found

    def _clues_in(self, before: _Kind, word: _Kind) -> Iterator[_Clue]:
        for token in word:
            yield from ((number,) for number in token)
        for one, two in pairwise((*before[-1:], *word)):
            for a in self._after.keys() & one:
                yield from ((a, b) for b in two.intersection(self._after[a]))


_Sequence = tuple[Steps, Target, int | None]
"""The steps of a phrase, what it is for, and the most words it may span, None for any number."""


class _Trie:
    """Sequences that share their beginnings, and the clues that tell which are worth walking."""

    def __init__(
        self, sequences: Iterable[_Sequence], numbers: Mapping[Forms, int], kinds: list[_Kind]
    ) -> None:
        """Lay the sequences. numbers: of the form classes. kinds: of words, grows with the text."""
        self._root = _Node()
        rarest: dict[_Clue, int] = {}
        bits: dict[_Clue, int] = {}
        # number of the rarest clue -> bits of the others -> first classes of such sequences
        looks: list[dict[int, set[int]]] = []
        for steps, target, window in sequences:
            self._lay(steps, numbers, (target, window))
            first, *others = _clues_of(steps, numbers)
            number = rarest.setdefault(first, len(rarest))
            if number == len(looks):
                looks.append({})
            mask = sum(1 << bits.setdefault(clue, len(bits)) for clue in others)
            looks[number].setdefault(mask, set()).add(numbers[cast(Forms, steps[0])])
        self._looks = [tuple(look.items()) for look in looks]
        self._clues = _Clues(kinds, rarest, bits)

    def _lay(
        self, steps: Steps, numbers: Mapping[Forms, int], end: tuple[Target, int | None]
    ) -> None:
        node = self._root
        for step in steps:
            if isinstance(step, Gap):
                node = node.gaps.setdefault(step.most, _Node())
            elif isinstance(step, AnyWord):
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.classes.setdefault(numbers[step], _Node())
        node.ends.append(end)

    def beginnings(self, pairs: Iterable[_Pair]) -> set[int]:
        """Return the classes of first words of all sequences whose clues are there."""
        rare: set[int] = set()
        present = 0
        for rarest, mask in map(self._clues.__getitem__, pairs):
            present |= mask
            if rarest:
                rare.update(rarest)
        begin: set[int] = set()
        for number in rare:
            for others, firsts in self._looks[number]:
                if others & present == others:
                    begin |= firsts
        return begin

    def walk(self, classes: _Kind, begin: Set[int]) -> Iterator[Match]:
        """Yield the matches that start with a word of one of the classes in `begin`."""
        for first, here in enumerate(classes):
            if not begin.isdisjoint(here):
                nodes = [self._root.classes[number] for number in begin & here]
                yield from _walk(nodes, classes, first)


def _walk(nodes: Iterable[_Node], classes: _Kind, first: int) -> Iterable[Match]:
    best: dict[int, Match] = {}
    seen: set[tuple[int, int]] = set()
    stack = [(node, first + 1) for node in nodes]
    n = len(classes)
    while stack:
        node, position = stack.pop()
        for target, window in node.ends:
            old = best.get(target.order)
            fits = window is None or position - first <= window
            if fits and (old is None or position < old.last):
                best[target.order] = Match(target, first, position)
        if position == n:
            continue
        edges = node.classes
        for number in edges.keys() & classes[position]:
            stack.append((edges[number], position + 1))
        if node.any is not None:
            stack.append((node.any, position + 1))
        for most, after in node.gaps.items():
            for step in _after_gap(after, classes, position, min(position + most + 1, n)):
                # Two ways over gaps to one place are one.
                key = (id(step[0]), step[1])
                if key not in seen:
                    seen.add(key)
                    stack.append(step)
    return best.values()


def _after_gap(
    after: _Node, classes: _Kind, position: int, limit: int
) -> Iterator[tuple[_Node, int]]:
    """Yield where the words from `position` to `limit`, exclusive, lead from behind a gap."""
    edges = after.classes
    for later in range(position, limit):
        for number in edges.keys() & classes[later]:
            yield edges[number], later + 1
        if after.any is not None:
            yield after.any, later + 1


class CompiledRules:
    """All rules of some codes, ready to be found in sentences."""

    def __init__(self, sequences: Sequence[_Sequence]) -> None:
        """Lay sequences into two tries: those that fire, and those that silence or undo."""
        numbers: dict[Forms, int] = {}
        for steps, _, _ in sequences:
            for step in steps:
                if isinstance(step, frozenset):
                    numbers.setdefault(step, len(numbers))
        self._kinds = _Kinds(_by_form(numbers))
        kinds = self._kinds.kinds
        self._firing = _Trie((s for s in sequences if s[1].use == "any"), numbers, kinds)
        self._silencing = _Trie((s for s in sequences if s[1].use != "any"), numbers, kinds)

    def matches(self, text: str) -> list[Match]:
        """Return every match in a sentence, overlapping ones too; nothing where no rule fires.

        Order: first token, last token, order of rules in the codebook. Of the matches of one
        phrase that start at one token only the shortest is reported.
        """
        numbers = list(map(self._kinds.__getitem__, WORD.findall(text)))
        pairs = list(zip((0, *numbers), numbers, strict=False))
        begin = self._firing.beginnings(pairs)
        if not begin:
            return []
        kinds = self._kinds.kinds
        classes = tuple(token for number in numbers for token in kinds[number])
        matches = list(self._firing.walk(classes, begin))
        if matches:
            matches += self._silencing.walk(classes, self._silencing.beginnings(pairs))
            matches.sort(key=lambda match: (match.first, match.last, match.target.order))
        return matches


def compile_rules(codes: Iterable[Code], path: str = "codebook") -> CompiledRules:
    """Compile the rules of codes, with the idioms of the language that undo negators.

    path: of the codebook, for messages. Raises CodebookError that names every faulty phrase.
    """
    uses: list[tuple[str, Rule | None, Use, str]] = []
    for code in codes:
        for rule in code.rules:
            uses += [(code.id, rule, "any", phrase) for phrase in rule.phrases]
            uses += [(code.id, rule, "unless", phrase) for phrase in rule.unless]
    uses += [("", None, "pseudo", phrase) for phrase in english().pseudo_negations]
    uses += [("", None, "understatement", phrase) for phrase in english().understatements]
    sequences: list[_Sequence] = []
    problems: list[Problem] = []
    for order, (id, owner, use, text) in enumerate(uses):
        try:
            phrase = parse_phrase(text)
            written = write_out(phrase)
        except PhraseError as error:
            line = f"line {owner.line}, " if owner and owner.line else ""
            where = f"{line}rule {owner.id}" if owner else None
            problems.append(Problem(path, str(error), where, "error"))
            continue
        target = Target(id, owner, use, text, order, _negators_in(written))
        sequences += [(steps, target, phrase.window) for steps in written]
    if problems:
        raise CodebookError(problems)
    return CompiledRules(sequences)


def _negators_in(written: Sequence[Steps]) -> Forms:
    forms = {
        form for steps in written for step in steps if isinstance(step, frozenset) for form in step
    }
    return english().negators & forms


def _by_form(numbers: Mapping[Forms, int]) -> dict[str, frozenset[int]]:
    by_form: dict[str, list[int]] = {}
    for forms, number in numbers.items():
        for form in forms:
            by_form.setdefault(form, []).append(number)
    return {form: frozenset(found) for form, found in by_form.items()}


def _clues_of(steps: Steps, numbers: Mapping[Forms, int]) -> list[_Clue]:
    """Return the clues of a sequence that are expected least often, rarest first."""
    expected: dict[_Clue, float] = {}
    for step in steps:
        if isinstance(step, frozenset):
            expected[(numbers[step],)] = _commonness(step)
    for one, two in pairwise(steps):
        if isinstance(one, frozenset) and isinstance(two, frozenset):
            expected[numbers[one], numbers[two]] = _commonness(one) * _commonness(two)
    chosen: list[_Clue] = []
    for clue in sorted(expected, key=lambda clue: (expected[clue], clue)):
        # A pair says all that its two words say alone, and is rarer.
        if len(clue) == 2 or not any(clue[0] in pair for pair in chosen):
            chosen.append(clue)
    return chosen


@cache
def _commonness(forms: Forms) -> float:
    """Estimate the share of words that belong to a form class, by Zipf's law from their ranks."""
    ranks = english().ranks
    return sum(0.05 / ranks[form] if form in ranks else 0.0001 for form in forms)
