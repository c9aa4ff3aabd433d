"""Teach: the large encoder learns the corpus, then labels more text for the small one.

Run from the root of the repository: `python -m training.teach`. Writes training/work/teacher.pt
and training/work/taught.npz: texts with soft labels over OUTPUTS.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.data import (
    HERE,
    OUTPUTS,
    load_corpus,
    small_talk,
    targets,
    taught,
    weights_of_teacher,
)
from training.encoder import Floats, Tagger, fine_tune, probe, run

SMALL_TALK = 900  # lines of real talk without a code that the teacher learns from
MORE_TALK = 3000  # and lines that it labels
PIECES = 9000  # sentences and pairs of the corpus that it labels
_END = re.compile(r"(?<=[.?!])\s+")


def plain_labels(n: int) -> Floats:
    """Return labels of talk without a code; what nobody judged is NaN."""
    row = np.full(len(OUTPUTS), np.nan, np.float32)
    row[:20] = 0.0
    return np.tile(row, (n, 1))


def pieces(texts: Sequence[str], seed: int = 0) -> list[str]:
    """Return the sentences of passages, and neighbours glued from two passages."""
    dice = np.random.default_rng(seed)
    split = [[s for s in _END.split(text) if s.strip()] for text in texts]
    single = [s for sentences in split if len(sentences) > 1 for s in sentences]
    pairs = [
        s
        for sentences in split
        for s in map(" ".join, zip(sentences, sentences[1:], strict=False))
        if len(sentences) > 2
    ]
    shuffled = dice.permutation(len(texts))
    glued = [
        f"{dice.choice(split[a])} {dice.choice(split[b])}"
        for a, b in zip(shuffled, dice.permutation(len(texts)), strict=True)
        if a != b
    ]
    made = list(dict.fromkeys([*single, *pairs, *glued]))
    return [str(text) for text in dice.permutation(made)[:PIECES]]


def main() -> None:
    """Train the teacher unless its weights are there, then write what it teaches."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", type=Path, default=HERE / "work")
    options.add_argument("--epochs", type=int, default=2)
    chosen = options.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    corpus = taught(load_corpus())
    texts, labels = [p.text for p in corpus], targets(corpus)
    talk = small_talk(SMALL_TALK + MORE_TALK)
    tagger = Tagger(weights_of_teacher(chosen.work), len(OUTPUTS))
    saved = chosen.work / "teacher.pt"
    if saved.exists():
        tagger.load_state_dict(torch.load(saved))
    else:
        both = [*texts, *talk[:SMALL_TALK]]
        wanted = np.concatenate([labels, plain_labels(SMALL_TALK)])
        probe(tagger, both, wanted)
        fine_tune(tagger, both, wanted, epochs=chosen.epochs, rate=4e-5, head_rate=4e-3,
                  after=lambda _: torch.save(tagger.state_dict(), saved))  # fmt: skip
    more = [*pieces(texts), *talk[SMALL_TALK:]]
    lessons = [*texts, *more]
    soft = 1 / (1 + np.exp(-run(tagger, lessons)))
    np.savez_compressed(chosen.work / "taught.npz", texts=np.array(lessons), labels=soft)


if __name__ == "__main__":
    main()
