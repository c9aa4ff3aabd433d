"""Compiled rules find what spaCy's own matcher finds with the same patterns, token for token."""

from itertools import product

import pytest
import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.language import tokens
from npt_coder.codebook.phrases import AnyWord, Choice, Element, Gap, Word, parse_phrase
from npt_coder.codebook.steps import steps_of
from npt_coder.model import Code, Rule

PHRASES = (
    "refer",
    "=refers",
    "we all know",
    "do not know",
    "what ..3 for",
    "see ..2 point",
    "(refer|send) _ to",
    "we (do|can)? not refer",
    "part of (my|our) ..1 (job|role)",
    "(get used|take) to it",
    "not ..5 point",
    "be ..2 (clear|sure|on board)",
)
TEXTS = (
    "We all know what she's for, and what she is there for.",
    "I don't know. We do not know, he knows, and they didn't know either.",
    "She refers them to us; we referred him to her, then sent them to the desk.",
    "We can't refer, we do not refer, we not refer, we cannot refer people.",
    "It was part of my old job, and part of our role, not part of my very old job.",
    "It took to it slowly and we got used to it, we are getting used to it.",
    "I never saw the point, nobody sees any real point, I can't see what the point is.",
    "We were all on board, it's not very clear, I'm not really that sure.",
    "What for? What is it all there for? For what?",
    "Know know know what what for for point point.",
)


def patterns(elements: tuple[Element, ...]) -> list[list[dict[str, object]]]:
    """Write elements as token patterns of spaCy, one for each way through the choices."""
    ways = product(*(one_of(element) for element in elements))
    return [[token for part in way for token in part] for way in ways]


def one_of(element: Element) -> list[list[dict[str, object]]]:
    if isinstance(element, Gap):
        return [[{"OP": "?"}] * element.most]
    if isinstance(element, AnyWord):
        return [[{}]]
    if isinstance(element, Choice):
        found = [pattern for option in element.options for pattern in patterns(option)]
        return [*found, []] if element.optional else found
    assert isinstance(element, Word)
    prefix = "=" if element.exact else ""
    (steps,) = steps_of(prefix + element.form)
    return [[{"LOWER": {"IN": sorted(step)}} for step in steps if isinstance(step, frozenset)]]


def by_spacy(text: str) -> set[tuple[str, int]]:
    vocab = spacy.blank("en").vocab
    matcher = Matcher(vocab)
    for phrase in PHRASES:
        matcher.add(phrase, patterns(parse_phrase(phrase).elements))
    doc = Doc(vocab, words=[token.form for token in tokens(text)])
    return {(vocab.strings[name], start) for name, start, _ in matcher(doc)}


def by_rules(text: str) -> set[tuple[str, int]]:
    rules = tuple(Rule(phrase, (phrase,)) for phrase in PHRASES)
    compiled = compile_rules([Code("c", "", "", "theme", "", "", "", "", (), rules, "")])
    found = compiled.matches(text)
    return {(m.target.phrase, m.first) for m in found if m.target.use == "any"}


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_phrases_start_at_the_same_words(text):
    assert by_rules(text) == by_spacy(text)


def test_every_phrase_is_found_somewhere():
    assert {phrase for text in TEXTS for phrase, _ in by_spacy(text)} == set(PHRASES)
