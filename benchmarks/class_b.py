"""Speed of rules that ask for grammar, as a ratio in one run to parsing everything with spaCy.

Run from the checkout: python -m benchmarks.class_b [words]
Two bases, both without named entities and on the same sentences: spaCy with a Matcher of the same
1,000 patterns, as such rules are usually run; and spaCy alone, with our own confirmation of every
phrase on every sentence. The matches are compared with both, one by one.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from benchmarks.ratio import Ratio, seconds
from benchmarks.rules_speed import WORD, sample
from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.conditions import Parse, confirmed
from npt_coder.codebook.language import forms_of, tokens
from npt_coder.codebook.tries import Match
from npt_coder.model import Code, Rule
from npt_coder.tag.confirm import Confirmer
from npt_coder.tag.syntax import find_model, load_model, parses_of

WORDS = 100_000
N_RULES = 1_000
TAGS = ("NOUN", "VERB", "ADJ", "ADV")


def made_up(n_rules: int, texts: Sequence[str], seed: int = 1) -> list[tuple[str, str]]:
    """Return (word, word/TAG) pairs: neighbours in the text, words of content, a tag on the second.

    One in three names a tag that the word may well not have.
    """
    pick = random.Random(seed)
    said = [[token.form for token in tokens(text)] for text in texts]
    made: dict[tuple[str, str], None] = {}
    while len(made) < n_rules:
        words = pick.choice(said)
        first = pick.randrange(len(words))
        chosen = words[first : first + 2]
        if len(chosen) == 2 and all(len(w) > 3 and w.isalpha() for w in chosen):
            made[chosen[0], f"{chosen[1]}/{pick.choice(TAGS)}"] = None
    return list(made)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the three ways, and how the matches compare. n_parsed: sentences that we parse.

    n_same, n_all: matches that agree with confirming everywhere, of all that either found;
    n_same_matcher, n_all_matcher: with the Matcher, by rule and first word.
    """

    n_words: int
    n_sentences: int
    n_parsed: int
    ours: float
    with_matcher: float
    parsing: float
    n_same: int
    n_all: int
    n_same_matcher: int
    n_all_matcher: int


def measured(wanted: int = WORDS) -> Measured:
    """Run all three ways over the same sentences, of `wanted` words."""
    once = sample()
    random.Random(2).shuffle(once)
    texts: list[str] = []
    n_words = 0
    for sentence in once:
        if n_words < wanted:
            texts.append(sentence.text)
            n_words += len(WORD.findall(sentence.text))
    pairs = made_up(N_RULES, texts)
    rules = tuple(Rule(f"r{i}", (" ".join(pair),)) for i, pair in enumerate(pairs))
    compiled = compile_rules([Code("c", "", "", "theme", "", "", "", "", (), rules, "")])
    language = load_model(find_model())
    matcher = _matcher(pairs, language)
    list(language.pipe(texts[:64]))  # what is loaded on first use is no part of the speed

    quick: list[list[Match]] = []
    parses: list[Parse] = []
    ours = seconds(lambda: quick.extend(Confirmer(compiled).matches(texts)))
    usual: list[set[_Start]] = []
    with_matcher = seconds(
        lambda: usual.extend(_starts(matcher, d) for d in language.pipe(texts, batch_size=64))
    )
    parsing = seconds(lambda: parses.extend(parses_of(language, texts)))
    n_same = n_all = n_same_matcher = n_all_matcher = 0
    for text, found, parse, starts in zip(texts, quick, parses, usual, strict=True):
        forms = [token.form for token in tokens(text)]
        everywhere = {
            (target.order, first, last)
            for target in compiled.targets
            if target.asked
            for first, last in confirmed(target.asked, forms, parse, range(len(forms))).items()
        }
        candidates = {(m.target.order, m.first, m.last) for m in found if m.target.asked}
        n_same += len(everywhere & candidates)
        n_all += len(everywhere | candidates)
        words = tokens(text)
        own = {(m.target.rule.id, words[m.first].start) for m in found if m.target.rule}
        n_same_matcher += len(starts & own)
        n_all_matcher += len(starts | own)
    n_parsed = sum(any(m.target.asked for m in compiled.matches(text)) for text in texts)
    return Measured(
        n_words=n_words,
        n_sentences=len(texts),
        n_parsed=n_parsed,
        ours=ours,
        with_matcher=with_matcher,
        parsing=parsing,
        n_same=n_same,
        n_all=n_all,
        n_same_matcher=n_same_matcher,
        n_all_matcher=n_all_matcher,
    )


_Start = tuple[str, int]
"""A rule, and the first character of its match."""


def _starts(matcher: Matcher, document: Doc) -> set[_Start]:
    names = document.vocab.strings
    return {(names[name], document[first].idx) for name, first, _ in matcher(document)}


def _matcher(pairs: Sequence[tuple[str, str]], language: Language) -> Matcher:
    matcher = Matcher(language.vocab)
    for i, (one, two) in enumerate(pairs):
        word, _, tag = two.partition("/")
        first = {"LOWER": {"IN": sorted(forms_of(one))}}
        second = {"LOWER": {"IN": sorted(forms_of(word))}, "POS": tag}
        matcher.add(f"r{i}", [[first, {"IS_PUNCT": True, "OP": "*"}, second]])
    return matcher


def ratios() -> list[Ratio]:
    """Measure speed against spaCy with its Matcher, and compare every match."""
    made = measured()
    share = made.n_parsed / made.n_sentences
    return [
        Ratio(
            f"{N_RULES:,} rules on grammar, speed / spaCy with Matcher",
            made.with_matcher / made.ours,
            5,
            "at least",
            f"{share:.0%} of {made.n_sentences:,} sentences parsed; spaCy alone / ours "
            f"{made.parsing / made.ours:.1f}",
        ),
        Ratio(
            "rules on grammar, same matches as spaCy's Matcher",
            made.n_same_matcher / made.n_all_matcher,
            1,
            "at least",
            f"{made.n_same_matcher:,} of {made.n_all_matcher:,} in {made.n_words:,} words; as "
            f"confirming in every sentence {made.n_same:,} of {made.n_all:,}",
        ),
    ]


def main() -> None:
    """Print seconds and ratios, and how many matches agree."""
    made = measured(int(sys.argv[1]) if len(sys.argv) > 1 else WORDS)
    share = made.n_parsed / made.n_sentences
    print(f"{made.n_words:,} words in {made.n_sentences:,} sentences, {N_RULES:,} rules")
    print(f"sentences parsed: {made.n_parsed:,} ({share:.0%})")
    print(f"candidates confirmed: {made.ours:.1f} s")
    for what, taken in (("spaCy and Matcher", made.with_matcher), ("spaCy alone", made.parsing)):
        print(f"{what} on everything: {taken:.1f} s, ratio {taken / made.ours:.1f}")
    print(f"matches that agree with confirming everywhere: {made.n_same:,} of {made.n_all:,}")
    same, all_found = made.n_same_matcher, made.n_all_matcher
    print(f"matches that agree with the Matcher: {same:,} of {all_found:,}")


if __name__ == "__main__":
    main()
