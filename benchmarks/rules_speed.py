"""Speed of the rules tagger as a ratio, in one run, to `re.findall(r'\\w+', text)` on one text.

Run from the checkout: python -m benchmarks.rules_speed [words]
The text is synthetic: the speech of the sample transcripts and the passages that the model was
made from, about 200,000 words, repeated. Hits are the share of its sentences in which a rule
matches: what is found has to be written down, so more hits are more work whatever finds them.
Making a Python object per word is what both pay for, so the ratio holds from machine to machine
where words per second do not.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.passages import passages
from benchmarks.ratio import Ratio, fastest
from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.language import tokens
from npt_coder.codebook.read import read_codebook
from npt_coder.ingest.read import read_transcript
from npt_coder.model import SPEAKER_ROLES, Code, Codebook, Rule, Sentence
from npt_coder.sentences import split_sentences, split_text
from npt_coder.shipped import shipped
from npt_coder.tag.rules import RulesTagger

WORDS = 500_000
WORDS_AT_ONCE = 200_000
ROUNDS = 5
SIZES = (500, 1_000, 3_000)
SUFFIXES = {".txt", ".docx", ".vtt", ".srt", ".md"}
WORD = re.compile(r"\w+")


def sample() -> list[Sentence]:
    """Return the sentences of all speakers of the sample transcripts, and of the passages."""
    sentences: list[Sentence] = []
    for path in sorted(shipped("transcripts_sample").iterdir()):
        if path.suffix in SUFFIXES and (transcript := read_transcript(path).transcript):
            sentences += split_sentences(transcript, roles=SPEAKER_ROLES)
    for text in passages():
        sentences += [Sentence("", 1, 0, a, b, text[a:b]) for a, b in split_text(text)]
    return [sentence for sentence in sentences if tokens(sentence.text)]


def made_up(n_rules: int, sentences: Sequence[Sentence], seed: int = 1) -> Codebook:
    """Return a codebook of phrases of two to four words, a quarter of them with a gap.

    Half are neighbours in the text, so that rules do fire; half join words that need not meet.
    The first word and another have five letters or more: a written rule holds words of content.
    """
    pick = random.Random(seed)
    said = [[token.form for token in tokens(sentence.text)] for sentence in sentences]
    rules: list[Rule] = []
    while len(rules) < n_rules:
        words = pick.choice(said)
        first, n = pick.randrange(len(words)), pick.randint(2, 4)
        chosen = words[first : first + n]
        if len(rules) % 2:
            chosen = [chosen[0], *(pick.choice(pick.choice(said)) for _ in range(n - 1))]
        has_content = sum(len(word) > 4 for word in chosen) > 1 and len(chosen[0]) > 4
        if len(chosen) == n and has_content and all(map(str.isalpha, chosen)):
            gap = pick.choice([" ", " ", " ", " ..2 "])
            rules.append(Rule(f"r{len(rules)}", (gap.join(chosen),)))
    code = Code("made.up", "Made up", "MU", "theme", "", "", "", "", (), tuple(rules), "")
    return Codebook("made-up", "", "", "", (code,), "0" * 64)


@dataclass(frozen=True, slots=True)
class Speed:
    """How long one codebook takes over the text: the least seconds of a few rounds in turn.

    hits: the share of sentences in which a rule matches. match: to find matches. code: to make
    whole codings. base: of `re.findall`, in the same rounds.
    """

    name: str
    rules: int
    phrases: int
    hits: float
    match: float
    code: float
    base: float


def speeds(wanted: int) -> tuple[int, list[Speed]]:
    """Return the number of words read, and the speed of made-up codebooks and of `npt`."""
    once = sample()
    n_once = sum(len(WORD.findall(s.text)) for s in once)
    times = max(1, wanted // n_once)
    sentences = once * times
    books = [*(made_up(n, once) for n in SIZES), read_codebook("npt")]
    readers = [_Reader(book, sentences) for book in books]
    works = [work for reader in readers for work in (reader.match, reader.code)]
    base, *taken = fastest([lambda: [WORD.findall(s.text) for s in sentences], *works], ROUNDS)
    return n_once * times, [
        reader.speed(match, code, base)
        for reader, match, code in zip(readers, taken[::2], taken[1::2], strict=True)
    ]


class _Reader:
    """One codebook and the sentences that it reads over and over."""

    def __init__(self, codebook: Codebook, sentences: Sequence[Sentence]) -> None:
        self._codebook, self._sentences = codebook, sentences
        self._compiled, self._tagger = compile_rules(codebook.codes), RulesTagger(codebook)
        self._n_hit = self.match()

    def match(self) -> int:
        """Find all matches, and count the sentences that have one."""
        return sum(bool(self._compiled.matches(s.text)) for s in self._sentences)

    def code(self) -> int:
        """Make and count all codings."""
        return sum(1 for _ in self._tagger.tag(self._sentences))

    def speed(self, match: float, code: float, base: float) -> Speed:
        """Put what was measured beside what was read."""
        rules = [rule for one in self._codebook.codes for rule in one.rules]
        n_phrases = sum(len(rule.phrases) for rule in rules)
        hits = self._n_hit / len(self._sentences)
        return Speed(self._codebook.name, len(rules), n_phrases, hits, match, code, base)


def ratios() -> list[Ratio]:
    """Measure speed against `re.findall`, and what more rules cost."""
    n_words, (few, some, many, npt) = speeds(WORDS_AT_ONCE)
    return [
        Ratio(
            f"{some.rules:,} rules on words, speed / re.findall",
            some.base / some.match,
            0.25,
            "at least",
            f"{some.hits:.0%} of sentences hit; whole codings {some.base / some.code:.2f}; "
            f"{n_words:,} words",
        ),
        Ratio(
            f"codebook {npt.name}, speed / re.findall",
            npt.base / npt.match,
            0.25,
            "at least",
            f"{npt.phrases:,} phrases, {npt.hits:.0%} of sentences hit; whole codings "
            f"{npt.base / npt.code:.2f}",
        ),
        Ratio(
            f"time with {many.rules:,} rules / with {few.rules:,}",
            many.match / few.match,
            1.6,
            "at most",
            f"{many.hits:.0%} of sentences hit, not {few.hits:.0%}; whole codings "
            f"{many.code / few.code:.2f}",
        ),
    ]


def main() -> None:
    """Print words per second and the ratio, for matching alone and for whole codings."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else WORDS
    n_words, found = speeds(wanted)
    print(f"{n_words:,} words; re.findall {n_words / found[0].base:,.0f}/s")
    titles = ("codebook", "rules", "phrases", "hits", "match/s", "ratio", "code/s", "ratio")
    print("".join(f"{title:>11}" for title in titles))
    for one in found:
        print(
            f"{one.name:>11}{one.rules:11}{one.phrases:11}{one.hits:11.0%}"
            f"{n_words / one.match:11,.0f}{one.base / one.match:11.2f}"
            f"{n_words / one.code:11,.0f}{one.base / one.code:11.2f}"
        )


if __name__ == "__main__":
    main()
