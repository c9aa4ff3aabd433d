"""Learned: the study's own tagger, fitted from its decisions and kept in learned.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from npt_coder.errors import UnknownName, UserError
from npt_coder.model import Codebook, Coding, Reason, Sentence, Valence
from npt_coder.tag.base import coding_id
from npt_coder.tag.encoder import Reading, shipped_encoder
from npt_coder.tag.fit import Fitted
from npt_coder.tag.nearest import Nearest

FILE_NAME = "learned.json"
_BATCH = 512
_CALLED: tuple[Valence, ...] = ("promotes", "hinders", "mixed")


class LearnedTagger:
    """Suggests the codes that `npt-coder learn` could fit, sentence by sentence."""

    name = "learned"
    needs_study = True
    rests_on_rules = "not"

    def __init__(
        self, codebook: Codebook, codes: Sequence[str] | None = None, *, study: Path
    ) -> None:
        """Read what was learned in a study. Raises UserError when nothing was, UnknownName."""
        known = [code.id for code in codebook.codes]
        for unknown in sorted(set(codes or ()) - set(known)):
            raise UnknownName("code", unknown, known)
        kept = _read(study / FILE_NAME)
        self._encoder = shipped_encoder()
        if kept["model"] != self._encoder.hash:
            raise UserError(
                f"{study / FILE_NAME}: was learned with another edition of the shipped model. "
                "Run `npt-coder learn` again."
            )
        self._fits = {
            row["code"]: row
            for row in kept["codes"]
            if not row["refused"]
            and row["code"] in known
            and (codes is None or row["code"] in codes)
        }
        self._nearest = Nearest(codebook, self._encoder)
        self._at = {name: index for index, name in enumerate(self._encoder.outputs)}
        self.coder = f"{self.name}@{kept['hash']}"

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        """Yield codings in the order of the sentences, then of what was learned."""
        if not self._fits:
            return
        weights = np.array([row["weights"] for row in self._fits.values()])
        offsets = np.array([row["intercept"] for row in self._fits.values()])
        waiting = iter(sentences)
        while some := list(islice(waiting, _BATCH)):
            readings = self._encoder.read([sentence.text for sentence in some])
            for sentence, reading in zip(some, readings, strict=True):
                odds = weights @ reading.embedding + offsets
                for (code, row), value in zip(self._fits.items(), odds, strict=True):
                    score = float(1 / (1 + np.exp(-value)))
                    if score >= row["threshold"]:
                        yield self._coding(sentence, reading, code, score, row)

    def _coding(
        self, sentence: Sentence, reading: Reading, code: str, score: float, row: dict[str, Any]
    ) -> Coding:
        logits = [float(reading.logits[self._at[f"valence.{name}"]]) for name in _CALLED]
        valence = _CALLED[int(np.argmax(logits))]
        id = coding_id(sentence, code=code, valence=valence, level=None, coder=self.coder)
        nearest = self._nearest.to(reading.embedding, code)
        learned = f"learned from {row['n_yes']} accepted and {row['n_no']} other segments"
        note = "; ".join(part for part in (learned, nearest) if part)
        return Coding(
            id=id,
            transcript=sentence.transcript,
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
            code=code,
            valence=valence,
            level=None,
            coder=self.coder,
            score=round(score, 3),
            reason=Reason(note=note),
        )


def write_learned(study: Path, fitted: Sequence[Fitted], *, edition: str) -> Path:
    """Write what was learned; edition: of the codebook, for the record."""
    rows = [asdict(fit) for fit in fitted]
    identity = sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:12]
    document = {
        "hash": identity,
        "model": shipped_encoder().hash,
        "codebook": edition,
        "codes": rows,
    }
    path = study / FILE_NAME
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def state_of(study: Path) -> str:
    """Return the identity of what was learned in a study, "" when nothing was."""
    path = study / FILE_NAME
    return str(_read(path)["hash"]) if path.is_file() else ""


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{path}: nothing learned yet. Run `npt-coder learn` first.") from error
    except (OSError, ValueError) as error:
        raise UserError(
            f"{path}: cannot be read ({error}). Run `npt-coder learn` again."
        ) from error
    return found
