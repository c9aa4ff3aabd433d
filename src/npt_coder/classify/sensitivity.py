"""Sensitivity: how far a verdict hangs on single people, thresholds and machine suggestions.

Families of runs: bootstrap over the people of a case, each person left out, each threshold moved
one step up and down; while there are undecided suggestions, each of them kept with a chance equal
to its score; and once some codings are decided, those alone. Stability is the share of runs with
the same verdict, families weighed alike, so that many draws of one kind do not drown the others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from npt_coder.classify.ratings import Said, Thin, Voice, hear
from npt_coder.classify.rule import (
    CONDITION_KINDS,
    ClassificationRule,
    Condition,
    Given,
    outcome,
    said_by_case,
)
from npt_coder.matrix import of_wave
from npt_coder.model import Trial, Verdict

_Talk = Mapping[str, Voice]
"""What one person says, by code."""


def with_sensitivity(
    evidence: pd.DataFrame,
    rule: ClassificationRule,
    verdicts: Iterable[Verdict],
    *,
    waves: Sequence[str],
    seed: int = 1,
    draws: int = 200,
    given: Mapping[str, Given] | None = None,
) -> tuple[Verdict, ...]:
    """Return the verdicts with their trials and stability.

    draws: of the bootstrap; 0 for no trials at all. A case that nobody spoke of has no trials and
    no stability. given: case -> ratings by people, which hold in every run. Same seed, same
    result.
    """
    said = said_by_case(of_wave(evidence, rule.wave, waves))
    return tuple(
        _tried(
            verdict,
            said.get(verdict.case, []),
            replace(rule, given=(given or {}).get(verdict.case, {})),
            f"{seed}:{verdict.case}",
            draws,
        )
        for verdict in verdicts
    )


def _tried(
    verdict: Verdict, said: Sequence[Said], rule: ClassificationRule, seed: str, draws: int
) -> Verdict:
    if not said or not draws:
        return verdict
    talk = _talk_by_person(said, rule)
    families: dict[str, Iterable[str]] = {
        "people drawn anew": (
            _outcome([talk[person] for person in drawn], rule)
            for drawn in _bootstrap(list(talk), seed, draws)
        ),
        "one person left out": (
            _outcome([talk[other] for other in talk if other != person], rule) for person in talk
        ),
        "one threshold moved": (_judged(said, moved) for moved in moved_thresholds(rule)),
    }
    if not all(s.decided for s in said):
        families["suggestions doubted"] = (
            _judged(kept, rule) for kept in _doubted(said, seed, draws)
        )
    if any(s.decided for s in said) and not all(s.decided for s in said):
        families["decided codings only"] = [_judged([s for s in said if s.decided], rule)]
    trials = tuple(
        Trial(name, dict(sorted(Counter(runs).items()))) for name, runs in families.items()
    )
    shares = [t.verdicts.get(verdict.verdict, 0) / sum(t.verdicts.values()) for t in trials]
    return replace(verdict, trials=trials, stability=sum(shares) / len(shares))


def _talk_by_person(said: Sequence[Said], rule: ClassificationRule) -> dict[str, _Talk]:
    """Return person -> code -> voice, weighed once; who has no voice in any cell is kept."""
    talk: dict[str, dict[str, Voice]] = {person: {} for person in sorted({s.person for s in said})}
    for name, by_person in hear(said, rule.rating).items():
        for person, voice in by_person.items():
            talk[person][name] = voice
    return dict(talk)


def _outcome(people: Sequence[_Talk], rule: ClassificationRule) -> str:
    heard = {code: [talk[code] for talk in people if code in talk] for _, code, _ in rule.needed}
    return outcome(heard, rule)


def _judged(said: Sequence[Said], rule: ClassificationRule) -> str:
    heard = hear(said, rule.rating)
    return outcome({name: by_person.values() for name, by_person in heard.items()}, rule)


def _bootstrap(people: Sequence[str], seed: str, draws: int) -> Iterator[list[str]]:
    """Yield as many people as there are, drawn with replacement.

    A person drawn twice counts as two people, as in any bootstrap.
    """
    generator = random.Random(seed)
    for _ in range(draws):
        yield generator.choices(people, k=len(people))


def _doubted(said: Sequence[Said], seed: str, draws: int) -> Iterator[list[Said]]:
    """Yield the codings with each undecided one kept by a chance equal to its score.

    A score is what the author of a rule thinks of it, not a measured share of right suggestions.
    """
    generator = random.Random(f"{seed}:doubted")
    in_order = sorted(said, key=lambda s: s.id)
    for _ in range(draws):
        yield [s for s in in_order if s.decided or generator.random() < s.score]


def moved_thresholds(rule: ClassificationRule) -> Iterator[ClassificationRule]:
    """Yield the rule with each threshold that can move a verdict one step down and up.

    Steps: 1 for ratings, codings and people, 0.1 for shares and scores, 0.25 for the weight of
    mixed talk. Thresholds that only tell 1 from 2 are left alone while no condition does, and so
    are those of cells that the rule does not ask for.
    """
    yield from (moved for step in (-1, 1) for moved in _moved(rule, step) if moved != rule)


def _moved(rule: ClassificationRule, step: int) -> Iterator[ClassificationRule]:
    yield from _moved_conditions(rule, step)
    if rule.constructs:
        yield from (replace(rule, thin_constructs=t) for t in _thinner(rule.thin_constructs, step))
    if rule.levels:
        yield from (replace(rule, thin_levels=t) for t in _thinner(rule.thin_levels, step))
    yield _share(rule, "balance", 0.1 * step)
    yield _share(rule, "mixed_weight", 0.25 * step)
    if any(_tells_strong_from_weak(rule, name) for name, _, _ in rule.needed):
        people = max(1, rule.rating.strong_people + step)
        yield replace(rule, rating=replace(rule.rating, strong_people=people))
        yield _share(rule, "strong_share", 0.1 * step)
        yield _share(rule, "explicit_score", 0.1 * step)


def _moved_conditions(rule: ClassificationRule, step: int) -> Iterator[ClassificationRule]:
    if any(name not in rule.conditions for name, _, _ in rule.needed):
        yield replace(rule, above=_shifted(Condition("above", rule.above), step).number)
    for name, condition in rule.conditions.items():
        yield replace(rule, conditions={**rule.conditions, name: _shifted(condition, step)})


def _shifted(condition: Condition, step: int) -> Condition:
    """Return the condition with its number moved, or itself where no rating could meet it then."""
    _, numbers = CONDITION_KINDS[condition.kind]
    number = condition.number + step
    return replace(condition, number=number) if number in numbers else condition


def _tells_strong_from_weak(rule: ClassificationRule, name: str) -> bool:
    """Say whether a condition parts +1 from +2 or -1 from -2."""
    condition = rule.condition(name)
    return condition.number not in ((-1, 0) if condition.kind == "above" else (0, 1))


def _thinner(thin: Thin, step: int) -> Iterator[Thin]:
    yield replace(thin, min_codings=max(1, thin.min_codings + step))
    yield replace(thin, min_people=max(1, thin.min_people + step))


def _share(rule: ClassificationRule, name: str, step: float) -> ClassificationRule:
    value = min(1.0, max(0.0, getattr(rule.rating, name) + step))
    return replace(rule, rating=replace(rule.rating, **{name: round(value, 3)}))
