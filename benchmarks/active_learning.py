"""How much reading is saved when people decide the doubtful or the far-apart passages first.

`python -m benchmarks.active_learning`: a simulation on the labelled passages of training/corpus,
one construct at a time. A reader decides 20 passages drawn at random, a logistic regression on the
model's embeddings learns, the next 20 are chosen, and so on. Reported is the work saved over
sampling at 95% recall (WSS@95, Cohen et al. 2006, JAMIA 13:206-219): the share of passages that
need not be read, less the 5% that random reading would also leave. Random order gives about 0.

The embeddings are the shipped model's, which has learned from most of these passages: the settings
used here are the ones held out from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from npt_coder.tag.encoder import shipped_encoder

Vectors = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

ROOT = Path(__file__).parents[1] / "training"
CONSTRUCTS = (
    "coherence",
    "cognitive_participation",
    "collective_action",
    "reflexive_monitoring",
)
STEP = 20
RECALL = 0.95
ROUNDS = 5


def passages() -> list[dict[str, object]]:
    """Return the passages of the held-out settings."""
    held = set((ROOT / "held_out.txt").read_text(encoding="utf-8").splitlines())
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "corpus").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [row for row in rows if row["group"] in held]


def next_ones(
    order: str, left: npt.NDArray[np.int_], scores: npt.NDArray[np.float64], vectors: Vectors,
    read: Sequence[int], dice: np.random.Generator,
) -> list[int]:  # fmt: skip
    """Return the passages to read next, as row numbers."""
    if order == "random":
        return [int(i) for i in dice.permutation(left)[:STEP]]
    if order == "likeliest":
        return [int(i) for i in left[np.argsort(-scores[left])][:STEP]]
    if order == "uncertain":
        return [int(i) for i in left[np.argsort(np.abs(scores[left] - 0.5))][:STEP]]
    near = (vectors[left] @ vectors[list(read)].T).max(axis=1)
    return [int(i) for i in left[np.argsort(near)][:STEP]]


def saved(order: str, vectors: Vectors, wanted: Flags, seed: int) -> float:
    """Return WSS@95 of one simulated reader.

    Decisions are made in the given order for the first fifth; then the likeliest come first, since
    by then the aim is to find what is left.
    """
    dice = np.random.default_rng(seed)
    read = [int(i) for i in dice.permutation(len(wanted))[:STEP]]
    goal = RECALL * wanted.sum()
    while wanted[read].sum() < goal:
        left = np.setdiff1d(np.arange(len(wanted)), read)
        scores = np.full(len(wanted), 0.5)
        if 0 < wanted[read].sum() < len(read):
            model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000)
            scores = model.fit(vectors[read], wanted[read]).predict_proba(vectors)[:, 1]
        is_early = len(read) < len(wanted) / 5 or order == "random"
        chosen = order if is_early else "likeliest"
        read += next_ones(chosen, left, scores, vectors, read, dice)
    return (len(wanted) - len(read)) / len(wanted) - (1 - RECALL)


def main() -> None:
    """Print a table: order by construct."""
    rows = passages()
    readings = shipped_encoder().read([str(row["text"]) for row in rows])
    vectors = np.stack([reading.embedding for reading in readings])
    print(f"{len(rows)} passages of settings that the model did not learn from; {ROUNDS} readers")
    print(f"{'WSS@95':<12}", *(f"{name[:22]:>24}" for name in CONSTRUCTS))
    for order in ("random", "diverse", "uncertain", "likeliest"):
        cells = []
        for name in CONSTRUCTS:
            wanted = np.array(
                [any(c["code"].startswith(name) for c in row["codes"]) for row in rows]  # type: ignore[attr-defined]
            )
            found = [saved(order, vectors, wanted, seed) for seed in range(ROUNDS)]
            cells.append(f"{np.mean(found):.2f} ({min(found):.2f} to {max(found):.2f})")
        print(f"{order:<12}", *(f"{cell:>24}" for cell in cells))


if __name__ == "__main__":
    main()
