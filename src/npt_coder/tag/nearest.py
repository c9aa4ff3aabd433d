"""Nearest: the codebook's own example that a passage is most like, by the model's embeddings."""

from __future__ import annotations

import numpy as np

from npt_coder.model import Codebook
from npt_coder.tag.encoder import Encoder, Floats

_ALIKE = 0.35  # cosine below which no example is worth showing
_LONGEST = 90  # code points of an example in a reason


class Nearest:
    """Examples by code, embedded when a code is first asked for."""

    def __init__(self, codebook: Codebook, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts = {
            code.id: [example.text for example in code.examples if example.valence]
            for code in codebook.codes
        }
        self._vectors: dict[str, Floats] = {}

    def to(self, embedding: Floats, code: str) -> str:
        """Return the nearest example of a code in words, or "" when none is like it."""
        texts = self._texts.get(code, [])
        if not texts:
            return ""
        if code not in self._vectors:
            self._vectors[code] = np.stack([r.embedding for r in self._encoder.read(texts)])
        likeness = self._vectors[code] @ embedding
        best = int(np.argmax(likeness))
        if likeness[best] < _ALIKE:
            return ""
        return f"like the example “{_shortened(texts[best])}” ({likeness[best]:.2f})"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]}…"
