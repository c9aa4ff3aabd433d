"""Student: the small encoder learns the corpus and what the teacher says, and is packed to ship.

Run from the root of the repository, after `training.teach`: `python -m training.student`.
Writes src/npt_coder/weights/model.onnx (int8) and tokenizer.json; `training.calibrate` adds the
card.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from training.data import (
    HERE,
    OUTPUTS,
    load_corpus,
    small_talk,
    targets,
    taught,
    weights_of_student,
)
from training.encoder import Tagger, fine_tune, probe
from training.teach import SMALL_TALK, plain_labels

SHIPPED = HERE.parent / "src" / "npt_coder" / "weights"
_TAUGHT_WEIGHT = 0.5  # of a text that only the teacher labelled
_BELIEF = 0.5  # in the teacher where people labelled too


class Shipped(nn.Module):
    """What the program needs: logits, embeddings and what each piece adds to each logit."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.encoder, self.head = tagger.encoder, tagger.head

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return logits, embeddings and shares; the shares and the bias sum to the logits."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * mask).sum(1) / mask.sum(1)
        length = pooled.norm(dim=1, keepdim=True)
        embedding = pooled / length
        scale = (mask.sum(1) * length).unsqueeze(1)
        shares = (states * mask / scale) @ self.head.weight.T
        return shares.sum(1) + self.head.bias, embedding, shares


def pack(tagger: Tagger, work: Path) -> None:
    """Write the model as ONNX with int8 weights, and its tokenizer, to the package."""
    SHIPPED.mkdir(parents=True, exist_ok=True)
    whole = work / "student.onnx"
    shipped = Shipped(tagger).eval()
    ids = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        shipped, (ids, ids), str(whole), opset_version=17, dynamo=False,
        input_names=["input_ids", "attention_mask"],
        output_names=["logits", "embedding", "shares"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "batch"},
                      "embedding": {0: "batch"}, "shares": axes},
    )  # fmt: skip
    onnx.checker.check_model(str(whole))
    quantize_dynamic(
        str(whole), str(SHIPPED / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True
    )
    shutil.copy(weights_of_student() / "tokenizer.json", SHIPPED / "tokenizer.json")


def main() -> None:
    """Train and pack."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", type=Path, default=HERE / "work")
    options.add_argument("--epochs", type=int, default=4)
    chosen = options.parse_args()
    corpus = taught(load_corpus())
    lessons = np.load(chosen.work / "taught.npz")
    soft = dict(zip(map(str, lessons["texts"]), lessons["labels"], strict=True))
    hard = {p.text: row for p, row in zip(corpus, targets(corpus), strict=True)}
    hard |= dict(zip(small_talk(SMALL_TALK), plain_labels(SMALL_TALK), strict=True))
    texts = list(dict.fromkeys([*hard, *soft]))
    labels, weights = [], []
    for text in texts:
        told = soft.get(text)
        if text not in hard:
            labels.append(told)
            weights.append(_TAUGHT_WEIGHT)
            continue
        row = hard[text]
        if told is not None:
            row = np.where(np.isnan(row), told, (1 - _BELIEF) * row + _BELIEF * told)
        labels.append(row)
        weights.append(1.0)
    tagger = Tagger(weights_of_student(), len(OUTPUTS))
    known = list(hard)
    probe(tagger, known, np.stack([hard[text] for text in known]))
    fine_tune(
        tagger, texts, np.stack(labels).astype(np.float32), epochs=chosen.epochs, rate=3e-4,
        head_rate=1e-2, size=32, weights=np.array(weights, np.float32),
        after=lambda _: torch.save(tagger.state_dict(), chosen.work / "student.pt"),
    )  # fmt: skip
    pack(tagger, chosen.work)


if __name__ == "__main__":
    main()
