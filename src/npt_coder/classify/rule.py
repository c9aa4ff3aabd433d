"""Rule: a classification rule applied to the evidence of each case, with reasons.

The logic has three values. A cell that is missing or too thin is unknown. A case meets the rule
when every needed cell has the rating asked for. It does not when at least one well evidenced cell
has not, whatever the others: one solid negative decides a conjunction. Else the rule cannot tell:
a thin cell decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from npt_coder.classify.ratings import (
    Rating,
    Said,
    Thin,
    Voice,
    is_thin,
    rate_cell,
    rate_voices,
)
from npt_coder.classify.reasons import left_out, reason, remarks
from npt_coder.matrix import of_wave
from npt_coder.model import Cell, Verdict

State = bool | None
"""Of a needed cell: met, not met, or None for unknown."""

Given = Mapping[str, int | None]
"""Name of a cell -> the rating that a person gave it, in place of what follows from its codings."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell's rating is asked to be. kind: one of CONDITION_KINDS, number in its range."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind} {self.number:+d}" if self.number else f"{self.kind} 0"


def _is_above(rating: int, number: int) -> bool:
    return rating > number


def _is_below(rating: int, number: int) -> bool:
    return rating < number


CONDITION_KINDS: Mapping[str, tuple[Callable[[int, int], bool], range]] = {
    "above": (_is_above, range(-2, 2)),
    "below": (_is_below, range(-1, 3)),
}
"""Kind -> the comparison of rating and number, and the numbers that some rating can meet."""


