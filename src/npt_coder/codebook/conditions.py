"""Conditions: the grammar that a rule asks for, and whether a parsed sentence has it.

Nothing here parses. A rule's phrases without their tags say which sentences are worth parsing; a
parse then says which of the matches stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from npt_coder.codebook.phrases import ENTITIES, AnyWord, Gap, PhraseError
from npt_coder.codebook.steps import Forms, Step, Steps, Tagged, bare, steps_of, ways
from npt_coder.model import Rule, Where

_LABELS = (
    "acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj "
    "csubjpass dative dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod "
    "oprd parataxis pcomp pobj poss preconj predet prep prt punct quantmod relcl xcomp"
)
LABELS = frozenset(_LABELS.split())
"""Dependency labels of the English models of spaCy (ClearNLP)."""

SHORTHANDS: Mapping[str, tuple[str, ...]] = {
    "subject": ("nsubj", "nsubjpass", "csubj", "csubjpass"),
    "object": ("dobj", "dative"),
    "negation": ("neg",),
}


@dataclass(frozen=True, slots=True)
class ParsedWord:
    """A word as the parser cuts it. head: index of the word that it depends on, itself for a root.

    tags: its part of speech, and the kind of entity that it belongs to.
    """

    form: str
    tags: frozenset[str]
    label: str
    head: int


@dataclass(frozen=True, slots=True)
class Parse:
    """A parsed sentence. at: for each token of the rules, the index of the parser's word there."""

    words: tuple[ParsedWord, ...]
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A `Where` with its words looked up. words: None for any."""

    of: Forms
    labels: frozenset[str]
    words: Forms | None
    absent: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a phrase asks of a parse: its sequences with their tags, and the rule's conditions.

    window: in words, None for fixed order.
    """

    sequences: tuple[Steps, ...]
    window: int | None
    conditions: tuple[Condition, ...]

    @property
    def needs_entities(self) -> bool:
        """Say whether a tag names a kind of entity."""
        steps = (step for steps in self.sequences for step in steps)
        return any(isinstance(step, Tagged) and step.tags & ENTITIES for step in steps)


def labels_of(name: str) -> tuple[str, ...]:
    """Return the labels that a name in `has` stands for, none for one that is unknown."""
    return SHORTHANDS.get(name, (name,) if name in LABELS else ())


def asks_grammar(rule: Rule) -> bool:
    """Say whether a rule asks for more than words."""
    return bool(rule.where) or any("/" in phrase for phrase in (*rule.phrases, *rule.unless))


def asked_of(
    phrase: str, sequences: tuple[Steps, ...], window: int | None, where: Sequence[Where]
) -> Asked | None:
    """Return what a phrase asks of a parse, None when its words are all it asks for.

    Raises PhraseError when a condition speaks of a word that the phrase does not hold.
    """
    if not where and all(bare(steps) == steps for steps in sequences):
        return None
    conditions = tuple(
        Condition(
            of=_single(one.of),
            labels=frozenset(one.has),
            words=_single(one.words) if one.words else None,
            absent=one.absent,
        )
        for one in where
    )
    said = {
        form
        for steps in sequences
        for step in bare(steps)
        if isinstance(step, frozenset)
        for form in step
    }
    for one, condition in zip(where, conditions, strict=True):
        if not condition.of & said:
            message = f"`where` speaks of “{one.of}”, which is no word of this phrase."
            raise PhraseError(phrase, 1, message)
    return Asked(sequences, window, conditions)


def confirmed(
    asked: Asked, forms: Sequence[str], parse: Parse, firsts: Iterable[int]
) -> dict[int, int]:
    """Return first token -> end of the shortest match from there that has what is asked.

    forms: of all tokens of the sentence. firsts: the tokens from which to look.
    """

    def fits(step: Step, at: int) -> bool:
        return _fits(step, forms[at], parse.words[parse.at[at]])

    found: dict[int, int] = {}
    for first in firsts:
        ends = [
            places[-1] + 1
            for steps in asked.sequences
            for places in ways(steps, fits, first, len(forms))
            if (asked.window is None or places[-1] + 1 - first <= asked.window)
            and all(_holds(c, steps, places, forms, parse) for c in asked.conditions)
        ]
        if ends:
            found[first] = min(ends)
    return found


