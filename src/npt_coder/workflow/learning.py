"""Learning: the study's own tagger from the decisions of its coders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.model import Coding, Transcript
from npt_coder.project.project import Project
from npt_coder.review.decide import current_codings
from npt_coder.review.order import ORDERS, ordered
from npt_coder.tag.encoder import shipped_encoder
from npt_coder.tag.fit import Decided, Fitted, fit_codes
from npt_coder.tag.learned import write_learned


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned. n_segments: on which somebody decided; path: where it is kept."""

    fitted: tuple[Fitted, ...]
    n_segments: int
    n_transcripts: int
    path: Path


def learn(project: Project, *, seed: int = 1) -> Lesson:
    """Fit a tagger for every code with enough decisions, judged by nested cross-validation.

    Raises UserError when nobody has decided anything yet, CodebookError.
    """
    codebook = read_codebook(project.named_file(project.config.codebook))
    codings = current_codings(project.store.codings(), project.store.decisions())
    decided = decided_segments(codings)
    if not decided:
        raise UserError(
            "nothing to learn from: nobody has accepted, rejected or added a coding yet. Decide "
            "some with `npt-coder accept` and `reject`, at best in the order that "
            "`npt-coder review` proposes."
        )
    readings = shipped_encoder().read([segment.text for segment in decided])
    features = np.stack([reading.embedding for reading in readings]).astype(np.float64)
    codes = [code.id for code in codebook.codes]
    fitted = fit_codes(decided, features, codes, seed=seed)
    edition = f"{codebook.name} {codebook.edition} {codebook.hash[:12]}"
    path = write_learned(project.folder, fitted, edition=edition)
    transcripts = {segment.transcript for segment in decided}
    return Lesson(fitted, len(decided), len(transcripts), path)


def queue(
    project: Project, order: str, *, code: str | None = None, seed: int = 1
) -> list[dict[str, object]]:
    """Return the suggestions that wait for a decision, in an order of `review.order`.

    Raises UnknownName for an order or code that there is not.
    """
    if order not in ORDERS:
        raise UnknownName("order", order, ORDERS)
    codebook = read_codebook(project.named_file(project.config.codebook))
    if code is not None and codebook.code(code) is None:
        raise UnknownName("code", code, (c.id for c in codebook.codes))
    current = current_codings(project.store.codings(), project.store.decisions())
    waiting = [c for c in current if c.status == "suggested" and code in (None, c.code)]
    vectors = None
    if order == "diverse" and waiting:
        readings = shipped_encoder().read([coding.quote for coding in waiting])
        vectors = np.stack([reading.embedding for reading in readings])
    found = ordered(waiting, order, vectors=vectors, seed=seed)
    talks = {t.id: t for t in project.store.transcripts()}
    return [_waiting(coding, talks[coding.transcript]) for coding in found]


def _waiting(coding: Coding, transcript: Transcript) -> dict[str, object]:
    turn = transcript.turn_at(coding.start)
    where = f"{transcript.id} turn {turn.number}, {turn.speaker}" if turn else transcript.id
    return {
        "id": coding.id,
        "code": coding.code,
        "valence": coding.valence,
        "score": coding.score,
        "coder": coding.coder,
        "place": where,
        "quote": coding.quote,
        "reason": str(coding.reason),
    }


def decided_segments(codings: Iterable[Coding]) -> tuple[Decided, ...]:
    """Return the segments on which people decided, in text order.

    A segment has the codes that were accepted or added there. It has not those that were rejected
    there, nor any code that nobody suggested or added while accepting another: who codes a segment
    has read it.
    """
    places: defaultdict[tuple[str, int, int], list[Coding]] = defaultdict(list)
    for coding in codings:
        places[coding.transcript, coding.start, coding.end].append(coding)
    every = {c.code for found in places.values() for c in found if c.status == "accepted"}
    segments = []
    for (transcript, _, _), found in sorted(places.items()):
        yes = frozenset(c.code for c in found if c.status == "accepted")
        rejected = frozenset(c.code for c in found if c.status == "rejected") - yes
        if not yes and not rejected:
            continue
        open_still = frozenset(c.code for c in found if c.status == "suggested")
        others = (every - yes - open_still) if yes else frozenset()
        segments.append(Decided(transcript, found[0].quote, yes, rejected | others))
    return tuple(segments)
