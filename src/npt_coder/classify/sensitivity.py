"""Sensitivity: how far a verdict hangs on single people, thresholds and machine suggestions.

Four families of runs: bootstrap over the people of a case, each person left out, each threshold
moved one step up and down, and decided codings only. Stability is the share of runs with the same
verdict, families weighed alike, so that many draws of one kind do not drown the others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from npt_coder.classify.ratings import Said, Thin
from npt_coder.classify.rule import ClassificationRule, judge, said_by_case
from npt_coder.matrix import of_wave
from npt_coder.model import Trial, Verdict


def with_sensitivity(
    evidence: pd.DataFrame,
    rule: ClassificationRule,
    verdicts: Iterable[Verdict],
    *,
    waves: Sequence[str],
    seed: int = 1,
    draws: int = 200,
) -> tuple[Verdict, ...]:
    """Return the verdicts with their trials and stability.

    draws: of the bootstrap; 0 for no trials at all. A case that nobody spoke of has no trials and
    no stability. Same seed, same result.
    """
    said = said_by_case(of_wave(evidence, rule.wave, waves))
    return tuple(
        _tried(verdict, said.get(verdict.case, []), rule, f"{seed}:{verdict.case}", draws)
        for verdict in verdicts
    )


def _tried(
    verdict: Verdict, said: Sequence[Said], rule: ClassificationRule, seed: str, draws: int
) -> Verdict:
    if not said or not draws:
        return verdict
    people = sorted({s.person for s in said})
    families: dict[str, Iterable[str]] = {
        "people drawn anew": (
            _outcome(drawn, rule) for drawn in _bootstrap(said, people, seed, draws)
        ),
        "one person left out": (
            _outcome([s for s in said if s.person != person], rule) for person in people
        ),
        "one threshold moved": (_outcome(said, moved) for moved in moved_thresholds(rule)),
    }
    if any(s.decided for s in said) and not all(s.decided for s in said):
        families["decided codings only"] = [_outcome([s for s in said if s.decided], rule)]
    trials = tuple(Trial(name, dict(Counter(runs))) for name, runs in families.items())
    shares = [t.verdicts.get(verdict.verdict, 0) / sum(t.verdicts.values()) for t in trials]
    return replace(verdict, trials=trials, stability=sum(shares) / len(shares))


def _outcome(said: Sequence[Said], rule: ClassificationRule) -> str:
    return judge("", said, rule).verdict


def _bootstrap(
    said: Sequence[Said], people: Sequence[str], seed: str, draws: int
) -> Iterator[list[Said]]:
    generator = random.Random(seed)
    by_person = {person: [s for s in said if s.person == person] for person in people}
    for _ in range(draws):
        drawn = generator.choices(people, k=len(people))
        # A person drawn twice counts as two people, as in any bootstrap.
        yield [
            replace(s, person=f"{person}#{copy}")
            for copy, person in enumerate(drawn)
            for s in by_person[person]
        ]


def moved_thresholds(rule: ClassificationRule) -> Iterator[ClassificationRule]:
    """Yield the rule with each threshold that can move a verdict one step down and up.

    Thresholds that only tell 1 from 2 are left alone while the rule asks for above 0.
    """
    yield from (moved for step in (-1, 1) for moved in _moved(rule, step) if moved != rule)


def _moved(rule: ClassificationRule, step: int) -> Iterator[ClassificationRule]:
    yield replace(rule, above=max(-2, min(1, rule.above + step)))
    yield replace(rule, thin_constructs=_codings(rule.thin_constructs, step))
    yield replace(rule, thin_constructs=_people(rule.thin_constructs, step))
    yield replace(rule, thin_levels=_codings(rule.thin_levels, step))
    yield replace(rule, thin_levels=_people(rule.thin_levels, step))
    yield _share(rule, "balance", 0.1 * step)
    yield _share(rule, "mixed_weight", 0.25 * step)
    if rule.above != 0:
        people = max(1, rule.rating.strong_people + step)
        yield replace(rule, rating=replace(rule.rating, strong_people=people))
        yield _share(rule, "strong_share", 0.1 * step)
        yield _share(rule, "explicit_score", 0.1 * step)


def _codings(thin: Thin, step: int) -> Thin:
    return replace(thin, min_codings=max(1, thin.min_codings + step))


def _people(thin: Thin, step: int) -> Thin:
    return replace(thin, min_people=max(1, thin.min_people + step))


def _share(rule: ClassificationRule, name: str, step: float) -> ClassificationRule:
    value = min(1.0, max(0.0, getattr(rule.rating, name) + step))
    return replace(rule, rating=replace(rule.rating, **{name: round(value, 3)}))
