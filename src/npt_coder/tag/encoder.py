"""Encoder: the shipped sentence model, run by ONNX Runtime on one thread; loaded when first used.

One pass gives, for each text, a logit per output, an embedding of length 1, and what each word
piece adds to each logit. The last is exact: the head is linear and the pooling a mean, so that a
logit is its bias plus the sum of the contributions of the pieces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
WEIGHTS = Path(__file__).parents[1] / "weights"
MAX_TOKENS = 192


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one text.

    logits: one per output. embedding: of length 1. pieces: start and end in code points of each
    word piece; shares: what each adds to each logit, pieces x outputs.
    """

    logits: Floats
    embedding: Floats
    pieces: tuple[tuple[int, int], ...]
    shares: Floats


class Encoder:
    """A model in a folder: model.onnx, tokenizer.json and card.json.

    outputs: the names of the logits. card: calibration, thresholds and provenance.
    """

    def __init__(self, folder: Path) -> None:
        """Load a model. Raises FileNotFoundError when the folder holds none."""
        self.card: Mapping[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
        self.outputs: tuple[str, ...] = tuple(self.card["outputs"])
        self.hash = str(self.card["sha256"])[:12]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the same sums on every run; `--jobs` uses more cores
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read texts one by one; what lies beyond MAX_TOKENS is not read.

        Not in batches: eight-bit sums are scaled by all that is read together, so that a text
        would be read otherwise in other company, and on one core nothing is gained by it.
        """
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        coded = self._tokenizer.encode(text)
        ids = np.array([coded.ids], dtype=np.int64)
        found = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        logits, embedding, shares = (np.asarray(part, np.float32)[0] for part in found)
        return Reading(logits, embedding, tuple(coded.offsets), shares)


@cache
def shipped_encoder() -> Encoder:
    """Return the model that comes with this package."""
    return Encoder(WEIGHTS)


def file_hash(path: Path) -> str:
    """Return the identity of a weights file."""
    return sha256(path.read_bytes()).hexdigest()
