"""View: a study arranged as the report shows it, with every link worked out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from npt_coder.export.base import Study
from npt_coder.export.highlight import Ink, highlighted, mark_label
from npt_coder.export.quotes import Quote, in_cell, of_valence
from npt_coder.export.words import (
    anchor,
    cell_anchor,
    clock,
    code_words,
    coding_anchor,
    counted,
    evidence_words,
    listed,
    name_words,
    operation_words,
    signed,
    voices_words,
)
from npt_coder.model import Cell, Transcript, Turn, Verdict

N_QUOTES_IN_VIEW = 3
N_CONSTRUCT_INKS = 6
STANDINGS = (("met", "●"), ("unmet", "◐"), ("open", "○"))
OPERATION_SIGNS = {
    "in operation": "✔", "not in operation": "✕", "mixed": "±", "mentioned only": "·",
    "no evidence": "–",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chip:
    """A cell in few words; tone: a style that never stands alone, since the sign is written."""

    title: str
    sign: str
    words: str
    tone: str
    link: str | None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One case and its verdict. standing: met, unmet or open, in the order of the rule."""

    case: str
    link: str
    verdict: Verdict
    long_name: str
    standing: str
    symbol: str
    constructs: tuple[Chip, ...]
    levels: tuple[Chip, ...]
    decisive: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The quotes on one side of a cell: the first few in view, the rest to unfold.

    places: quotes with the id that they carry in the page, None where they stand a second time.
    """

    heading: str
    style: str
    places: tuple[tuple[Quote, str | None], ...]

    @property
    def in_view(self) -> tuple[tuple[Quote, str | None], ...]:
        """Return the quotes that are always shown."""
        return self.places[:N_QUOTES_IN_VIEW]

    @property
    def folded(self) -> tuple[tuple[Quote, str | None], ...]:
        """Return the quotes that are shown on demand."""
        return self.places[N_QUOTES_IN_VIEW:]


@dataclass(frozen=True, slots=True)
class Group:
    """The evidence behind one number. rating None with no words: there is no rating to show."""

    anchor: str
    wave: str | None
    rating: str
    tone: str
    words: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One construct, level or factor of a case with its evidence, wave by wave."""

    title: str
    style: str
    groups: tuple[Group, ...]


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


def shown_waves(study: Study) -> tuple[str | None, ...]:
    """Return the waves in order, and None last when cells stand in no wave."""
    unnamed = any(wave is None for _, wave in study.cells_by_wave)
    return (*study.waves, None) if unnamed else study.waves


def last_wave(study: Study) -> str | None:
    """Return the wave that verdicts rest on, or the last one when there are no verdicts."""
    if study.verdicts:
        return study.verdicts[0].wave
    return study.waves[-1] if study.waves else None


def by_class(study: Study) -> tuple[str, ...]:
    """Return the cases with those of one class together, in the order of the rule's classes."""
    classes = _classes(study)
    standing = {v.case: classes.index(v.override or v.verdict) for v in study.verdicts}
    return tuple(sorted(study.cases, key=lambda case: standing.get(case, len(classes))))


def summary(study: Study) -> str:
    """Say how many cases are in which class."""
    counts = Counter(v.override or v.verdict for v in study.verdicts)
    names = study.rule.classes if study.rule else {}
    parts = tuple(
        f"{counts[c]} {c}" + (f" ({names[c].lower()})" if names.get(c, c) != c else "")
        for c in _classes(study)
        if counts[c]
    )
    return f"Of {counted(len(study.verdicts), 'case')}: {listed(parts)}." if parts else ""


def cards(study: Study) -> tuple[Card, ...]:
    """Return one card per verdict, cases of one class together."""
    verdicts = {verdict.case: verdict for verdict in study.verdicts}
    return tuple(_card(study, verdicts[case]) for case in by_class(study) if case in verdicts)


def chip(title: str, cell: Cell | None, place: tuple[str, str | None, str]) -> Chip:
    """Show a cell by its rating."""
    rating = cell.rating if cell else None
    link = cell_anchor(*place) if cell and cell.n_codings else None
    thin = ", thin" if cell and cell.n_codings and cell.thin else ""
    return Chip(title, signed(rating), evidence_words(cell) + thin, tone(rating), link)


def level_chip(title: str, cell: Cell | None, place: tuple[str, str | None, str]) -> Chip:
    """Show a level by whether work is in operation there."""
    words, plain = operation_words(cell), chip(title, cell, place)
    return Chip(title, OPERATION_SIGNS[words], words, plain.tone, plain.link)


def tone(rating: int | None) -> str:
    """Return the style of a rating."""
    return "missing" if rating is None else f"r{rating}" if rating >= 0 else f"rm{-rating}"


def inks(study: Study) -> dict[str, Ink]:
    """Return how each construct, level and factor is shown in the transcripts."""
    styles = {name: f"k{i % N_CONSTRUCT_INKS}" for i, name in enumerate(study.constructs)}
    styles |= dict.fromkeys(study.levels, "kl")
    styles |= {c.id: "kf" for c in study.codebook.codes if c.kind != "sub-construct"} | styles
    found = dict.fromkeys(study.evidence["construct"], "kf") | styles
    return {name: Ink(style, _short(study, name), name_words(study, name))
            for name, style in found.items()}  # fmt: skip


