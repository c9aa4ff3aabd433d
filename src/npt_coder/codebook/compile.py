"""Compile: the tagging rules of many codes, ready to be found in sentences.

Every phrase is written out as plain sequences of steps; what a rule asks of the grammar is kept
with it, for whoever has a parse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from npt_coder.codebook.conditions import asked_of
from npt_coder.codebook.kept import Kept
from npt_coder.codebook.language import english
from npt_coder.codebook.phrases import PhraseError, parse_phrase
from npt_coder.codebook.steps import BareSteps, Forms, Steps, bare, write_out
from npt_coder.codebook.tries import Clue, Clues, Kinds, Match, Sequenced, Target, Tries, Use, walk
from npt_coder.errors import CodebookError
from npt_coder.model import Code, Problem, Rule

WATCHED = 4_000
"""Texts in which clues are counted, to look for the rarest first from then on."""


class CompiledRules:
    """All rules of some codes, ready to be found in sentences."""

    def __init__(self, sequences: Sequence[Sequenced]) -> None:
        """Lay sequences into two tries: those that fire, and those that silence or undo.

        targets: what each phrase is for, in order. Matches of those that ask something of a parse
        stand only once it is confirmed.
        """
        self.targets = tuple({target.order: target for _, target, _ in sequences}.values())
        numbers: dict[Forms, int] = {}
        for steps, _, _ in sequences:
            for step in steps:
                if isinstance(step, frozenset):
                    numbers.setdefault(step, len(numbers))
        self._kinds = Kinds(numbers)
        self._firing = Tries((s for s in sequences if s[1].use == "any"), numbers)
        self._silencing = Tries((s for s in sequences if s[1].use != "any"), numbers)
        both = (self._firing, self._silencing)
        clues = dict.fromkeys(clue for trie in both for group, _ in trie.groups for clue in group)
        self._clues = Clues(self._kinds.kinds, clues)
        for trie in both:
            trie.find_by(self._clues, {})
        self._to_watch = WATCHED
        self._seen: Counter[int] = Counter()

    def matches(self, text: str) -> list[Match]:
        """Return every match in a sentence, overlapping ones too; nothing where no rule fires.

        Beside a match of a rule stand those of what silences it, and of idioms of the language.
        Order: first token, last token, order of rules in the codebook. Of the matches of one
        phrase that start at one token only the shortest is reported. A match whose target asks
        something of a parse is a candidate: it says where to look, and no more.
        """
        numbers, found = self._look(text)
        roots = self._firing.worth_walking(found)
        if not roots:
            return []
        kinds = self._kinds.kinds
        classes = tuple(chain.from_iterable(map(kinds.__getitem__, numbers)))
        matches = walk(roots, classes)
        if matches and (roots := self._silencing.worth_walking(found)):
            fired = {"", *(match.target.rule.id for match in matches if match.target.rule)}
            matches += walk([root for root in roots if root.silences in fired], classes)
        if len(matches) > 1:
            matches.sort(key=_place)
        return matches

    def may_match(self, text: str) -> bool:
        """Say whether a rule may fire in a sentence of a text; no is certain, yes is not."""
        return bool(self._firing.worth_walking(self._look(text)[1]))

    def _look(self, text: str) -> tuple[list[int], set[int]]:
        """Return the kinds of the pieces of a text, 0 in front, and the sets of clues there."""
        numbers = [0, *map(self._kinds.__getitem__, text.split())]
        if numbers.count(0) > 1:
            numbers = [0, *filter(None, numbers)]
        found = set(map(self._clues.__getitem__, pairwise(numbers)))
        if self._to_watch:
            self._watch(found)
        return numbers, found

    def _watch(self, found: set[int]) -> None:
        """Count the sets of clues of the first texts; then look for the rarest in them first."""
        self._to_watch -= 1
        self._seen.update(found)
        if not self._to_watch:
            often: Counter[Clue] = Counter()
            for number, times in self._seen.items():
                often.update(dict.fromkeys(self._clues.sets[number], times))
            for trie in (self._firing, self._silencing):
                trie.find_by(self._clues, often)


def _place(match: Match) -> tuple[int, int, int]:
    return (match.first, match.last, match.target.order)


_Wanted = tuple[str, Rule | None, Use, str]
"""A code, its rule, what a phrase is for in it, and the phrase."""


def compile_rules(codes: Iterable[Code], path: str = "codebook") -> CompiledRules:
    """Compile the rules of codes, with the idioms of the language that undo negators or hedge.

    path: of the codebook, for messages. Raises CodebookError that names every faulty phrase.
    """
    uses: list[_Wanted] = []
    for code in codes:
        for rule in code.rules:
            uses += [(code.id, rule, "any", phrase) for phrase in rule.phrases]
            uses += [(code.id, rule, "unless", phrase) for phrase in rule.unless]
    uses += [("", None, "pseudo", phrase) for phrase in english().pseudo_negations]
    uses += [("", None, "understatement", phrase) for phrase in english().understatements]
    uses += [("", None, "hedge", phrase) for phrase in english().hedges]
    return CompiledRules(_written_out(uses, path))


def sequences_of(phrases: Iterable[str]) -> list[Sequenced]:
    """Write out phrases of no rule, by their words alone. Raises CodebookError."""
    return _written_out([("", None, "any", phrase) for phrase in phrases], "codebook")


def _written_out(uses: Iterable[_Wanted], path: str) -> list[Sequenced]:
    """Write out phrases, each known already as it was kept. Raises CodebookError."""
    sequences: list[Sequenced] = []
    problems: list[Problem] = []
    kept = Kept()
    for order, (id, owner, use, text) in enumerate(uses):
        try:
            written, window = kept.get(text) or _written(text, kept)
            conditions = owner.where if owner and use == "any" else ()
            asked = asked_of(text, written, window, conditions)
        except PhraseError as error:
            line = f"line {owner.line}, " if owner and owner.line else ""
            where = f"{line}rule {owner.id}" if owner else None
            problems.append(Problem(path, str(error), where, "error"))
            continue
        plain = tuple(dict.fromkeys(map(bare, written)))
        target = Target(id, owner, use, text, order, _forms_in(plain), asked)
        sequences += [(steps, target, window) for steps in plain]
    if problems:
        raise CodebookError(problems)
    kept.save()
    return sequences


def _written(text: str, kept: Kept) -> tuple[tuple[Steps, ...], int | None]:
    phrase = parse_phrase(text)
    written = write_out(phrase)
    plain = tuple(map(bare, written))
    if plain == written:
        kept.add(text, (plain, phrase.window))
    return written, phrase.window


def _forms_in(written: Sequence[BareSteps]) -> Forms:
    return frozenset(
        form for steps in written for step in steps if isinstance(step, frozenset) for form in step
    )
