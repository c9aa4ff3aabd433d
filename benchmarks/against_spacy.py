"""Speed of 1,000 rules that ask for words alone, as a ratio in one run to spaCy with its Matcher.

Run from the checkout: python -m benchmarks.against_spacy
spaCy runs as it is usually run with rules: its pipeline without named entities, and a Matcher of
the same phrases written as `LOWER: {IN: forms}`. It reads a smaller part of the same text, and its
time is compared per word; both are warm, on one core. Then a Matcher is given our own tokens of
half the text, and every match is compared: rule, first word, last word. To have more to compare,
rules of any two neighbouring words are added there.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from benchmarks.ratio import Ratio, fastest
from benchmarks.rules_speed import WORD, made_up, sample
from npt_coder.codebook.compile import CompiledRules, compile_rules
from npt_coder.codebook.language import tokens
from npt_coder.codebook.phrases import Element, Gap, Word, parse_phrase
from npt_coder.codebook.steps import steps_of
from npt_coder.model import Rule, Sentence
from npt_coder.tag.syntax import find_model, load_model

N_RULES = 1_000
N_COMMON = 100
WORDS_FOR_SPACY = 15_000
WORDS_COMPARED = 105_000
BATCH = 256
"""Sentences that spaCy takes at once; of 64, 256 and 1,000 the quickest."""
ROUNDS = 3

Found = set[tuple[str, int, int]]
"""Rule, first word, last word (exclusive) of each match in a sentence."""


def ratios() -> list[Ratio]:
    """Measure speed against spaCy, and compare every match."""
    sentences = sample()
    random.Random(2).shuffle(sentences)
    return [_speed(sentences), _identity(sentences)]


def _speed(sentences: Sequence[Sentence]) -> Ratio:
    book = made_up(N_RULES, sentences)
    compiled = compile_rules(book.codes)
    part = [sentence.text for sentence in first_of(sentences, WORDS_FOR_SPACY)]
    language = load_model(find_model())
    matcher = matcher_of(book.codes[0].rules, language.vocab)
    spacy_reads(language, matcher, part[:64])  # what is loaded on first use is no part of it
    for sentence in sentences:
        compiled.matches(sentence.text)
    ours, theirs, parsing = fastest(
        [
            lambda: [compiled.matches(sentence.text) for sentence in sentences],
            lambda: spacy_reads(language, matcher, part),
            lambda: sum(len(document) for document in language.pipe(part, batch_size=BATCH)),
        ],
        ROUNDS,
    )
    n_ours, n_theirs = n_words(s.text for s in sentences), n_words(part)
    our_rate, their_rate = n_ours / ours, n_theirs / theirs
    return Ratio(
        "1,000 rules on words, speed / spaCy and Matcher",
        our_rate / their_rate,
        100,
        "at least",
        f"words/s: {our_rate:,.0f} on {n_ours:,} words, {their_rate:,.0f} on {n_theirs:,} of them; "
        f"against spaCy without a Matcher {our_rate * parsing / n_theirs:.0f}",
    )


def _identity(sentences: Sequence[Sentence]) -> Ratio:
    (code,) = made_up(N_RULES, sentences).codes
    rules = (*code.rules, *_common(sentences))
    compiled = compile_rules([replace(code, rules=rules)])
    vocab = spacy.blank("en").vocab
    matcher = matcher_of(rules, vocab)
    n_same = n_all = n_tokens = 0
    part = first_of(sentences, WORDS_COMPARED)
    for sentence in part:
        words = [token.form for token in tokens(sentence.text)]
        theirs = shortest(matcher, Doc(vocab, words=words))
        ours = by_rules(compiled, sentence.text)
        n_same += len(ours & theirs)
        n_all += len(ours | theirs)
        n_tokens += len(words)
    return Ratio(
        "same matches as Matcher on the same tokens",
        n_same / n_all,
        1,
        "at least",
        f"{n_same:,} of {n_all:,} ({n_all - n_same:,} differences), {len(rules):,} rules, "
        f"{n_tokens:,} tokens",
    )


def _common(sentences: Sequence[Sentence], seed: int = 3) -> list[Rule]:
    """Return rules of any two neighbours, every other with a gap: they match far more often."""
    pick = random.Random(seed)
    phrases: dict[str, None] = {}
    while len(phrases) < N_COMMON:
        words = [token.form for token in tokens(pick.choice(sentences).text)]
        first = pick.randrange(len(words))
        pair = words[first : first + 2]
        if len(pair) == 2 and all(map(str.isalpha, pair)):
            phrases[(" ..2 " if len(phrases) % 2 else " ").join(pair)] = None
    return [Rule(f"common{number}", (phrase,)) for number, phrase in enumerate(phrases)]


def first_of(sentences: Sequence[Sentence], wanted: int) -> list[Sentence]:
    """Return as many sentences as hold the wanted number of words."""
    chosen, held = [], 0
    for sentence in sentences:
        if held >= wanted:
            break
        chosen.append(sentence)
        held += n_words([sentence.text])
    return chosen


def n_words(texts: Iterable[str]) -> int:
    """Count words as `\\w+` does."""
    return sum(len(WORD.findall(text)) for text in texts)


def spacy_reads(language: Language, matcher: Matcher, texts: Sequence[str]) -> int:
    """Parse texts, match, and return the number of matches."""
    return sum(len(matcher(document)) for document in language.pipe(texts, batch_size=BATCH))


def by_rules(compiled: CompiledRules, text: str) -> Found:
    """Return what our rules find: of one phrase at one word the shortest match."""
    return {
        (match.target.rule.id, match.first, match.last)
        for match in compiled.matches(text)
        if match.target.rule
    }


def shortest(matcher: Matcher, document: Doc) -> Found:
    """Return what a Matcher finds, of one rule at one word the shortest match."""
    ends: dict[tuple[str, int], int] = {}
    for name, first, last in matcher(document):
        place = (document.vocab.strings[name], first)
        ends[place] = min(last, ends.get(place, last))
    return {(rule, first, last) for (rule, first), last in ends.items()}


def matcher_of(rules: Iterable[Rule], vocab: Vocab) -> Matcher:
    """Write made-up rules as patterns of a Matcher, one each."""
    matcher = Matcher(vocab)
    for rule in rules:
        (phrase,) = rule.phrases
        elements = parse_phrase(phrase).elements
        matcher.add(rule.id, [[token for part in elements for token in pattern(part)]])
    return matcher


def pattern(element: Element) -> list[dict[str, object]]:
    """Write a word or a gap, which is all that made-up phrases hold, as tokens of a pattern."""
    if isinstance(element, Gap):
        return [{"OP": "?"}] * element.most
    assert isinstance(element, Word)
    (steps,) = steps_of(element.form)
    return [{"LOWER": {"IN": sorted(step)}} for step in steps if isinstance(step, frozenset)]


def main() -> None:
    """Print both figures."""
    for ratio in ratios():
        print(f"{ratio.name}: {ratio.value:.4g} ({ratio.note})")


if __name__ == "__main__":
    main()