def evidence(
    study: Study, case: str, quotes: Mapping[str, Quote], seen: set[str]
) -> tuple[Heading, ...]:
    """Return the evidence of one case by construct and level, wave by wave.

    seen: ids of the quotes that have their place in the page already; it grows.
    """
    ink = inks(study)
    headings = []
    for name in (*study.constructs, *study.levels):
        cells = ((wave, study.cell(case, wave, name)) for wave in shown_waves(study))
        groups = tuple(_group(case, wave, name, cell, quotes, seen) for wave, cell in cells)
        headings.append(Heading(name_words(study, name), ink[name].style, groups))
    return tuple(headings)


def factors(
    study: Study, quotes: Sequence[Quote], seen: set[str]
) -> dict[str, dict[str, Group | None]]:
    """Return factor -> case -> its evidence over all waves; empty when there are no factors."""
    found: dict[tuple[str, str | None], list[Quote]] = defaultdict(list)
    for quote in quotes:
        if quote.kind == "factor":
            found[quote.code, quote.case].append(quote)
    return {
        code.id: {case: _factor(case, code.id, found[code.id, case], seen) for case in study.cases}
        for code in study.codebook.of_kind("factor")
    }


def sheets(study: Study, quotes: Sequence[Quote], seen: set[str]) -> tuple[Sheet, ...]:
    """Return every transcript with its codings marked. seen: quotes with a place of their own."""
    by_transcript: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        by_transcript[quote.transcript].append(quote)
    ink = inks(study)
    return tuple(_sheet(t, by_transcript[t.id], ink, seen) for t in study.transcripts)


def _classes(study: Study) -> list[str]:
    named = list(study.rule.classes) if study.rule else []
    given = sorted({v.override or v.verdict for v in study.verdicts} - set(named))
    return named + given


def _card(study: Study, verdict: Verdict) -> Card:
    shown = verdict.override or verdict.verdict
    standing, symbol = STANDINGS[min(_classes(study).index(shown), len(STANDINGS) - 1)]
    place = (verdict.case, verdict.wave)
    not_counted = study.rule.not_counted if study.rule else ()
    constructs = tuple(
        chip(title, verdict.constructs.get(name), (*place, name))
        for name, title in study.constructs.items()
    )
    return Card(
        case=verdict.case,
        link=anchor("case", verdict.case),
        verdict=verdict,
        long_name=study.rule.classes.get(shown, shown) if study.rule else shown,
        standing=standing,
        symbol=symbol,
        constructs=tuple(
            Chip(c.title, c.sign, c.words, c.tone, c.link, counted=name not in not_counted)
            for name, c in zip(study.constructs, constructs, strict=True)
        ),
        levels=tuple(
            level_chip(title, verdict.levels.get(name), (*place, name))
            for name, title in study.levels.items()
        ),
        decisive=tuple(name_words(study, name) for name in verdict.decisive),
    )


def _group(
    case: str,
    wave: str | None,
    name: str,
    cell: Cell | None,
    quotes: Mapping[str, Quote],
    seen: set[str],
) -> Group:
    place = cell_anchor(case, wave, name)
    if cell is None or cell.n_codings == 0:
        return Group(place, wave, signed(None), "missing", evidence_words(None), ())
    thin = "; thin" if cell.thin else ""
    words = f"{evidence_words(cell)}; {voices_words(cell)}{thin}"
    sides = _sides(in_cell(cell, quotes), seen)
    return Group(place, wave, signed(cell.rating), tone(cell.rating), words, sides)


def _factor(case: str, code: str, quotes: list[Quote], seen: set[str]) -> Group | None:
    if not quotes:
        return None
    n_for, n_against = (len(of_valence(quotes, v)) for v in ("promotes", "hinders"))
    rest = len(quotes) - n_for - n_against
    words = f"{n_for} for · {n_against} against" + (f" · {rest} other" if rest else "")
    return Group(anchor("factor", case, code), None, "", "", words, _sides(quotes, seen))


def _sides(quotes: Sequence[Quote], seen: set[str]) -> tuple[Side, ...]:
    sides = (
        ("For", "for", of_valence(quotes, "promotes")),
        ("Against", "against", of_valence(quotes, "hinders")),
        ("Mixed", "mixed", of_valence(quotes, "mixed")),
        ("Mentioned, neither for nor against", "mixed", of_valence(quotes, "descriptive")),
    )
    return tuple(
        Side(heading, style, tuple((quote, _place(quote, seen)) for quote in found))
        for heading, style, found in sides
        if found
    )


def _place(quote: Quote, seen: set[str]) -> str | None:
    if quote.id in seen:
        return None
    seen.add(quote.id)
    return coding_anchor("q", quote.id)


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


def turn_anchor(transcript: str, number: int | None) -> str:
    """Return the place of a turn, or of the whole transcript when the turn is not known."""
    return anchor("tr", transcript) if number is None else anchor("t", transcript, str(number))


def _short(study: Study, name: str) -> str:
    code = study.codebook.code(name)
    if code and len(code.mnemonic) <= 8:
        return code.mnemonic
    initials = "".join(word[0] for word in code_words(study, name).split())
    return (initials if len(initials) > 1 else name_words(study, name)[:3]).upper()
