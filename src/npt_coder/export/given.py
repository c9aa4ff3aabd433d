"""Given: the ratings that people gave to cells, told beside those that follow from the codings."""

from __future__ import annotations

from npt_coder.export.base import CaseWave, GivenRating, Study
from npt_coder.export.words import name_words, signed, wave_words

GIVEN_MARK = "*"
"""Stands behind a rating that a person gave, wherever a number has no room for more."""

COLUMNS = ("Case", "Wave", "Cell", "From its codings", "Given", "By", "Because")


def given_rows(study: Study) -> tuple[tuple[str, ...], ...]:
    """Return a row of words for each rating that a person gave, under COLUMNS."""
    return tuple(
        (
            *(given.case, wave_words(given.wave or "all"), name_words(study, given.name)),
            *(_rated(given.by_codings), _rated(given.rating), given.who, given.why),
        )
        for given in study.given.values()
    )


def given_words(study: Study, place: CaseWave, name: str) -> str:
    """Say who gave a cell its rating, and why; nothing where no person did."""
    given = study.given.get((*place, name))
    return _told(given) if given else ""


def given_mark(study: Study, place: CaseWave, name: str) -> str:
    """Return the mark of a rating that a person gave, or nothing."""
    return GIVEN_MARK if (*place, name) in study.given else ""


def _told(given: GivenRating) -> str:
    return f"given by {given.who}: {given.why} (from its codings: {_rated(given.by_codings)})"


def _rated(rating: int | None) -> str:
    return "missing" if rating is None else signed(rating)
