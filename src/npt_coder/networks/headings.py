"""Headings: which column of a table of contacts is which, however it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from npt_coder.errors import TableError, UnknownName
from npt_coder.model import Problem

Column = Literal[
    "link worker",
    "area",
    "caseload",
    "contact",
    "organisation",
    "kind",
    "referrals",
    "is link worker",
    "synthetic",
]
COLUMNS: tuple[Column, ...] = get_args(Column)
NEEDED: tuple[Column, ...] = ("link worker", "contact")

USUAL: Mapping[Column, tuple[str, ...]] = {
    "link worker": (
        *("link worker", "link worker id", "lw", "lw id", "worker", "social prescriber", "ego"),
        *("ego id", "participant", "respondent"),
    ),
    "area": (
        *("area", "area deprivation", "deprivation", "deprivation of area", "area type", "setting"),
        *("disadvantage", "imd", "simd"),
    ),
    "caseload": ("caseload", "case load", "patients", "number of patients", "n patients", "cases"),
    "contact": (
        "contact",
        "contact id",
        "contact name",
        "alter",
        "alter id",
        "name",
        "core contact",
    ),
    "organisation": (
        *("organisation", "organization", "org", "contact organisation", "contact organization"),
        *("service", "group", "employer of contact"),
    ),
    "kind": (
        *("kind", "kind of contact", "kind of organisation", "type", "type of contact"),
        *("type of organisation", "contact type", "organisation type", "sector"),
    ),
    "referrals": (
        *("referrals", "referrals in two months", "referrals in 2 months", "referrals 2 months"),
        *("referrals in the last two months", "referrals in the last 2 months", "n referrals"),
    ),
    "is link worker": (
        *("is link worker", "contact is link worker", "contact is a link worker", "link worker yn"),
        *("is a link worker", "link worker contact", "also link worker", "other link worker"),
    ),
    "synthetic": ("synthetic",),
}


def lay_out(
    path: str, headings: Sequence[str], named: Mapping[Column, str] | None = None
) -> tuple[dict[Column, int], tuple[str, ...]]:
    """Return the place of each column, from 0, and the headings that are none of them.

    named: headings that a person gave for columns that are called otherwise.
    Raises UnknownName for one that is not there, TableError when a needed column is missing.
    """
    plain = [_plain(heading) for heading in headings]
    places: dict[Column, int] = {}
    for column in COLUMNS:
        asked = (named or {}).get(column)
        if asked is not None:
            if _plain(asked) not in plain:
                raise UnknownName(f"column for the {column}", asked, filter(None, headings))
            places[column] = plain.index(_plain(asked))
            continue
        found = next((plain.index(name) for name in USUAL[column] if name in plain), None)
        if found is not None and found not in places.values():
            places[column] = found
    missing = [column for column in NEEDED if column not in places]
    if missing:
        asked_for = " and ".join(f"'{column}'" for column in missing)
        there = ", ".join(filter(None, headings))
        message = (
            f"has no column {asked_for}. It takes a row per contact of each link worker. Its "
            f"columns are: {there}. Rename one, or say which with --columns "
            f"'{missing[0]}=HEADING'."
        )
        raise TableError([Problem(path, message, severity="error")])
    unknown = (text for place, text in enumerate(headings) if place not in places.values())
    return places, tuple(filter(None, unknown))


def _plain(heading: str) -> str:
    """Write a heading as the lists here do: small letters, words, no marks."""
    return re.sub(r"[\W_]+", " ", heading.replace("/", "")).strip().casefold()
