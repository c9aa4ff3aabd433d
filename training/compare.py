"""Compare: the candidates on settings they did not see, in one table.

Run from the root of the repository: `python -m training.compare [--folds 5] [--fine-tune 2]`.
Writes training/results.json. Each candidate is trained without the held-out settings, its
thresholds are chosen on the pooled held-out scores. Weights that are there already, the
teacher's and the shipped ones, are judged on the settings that they did not learn from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.data import (
    CONSTRUCTS,
    HERE,
    OUTPUTS,
    Passage,
    folds,
    held_out,
    load_corpus,
    targets,
    weights_of_student,
    weights_of_teacher,
)
from training.encoder import Floats, Tagger, fine_tune, probe, run
from training.scores import interval, summary, thresholds

Fit = Callable[[Sequence[str], Floats, Sequence[str]], Floats]


def tfidf(texts: Sequence[str], labels: Floats, held: Sequence[str]) -> Floats:
    """Words and pairs of words, weighed, with logistic regression."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return linear(words.fit_transform(texts), labels, words.transform(held), 30)


def linear(features: object, labels: Floats, held: object, strength: float) -> Floats:
    """Return the probability of each construct by logistic regression."""
    columns = [
        LogisticRegression(C=strength, max_iter=3000)
        .fit(features, labels[:, i] > 0.5)
        .predict_proba(held)[:, 1]
        for i in range(len(CONSTRUCTS))
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def frozen(folder: Path, corpus: Sequence[Passage]) -> Fit:
    """Sentence embeddings as they come, with logistic regression."""
    found = run(Tagger(folder, 1), [p.text for p in corpus], embed=True)
    row = {p.text: i for i, p in enumerate(corpus)}

    def fit(texts: Sequence[str], labels: Floats, held: Sequence[str]) -> Floats:
        return linear(found[[row[t] for t in texts]], labels, found[[row[t] for t in held]], 3)

    return fit


def tuned(folder: Path, *, epochs: int, rate: float) -> Fit:
    """The encoder fine-tuned with its head."""

    def fit(texts: Sequence[str], labels: Floats, held: Sequence[str]) -> Floats:
        tagger = Tagger(folder, labels.shape[1])
        probe(tagger, texts, labels)
        fine_tune(tagger, texts, labels, epochs=epochs, rate=rate, head_rate=50 * rate)
        logits = run(tagger, held)[:, : len(CONSTRUCTS)]
        return 1 / (1 + np.exp(-logits))

    return fit


def judge(
    name: str, fit: Fit, corpus: Sequence[Passage], held: Sequence[NDArray[np.bool_]]
) -> dict[str, object]:
    """Train and score a candidate fold by fold."""
    labels, texts = targets(corpus), [p.text for p in corpus]
    scores = np.zeros((len(corpus), len(CONSTRUCTS)), np.float32)
    for out in held:
        train, test = np.flatnonzero(~out), np.flatnonzero(out)
        scores[test] = fit([texts[i] for i in train], labels[train], [texts[i] for i in test])
    judged = np.flatnonzero(np.any(held, axis=0))
    cuts = thresholds(labels[judged], scores[judged])
    names = sorted({p.group for p in corpus})
    groups = np.array([names.index(p.group) for p in corpus])[judged]
    return row_of(name, labels[judged], scores[judged], cuts, groups)


def judge_trained(
    name: str, folder: Path, saved: Path, corpus: Sequence[Passage]
) -> dict[str, object]:
    """Score weights that were trained without the held-out settings on these, cut at one half."""
    unseen = [p for p in corpus if p.group in held_out()]
    tagger = Tagger(folder, len(OUTPUTS))
    tagger.load_state_dict(torch.load(saved))
    logits = run(tagger, [p.text for p in unseen])[:, : len(CONSTRUCTS)]
    names = sorted({p.group for p in unseen})
    groups = np.array([names.index(p.group) for p in unseen])
    cuts = np.full(len(CONSTRUCTS), 0.5, np.float32)
    return row_of(name, targets(unseen), 1 / (1 + np.exp(-logits)), cuts, groups)


def row_of(
    name: str, labels: Floats, scores: Floats, cuts: Floats, groups: NDArray[np.int_]
) -> dict[str, object]:
    """Return and print the figures of one candidate."""
    found, ranges = summary(labels, scores, cuts), interval(labels, scores, cuts, groups)
    row: dict[str, object] = {"name": name, "n": len(groups), "settings": len(set(groups))}
    for key, value in found.items():
        row[key] = round(value, 3)
        row[f"{key}_ci95"] = [round(end, 3) for end in ranges[key]]
    print(json.dumps(row), flush=True)
    return row


def main() -> None:
    """Judge every candidate; the fine-tuned ones, which take long, on the first folds alone."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--fine-tune", type=int, default=1, help="folds for the fine-tuned ones")
    options.add_argument("--work", type=Path, default=HERE / "work")
    chosen = options.parse_args()
    corpus = load_corpus()
    held = folds(corpus, chosen.folds)
    few = held[: chosen.fine_tune]
    student, teacher = weights_of_student(), weights_of_teacher(chosen.work)
    rows = [
        judge("TF-IDF, linear", tfidf, corpus, held),
        judge("MiniLM-L6 frozen, linear", frozen(student, corpus), corpus, held),
        judge("MPNet-base frozen, linear", frozen(teacher, corpus), corpus, held),
    ]
    if few:
        rows.append(judge("MiniLM-L6 fine-tuned", tuned(student, epochs=4, rate=2e-4), corpus, few))
    for name, folder, saved in (
        ("MPNet-base fine-tuned (the teacher)", teacher, "teacher.pt"),
        ("MiniLM-L6 taught (shipped)", student, "student.pt"),
    ):
        if (chosen.work / saved).exists():
            rows.append(judge_trained(name, folder, chosen.work / saved, corpus))
    path = HERE / "results.json"
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
