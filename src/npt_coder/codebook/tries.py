"""Tries: sequences of form classes, found in a sentence in two looks.

The first look asks which rare words of the sequences stand in the sentence at all; only sequences
whose rarest words are there are walked. So the cost of a sentence grows with what stands in it and
not with the number of sequences. A form class is a number; a piece of text is looked up once and
remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from npt_coder.codebook.conditions import Asked
from npt_coder.codebook.language import WORD, english, split_word
from npt_coder.codebook.phrases import AnyWord, Gap
from npt_coder.codebook.steps import BareSteps, Forms
from npt_coder.model import Rule

Use = Literal["any", "unless", "pseudo", "understatement", "hedge"]

MAX_REMEMBERED = 100_000
"""Word types, and pairs of them, remembered at most: millions of texts need bounded memory."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a phrase is for: to fire a rule, to silence it, or (no rule) to undo a negator or hedge.

    own: all forms of its words. order: place in the codebook. asked: of a parse, None where words
    are all that is asked.
    """

    code: str
    rule: Rule | None
    use: Use
    phrase: str
    order: int
    own: Forms = frozenset()
    asked: Asked | None = None


class Match(NamedTuple):
    """A phrase found in a sentence: tokens `first` to `last`, `last` exclusive."""

    target: Target
    first: int
    last: int


@dataclass(slots=True, eq=False)
class _Node:
    """A place in the trie. classes: form class -> next. gaps: most words -> next.

    ends: phrases that end here, with their window in words or None. After a gap comes a word.
    silences: at the root, the rule that all phrases from here on silence; "" for any other use.
    """

    classes: dict[int, _Node] = field(default_factory=dict)
    gaps: dict[int, _Node] = field(default_factory=dict)
    any: _Node | None = None
    ends: list[tuple[Target, int | None]] = field(default_factory=list)
    silences: str = ""


_Kind = tuple[frozenset[int], ...]
"""For each token of a piece of text, the numbers of its form classes."""

_NONE: frozenset[int] = frozenset()

Clue = tuple[int] | tuple[int, int]
"""A form class, or two that stand side by side: what the first look can see."""


class Kinds(dict[str, int]):
    """What stands between two spaces -> number of its kind; to rules all of one kind are the same.

    No word holds a space, so that the words of such a piece are the words of the text. Pieces are
    split off several times faster than words are. Number 0 is a piece without any word, as is
    what stands before the first.
    """

    def __init__(self, numbers: Mapping[Forms, int]) -> None:
        """Take the numbers of the form classes."""
        super().__init__()
        self._by_form = _by_form(numbers)
        self.kinds: list[_Kind] = [()]
        self._numbers: dict[_Kind, int] = {(): 0}

    def __missing__(self, piece: str) -> int:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        kind = tuple(
            self._by_form.get(form, _NONE)
            for word in WORD.findall(piece)
            for form in split_word(word)
        )
        number = self._numbers.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(kind)
        self[piece] = number
        return number


_Pair = tuple[int, int]
"""The kinds of two neighbouring pieces."""


class Clues(dict[_Pair, int]):
    """Pair -> number of the set of clues that its second piece brings to a sentence.

    bringers: clue -> numbers of the sets that hold it. sets: number -> its clues.
    """

    def __init__(self, kinds: list[_Kind], clues: Iterable[Clue]) -> None:
        super().__init__()
        self._kinds = kinds
        self.bringers: dict[Clue, set[int]] = {clue: set() for clue in clues}
        self.sets: list[frozenset[Clue]] = []
        self._numbers: dict[frozenset[Clue], int] = {}
        self._after: dict[int, list[int]] = {}
        for clue in self.bringers:
            if len(clue) == 2:
                self._after.setdefault(clue[0], []).append(clue[1])

    def __missing__(self, pair: _Pair) -> int:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        brought = set(self._clues_in(self._kinds[pair[0]], self._kinds[pair[1]]))
        clues = frozenset(brought & self.bringers.keys())
        number = self._numbers.setdefault(clues, len(self.sets))
        if number == len(self.sets):
            self.sets.append(clues)
            for clue in clues:
                self.bringers[clue].add(number)
        self[pair] = number
        return number

    def _clues_in(self, before: _Kind, word: _Kind) -> Iterator[Clue]:
        for token in word:
            yield from ((number,) for number in token)
        for one, two in pairwise((*before[-1:], *word)):
            for a in self._after.keys() & one:
                yield from ((a, b) for b in two.intersection(self._after[a]))


Sequenced = tuple[BareSteps, Target, int | None]
"""The steps of a phrase, what it is for, and the most words it may span, None for any number."""


_Look = tuple[tuple[set[int], ...], _Node]
"""Clues that must be there too, each as the sets that bring it, and where to walk then."""


class Tries:
    """Sequences by the clues that tell which are worth walking; those of the same clues are a trie,
    but for those that silence different rules.

    The look at a sentence begins with the rarest clue of each group: at first by what is expected
    of English, later by what was seen of the texts themselves.
    """

    def __init__(self, sequences: Iterable[Sequenced], numbers: Mapping[Forms, int]) -> None:
        """Lay the sequences. numbers: of the form classes."""
        self.groups: dict[tuple[tuple[Clue, ...], str], _Node] = {}
        for steps, target, window in sequences:
            silences = target.rule.id if target.rule and target.use == "unless" else ""
            group = tuple(_clues_of(steps, numbers)), silences
            root = self.groups.setdefault(group, _Node(silences=silences))
            _lay(root, steps, numbers, (target, window))

    def find_by(self, clues: Clues, often: Mapping[Clue, int]) -> None:
        """Take the sets of clues of which the groups will be told; often: how often each was seen.

        May be called again: what is found stays the same, only how soon.
        """
        self._sets = clues.sets
        self._looks: dict[Clue, list[_Look]] = {}
        for (group, _), root in self.groups.items():
            # Of clues seen equally often, the one expected least comes first, as before.
            first, *others = sorted(group, key=lambda clue: often.get(clue, 0))
            needed = tuple(clues.bringers[clue] for clue in others)
            self._looks.setdefault(first, []).append((needed, root))
        # Number of a set of clues -> the looks that it calls for, filled as sets are found.
        self._calls: list[tuple[_Look, ...]] = []
        self._telling: set[int] = set()

    def worth_walking(self, found: set[int]) -> list[_Node]:
        """Return the roots of the groups all of whose clues are there, by numbers of their sets."""
        calls = self._calls
        if len(calls) < len(self._sets):
            self._take_sets()
        roots: list[_Node] = []
        for number in self._telling & found:
            for needed, root in calls[number]:
                for bringers in needed:
                    if bringers.isdisjoint(found):
                        break
                else:
                    roots.append(root)
        return roots

    def _take_sets(self) -> None:
        for number in range(len(self._calls), len(self._sets)):
            rarest = self._sets[number] & self._looks.keys()
            self._calls.append(tuple(look for clue in rarest for look in self._looks[clue]))
            if rarest:
                self._telling.add(number)


def _lay(
    node: _Node, steps: BareSteps, numbers: Mapping[Forms, int], end: tuple[Target, int | None]
) -> None:
    for step in steps:
        if isinstance(step, Gap):
            node = node.gaps.setdefault(step.most, _Node())
        elif isinstance(step, AnyWord):
            node.any = node.any or _Node()
            node = node.any
        else:
            node = node.classes.setdefault(numbers[step], _Node())
    node.ends.append(end)


def walk(roots: Iterable[_Node], classes: _Kind) -> list[Match]:
    """Return the matches of the sequences under some roots, the shortest per phrase and start."""
    best: dict[tuple[int, int], Match] = {}
    seen: set[tuple[int, int, int]] = set()
    stack = [
        (node, first, first + 1)
        for root in roots
        for number, node in root.classes.items()
        for first, here in enumerate(classes)
        if number in here
    ]
    n = len(classes)
    while stack:
        node, first, position = stack.pop()
        for target, window in node.ends:
            old = best.get((target.order, first))
            fits = window is None or position - first <= window
            if fits and (old is None or position < old.last):
                best[target.order, first] = Match(target, first, position)
        if position == n:
            continue
        if node.classes:
            here = classes[position]
            for number, after in node.classes.items():
                if number in here:
                    stack.append((after, first, position + 1))
        if node.any is not None:
            stack.append((node.any, first, position + 1))
        for most, behind in node.gaps.items():
            for after, later in _reached(behind, classes, position, min(position + most + 1, n)):
                # Two ways over gaps to one place are one.
                key = (id(after), first, later)
                if key not in seen:
                    seen.add(key)
                    stack.append((after, first, later + 1))
    return list(best.values())


def _reached(behind: _Node, classes: _Kind, position: int, limit: int) -> list[tuple[_Node, int]]:
    """Return where from behind a gap the words from `position` to `limit`, exclusive, lead."""
    reached = []
    for number, after in behind.classes.items():
        for later in range(position, limit):
            if number in classes[later]:
                reached.append((after, later))
    if behind.any is not None:
        reached += [(behind.any, later) for later in range(position, limit)]
    return reached


def _by_form(numbers: Mapping[Forms, int]) -> dict[str, frozenset[int]]:
    by_form: dict[str, list[int]] = {}
    for forms, number in numbers.items():
        for form in forms:
            by_form.setdefault(form, []).append(number)
    return {form: frozenset(found) for form, found in by_form.items()}


def _clues_of(steps: BareSteps, numbers: Mapping[Forms, int]) -> list[Clue]:
    """Return the clues of a sequence that are expected least often, rarest first."""
    expected: dict[Clue, float] = {}
    for step in steps:
        if isinstance(step, frozenset):
            expected[(numbers[step],)] = commonness(step)
    for one, two in pairwise(steps):
        if isinstance(one, frozenset) and isinstance(two, frozenset):
            expected[numbers[one], numbers[two]] = commonness(one) * commonness(two)
    chosen: list[Clue] = []
    for clue in sorted(expected, key=lambda clue: (expected[clue], clue)):
        # A pair says all that its two words say alone, and is rarer.
        if len(clue) == 2 or not any(clue[0] in pair for pair in chosen):
            chosen.append(clue)
    return chosen


@cache
def commonness(forms: Forms) -> float:
    """Estimate the share of words that belong to a form class, by Zipf's law from their ranks."""
    ranks = english().ranks
    return sum(0.05 / ranks[form] if form in ranks else 0.0001 for form in forms)
