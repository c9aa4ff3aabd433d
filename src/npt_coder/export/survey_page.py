"""Survey page: what a NoMAD survey says of each construct beside what the interviews say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from npt_coder.export.agreement_page import figure_words
from npt_coder.export.base import Study
from npt_coder.export.cards import tone
from npt_coder.export.given import given_mark
from npt_coder.export.words import MISSING, cell_anchor, name_words, signed, wave_words

SCALE_COLUMNS = ("Subscale", "Items", "Mean", "SD", "n", "Alpha")


@dataclass(frozen=True, slots=True)
class JointCell:
    """One construct of one case and wave. survey: mean and how many; rating: of the interviews.

    tone, link: style of the rating, and the place of its quotes or None.
    """

    survey: str
    n: str
    rating: str
    words: str
    tone: str
    link: str | None


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """What the page shows. rows: case, wave, one cell per construct. scales: over all sheets."""

    heading: str
    constructs: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[JointCell, ...]], ...]
    scales: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def survey_page(study: Study) -> SurveyPage | None:
    """Return what to show of a survey; None in a study without one."""
    found = study.survey
    if found is None:
        return None
    joint = found["joint"]
    names = tuple(dict.fromkeys(row["construct"] for row in joint["rows"]))
    by_place: dict[tuple[str, str | None], list[JointCell]] = {}
    for row in joint["rows"]:
        by_place.setdefault((row["case"], row["wave"]), []).append(_cell(study, row))
    return SurveyPage(
        heading=f"{found['file']}: {found['n']:,} answer sheets, read as {found['direction']}. "
        f"Scores from {found['scores']}.",
        constructs=tuple(name_words(study, name) for name in names),
        rows=tuple((case, wave_words(w), tuple(cells)) for (case, w), cells in by_place.items()),
        scales=tuple(_scales(found["subscales"])),
        notes=(*_unmatched(joint), *found["notes"]),
    )


def short_rows(page: SurveyPage) -> tuple[tuple[str, ...], ...]:
    """Return case, wave and one text per construct, for a report without room for more."""
    return tuple(
        (case, wave, *(f"{cell.survey} (n {cell.n}) | {cell.rating}" for cell in cells))
        for case, wave, cells in page.rows
    )


def _cell(study: Study, row: Mapping[str, Any]) -> JointCell:
    place = _place(study, row["case"], row["wave"])
    rating, name = row["rating"], row["construct"]
    has_quotes = place is not None and (cell := study.cell(*place, name)) and cell.n_codings
    words = "no evidence"
    if row["people"] is not None and (rating is not None or has_quotes):
        words = f"{row['promotes']} for · {row['hinders']} against"
        words += ", thin" if row["thin"] else ""
    return JointCell(
        survey=figure_words(row["mean"]),
        n=f"{row['n']:,}",
        rating=f"{signed(rating)}{given_mark(study, place, name) if place else ''}",
        words=words,
        tone=tone(rating),
        link=cell_anchor(*place, name) if place and has_quotes else None,
    )


def _place(study: Study, case: str, wave: str | None) -> tuple[str, str | None] | None:
    """Return the case and wave as the study spells them, or None where it has no such place."""
    wanted = (case.strip().casefold(), (wave or "").strip().casefold())
    for known, its in study.cells_by_wave:
        if (known.strip().casefold(), (its or "").strip().casefold()) == wanted:
            return known, its
    return None


def _scales(subscales: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [
        (
            name.replace("_", " ").capitalize(),
            str(own["n_items"]),
            figure_words(own["mean"]),
            figure_words(own["sd"]),
            f"{own['n']:,}",
            _alpha(own),
        )
        for name, own in subscales.items()
        if own["n_items"]
    ]


def _alpha(own: Mapping[str, Any]) -> str:
    if own["alpha"] is None or not own["alpha_ci95"]:
        return figure_words(own["alpha"]) if own["alpha"] is not None else MISSING
    low, high = (figure_words(bound) for bound in own["alpha_ci95"])
    return f"{figure_words(own['alpha'])} [{low}, {high}], n {own['n_alpha']:,}"


def _unmatched(joint: Mapping[str, Any]) -> list[str]:
    sides = (("only_surveyed", "survey"), ("only_interviewed", "interviews"))
    return [f"Only in the {word}: {', '.join(joint[key])}." for key, word in sides if joint[key]]
