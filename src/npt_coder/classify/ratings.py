"""Ratings: the evidence in one cell to a rating from -2 to +2, or missing.

After the rating rules of the Consolidated Framework for Implementation Research (Damschroder and
Lowery 2013, doi:10.1186/1748-5908-8-51; tabled in doi:10.1186/s12889-021-11644-5): the sign is the
direction; 2 needs at least two people with explicit instances; 1 is general, one person's, or
mixed talk with a direction; 0 is balanced or contradictory; missing is not 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from npt_coder.model import Cell, Valence


@dataclass(frozen=True, slots=True)
class Said:
    """One coding as a rating sees it. name: the cell it speaks of. role: the job."""

    id: str
    name: str
    person: str
    role: str | None
    valence: Valence
    score: float
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """How cells are rated; the meaning of each number is in the rule's YAML.

    strong_people: people. explicit_score, balance, strong_share, mixed_weight: in [0, 1].
    """

    strong_people: int = 2
    explicit_score: float = 0.5
    balance: float = 0.2
    strong_share: float = 0.6
    mixed_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Thin:
    """Below this a cell is too thin to judge: codings that are not descriptive, and people."""

    min_codings: int = 2
    min_people: int = 1


def rate_cell(name: str, said: Iterable[Said], rating: Rating, thin: Thin) -> Cell:
    """Rate one cell of one case and wave.

    Each person's codings are weighed first, then people are counted, so that one talkative
    person does not decide. Descriptive codings are counted and carry no direction.
    """
    own = [s for s in said if s.name == name]
    counts = Counter(s.valence for s in own)
    judged = [s for s in own if s.valence != "descriptive"]
    people = sorted({s.person for s in judged})
    return Cell(
        name=name,
        promotes=counts["promotes"],
        hinders=counts["hinders"],
        mixed=counts["mixed"],
        descriptive=counts["descriptive"],
        people=tuple(people),
        roles=tuple(sorted({s.role for s in judged if s.role})),
        rating=_rating(judged, people, rating) if judged else None,
        thin=len(judged) < thin.min_codings or len(people) < thin.min_people,
        codings=tuple(s.id for s in own),
    )


def _rating(judged: Sequence[Said], people: Sequence[str], rating: Rating) -> int:
    direction = {person: _direction(judged, person, rating) for person in people}
    net = sum(direction.values()) / len(people)
    if abs(net) <= rating.balance:
        return 0
    sign = 1 if net > 0 else -1
    explicit = {s.person for s in judged if _is_instance(s, sign, rating)}
    winners = [person for person in explicit if direction[person] == sign]
    strong = len(winners) >= rating.strong_people and abs(net) >= rating.strong_share
    return sign * (2 if strong else 1)


def _direction(judged: Sequence[Said], person: str, rating: Rating) -> int:
    """Return +1, 0 or -1: what a person's codings come to when for and against are weighed."""
    own = Counter(s.valence for s in judged if s.person == person)
    weight = own["promotes"] + own["hinders"] + 2 * rating.mixed_weight * own["mixed"]
    net = (own["promotes"] - own["hinders"]) / weight if weight else 0.0
    if abs(net) <= rating.balance:
        return 0
    return 1 if net > 0 else -1


def _is_instance(said: Said, sign: int, rating: Rating) -> bool:
    side: Valence = "promotes" if sign > 0 else "hinders"
    return said.valence == side and said.score >= rating.explicit_score
