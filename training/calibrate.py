"""Calibrate: scores that mean what they say, thresholds, and what rules and syntax add.

Run from the root of the repository, after `training.student`: `python -m training.calibrate`.
Rests on the settings that neither teacher nor student learned from (`held_out.txt`) and on real
small talk: every other one of these settings sets slopes, thresholds and weights, the rest judge.
Writes the card of the shipped model, and training/judged.json for the page on the model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from npt_coder.codebook.read import read_codebook
from npt_coder.model import Sentence
from npt_coder.sentences import split_text
from npt_coder.tag.combine import CombinedTagger
from npt_coder.tag.encoder import WEIGHTS, Encoder, file_hash, shipped_encoder
from npt_coder.tag.evaluate import evaluate
from npt_coder.tag.model import ModelTagger
from npt_coder.tag.rules import RulesTagger
from npt_coder.tag.syntax import evidence_of, find_model, load_model
from training.data import (
    CODES,
    CONSTRUCTS,
    HERE,
    N_CODES,
    N_VALENCES,
    OUTPUTS,
    Passage,
    held_out,
    load_corpus,
    small_talk,
    targets,
)
from training.scores import kappa

Floats = NDArray[np.float32]
TALK_SEEN = 5000  # lines of small talk that training may have used
TALK = 600  # further lines: one half sets thresholds, the other judges
RIGHT = 0.8  # precision from which on something is suggested at all
SURE = 0.9  # and from which on a suggestion is not called unsure
USED = 0.4  # kappa below which the model keeps silent about a code
_FEWEST = 12  # labelled passages with an output below which its slope is not fitted


def read_card(outputs: Sequence[str]) -> dict[str, object]:
    """Write a card without calibration, so that the model can be read, and return it."""
    plain = {
        name: {"slope": 1.0, "intercept": 0.0, "threshold": 0.5, "sure": 0.5, "used": 1.0}
        for name in outputs
    }
    card: dict[str, object] = {
        "name": "npt-minilm",
        "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
        "outputs": list(outputs),
        "sha256": file_hash(WEIGHTS / "model.onnx"),
        "calibration": plain,
        "combine": {"rules": {}, "valence": dict.fromkeys(
            ("intercept", "margin", "segment", "rules", "negated", "wished"), 0.0)},
    }  # fmt: skip
    write_card(card)
    return card


def write_card(card: Mapping[str, object]) -> None:
    """Write the card beside the weights."""
    text = json.dumps(card, indent=1, ensure_ascii=False)
    (WEIGHTS / "card.json").write_text(text + "\n", encoding="utf-8")
    shipped_encoder.cache_clear()


def sigmoid(values: Floats) -> Floats:
    """Return probabilities of log odds."""
    return 1 / (1 + np.exp(-values))


def platt(logits: Floats, truth: Floats) -> tuple[float, float]:
    """Return slope and intercept that make log odds of one output honest (Platt 1999)."""
    known = ~np.isnan(truth)
    wanted = truth[known] > 0.5
    if min(wanted.sum(), (~wanted).sum()) < _FEWEST:
        return 1.0, 0.0
    fit = LogisticRegression(C=10.0).fit(logits[known, None], wanted)
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def cut(scores: Floats, truth: Floats, precision: float, least: float = 0.2) -> float:
    """Return the lowest score from which on suggestions are right as often as asked.

    Where that is never reached, or hardly anything is labelled, the score with the best kappa,
    and at least one half.
    """
    known = ~np.isnan(truth)
    wanted, found = truth[known] > 0.5, scores[known]
    grid = np.linspace(least, 0.98, 157)
    for at in grid:
        taken = found >= at
        if taken.sum() >= _FEWEST and wanted[taken].mean() >= precision:
            return float(at)
    if wanted.sum() < 3:
        return max(0.5, least)
    marks = [kappa(wanted, found >= at) for at in grid]
    return max(0.5, least, float(grid[int(np.argmax(marks))]))


def sentences(passage: Passage) -> list[Sentence]:
    """Return a passage as the sentences of one turn."""
    spans = enumerate(split_text(passage.text))
    return [Sentence(passage.id, 1, i, a, b, passage.text[a:b]) for i, (a, b) in spans]


def fit_calibration(logits: Floats, truth: Floats) -> dict[str, dict[str, float]]:
    """Return slope, intercept, threshold and sure score of each output."""
    card: dict[str, dict[str, float]] = {}
    for column, name in enumerate(OUTPUTS):
        slope, intercept = platt(logits[:, column], truth[:, column])
        scores = sigmoid(slope * logits[:, column] + intercept)
        threshold = cut(scores, truth[:, column], RIGHT)
        certain = cut(scores, truth[:, column], SURE, threshold)
        values = {"slope": slope, "intercept": intercept, "threshold": threshold, "sure": certain}
        card[name] = {key: round(value, 4) for key, value in values.items()}
        known = ~np.isnan(truth[:, column])
        found = kappa(truth[known, column] > 0.5, scores[known] >= threshold)
        # Where the model hardly agrees with the labels, the rules of the codebook speak instead.
        card[name]["used"] = float(found >= USED)
    return card


def fit_rules(
    tagger: CombinedTagger, passages: Sequence[Passage], logits: Floats, truth: Floats,
    card: Mapping[str, Mapping[str, float]],
) -> dict[str, float]:  # fmt: skip
    """Return what a rule that fires adds to the log odds of each construct, never below 0."""
    fired = np.zeros((len(passages), len(CONSTRUCTS)))
    for row, passage in enumerate(passages):
        for coding in tagger.rules.tag(sentences(passage)):
            top = coding.code.partition(".")[0]
            if top in CONSTRUCTS:
                fired[row, CONSTRUCTS.index(top)] = 1
    weights = {}
    for column, name in enumerate(CONSTRUCTS):
        odds = card[name]["slope"] * logits[:, column] + card[name]["intercept"]
        both = np.stack([odds, fired[:, column]], axis=1)
        fit = LogisticRegression(C=1.0).fit(both, truth[:, column] > 0.5)
        weights[name] = round(max(0.0, float(fit.coef_[0, 1])), 3)
    return weights


def fit_valence(tagger: CombinedTagger, passages: Sequence[Passage]) -> dict[str, float]:
    """Return the weights by which model, rules and syntax say that something hinders."""
    rows, wanted = [], []
    language = load_model(find_model())
    at = {name: i for i, name in enumerate(OUTPUTS)}
    for passage in passages:
        promotes, hinders, _ = passage.labels[N_CODES : N_CODES + N_VALENCES]
        if not (promotes == 1 or hinders == 1):
            continue
        for window, reading in tagger.model.read(sentences(passage)):
            heard = {c.valence for c in tagger.rules.tag(window.sentences)}
            (seen,) = evidence_of(language, [window.text])
            margin = float(
                reading.logits[at["valence.hinders"]] - reading.logits[at["valence.promotes"]]
            )
            rows.append(
                [margin, 1.0 if margin > 0 else -1.0,
                 float("hinders" in heard) - float("promotes" in heard),
                 float(seen.negated), float(seen.mode == "wished")]
            )  # fmt: skip
            wanted.append(hinders == 1)
    fit = LogisticRegression(C=1.0).fit(np.array(rows), wanted)
    names = ("margin", "segment", "rules", "negated", "wished")
    found = {name: round(float(w), 3) for name, w in zip(names, fit.coef_[0], strict=True)}
    return {"intercept": round(float(fit.intercept_[0]), 3), **found}


def reliability(scores: Floats, truth: Floats, n_bins: int = 10) -> dict[str, object]:
    """Return the reliability diagram and the expected calibration error (Naeini et al. 2015)."""
    edges = np.linspace(0, 1, n_bins + 1)
    bins, error = [], 0.0
    for low, high in zip(edges, edges[1:], strict=False):
        inside = (scores >= low) & (scores < high + (high == 1))
        if inside.any():
            said, right = float(scores[inside].mean()), float(truth[inside].mean())
            bins.append({"score": round(said, 3), "right": round(right, 3), "n": int(inside.sum())})
            error += inside.sum() * abs(said - right)
    return {"ece": round(float(error / len(scores)), 4), "bins": bins}


def gold(passages: Sequence[Passage], path: Path) -> Path:
    """Write passages as a gold file."""
    with path.open("w", encoding="utf-8") as file:
        for p in passages:
            said = p.labels[N_CODES : N_CODES + N_VALENCES]
            valence = (
                ("promotes", "hinders", "mixed")[int(np.nanargmax(said))]
                if said[0] == said[0]
                else None
            )
            subs = [c for c, y in zip(CODES[4:], p.labels[4:N_CODES], strict=True) if y == 1]
            codes = [{"code": c, "valence": valence} for c in subs]
            row = {"id": p.id, "text": p.text, "codes": codes, "group": p.group}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


class NoSyntax(CombinedTagger):
    """For the ablation: model and rules."""

    with_syntax = False


class NoRules(CombinedTagger):
    """For the ablation: model and syntax."""

    with_rules = False


def ablation(path: Path) -> list[dict[str, object]]:
    """Return the figures of each combination of parts on a gold file."""
    book = read_codebook("npt")
    made = {
        "rules": RulesTagger(book),
        "model": ModelTagger(book),
        "model + syntax": NoRules(book),
        "model + rules": NoSyntax(book),
        "default (model + rules + syntax)": CombinedTagger(book),
    }
    rows = []
    for name, tagger in made.items():
        document, _ = evaluate(path, tagger, book)
        keys = ("macro_f1", "macro_f1_ci95", "macro_kappa", "none", "valence")
        rows.append({"tagger": name, **{key: document[key] for key in keys}})
    return rows


def main() -> None:
    """Fit on one half of the held-out settings and judge on the other."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", type=Path, default=HERE / "work")
    chosen = options.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    card = read_card(OUTPUTS)
    groups = sorted(held_out())
    unseen = [p for p in load_corpus() if p.group in groups]
    fitting = [p for p in unseen if groups.index(p.group) % 2 == 0]
    judging = [p for p in unseen if groups.index(p.group) % 2 == 1]
    talk = small_talk(TALK_SEEN + TALK)[TALK_SEEN:]
    encoder = Encoder(WEIGHTS)

    def logits(texts: Sequence[str]) -> Floats:
        return np.stack([reading.logits for reading in encoder.read(texts)])

    half = TALK // 2
    fit_logits = logits([*(p.text for p in fitting), *talk[:half]])
    no_code = np.full((half, len(OUTPUTS)), np.nan, np.float32)
    no_code[:, :N_CODES] = 0
    truth = np.concatenate([targets(fitting), no_code])
    calibration = fit_calibration(fit_logits, truth)
    card["calibration"] = calibration
    write_card(card)
    tagger = CombinedTagger(read_codebook("npt"))
    rows = fit_logits[: len(fitting)]
    card["combine"] = {
        "rules": fit_rules(tagger, fitting, rows, targets(fitting), calibration),
        "valence": fit_valence(tagger, fitting),
    }
    write_card(card)
    judged_logits, judged_truth = logits([p.text for p in judging]), targets(judging)
    scores = np.concatenate([
        sigmoid(calibration[n]["slope"] * judged_logits[:, i] + calibration[n]["intercept"])
        for i, n in enumerate(CONSTRUCTS)
    ])  # fmt: skip
    told = np.concatenate([judged_truth[:, i] for i in range(len(CONSTRUCTS))])
    others = {}
    for column, name in enumerate(OUTPUTS):
        known = ~np.isnan(judged_truth[:, column])
        wanted = judged_truth[known, column] > 0.5
        fit = calibration[name]
        found = sigmoid(fit["slope"] * judged_logits[known, column] + fit["intercept"])
        if name not in CONSTRUCTS and wanted.sum() >= 3:
            value = kappa(wanted, found >= fit["threshold"])
            others[name] = {
                "kappa": round(value, 3),
                "n": int(wanted.sum()),
                "of": int(known.sum()),
            }
    path = gold(judging, chosen.work / "judging.jsonl")
    quiet = CombinedTagger(read_codebook("npt"))
    lines = [Sentence(f"t{i}", 1, 0, 0, len(text), text) for i, text in enumerate(talk[half:])]
    alarms = {coding.transcript for coding in quiet.tag(lines)}
    document = {
        "fitted_on": {"settings": groups[::2], "passages": len(fitting), "small_talk": half},
        "judged_on": {"settings": groups[1::2], "passages": len(judging)},
        "ablation": ablation(path),
        "false_alarms_on_small_talk": {"n": len(lines), "rate": round(len(alarms) / len(lines), 4)},
        "reliability": reliability(scores, told),
        "other_outputs": others,
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    (HERE / "judged.json").write_text(text + "\n", encoding="utf-8")
    print(json.dumps(document["ablation"], indent=1))


if __name__ == "__main__":
    main()