def unmet(
    asked: Asked, forms: Sequence[str], parse: Parse, first: int
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the tokens from `first` on which the words stand, and what is asked in vain there.

    Of several ways the one that lacks least; what it lacks is told in words. Both are empty when
    the words do not stand there.
    """

    def fits(step: Step, at: int) -> bool:
        return isinstance(step, AnyWord) or (isinstance(step, frozenset) and forms[at] in step)

    found = [
        (places, tuple(_lacks(asked, steps, places, forms, parse)))
        for steps in asked.sequences
        for places in ways(bare(steps), fits, first, len(forms))
        if asked.window is None or places[-1] + 1 - first <= asked.window
    ]
    return min(found, key=lambda way: len(way[1]), default=((), ()))


def _single(words: str) -> Forms:
    """Return the forms of a word or a choice of words. Raises PhraseError for anything longer."""
    forms: set[str] = set()
    for steps in steps_of(words):
        if len(steps) != 1 or not isinstance(steps[0], frozenset):
            raise PhraseError(words, 1, "must be a word or a choice of words: (we|us).")
        forms |= steps[0]
    return frozenset(forms)


def _fits(step: Step, form: str, word: ParsedWord) -> bool:
    if isinstance(step, Tagged):
        return (step.forms is None or form in step.forms) and not step.tags.isdisjoint(word.tags)
    return isinstance(step, AnyWord) or (isinstance(step, frozenset) and form in step)


def _holds(
    condition: Condition, steps: Steps, places: Sequence[int], forms: Sequence[str], parse: Parse
) -> bool:
    """Say whether the first word of the match that a condition speaks of meets it."""
    place = _place_of(condition, steps, places, forms)
    if place is None:
        return False
    words = condition.words
    has = any(words is None or one.form in words for one in _dependents(condition, place, parse))
    return has != condition.absent


def _place_of(
    condition: Condition, steps: Steps, places: Sequence[int], forms: Sequence[str]
) -> int | None:
    for step, place in zip(_words_of(bare(steps)), places, strict=True):
        if isinstance(step, frozenset) and forms[place] in condition.of:
            return place
    return None


def _words_of(steps: Steps) -> list[Step]:
    return [step for step in steps if not isinstance(step, Gap)]


def _dependents(condition: Condition, place: int, parse: Parse) -> list[ParsedWord]:
    """Return the dependents, with one of the labels asked for, of the word at a token."""
    head = parse.at[place]
    return [
        word
        for index, word in enumerate(parse.words)
        if word.head == head and index != head and word.label in condition.labels
    ]


def _lacks(
    asked: Asked, steps: Steps, places: Sequence[int], forms: Sequence[str], parse: Parse
) -> Iterator[str]:
    for step, place in zip(_words_of(steps), places, strict=True):
        if isinstance(step, Tagged) and not _fits(step, forms[place], parse.words[parse.at[place]]):
            tags = parse.words[parse.at[place]].tags
            yield f"“{forms[place]}” is {_listed(tags)}, asked {_listed(step.tags)}"
    for condition in asked.conditions:
        if not _holds(condition, steps, places, forms, parse):
            yield _lacking(condition, _place_of(condition, steps, places, forms), forms, parse)


def _lacking(condition: Condition, place: int | None, forms: Sequence[str], parse: Parse) -> str:
    if place is None:
        return f"no word here is one of {_quoted(condition.of)}, of which `where` speaks"
    has, word = _name_of(condition.labels), forms[place]
    there = _quoted(one.form for one in _dependents(condition, place, parse))
    asked = f", asked {_quoted(condition.words)}" if condition.words else ""
    if condition.absent:
        return f"the {has} of “{word}” is {there}, asked none"
    if there:
        return f"the {has} of “{word}” is {there}{asked}"
    return f"“{word}” has no {has}{asked}"


def _name_of(labels: frozenset[str]) -> str:
    short = (name for name, meant in SHORTHANDS.items() if set(meant) == labels)
    return next(short, _listed(labels))


def _listed(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))


def _quoted(words: Iterable[str]) -> str:
    return _listed(f"“{word}”" for word in words)
