"""One more: what the verdict on a case could become if one more person were interviewed.

The rule itself is asked again, with the voice of a new person added to one needed cell: somebody
who is explicit, once for and once against. Nothing is forecast: the two answers are the most
favourable and the most unfavourable that one new person could make of that cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from npt_coder.classify.ratings import Voice, hear
from npt_coder.classify.rule import ClassificationRule, outcome, said_by_case
from npt_coder.matrix import of_wave

_FOR = Voice(n_codings=1, direction=1, is_explicit=True)
_AGAINST = Voice(n_codings=1, direction=-1, is_explicit=True)


@dataclass(frozen=True, slots=True)
class OneMore:
    """The verdicts that one new person could bring about by one explicit coding in one cell.

    name: of a needed cell. is_level: of a level, else of a construct. promotes, hinders: the
    verdict when the new person speaks for, or against.
    """

    name: str
    is_level: bool
    promotes: str
    hinders: str


@dataclass(frozen=True, slots=True)
class OneMoreInterview:
    """What one more interview could change about a case.

    now: the verdict of the rule as it stands. cells: the needed cells one by one, in the order of
    the rule. promotes, hinders: the verdict when the new person speaks for, or against, in all of
    them.
    """

    now: str
    cells: tuple[OneMore, ...]
    promotes: str
    hinders: str

    @property
    def can_change(self) -> bool:
        """Say whether one more person could change the verdict at all."""
        single = {verdict for cell in self.cells for verdict in (cell.promotes, cell.hinders)}
        return {*single, self.promotes, self.hinders} != {self.now}

    def __str__(self) -> str:
        """Say in plain sentences what one more interview could change."""
        if not self.can_change:
            return "One more interview with one person could not change the verdict."
        changes = [*_changes(self.cells, "promotes", self.now, "for")]
        changes += _changes(self.cells, "hinders", self.now, "against")
        for verdict, side in ((self.promotes, "for"), (self.hinders, "against")):
            alone = {cell.promotes if side == "for" else cell.hinders for cell in self.cells}
            if verdict != self.now and verdict not in alone:
                changes.append(f"“{verdict}”, if that person speaks {side} all of them at once")
        return f"One more interview with one person could make it {'; '.join(changes)}."


def one_more_interview(
    evidence: pd.DataFrame,
    rule: ClassificationRule,
    *,
    cases: Sequence[str],
    waves: Sequence[str],
    given: Mapping[str, Mapping[str, int | None]] | None = None,
) -> dict[str, OneMoreInterview]:
    """Return case -> what one more interview at the deciding wave could change.

    The arguments are those of `classify`, and so is what they raise. given: case -> ratings by
    people; a cell that a person rated keeps that rating, whatever a new person says.
    """
    said = said_by_case(of_wave(evidence, rule.wave, waves))
    found = {}
    for case in cases:
        own = replace(rule, given=given[case]) if given and given.get(case) else rule
        heard = {
            code: tuple(by_person.values())
            for code, by_person in hear(said.get(case, []), rule.rating).items()
        }
        found[case] = _interview(heard, own)
    return found


_Heard = Mapping[str, tuple[Voice, ...]]
"""Code -> the voices of the people who spoke of it."""


def _interview(heard: _Heard, rule: ClassificationRule) -> OneMoreInterview:
    codes = [code for _, code, _ in rule.needed]
    cells = (
        OneMore(
            name,
            name in rule.levels,
            outcome(_joined_by(heard, [code], _FOR), rule),
            outcome(_joined_by(heard, [code], _AGAINST), rule),
        )
        for name, code, _ in rule.needed
    )
    return OneMoreInterview(
        outcome(heard, rule),
        tuple(cells),
        outcome(_joined_by(heard, codes, _FOR), rule),
        outcome(_joined_by(heard, codes, _AGAINST), rule),
    )


def _joined_by(heard: _Heard, codes: Iterable[str], voice: Voice) -> _Heard:
    return {**heard, **{code: (*heard.get(code, ()), voice) for code in codes}}


def _changes(cells: Iterable[OneMore], side: str, now: str, word: str) -> list[str]:
    """Return one clause per verdict that differs from now, with the cells that lead to it."""
    leading: dict[str, list[str]] = {}
    for cell in cells:
        verdict = cell.promotes if side == "promotes" else cell.hinders
        if verdict != now:
            leading.setdefault(verdict, []).append(_title(cell))
    return [f"“{verdict}”, by speaking {word} {_or(names)}" for verdict, names in leading.items()]


def _title(cell: OneMore) -> str:
    title = cell.name.rpartition(".")[2].replace("_", " ")
    return f"{title} level" if cell.is_level else title


def _or(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