@dataclass(frozen=True, slots=True)
class ClassificationRule:
    """What a case must show. levels: title -> the code that speaks of it.

    met, not_met, unknown: (short, long) names of the classes. above: a needed cell's rating must
    be greater, unless `conditions` asks something else of that construct or level. shown:
    constructs that are rated and do not count. given: ratings by people, where the rule is put to
    one case.
    """

    name: str
    version: str
    title: str
    source: str
    statement: str
    wave: str
    met: tuple[str, str]
    not_met: tuple[str, str]
    unknown: tuple[str, str]
    above: int
    constructs: tuple[str, ...]
    levels: Mapping[str, str]
    shown: tuple[str, ...] = ()
    thin_constructs: Thin = field(default_factory=Thin)
    thin_levels: Thin = field(default_factory=Thin)
    rating: Rating = field(default_factory=Rating)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    given: Given = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every code that the rule speaks of."""
        return (*self.constructs, *self.shown, *self.levels.values())

    @property
    def needed(self) -> tuple[tuple[str, str, Thin], ...]:
        """Return the name, the code and the least evidence of each cell that counts."""
        return (
            *((name, name, self.thin_constructs) for name in self.constructs),
            *((level, code, self.thin_levels) for level, code in self.levels.items()),
        )

    def condition(self, name: str) -> Condition:
        """Return what is asked of a needed construct or level."""
        return self.conditions.get(name, Condition("above", self.above))


def classify(
    evidence: pd.DataFrame,
    rule: ClassificationRule,
    *,
    cases: Sequence[str],
    waves: Sequence[str],
    given: Mapping[str, Given] | None = None,
) -> tuple[Verdict, ...]:
    """Return one verdict per case, in the order given; a case without evidence is not left out.

    waves: of the study, in order; `last` in the rule means the last of them, also for a case
    that was not visited then: its verdict says so. given: case -> ratings by people at the wave
    of the rule. Raises UnknownName when the rule names a wave that the study does not have.
    """
    said = said_by_case(of_wave(evidence, rule.wave, waves))
    wave = (waves[-1] if waves else None) if rule.wave == "last" else rule.wave
    others = {} if wave in (None, "all") else left_out(evidence, str(wave))
    verdicts = []
    for case in cases:
        own = replace(rule, given=(given or {}).get(case, {}))
        made = judge(case, said.get(case, []), own, wave=wave)
        uncounted = remarks(wave, others.get(case, {}), is_silent=case not in said)
        verdicts.append(replace(made, reasons=(*made.reasons, *uncounted)))
    return tuple(verdicts)


def said_by_case(evidence: pd.DataFrame) -> dict[str, list[Said]]:
    """Return the codings of each case as ratings see them, each under its construct or code."""
    by_case: dict[str, list[Said]] = {}
    for row in evidence.dropna(subset=["case"]).to_dict("records"):
        person = row["person"] if isinstance(row["person"], str) else row["transcript"]
        said = Said(
            id=row["id"],
            name=row["construct"],
            person=person,
            role=row["role"] if isinstance(row["role"], str) else None,
            valence=row["valence"],
            score=row["score"],
            decided=row["status"] == "accepted",
        )
        by_case.setdefault(row["case"], []).append(said)
    return by_case


def judge(
    case: str, said: Sequence[Said], rule: ClassificationRule, *, wave: str | None = None
) -> Verdict:
    """Judge one case by what was said of it."""
    constructs, levels = rate(said, rule)
    cells = {**constructs, **levels}
    by_codings = _rated_by_codings(said, rule)
    states = {
        name: _state(cells[name].rating, cells[name].thin, rule.condition(name))
        for name, _, _ in rule.needed
    }
    return Verdict(
        case=case,
        verdict=_conclude(states.values(), rule),
        rule=rule.name,
        rule_version=rule.version,
        wave=wave,
        constructs=constructs,
        levels=levels,
        decisive=_decisive(states, rule),
        reasons=tuple(
            reason(
                _title(name, rule),
                cells[name],
                state,
                asked=str(rule.conditions.get(name, "")),
                instead_of=by_codings.get(name),
            )
            for name, state in states.items()
        ),
    )


def outcome(heard: Mapping[str, Collection[Voice]], rule: ClassificationRule) -> str:
    """Return the class alone, from code -> voices: the quick way of the same judgement."""
    return _conclude(
        [
            _state(rule.given[name], False, rule.condition(name))
            if name in rule.given
            else _state(
                rate_voices(heard.get(code, ()), rule.rating),
                is_thin(heard.get(code, ()), thin),
                rule.condition(name),
            )
            for name, code, thin in rule.needed
        ],
        rule,
    )


def rate(said: Sequence[Said], rule: ClassificationRule) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """Return the cells of the constructs, counted or only shown, and of the levels.

    A cell that a person rated has that rating and is not thin.
    """
    constructs = {
        name: rate_cell(name, said, rule.rating, rule.thin_constructs)
        for name in (*rule.constructs, *rule.shown)
    }
    levels = {
        level: replace(rate_cell(code, said, rule.rating, rule.thin_levels), name=level)
        for level, code in rule.levels.items()
    }
    return _with_given(constructs, rule.given), _with_given(levels, rule.given)


def override(verdict: Verdict, *, to: str, why: str) -> Verdict:
    """Put a person's judgement beside the rule's; both are kept."""
    return replace(verdict, override=to, override_reason=why)


def _with_given(cells: dict[str, Cell], given: Given) -> dict[str, Cell]:
    return {
        name: replace(cell, rating=given[name], thin=False) if name in given else cell
        for name, cell in cells.items()
    }


def _rated_by_codings(said: Sequence[Said], rule: ClassificationRule) -> dict[str, Cell]:
    """Return the cells that a person rated as their codings rate them."""
    constructs, levels = rate(said, replace(rule, given={})) if rule.given else ({}, {})
    return {name: cell for name, cell in {**constructs, **levels}.items() if name in rule.given}


# --- three values ----------------------------------------------------------------------------


def _state(rating: int | None, thin: bool, condition: Condition) -> State:
    if rating is None or thin:
        return None
    is_met, _ = CONDITION_KINDS[condition.kind]
    return is_met(rating, condition.number)


def _conclude(states: Iterable[State], rule: ClassificationRule) -> str:
    found = set(states)
    if False in found:
        return rule.not_met[0]
    return rule.unknown[0] if None in found or not found else rule.met[0]


def _decisive(states: Mapping[str, State], rule: ClassificationRule) -> tuple[str, ...]:
    """Return the cells whose change alone, to met or to not met, would change the verdict."""
    now = _conclude(states.values(), rule)
    return tuple(
        name
        for name in states
        if any(_conclude({**states, name: other}.values(), rule) != now for other in (True, False))
    )


def _title(name: str, rule: ClassificationRule) -> str:
    title = name.rpartition(".")[2].replace("_", " ").capitalize()
    return f"{title} level" if name in rule.levels else title
