"""Sheets: every transcript in full, turn by turn, with its codings marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from npt_coder.export.base import Study
from npt_coder.export.highlight import Ink, highlighted, mark_label
from npt_coder.export.quotes import Quote
from npt_coder.export.words import anchor, clock, code_words, coding_anchor, name_words
from npt_coder.model import Transcript, Turn

N_CONSTRUCT_INKS = 6
LEVEL_INK, OTHER_INK = "kl", "kf"


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of a transcript, marked up. notes: label and link of each coding in it."""

    anchor: str
    turn: Turn
    time: str
    asked: bool
    speech: Markup
    notes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One transcript as the report shows it. opening: what stands before the first turn."""

    anchor: str
    transcript: Transcript
    opening: str
    lines: tuple[Line, ...]
    n_codings: int


def sheets(study: Study, quotes: Sequence[Quote], seen: set[str]) -> tuple[Sheet, ...]:
    """Return every transcript with its codings marked. seen: quotes with a place of their own."""
    by_transcript: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        by_transcript[quote.transcript].append(quote)
    ink = inks(study)
    return tuple(_sheet(t, by_transcript[t.id], ink, seen) for t in study.transcripts)


def inks(study: Study) -> dict[str, Ink]:
    """Return how each construct is shown, and each level and factor that somebody spoke of."""
    styles = {name: f"k{i % N_CONSTRUCT_INKS}" for i, name in enumerate(study.constructs)}
    spoken = set(study.evidence["construct"])
    kinds = {code.id: code.kind for code in study.codebook.codes if code.id in spoken}
    for name in (*kinds, *sorted(spoken)):
        styles.setdefault(name, LEVEL_INK if kinds.get(name) == "level" else OTHER_INK)
    return {
        name: Ink(style, _short(study, name), name_words(study, name))
        for name, style in styles.items()
    }


def turn_anchor(transcript: str, number: int | None) -> str:
    """Return the place of a turn, or of the whole transcript when the turn is not known."""
    return anchor("tr", transcript) if number is None else anchor("t", transcript, str(number))


def _sheet(
    transcript: Transcript, quotes: Sequence[Quote], ink: Mapping[str, Ink], seen: set[str]
) -> Sheet:
    lines = tuple(
        _line(transcript, turn, [q for q in quotes if q.start < turn.end and q.end > turn.start],
              ink, seen)
        for turn in transcript.turns
    )  # fmt: skip
    first = transcript.turns[0].start if transcript.turns else len(transcript.text)
    cut = transcript.text.rfind("\n", 0, first) + 1 if transcript.turns else first
    opening = transcript.text[:cut].strip()
    return Sheet(anchor("tr", transcript.id), transcript, opening, lines, len(quotes))


def _line(
    transcript: Transcript,
    turn: Turn,
    quotes: Sequence[Quote],
    ink: Mapping[str, Ink],
    seen: set[str],
) -> Line:
    notes = tuple(
        (mark_label(quote, ink), coding_anchor("q", quote.id) if quote.id in seen else None)
        for quote in quotes
        if quote.start >= turn.start
    )
    return Line(
        anchor=turn_anchor(transcript.id, turn.number),
        turn=turn,
        time=clock(turn.time),
        asked=transcript.speaker(turn.speaker).role == "interviewer",
        speech=highlighted(transcript.text, turn.start, turn.end, quotes, ink),
        notes=notes,
    )


def _short(study: Study, name: str) -> str:
    code = study.codebook.code(name)
    if code and len(code.mnemonic) <= 8:
        return code.mnemonic
    initials = "".join(word[0] for word in code_words(study, name).split())
    return (initials if len(initials) > 1 else name_words(study, name)[:3]).upper()
