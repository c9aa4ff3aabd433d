"""Speed of the rules tagger as a ratio, in one run, to `re.findall(r'\\w+', text)` on one text.

Run from the checkout: python -m benchmarks.rules_speed [words]
The text is synthetic: the speech of the sample transcripts and the passages that the model was
made from, about 200,000 words, repeated. Hits are the share of its sentences in which a rule
matches: what is found has to be written down, so more hits are more work whatever finds them.
Making a Python object per word is what both pay for, so the ratio holds from machine to machine
where words per second do not.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.language import tokens
from npt_coder.codebook.read import read_codebook
from npt_coder.ingest.read import read_transcript
from npt_coder.model import SPEAKER_ROLES, Code, Codebook, Rule, Sentence
from npt_coder.sentences import split_sentences, split_text
from npt_coder.shipped import shipped
from npt_coder.tag.rules import RulesTagger

WORDS = 500_000
ROUNDS = 5
SUFFIXES = {".txt", ".docx", ".vtt", ".srt", ".md"}
WORD = re.compile(r"\w+")
PASSAGES = Path(__file__).parents[1] / "training" / "corpus"


def sample() -> list[Sentence]:
    """Return the sentences of all speakers of the sample transcripts, and of the passages."""
    sentences: list[Sentence] = []
    for path in sorted(shipped("transcripts_sample").iterdir()):
        if path.suffix in SUFFIXES and (transcript := read_transcript(path).transcript):
            sentences += split_sentences(transcript, roles=SPEAKER_ROLES)
    for path in sorted(PASSAGES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
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


def median_seconds(work: Callable[[], object]) -> float:
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
    base = median_seconds(lambda: [WORD.findall(s.text) for s in sentences])
    print(f"{n_words:,} words in {len(sentences):,} sentences; re.findall {n_words / base:,.0f}/s")
    titles = ("codebook", "rules", "phrases", "hits", "match/s", "ratio", "code/s", "ratio")
    print("".join(f"{title:>11}" for title in titles))
    for book in [*(made_up(n, once) for n in (500, 1000, 3000)), read_codebook("npt")]:
        compiled, tagger = compile_rules(book.codes), RulesTagger(book)
        hits = sum(bool(compiled.matches(s.text)) for s in once) / len(once)
        match = median_seconds(lambda c=compiled: [c.matches(s.text) for s in sentences])  # type: ignore[misc]
        code = median_seconds(lambda t=tagger: sum(1 for _ in t.tag(sentences)))  # type: ignore[misc]
        rules = [rule for one in book.codes for rule in one.rules]
        print(
            f"{book.name:>11}{len(rules):11}{sum(len(r.phrases) for r in rules):11}{hits:11.0%}"
            f"{n_words / match:11,.0f}{base / match:11.2f}"
            f"{n_words / code:11,.0f}{base / code:11.2f}"
        )


if __name__ == "__main__":
    main()
