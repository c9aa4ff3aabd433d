"""Score: answers to means of subscales, with who is in them and who is missing.

High always means more normalisation work: agreement, and disagreement with the item that is
worded the other way. A person's score is the mean of the items answered, when these are at least
half of the subscale's items in the file; NoMAD itself gives no rule for missing items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from npt_coder.nomad.alpha import Alpha, Scores, cronbach_alpha
from npt_coder.nomad.items import REVERSED, Item, items_of
from npt_coder.nomad.read import Missing, Respondent

MIN_SHARE = 0.5
"""Share of a subscale's items that a person must have answered to have a score."""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item over respondents. mean: None when nobody answered. rest: correlation with the mean
    of the other items of its subscale, None with fewer than 3 complete respondents."""

    item: Item
    mean: float | None
    n: int
    missing: dict[Missing, int]
    rest: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """One subscale over respondents.

    n: persons with a score; missing: persons without. sd: between persons, None below two.
    """

    name: str
    mean: float | None
    sd: float | None
    n: int
    missing: int
    alpha: Alpha
    items: tuple[ItemScore, ...]


def score(
    name: str,
    people: Sequence[Respondent],
    items: Iterable[int],
    *,
    already_reversed: bool = False,
) -> Score:
    """Score a subscale, or `general`, over some respondents.

    items: numbers of the items that the file has. already_reversed: the file's author has turned
    the reverse-worded item, so it is left as it is.
    """
    own = [item for item in items_of(name) if item.number in set(items)]
    matrix = _matrix(people, own, already_reversed=already_reversed)
    persons = _person_means(matrix)
    scored = persons[~np.isnan(persons)]
    return Score(
        name,
        float(scored.mean()) if len(scored) else None,
        float(scored.std(ddof=1)) if len(scored) > 1 else None,
        len(scored),
        len(people) - len(scored),
        cronbach_alpha(matrix),
        tuple(_item(item, place, people, matrix) for place, item in enumerate(own)),
    )


def person_scores(
    name: str, people: Sequence[Respondent], items: Iterable[int], *, already_reversed: bool = False
) -> Scores:
    """Return each person's score on a subscale, NaN without one."""
    own = [item for item in items_of(name) if item.number in set(items)]
    return _person_means(_matrix(people, own, already_reversed=already_reversed))


def _matrix(
    people: Sequence[Respondent], items: Sequence[Item], *, already_reversed: bool
) -> Scores:
    """Return answers, people x items, in the direction of more work; NaN where missing."""
    matrix = np.array(
        [[one.answers.get(item.number, np.nan) for item in items] for one in people],
        dtype=np.float64,
    ).reshape(len(people), len(items))
    for place, item in enumerate(items):
        if item.number == REVERSED and not already_reversed:
            low, high = item.bounds
            matrix[:, place] = low + high - matrix[:, place]
    return matrix


def _person_means(matrix: Scores) -> Scores:
    answered = (~np.isnan(matrix)).sum(axis=1)
    needed = max(1, int(np.ceil(MIN_SHARE * matrix.shape[1])))
    total = np.nansum(matrix, axis=1)
    means: Scores = np.where(answered >= needed, total / np.maximum(answered, 1), np.nan)
    return means


def _item(item: Item, place: int, people: Sequence[Respondent], matrix: Scores) -> ItemScore:
    column = matrix[:, place]
    given = column[~np.isnan(column)]
    kinds = Counter(one.missing[item.number] for one in people if item.number in one.missing)
    return ItemScore(
        item,
        float(given.mean()) if len(given) else None,
        len(given),
        dict(sorted(kinds.items())),
        _with_the_rest(matrix, place),
    )


def _with_the_rest(matrix: Scores, place: int) -> float | None:
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    if matrix.shape[1] < 2 or len(complete) < 3:
        return None
    return correlation(complete[:, place], np.delete(complete, place, axis=1).mean(axis=1))


def correlation(one: Scores, other: Scores) -> float | None:
    """Return Pearson's r, or None when either does not vary."""
    if one.std() <= 1e-12 or other.std() <= 1e-12:
        return None
    return float(np.corrcoef(one, other)[0, 1])
