"""Passages: the synthetic text that benchmarks are made from. Imports little: workers load it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

_CORPUS = Path(__file__).parents[1] / "training" / "corpus"


def passages() -> list[str]:
    """Return the passages of training/corpus, in the order of the files."""
    return [
        json.loads(line)["text"]
        for path in sorted(_CORPUS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def dealt(seed: int) -> Iterator[str]:
    """Yield passages without end; each comes again only after all the others."""
    deck = passages()
    dice = random.Random(seed)
    while True:
        dice.shuffle(deck)
        yield from deck
