"""Model: codings by the shipped sentence model, each with a calibrated score and its reasons.

The model knows the constructs and sub-constructs of NPT, and the levels and factors of the Deep
End study; of other codes it says nothing. A score is the estimated probability that a careful
coder gives the code; below its threshold nothing is said, and between the threshold and the score
that was right four times in five the reason says "not sure".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from npt_coder.errors import UnknownName
from npt_coder.model import LEVELS, Codebook, Coding, Level, Reason, Sentence, Valence
from npt_coder.tag.base import coding_id
from npt_coder.tag.encoder import Encoder, Reading, shipped_encoder
from npt_coder.tag.locate import carrying, moving_words
from npt_coder.tag.memory import read_once
from npt_coder.tag.nearest import Nearest
from npt_coder.tag.windows import Window, windows

_CHUNK = 256  # windows that are read in one go
_RUN_SHARE = 0.5  # of the marked sentences in the valence; the rest is the whole window's
_CALLED: tuple[Valence, ...] = ("promotes", "hinders", "mixed")


@dataclass(frozen=True, slots=True)
class Found:
    """A code in a window. first, last: its sentences, inclusive. score: calibrated, in [0, 1]."""

    code: str
    output: str
    first: int
    last: int
    score: float
    is_sure: bool
    valence: Valence
    level: Level | None


class ModelTagger:
    """Suggests codings by the sentence model; at most one per code and segment."""

    name = "model"
    uses_study = True
    rests_on_rules = "not"

    def __init__(
        self,
        codebook: Codebook,
        codes: Sequence[str] | None = None,
        *,
        study: Path | None = None,
    ) -> None:
        """Take the codes of a codebook that the model knows. Raises UnknownName.

        study: the folder in which to remember what was read.
        """
        known = [code.id for code in codebook.codes]
        for unknown in sorted(set(codes or ()) - set(known)):
            raise UnknownName("code", unknown, known)
        self.codebook, self._study = codebook, study
        self.encoder: Encoder = shipped_encoder()
        self._at = {name: index for index, name in enumerate(self.encoder.outputs)}
        self.wanted = [id for id in known if codes is None or id in codes]
        self.tops = _known_tops(codebook, self.encoder)
        self.coder = f"{self.name}@{self.encoder.hash}"
        self._nearest = Nearest(codebook, self.encoder)

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        """Yield codings window by window, in the order of the text and of the codebook."""
        for window, reading in self.read(sentences):
            for found in self.find(window, reading, self.logits(reading)):
                yield self.coding(window, reading, found)

    def read(self, sentences: Iterable[Sentence]) -> Iterator[tuple[Window, Reading]]:
        """Yield each window with what the model makes of it; nothing for codes unknown to it."""
        if not self.tops:
            return
        held: list[Window] = []
        for window in windows(sentences):
            held.append(window)
            if len(held) == _CHUNK:
                yield from self._read(held)
                held = []
        if held:
            yield from self._read(held)

    def _read(self, held: Sequence[Window]) -> Iterator[tuple[Window, Reading]]:
        readings = read_once(self.encoder, [window.text for window in held], self._study)
        return zip(held, readings, strict=True)

    def logits(self, reading: Reading) -> dict[str, float]:
        """Return the calibrated logit of each output: log odds of a careful coder's yes."""
        card = self.encoder.card["calibration"]
        return {
            name: card[name]["slope"] * float(value) + card[name]["intercept"]
            for name, value in zip(self.encoder.outputs, reading.logits, strict=True)
            if name in card
        }

    def find(
        self, window: Window, reading: Reading, logits: Mapping[str, float]
    ) -> Iterator[Found]:
        """Yield the codes of a window whose score reaches its threshold."""
        card = self.encoder.card["calibration"]
        level = self._level(logits)
        has_construct = any(
            _probability(logits[top]) >= card[top]["threshold"]
            for top in self.tops
            if not top.startswith(("level.", "factor."))
        )
        for top in self.tops:
            score = _probability(logits[top])
            codes = self._codes_under(top, logits) if score >= card[top]["threshold"] else ()
            if not codes:
                continue
            if top.startswith(("level.", "factor.")) and not has_construct:
                continue
            first, last = carrying(window, reading, self._at[top])
            if last < window.first:
                continue  # the window before has said so
            is_sure = score >= card[top]["sure"]
            valence = self._valence(window, reading, first, last)
            own_level = _level_of(top) or level
            for code in codes:
                yield Found(code, top, first, last, score, is_sure, valence, own_level)

    def coding(
        self, window: Window, reading: Reading, found: Found, reason: Reason | None = None
    ) -> Coding:
        """Return what was found as a coding of the segment from its first to its last sentence."""
        begin, end = window.sentences[found.first], window.sentences[found.last]
        text = window.text[window.starts[found.first] : window.starts[found.last] + len(end.text)]
        segment = Sentence(
            begin.transcript, begin.turn, begin.index, begin.start, end.end, text, begin.speaker
        )
        return Coding(
            id=coding_id(
                segment, code=found.code, valence=found.valence, level=found.level, coder=self.coder
            ),
            transcript=segment.transcript,
            start=segment.start,
            end=segment.end,
            quote=text,
            code=found.code,
            valence=found.valence,
            level=found.level,
            coder=self.coder,
            score=round(found.score, 3),
            reason=reason or self.reason(window, reading, found),
        )

    def reason(self, window: Window, reading: Reading, found: Found) -> Reason:
        """Say which words moved the score, which example is nearest, and whether it is sure."""
        words = moving_words(
            window, reading, self._at[found.output], first=found.first, last=found.last
        )
        notes = [] if found.is_sure else ["not sure"]
        nearest = self._nearest.to(reading.embedding, found.code)
        return Reason(words=words, note="; ".join([*notes, *([nearest] if nearest else [])]))

    def _codes_under(self, top: str, logits: Mapping[str, float]) -> list[str]:
        """Return the sub-constructs that are likely enough, else the construct itself."""
        card = self.encoder.card["calibration"]
        subs = [c.id for c in self.codebook.codes if c.parent == top and c.id in logits]
        likely = [
            id
            for id in subs
            if card[id]["used"] and _probability(logits[id]) >= card[id]["threshold"]
        ]
        return [code for code in (likely or [top]) if code in self.wanted]

    def _valence(self, window: Window, reading: Reading, first: int, last: int) -> Valence:
        """Return the likeliest valence of the marked sentences, their context counted half."""
        begin = window.starts[first]
        end = window.starts[last] + len(window.sentences[last].text)
        inside = np.array([begin <= start < end and stop > start for start, stop in reading.pieces])
        card = self.encoder.card["calibration"]
        scores = []
        for name in _CALLED:
            at = self._at[f"valence.{name}"]
            whole = float(reading.logits[at])
            bias = whole - float(reading.shares[:, at].sum())
            n = int(inside.sum())
            own = bias + float(reading.shares[inside, at].sum()) * len(inside) / n if n else whole
            mixed = _RUN_SHARE * own + (1 - _RUN_SHARE) * whole
            fit = card[f"valence.{name}"]
            scores.append(fit["slope"] * mixed + fit["intercept"])
        return _CALLED[int(np.argmax(scores))]

    def _level(self, logits: Mapping[str, float]) -> Level | None:
        """Return the level that the window speaks of, None when that is not clear."""
        card = self.encoder.card["calibration"]
        scores = {
            level: _probability(logits[f"level.{level}"])
            for level in LEVELS
            if card[f"level.{level}"]["used"]
        }
        likely = [lv for lv, score in scores.items() if score >= card[f"level.{lv}"]["threshold"]]
        return likely[0] if len(likely) == 1 else None


def unknown_to_model(codebook: Codebook) -> tuple[str, ...]:
    """Return the codes that the shipped model never suggests, in the order of the codebook."""
    tops = set(_known_tops(codebook, shipped_encoder()))
    return tuple(c.id for c in codebook.codes if c.id not in tops and c.parent not in tops)


def _known_tops(codebook: Codebook, encoder: Encoder) -> list[str]:
    used = {name for name, fit in encoder.card["calibration"].items() if fit["used"]}
    return [c.id for c in codebook.codes if c.parent is None and c.id in used]


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def _level_of(code: str) -> Level | None:
    return next((level for level in LEVELS if code == f"level.{level}"), None)
