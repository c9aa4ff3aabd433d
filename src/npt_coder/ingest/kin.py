"""Kin: labels of one file that may be the same person, spelled or shortened in another way."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations

from npt_coder.ingest.labels import key, shape_of

_ALIKE = 0.85  # ratio of matching letters of two keys
_LONG_ENOUGH = 6  # letters; short labels differ by little


def shared_names(labels: Sequence[str]) -> list[str]:
    """Return a sentence for each pair of labels that look like one speaker, in order."""
    return [
        f"'{first}' and '{second}' may be the same speaker. If so, give both the same role and "
        "person in speakers.csv."
        for first, second in combinations(labels, 2)
        if _is_initials(first, second) or _is_initials(second, first) or _is_typo(first, second)
    ]


def kin_across(
    files: Sequence[Sequence[tuple[str, str, str | None]]],
) -> tuple[tuple[str, ...], ...]:
    """Return groups of labels that look like one speaker in several files of a study.

    files: for each the label, role and person of its speakers. Only labels that no file holds
    side by side, of one role, are grouped; a group that has one person already is left out.
    Codes such as P1 are no names: the P1 of two files are taken for two people.
    """
    people: dict[str, set[str | None]] = {}
    roles: dict[str, set[str]] = {}
    beside: set[frozenset[str]] = set()
    for speakers in files:
        for label, role, person in speakers:
            people.setdefault(label, set()).add(person)
            roles.setdefault(label, set()).add(role)
        beside |= {frozenset(pair) for pair in combinations([s[0] for s in speakers], 2)}
    groups: list[list[str]] = []
    for label in sorted(people):
        home = next((g for g in groups if _is_kin(label, g, beside, roles)), None)
        if home is None:
            groups.append([label])
        else:
            home.append(label)
    return tuple(tuple(g) for g in groups if len(g) > 1 and not _is_joined(g, people))


def _is_kin(
    label: str, group: Sequence[str], beside: set[frozenset[str]], roles: dict[str, set[str]]
) -> bool:
    """Say whether a label is another spelling of the labels of a group."""
    return all(
        frozenset((label, other)) not in beside
        and roles[label] & roles[other]
        and (
            key(label) == key(other)
            or _is_initials(label, other)
            or _is_initials(other, label)
            or _is_typo(label, other)
        )
        for other in group
    )


def _is_joined(group: Sequence[str], people: dict[str, set[str | None]]) -> bool:
    named = set[str | None]().union(*(people[label] for label in group))
    return len(named) == 1 and None not in named


def _is_initials(name: str, short: str) -> bool:
    """Say whether `short` is made of the first letters of a full name."""
    words = name.split()
    if shape_of(name) != "name" or len(words) < 2:
        return False
    return key(short) == "".join(word[0] for word in words).casefold()


def _is_typo(first: str, second: str) -> bool:
    """Say whether two labels differ by a slip, such as Interveiwer; numbers must agree."""
    one, other = key(first), key(second)
    if min(len(one), len(other)) < _LONG_ENOUGH or _digits(one) != _digits(other):
        return False
    # Interviewer and Interviewee are alike by design.
    if {one[:11], other[:11]} == {"interviewer", "interviewee"}:
        return False
    return one[-1] == other[-1] and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
