"""Ratings: the evidence in one cell to a rating from -2 to +2, or missing.

After the rating rules of the Consolidated Framework for Implementation Research (Damschroder and
Lowery 2013, doi:10.1186/1748-5908-8-51; tabled in doi:10.1186/s12889-021-11644-5): the sign is the
direction; 2 needs at least two people with explicit instances; 1 is general, one person's, or
mixed talk with a direction; 0 is balanced or contradictory; missing is not 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person's codings in one cell come to, however many they are.

    n_codings: those that are not descriptive, at least 1. direction: +1 for, -1 against, 0
    undecided. is_explicit: holds an explicit instance on the side of the direction.
    """

    n_codings: int
    direction: int
    is_explicit: bool


def rate_cell(name: str, said: Iterable[Said], rating: Rating, thin: Thin) -> Cell:
    """Rate one cell of one case and wave.

    Each person's codings are weighed first, then people are counted, so that one talkative
    person does not decide. Descriptive codings are counted and carry no direction.
    """
    own = [s for s in said if s.name == name]
    counts = Counter(s.valence for s in own)
    judged = [s for s in own if s.valence != "descriptive"]
    voices = hear(judged, rating).get(name, {})
    return Cell(
        name=name,
        promotes=counts["promotes"],
        hinders=counts["hinders"],
        mixed=counts["mixed"],
        descriptive=counts["descriptive"],
        people=tuple(sorted(voices)),
        roles=tuple(sorted({s.role for s in judged if s.role})),
        rating=rate_voices(voices.values(), rating),
        thin=is_thin(voices.values(), thin),
        codings=tuple(s.id for s in own),
    )


def hear(said: Iterable[Said], rating: Rating) -> dict[str, dict[str, Voice]]:
    """Return cell -> person -> what that person's codings come to.

    Who was only descriptive about a cell has no voice in it.
    """
    spoken: dict[str, dict[str, list[Said]]] = {}
    for s in said:
        if s.valence != "descriptive":
            spoken.setdefault(s.name, {}).setdefault(s.person, []).append(s)
    return {
        name: {person: _voice(own, rating) for person, own in by_person.items()}
        for name, by_person in spoken.items()
    }


def rate_voices(voices: Collection[Voice], rating: Rating) -> int | None:
    """Return the rating that the voices of a cell add up to, None when there are none."""
    if not voices:
        return None
    net = sum(voice.direction for voice in voices) / len(voices)
    if abs(net) <= rating.balance:
        return 0
    sign = 1 if net > 0 else -1
    n_explicit = sum(voice.is_explicit and voice.direction == sign for voice in voices)
    is_strong = n_explicit >= rating.strong_people and abs(net) >= rating.strong_share
    return sign * (2 if is_strong else 1)


def is_thin(voices: Collection[Voice], thin: Thin) -> bool:
    """Say whether the voices of a cell are too few, or say too little, to judge it."""
    n_codings = sum(voice.n_codings for voice in voices)
    return n_codings < thin.min_codings or len(voices) < thin.min_people


def _voice(own: Sequence[Said], rating: Rating) -> Voice:
    direction = _direction(Counter(s.valence for s in own), rating)
    side: Valence = "promotes" if direction > 0 else "hinders"
    instances = (s.valence == side and s.score >= rating.explicit_score for s in own)
    return Voice(len(own), direction, direction != 0 and any(instances))


def _direction(counts: Mapping[Valence, int], rating: Rating) -> int:
    """Return +1, 0 or -1: what a person's codings come to when for and against are weighed."""
    n_for, n_against, n_mixed = (
        counts.get(valence, 0) for valence in ("promotes", "hinders", "mixed")
    )
    weight = n_for + n_against + 2 * rating.mixed_weight * n_mixed
    net = (n_for - n_against) / weight if weight else 0.0
    if abs(net) <= rating.balance:
        return 0
    return 1 if net > 0 else -1
