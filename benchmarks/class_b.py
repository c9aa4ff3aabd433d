"""Speed of rules that ask for grammar, as a ratio in one run to parsing everything with spaCy.

Run from the checkout: python -m benchmarks.class_b [words]
Two bases, both without named entities and on the same sentences: spaCy with a Matcher of the same
1,000 patterns, as such rules are usually run; and spaCy alone, with our own confirmation of every
phrase on every sentence, against which the matches are compared one by one.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

from spacy.matcher import Matcher

from benchmarks.rules_speed import WORD, sample
from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.conditions import confirmed
from npt_coder.codebook.language import forms_of, tokens
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


def main() -> None:
    """Print seconds and ratios, and how many matches agree."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else WORDS
    texts: list[str] = []
    n_words = 0
    once = sample()
    random.Random(2).shuffle(once)
    for sentence in once:
        if n_words < wanted:
            texts.append(sentence.text)
            n_words += len(WORD.findall(sentence.text))
    pairs = made_up(N_RULES, texts)
    rules = tuple(Rule(f"r{i}", (" ".join(pair),)) for i, pair in enumerate(pairs))
    compiled = compile_rules([Code("c", "", "", "theme", "", "", "", "", (), rules, "")])
    language = load_model(find_model())
    matcher = Matcher(language.vocab)
    for i, (one, two) in enumerate(pairs):
        word, _, tag = two.partition("/")
        first = {"LOWER": {"IN": sorted(forms_of(one))}}
        second = {"LOWER": {"IN": sorted(forms_of(word))}, "POS": tag}
        matcher.add(f"r{i}", [[first, {"IS_PUNCT": True, "OP": "*"}, second]])
    list(language.pipe(texts[:64]))  # what is loaded on first use is no part of the speed

    began = time.perf_counter()
    quick = list(Confirmer(compiled).matches(texts))
    ours = time.perf_counter() - began
    began = time.perf_counter()
    usual = sum(len(matcher(document)) for document in language.pipe(texts, batch_size=64))
    naive = time.perf_counter() - began
    began = time.perf_counter()
    targets = [target for target in compiled.targets if target.asked]
    n_same = n_all = 0
    parsing = 0.0
    parses = parses_of(language, texts)
    for text, found in zip(texts, quick, strict=True):
        before = time.perf_counter()
        parse = next(parses)
        parsing += time.perf_counter() - before
        forms = [token.form for token in tokens(text)]
        everywhere = {
            (target.order, first, last)
            for target in targets
            if target.asked
            for first, last in confirmed(target.asked, forms, parse, range(len(forms))).items()
        }
        candidates = {(m.target.order, m.first, m.last) for m in found if m.target.asked}
        n_same += len(everywhere & candidates)
        n_all += len(everywhere | candidates)
    n_parsed = sum(any(m.target.asked for m in compiled.matches(text)) for text in texts)
    print(f"{n_words:,} words in {len(texts):,} sentences, {len(rules):,} rules")
    print(f"sentences parsed: {n_parsed:,} ({n_parsed / len(texts):.0%})")
    print(f"candidates confirmed: {ours:.1f} s")
    print(
        f"spaCy and Matcher on everything: {naive:.1f} s, ratio {naive / ours:.1f}; {usual} found"
    )
    print(f"spaCy alone on everything: {parsing:.1f} s, ratio {parsing / ours:.1f}")
    print(f"matches that agree with confirming everywhere: {n_same:,} of {n_all:,}")


if __name__ == "__main__":
    main()
