"""Combine: the default tagger. The model proposes; rules and syntax weigh in; all say why.

For codes that the model knows, a rule that fires in the same passage moves the score by a weight
learned on held-out settings, and never codes alone: rules by themselves are right too seldom. For
codes that the model does not know, the rules alone speak. Syntax (who acts, negated, wished or
done) weighs in on the valence, and is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from npt_coder.errors import NptCoderError
from npt_coder.model import Codebook, Coding, Reason, Sentence, Valence
from npt_coder.tag.base import coding_id
from npt_coder.tag.encoder import Reading
from npt_coder.tag.model import Found, ModelTagger
from npt_coder.tag.rules import RulesTagger
from npt_coder.tag.syntax import Evidence, evidence_of, find_model, load_model
from npt_coder.tag.windows import Window

_CHUNK = 64  # windows whose segments spaCy reads together


class CombinedTagger:
    """Suggests codings by model, rules and syntax together."""

    name = "default"
    uses_study = True
    by_family = True
    with_rules = True
    with_syntax = True
    rests_on_rules = "also"

    def __init__(
        self,
        codebook: Codebook,
        codes: Sequence[str] | None = None,
        *,
        study: Path | None = None,
    ) -> None:
        """Make the parts; study: as for the model. Raises CodebookError, UnknownName."""
        self.model = ModelTagger(codebook, codes, study=study)
        parents = {code.id: code.parent for code in codebook.codes}
        self._wanted = set(parents) if codes is None else set(codes)
        self._levels = {code.id for code in codebook.of_kind("level")}
        # A rule moves the score of its construct, and so of all codes of that construct.
        tops = {parents[id] or id for id in self._wanted} | self._levels
        self.rules = RulesTagger(codebook, [id for id in parents if (parents[id] or id) in tops])
        known = set(self.model.tops)
        self._top = {id: parent if parent in known else id for id, parent in parents.items()}
        self._at = {name: i for i, name in enumerate(self.model.encoder.outputs)}
        self._alone = {id for id in self._wanted if self._top[id] not in known}
        parts = f"{self.model.encoder.hash}{codebook.hash}"
        self.coder = f"{self.name}@{sha256(parts.encode()).hexdigest()[:12]}"

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        """Yield codings in the order of the text; the rules' own after the model's of a window."""
        if not self.model.tops:
            fired = self.rules.tag(sentences)
            yield from (self._ours(coding) for coding in fired if coding.code in self._wanted)
            return
        held: list[tuple[Window, Reading, Found, list[Coding]]] = []
        alone: list[Coding] = []
        for n_windows, (window, reading) in enumerate(self.model.read(sentences), start=1):
            heard = list(self.rules.tag(window.sentences)) if self.with_rules else []
            logits = self.logits(reading, heard)
            held += [(window, reading, f, heard) for f in self.model.find(window, reading, logits)]
            own = {s.start for s in window.sentences[window.first :]}
            alone += [c for c in heard if c.code in self._alone and c.start in own]
            if n_windows % _CHUNK == 0:
                yield from self._finished(held, alone)
                held, alone = [], []
        yield from self._finished(held, alone)

    def logits(self, reading: Reading, fired: Iterable[Coding]) -> dict[str, float]:
        """Return the model's calibrated logits, moved where a rule of the same top code fired."""
        logits = self.model.logits(reading)
        weights = self.model.encoder.card["combine"]["rules"]
        for top in {self._top[coding.code] for coding in fired}:
            if top in logits:
                logits[top] += weights.get(top, 0.0)
        return logits

    def _finished(
        self, held: Sequence[tuple[Window, Reading, Found, list[Coding]]], alone: Sequence[Coding]
    ) -> Iterator[Coding]:
        made = [self.model.coding(w, r, f) for w, r, f, _ in held]
        evidence: Iterable[Evidence | None] = [None] * len(made)
        if self._language is not None and self.with_syntax:
            evidence = evidence_of(self._language, [coding.quote for coding in made])
        codings = list(alone)
        for coding, (_, reading, found, fired), seen in zip(made, held, evidence, strict=True):
            codings.append(self._weighed(coding, reading, found, fired, seen))
        codings.sort(key=lambda c: (c.transcript, c.start, c.end))
        yield from (self._ours(coding) for coding in codings)

    def _weighed(
        self,
        coding: Coding,
        reading: Reading,
        found: Found,
        fired: Sequence[Coding],
        seen: Evidence | None,
    ) -> Coding:
        """Return the coding with the valence that all evidence speaks for, and its reasons."""
        here = [c for c in fired if coding.start <= c.start < coding.end]
        inside = [c for c in here if self._top[c.code] == found.output]
        # Not those of other constructs: what is said of a code depends on its own family alone.
        levels = {c.level for c in here if c.level and (c in inside or c.code in self._levels)}
        level = coding.level or (levels.pop() if len(levels) == 1 else None)
        valence = self._valence(reading, found, inside, seen)
        rules = tuple(dict.fromkeys(rule for c in inside for rule in c.reason.rules))
        note = "; ".join(part for part in (coding.reason.note, str(seen or "")) if part)
        reason = Reason(rules, coding.reason.words, note)
        return replace(coding, valence=valence, level=level, reason=reason)

    def _valence(
        self, reading: Reading, found: Found, inside: Sequence[Coding], seen: Evidence | None
    ) -> Valence:
        """Weigh for against against by a logistic model; mixed stays as the model found it."""
        fit: Mapping[str, float] = self.model.encoder.card["combine"]["valence"]
        if found.valence == "mixed":
            return "mixed"
        hinders, promotes = self._at["valence.hinders"], self._at["valence.promotes"]
        margin = float(reading.logits[hinders] - reading.logits[promotes])
        heard = {c.valence for c in inside}
        features = {
            "margin": margin,
            "segment": 1.0 if found.valence == "hinders" else -1.0,
            "rules": float("hinders" in heard) - float("promotes" in heard),
            "negated": float(seen is not None and seen.negated),
            "wished": float(seen is not None and seen.mode == "wished"),
        }
        odds = fit["intercept"] + sum(fit[name] * value for name, value in features.items())
        return "hinders" if odds > 0 else "promotes"

    def _ours(self, coding: Coding) -> Coding:
        """Return a coding of a part as one of this tagger."""
        place = Sentence(coding.transcript, 0, 0, coding.start, coding.end, coding.quote)
        id = coding_id(
            place, code=coding.code, valence=coding.valence, level=coding.level, coder=self.coder
        )
        return replace(coding, id=id, coder=self.coder)

    @cached_property
    def _language(self):  # type: ignore[no-untyped-def]
        """The spaCy model; None where none is installed, and syntax then stays silent."""
        try:
            return load_model(find_model())
        except NptCoderError:
            return None
