"""Rule: a classification rule applied to the evidence of each case, with reasons.

The logic has three values. A cell that is missing or too thin is unknown. A case meets the rule
when every needed cell is rated above the number asked for. It does not when at least one well
evidenced cell is not, whatever the others: one solid negative decides a conjunction. Else the
rule cannot tell: a thin cell decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from npt_coder.classify.ratings import Rating, Said, Thin, rate_cell
from npt_coder.matrix import of_wave
from npt_coder.model import Cell, Verdict


@dataclass(frozen=True, slots=True)
class ClassificationRule:
    """What a case must show. levels: title -> the code that speaks of it.

    met, not_met, unknown: (short, long) names of the classes. above: a needed cell's rating must
    be greater. shown: constructs that are rated and do not count.
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

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every code that the rule speaks of."""
        return (*self.constructs, *self.shown, *self.levels.values())


def classify(
    evidence: pd.DataFrame,
    rule: ClassificationRule,
    *,
    cases: Sequence[str],
    waves: Sequence[str],
) -> tuple[Verdict, ...]:
    """Return one verdict per case, in the order given; a case without evidence is not left out.

    waves: of the study, in order; `last` in the rule means the last of them. Raises UnknownName
    when the rule names a wave that the study does not have.
    """
    said = said_by_case(of_wave(evidence, rule.wave, waves))
    wave = (waves[-1] if waves else None) if rule.wave == "last" else rule.wave
    return tuple(judge(case, said.get(case, []), rule, wave=wave) for case in cases)


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
    states = {
        **{name: _state(constructs[name], rule) for name in rule.constructs},
        **{name: _state(cell, rule) for name, cell in levels.items()},
    }
    cells = {**constructs, **levels}
    verdict = _conclude(states.values(), rule)
    return Verdict(
        case=case,
        verdict=verdict,
        rule=rule.name,
        rule_version=rule.version,
        wave=wave,
        constructs=constructs,
        levels=levels,
        decisive=_decisive(states, rule),
        reasons=tuple(_reason(name, cells[name], state, rule) for name, state in states.items()),
    )


def rate(said: Sequence[Said], rule: ClassificationRule) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """Return the cells of the constructs, counted or only shown, and of the levels."""
    constructs = {
        name: rate_cell(name, said, rule.rating, rule.thin_constructs)
        for name in (*rule.constructs, *rule.shown)
    }
    levels = {
        level: replace(rate_cell(code, said, rule.rating, rule.thin_levels), name=level)
        for level, code in rule.levels.items()
    }
    return constructs, levels


def override(verdict: Verdict, *, to: str, why: str) -> Verdict:
    """Put a person's judgement beside the rule's; both are kept."""
    return replace(verdict, override=to, override_reason=why)


def _state(cell: Cell, rule: ClassificationRule) -> bool | None:
    if cell.rating is None or cell.thin:
        return None
    return cell.rating > rule.above


def _conclude(states: Iterable[bool | None], rule: ClassificationRule) -> str:
    found = set(states)
    if False in found:
        return rule.not_met[0]
    return rule.unknown[0] if None in found or not found else rule.met[0]


def _decisive(states: Mapping[str, bool | None], rule: ClassificationRule) -> tuple[str, ...]:
    """Return the cells whose change alone, to met or to not met, would change the verdict."""
    now = _conclude(states.values(), rule)
    return tuple(
        name
        for name in states
        if any(_conclude({**states, name: other}.values(), rule) != now for other in (True, False))
    )


def _reason(name: str, cell: Cell, state: bool | None, rule: ClassificationRule) -> str:
    title = name.replace("_", " ").capitalize()
    if name in rule.levels:
        title = f"{title} level"
    if cell.rating is None:
        said = f"{cell.descriptive} descriptive" if cell.descriptive else "nothing"
        return f"{title}: missing ({said} coded, nothing for or against)."
    parts = [f"{cell.promotes} for", f"{cell.hinders} against"]
    parts += [f"{cell.mixed} mixed"] if cell.mixed else []
    n = len(cell.people)
    who = f"{n} {'person' if n == 1 else 'people'}"
    who += f": {', '.join(cell.roles)}" if cell.roles else ""
    verdict = {True: "met", False: "not met", None: "too thin to judge"}[state]
    return f"{title} {cell.rating:+d}: {', '.join(parts)}; {who}. {verdict.capitalize()}."
