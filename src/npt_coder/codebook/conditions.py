"""Conditions: the grammar that a rule asks for, and whether a parsed sentence has it.

Nothing here parses. A rule's phrases without their tags say which sentences are worth parsing; a
parse then says which of the matches stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    words = [step for step in steps if not isinstance(step, Gap)]
    for step, place in zip(bare(tuple(words)), places, strict=True):
        if isinstance(step, frozenset) and forms[place] in condition.of:
            head = parse.at[place]
            has = any(
                word.label in condition.labels
                and (condition.words is None or word.form in condition.words)
                for index, word in enumerate(parse.words)
                if word.head == head and index != head
            )
            return has != condition.absent
    return False
