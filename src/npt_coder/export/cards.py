"""Cards: one verdict per card, with the cells that it rests on in few words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from npt_coder.export.base import Study
from npt_coder.export.order import by_class, classes
from npt_coder.export.words import (
    anchor,
    cell_anchor,
    counted,
    evidence_words,
    listed,
    name_words,
    operation_words,
    signed,
)
from npt_coder.model import Cell, Verdict

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
    one_more: str


def summary(study: Study) -> str:
    """Say how many cases are in which class."""
    counts = Counter(v.override or v.verdict for v in study.verdicts)
    names = study.rule.classes if study.rule else {}
    parts = tuple(
        f"{counts[c]} {c}" + (f" ({names[c].lower()})" if names.get(c, c) != c else "")
        for c in classes(study)
        if counts[c]
    )
    return f"Of {counted(len(study.verdicts), 'case')}: {listed(parts)}." if parts else ""


def cards(study: Study) -> tuple[Card, ...]:
    """Return one card per verdict, cases of one class together."""
    verdicts = {verdict.case: verdict for verdict in study.verdicts}
    return tuple(_card(study, verdicts[case]) for case in by_class(study) if case in verdicts)


def chip(title: str, cell: Cell | None, link: str | None, *, is_given: bool = False) -> Chip:
    """Show a cell by its rating; link: the place of its quotes. is_given: by a person."""
    rating = cell.rating if cell else None
    thin = ", thin" if cell and cell.n_codings and cell.thin else ""
    link = link if cell and cell.n_codings else None
    given = ", given by a person" if is_given else ""
    return Chip(title, signed(rating), evidence_words(cell) + thin + given, tone(rating), link)


def level_chip(title: str, cell: Cell | None, link: str | None, *, is_given: bool = False) -> Chip:
    """Show a level by whether work is in operation there; link: the place of its quotes."""
    words, plain = operation_words(cell), chip(title, cell, link)
    thin = ", thin" if cell and cell.rating is not None and cell.thin else ""
    given = ", given by a person" if is_given else ""
    return Chip(title, OPERATION_SIGNS[words], words + thin + given, plain.tone, plain.link)


def tone(rating: int | None) -> str:
    """Return the style of a rating."""
    return "missing" if rating is None else f"r{rating}" if rating >= 0 else f"rm{-rating}"


def _card(study: Study, verdict: Verdict) -> Card:
    shown = verdict.override or verdict.verdict
    standing, symbol = STANDINGS[min(classes(study).index(shown), len(STANDINGS) - 1)]
    not_counted = study.rule.not_counted if study.rule else ()
    constructs = tuple(
        replace(
            chip(
                title,
                verdict.constructs.get(name),
                _link(study, verdict, name),
                is_given=(verdict.case, verdict.wave, name) in study.given,
            ),
            counted=name not in not_counted,
        )
        for name, title in study.constructs.items()
    )
    levels = tuple(
        level_chip(
            title,
            verdict.levels.get(name),
            _link(study, verdict, name),
            is_given=(verdict.case, verdict.wave, name) in study.given,
        )
        for name, title in study.levels.items()
    )
    return Card(
        case=verdict.case,
        link=anchor("case", verdict.case),
        verdict=verdict,
        long_name=study.rule.classes.get(shown, shown) if study.rule else shown,
        standing=standing,
        symbol=symbol,
        constructs=constructs,
        levels=levels,
        decisive=tuple(name_words(study, name) for name in verdict.decisive),
        one_more=more.words if (more := study.one_more.get(verdict.case)) else "",
    )


def _link(study: Study, verdict: Verdict, name: str) -> str:
    """Return the place of the quotes: of the cell, or of the case when a verdict spans waves."""
    cell = study.cell(verdict.case, verdict.wave, name)
    if cell and cell.n_codings:
        return cell_anchor(verdict.case, verdict.wave, name)
    return anchor("case", verdict.case)
