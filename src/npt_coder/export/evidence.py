"""Evidence: the quotes behind every number, for and against, in the order of the cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from npt_coder.export.base import Study
from npt_coder.export.cards import tone
from npt_coder.export.given import given_words
from npt_coder.export.order import shown_waves
from npt_coder.export.quotes import Quote, best_first, of_valence
from npt_coder.export.sheets import LEVEL_INK, inks
from npt_coder.export.words import (
    anchor,
    cell_anchor,
    coding_anchor,
    evidence_words,
    name_words,
    signed,
    voices_words,
)
from npt_coder.model import Cell

N_QUOTES_IN_VIEW = 3


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
    """The evidence behind one number. rating None with no words: there is no rating to show.

    given: who gave the rating, and why, where a person did.
    """

    anchor: str
    wave: str | None
    rating: str
    tone: str
    words: str
    sides: tuple[Side, ...]
    given: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """One construct, level or factor of a case with its evidence, wave by wave."""

    title: str
    style: str
    groups: tuple[Group, ...]


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
        groups = tuple(
            replace(
                _group(case, wave, name, cell, quotes, seen),
                given=given_words(study, (case, wave), name),
            )
            for wave, cell in cells
        )
        style = ink[name].style if name in study.constructs else LEVEL_INK
        headings.append(Heading(name_words(study, name), style, groups))
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
        rating = cell.rating if cell else None
        return Group(place, wave, signed(rating), tone(rating), evidence_words(None), ())
    thin = "; thin" if cell.thin else ""
    words = f"{evidence_words(cell)}; {voices_words(cell)}{thin}"
    sides = _sides([quotes[id] for id in cell.codings if id in quotes], seen)
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
        Side(heading, style, tuple((quote, _place(quote, seen)) for quote in best_first(found)))
        for heading, style, found in sides
        if found
    )


def _place(quote: Quote, seen: set[str]) -> str | None:
    if quote.id in seen:
        return None
    seen.add(quote.id)
    return coding_anchor("q", quote.id)
