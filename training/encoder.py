"""Encoder: a small transformer with a linear head, fine-tuned from a linear probe.

The head begins as logistic regressions on the frozen embeddings, so that fine-tuning starts from
what these know (Kumar et al. 2022, "Fine-tuning can distort pretrained features and underperform
out-of-distribution", arXiv:2202.10054).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import nn
from transformers import AutoModel, AutoTokenizer

MAX_TOKENS = 192
Floats = NDArray[np.float32]


class Tagger(nn.Module):
    """Mean-pooled, normalised embeddings and one linear layer of logits."""

    def __init__(self, folder: Path, n_outputs: int) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder)
        self.head = nn.Linear(self.encoder.config.hidden_size, n_outputs)

    def embed(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return one vector of length 1 per text."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).float()
        return nn.functional.normalize((states.float() * mask).sum(1) / mask.sum(1), dim=1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return logits, one row per text."""
        return self.head(self.embed(input_ids, attention_mask))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return token ids of each text, cut at MAX_TOKENS."""
        return self.tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"]

    def batch(self, tokens: Sequence[list[int]]) -> dict[str, torch.Tensor]:
        """Return padded tensors."""
        padded = self.tokenizer.pad({"input_ids": list(tokens)}, return_tensors="pt")
        return {name: padded[name] for name in ("input_ids", "attention_mask")}


def run(tagger: Tagger, texts: Sequence[str], *, embed: bool = False, size: int = 32) -> Floats:
    """Return logits (or embeddings) of texts, short ones together."""
    tagger.eval()
    tokens = tagger.tokens(texts)
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    rows: list[Floats] = [np.empty(0, np.float32)] * len(tokens)
    work = tagger.embed if embed else tagger.forward
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), size):
            chosen = order[at : at + size]
            found = work(**tagger.batch([tokens[i] for i in chosen])).float().numpy()
            for i, row in zip(chosen, found, strict=True):
                rows[i] = row
    return np.stack(rows)


def probe(tagger: Tagger, texts: Sequence[str], labels: Floats) -> None:
    """Set the head to logistic regressions on the frozen embeddings; NaN labels do not count."""
    features = run(tagger, texts, embed=True)
    for column in range(labels.shape[1]):
        known = ~np.isnan(labels[:, column])
        wanted = (labels[known, column] > 0.5).astype(int)
        if wanted.min() == wanted.max():
            tagger.head.weight.data[column] = 0
            tagger.head.bias.data[column] = -4.0
            continue
        fit = LogisticRegression(C=10, max_iter=3000).fit(features[known], wanted)
        tagger.head.weight.data[column] = torch.tensor(fit.coef_[0], dtype=torch.float32)
        tagger.head.bias.data[column] = float(fit.intercept_[0])


def fine_tune(
    tagger: Tagger,
    texts: Sequence[str],
    labels: Floats,
    *,
    epochs: int,
    rate: float,
    head_rate: float,
    size: int = 16,
    weights: Floats | None = None,
    seed: int = 0,
    say: Callable[[str], None] = print,
    after: Callable[[int], None] = lambda _: None,
) -> None:
    """Train all weights on soft or hard labels in [0, 1]; NaN labels do not count.

    weights: of each text in the loss. after: called at the end of each epoch.
    """
    torch.manual_seed(seed)
    tokens = tagger.tokens(texts)
    n = len(tokens)
    weight = np.ones(n, np.float32) if weights is None else weights
    parts = [
        {"params": list(tagger.encoder.parameters()), "lr": rate},
        {"params": list(tagger.head.parameters()), "lr": head_rate},
    ]
    optimiser = torch.optim.AdamW(parts, weight_decay=0.0)
    n_steps = epochs * math.ceil(n / size)
    warm = max(1, n_steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / warm) * max(0.0, (n_steps - s) / n_steps)
    )
    for epoch in range(epochs):
        tagger.train()
        total, steps = 0.0, 0
        for chosen in batches([len(t) for t in tokens], size, seed + epoch):
            wanted = torch.tensor(labels[chosen])
            known = ~torch.isnan(wanted)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = tagger(**tagger.batch([tokens[i] for i in chosen])).float()
            each = nn.functional.binary_cross_entropy_with_logits(
                logits, torch.nan_to_num(wanted), reduction="none"
            )
            scale = known.float() * torch.tensor(weight[chosen]).unsqueeze(1)
            loss = (each * scale).sum() / scale.sum()
            loss.backward()
            nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total, steps = total + loss.item(), steps + 1
        say(f"epoch {epoch + 1} of {epochs}: loss {total / steps:.4f}")
        after(epoch)


def batches(lengths: Sequence[int], size: int, seed: int) -> list[list[int]]:
    """Return shuffled batches of texts of like length, so that little is padding."""
    dice = random.Random(seed)
    order = list(range(len(lengths)))
    dice.shuffle(order)
    chunk = size * 16
    made: list[list[int]] = []
    for at in range(0, len(order), chunk):
        alike = sorted(order[at : at + chunk], key=lambda i: lengths[i])
        made += [alike[i : i + size] for i in range(0, len(alike), size)]
    dice.shuffle(made)
    return made
