"""Ratings: what each coder said of each unit, the one shape that every coefficient starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.int16]

NOT_RATED = -1
"""In arrays only: this coder never judged this unit. It is not the same as `not coded`."""

NOT_CODED = "not coded"
CODED = "coded"
YES_NO = (NOT_CODED, CODED)


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that coders judged.

    id: as people cite it. group: what makes units alike, the transcript; "" when unknown.
    weight: 1, or the number of code points of a stretch when characters are the unit.
    round, edition: of the coding, "" when there is one round only.
    """

    id: str
    group: str = ""
    quote: str = ""
    weight: int = 1
    round: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of units by coders.

    values: shape (codes, coders, units), each the index of a category of the code, or NOT_RATED.
    categories: per code; YES_NO unless the code takes several values.
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    units: tuple[Unit, ...]
    values: Values
    categories: tuple[tuple[str, ...], ...]

    @property
    def n_units(self) -> int:
        """Return the number of units; of code points when characters are the unit."""
        return sum(unit.weight for unit in self.units)

    @property
    def rounds(self) -> tuple[str, ...]:
        """Return the rounds in the order of their units; empty when none is named."""
        return tuple(dict.fromkeys(unit.round for unit in self.units if unit.round))


def of_coders(ratings: Ratings, coders: Sequence[str]) -> Ratings:
    """Return the ratings by some coders, on units that at least one of them judged."""
    places = [ratings.coders.index(coder) for coder in coders]
    chosen = replace(ratings, coders=tuple(coders), values=ratings.values[:, places, :])
    rated: npt.NDArray[np.bool_] = chosen.values != NOT_RATED
    return only(chosen, np.any(rated, axis=(0, 1)))


def of_round(ratings: Ratings, round: str) -> Ratings:
    """Return the ratings of one round."""
    return only(ratings, np.array([unit.round == round for unit in ratings.units], dtype=bool))


def of_coded_units(ratings: Ratings) -> Ratings:
    """Return the ratings of the units that at least one coder coded, with whatever code."""
    return only(ratings, np.any(is_coded(ratings), axis=(0, 1)))


def only(ratings: Ratings, wanted: npt.NDArray[np.bool_]) -> Ratings:
    """Return the ratings of some units. wanted: one truth value per unit."""
    units = tuple(unit for unit, keep in zip(ratings.units, wanted, strict=True) if keep)
    return replace(ratings, units=units, values=ratings.values[:, :, wanted])


def is_coded(ratings: Ratings) -> npt.NDArray[np.bool_]:
    """Say for each code, coder and unit whether it was coded, with whatever value."""
    coded: npt.NDArray[np.bool_] = ratings.values != NOT_RATED
    for place, categories in enumerate(ratings.categories):
        if NOT_CODED in categories:
            coded[place] &= ratings.values[place] != categories.index(NOT_CODED)
    return coded


def rolled_up(ratings: Ratings, construct_of: Callable[[str], str]) -> Ratings:
    """Return the ratings of constructs: coded when the construct or a code below it is.

    A construct is not rated where none of its codes is coded and one of them was not judged.
    Codes that take several values stay out.
    """
    below: dict[str, list[int]] = {}
    for place, code in enumerate(ratings.codes):
        if ratings.categories[place] == YES_NO:
            below.setdefault(construct_of(code), []).append(place)
    values = [_any_of(ratings.values[places]) for places in below.values()]
    shape = (0, *ratings.values.shape[1:])
    made = np.stack(values) if values else np.zeros(shape, dtype=np.int16)
    return replace(
        ratings, codes=tuple(below), values=made, categories=tuple(YES_NO for _ in below)
    )


def one_code_per_unit(ratings: Ratings) -> Ratings | None:
    """Return the codes as values of one variable, or None where a unit has two by one coder."""
    if any(categories != YES_NO for categories in ratings.categories):
        return None
    n_codes = (ratings.values == 1).sum(axis=0)
    if (n_codes > 1).any() or len(ratings.codes) < 2:
        return None
    chosen = np.where(n_codes == 1, ratings.values.argmax(axis=0) + 1, 0)
    chosen = np.where((ratings.values == NOT_RATED).any(axis=0), NOT_RATED, chosen)
    categories = (NOT_CODED, *ratings.codes)
    if not (chosen == 0).any():
        chosen, categories = np.where(chosen > 0, chosen - 1, chosen), ratings.codes
    values: Values = chosen.astype(np.int16)[np.newaxis]
    return replace(ratings, codes=("code",), values=values, categories=(categories,))


def disagreements(ratings: Ratings) -> list[dict[str, object]]:
    """List every unit and code on which two coders differ, with the quote, in order of units."""
    rated = ratings.values != NOT_RATED
    highest = ratings.values.max(axis=1)
    lowest = np.where(rated, ratings.values, np.int16(np.iinfo(np.int16).max)).min(axis=1)
    places = np.argwhere(((rated.sum(axis=1) > 1) & (highest > lowest)).T)
    return [_disagreement(ratings, int(unit), int(code)) for unit, code in places]


def _disagreement(ratings: Ratings, unit: int, code: int) -> dict[str, object]:
    judged: Mapping[str, int] = dict(
        zip(ratings.coders, ratings.values[code, :, unit].tolist(), strict=True)
    )
    categories = ratings.categories[code]
    found = ratings.units[unit]
    return {
        "unit": found.id,
        "group": found.group or None,
        "round": found.round or None,
        "code": ratings.codes[code],
        "ratings": {who: categories[v] for who, v in judged.items() if v != NOT_RATED},
        "quote": found.quote or None,
    }


def _any_of(values: Values) -> Values:
    """Return 1 where a code is coded, else NOT_RATED where one was not judged, else 0."""
    some = (values == 1).any(axis=0)
    unknown = (values == NOT_RATED).any(axis=0)
    made: Values = np.where(some, 1, np.where(unknown, NOT_RATED, 0)).astype(np.int16)
    return made
