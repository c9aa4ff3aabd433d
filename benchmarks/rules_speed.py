"""Speed of the rules tagger as a ratio, in one run, to `re.findall(r'\\w+', text)` on one text.

Run from the checkout: python -m benchmarks.rules_speed [words]
The text is the speech of the synthetic sample transcripts, repeated. Making a Python object per
word is what both pay for, so the ratio holds from machine to machine where words per second do not.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.language import tokens
from npt_coder.codebook.read import read_codebook
from npt_coder.ingest.read import read_transcript
from npt_coder.model import Code, Codebook, Rule, Sentence
from npt_coder.sentences import split_sentences
from npt_coder.shipped import shipped
from npt_coder.tag.rules import RulesTagger

WORDS = 1_000_000
ROUNDS = 5
SUFFIXES = {".txt", ".docx", ".vtt", ".srt", ".md"}
WORD = re.compile(r"\w+")


def sample() -> list[Sentence]:
    """Return the sentences of all speakers of the sample transcripts."""
    sentences: list[Sentence] = []
    for path in sorted(shipped("transcripts_sample").iterdir()):
        if path.suffix in SUFFIXES and (transcript := read_transcript(path).transcript):
            roles = ("participant", "interviewer", "unknown")
            sentences += split_sentences(transcript, roles=roles)
    return sentences


def made_up(n_rules: int, sentences: Sequence[Sentence], seed: int = 1) -> Codebook:
    """Return a codebook of random phrases of the text itself: two to four words, some with gaps.

    The first word has at least five letters, as a written rule has a word of content in front.
    """
    pick = random.Random(seed)
    rules: list[Rule] = []
    while len(rules) < n_rules:
        words = [token.form for token in tokens(pick.choice(sentences).text)]
        first = pick.randrange(len(words)) if words else 0
        chosen = words[first : first + pick.randint(2, 4)]
        if len(chosen) < 2 or len(chosen[0]) < 5 or not all(w.isalpha() for w in chosen):
            continue
        gap = pick.choice([" ", " ", " ..2 "])
        rules.append(Rule(f"r{len(rules)}", (gap.join(chosen),)))
    code = Code("made.up", "Made up", "MU", "theme", "", "", "", "", (), tuple(rules), "")
    return Codebook("made-up", "", "", "", (code,), "0" * 64)


def fastest(work: Callable[[], object]) -> float:
    """Return the median seconds of a few rounds, after one to warm up."""
    work()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> None:
    """Print words per second and the ratio, for matching alone and for whole codings."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else WORDS
    once = sample()
    n_once = sum(len(WORD.findall(s.text)) for s in once)
    sentences = once * max(1, wanted // n_once)
    n_words = n_once * (len(sentences) // len(once))
    base = fastest(lambda: [WORD.findall(s.text) for s in sentences])
    print(f"{n_words:,} words in {len(sentences):,} sentences; re.findall {n_words / base:,.0f}/s")
    print(f"{'codebook':>12}{'rules':>7}{'phrases':>9}{'match/s':>12}{'ratio':>7}{'code/s':>12}{'ratio':>7}")
    books = [made_up(n, once) for n in (100, 1000, 3000)]
    for book in [*books, read_codebook("npt")]:
        compiled, tagger = compile_rules(book.codes), RulesTagger(book)
        match = fastest(lambda c=compiled: [c.matches(s.text) for s in sentences])  # type: ignore[misc]
        code = fastest(lambda t=tagger: sum(1 for _ in t.tag(sentences)))  # type: ignore[misc]
        rules = [rule for one in book.codes for rule in one.rules]
        print(
            f"{book.name:>12}{len(rules):7}{sum(len(r.phrases) for r in rules):9}"
            f"{n_words / match:12,.0f}{base / match:7.2f}{n_words / code:12,.0f}{base / code:7.2f}"
        )


if __name__ == "__main__":
    main()
