"""Sensitivity says how far a verdict hangs on single people, thresholds and suggestions."""

import pandas as pd
import pytest

from npt_coder.classify.read import read_rule
from npt_coder.classify.rule import classify
from npt_coder.classify.sensitivity import moved_thresholds, with_sensitivity

RULE = read_rule("npt")
CONSTRUCTS = RULE.constructs
COLUMNS = ["id", "case", "wave", "person", "role", "construct", "valence", "score", "status"]


def evidence(people, *, valence="promotes", status="suggested", case="Amber"):
    rows = [
        (f"{case}{p}{c}{i}", case, "1", p, "GP", c, valence, 0.7, status)
        for p in people
        for c in CONSTRUCTS
        for i in range(2)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).assign(transcript="t1")


def tried(frame, *, cases=("Amber",), seed=1, draws=50):
    verdicts = classify(frame, RULE, cases=cases, waves=["1"])
    return with_sensitivity(frame, RULE, verdicts, waves=["1"], seed=seed, draws=draws)


def runs(verdict, name):
    return next(trial.verdicts for trial in verdict.trials if trial.name == name)


def test_many_voices_of_one_mind_are_stable():
    (verdict,) = tried(evidence(["anna", "ben", "cleo", "dan", "eve"]))
    assert verdict.verdict == "integrated"
    assert verdict.stability > 0.9
    assert runs(verdict, "one person left out") == {"integrated": 5}


def test_two_people_are_too_few_once_one_is_left_out():
    (verdict,) = tried(evidence(["anna", "ben"]))
    assert runs(verdict, "one person left out") == {"cannot tell": 2}
    assert verdict.stability < 0.9


def test_stability_weighs_the_families_alike():
    (verdict,) = tried(evidence(["anna", "ben"]))
    shares = [t.verdicts.get(verdict.verdict, 0) / sum(t.verdicts.values()) for t in verdict.trials]
    assert verdict.stability == pytest.approx(sum(shares) / len(shares))


def test_the_same_seed_gives_the_same_runs():
    frame = pd.concat([evidence(["anna", "ben"]), evidence(["cleo"], valence="hinders")])
    assert tried(frame, seed=7) == tried(frame, seed=7)


def test_decided_codings_alone_are_a_family_once_some_are_decided():
    frame = pd.concat(
        [evidence(["anna", "ben"], status="accepted"), evidence(["cleo"], valence="hinders")]
    )
    (verdict,) = tried(frame)
    assert runs(verdict, "decided codings only") == {"integrated": 1}
    (undecided,) = tried(evidence(["anna", "ben"]))
    assert "decided codings only" not in {trial.name for trial in undecided.trials}


def test_suggestions_that_nobody_decided_are_doubted_by_their_score():
    sure = evidence(["anna", "ben", "cleo", "dan"]).assign(score=1.0)
    unsure = sure.assign(score=0.1)
    assert runs(tried(sure)[0], "suggestions doubted") == {"integrated": 50}
    assert runs(tried(unsure)[0], "suggestions doubted").get("integrated", 0) < 10
    decided = unsure.assign(status="accepted")
    assert "suggestions doubted" not in {trial.name for trial in tried(decided)[0].trials}


def test_a_case_that_nobody_spoke_of_has_no_stability():
    silent = tried(evidence(["anna", "ben"]), cases=("Amber", "Cyan"))[1]
    assert (silent.verdict, silent.stability, silent.trials) == ("cannot tell", None, ())


def test_each_threshold_is_moved_down_and_up_and_nothing_else():
    moved = list(moved_thresholds(RULE))
    assert RULE not in moved
    assert {rule.above for rule in moved} == {-1, 0, 1}
    assert {rule.thin_constructs.min_people for rule in moved} == {1, 2, 3}
    assert all(
        rule.constructs == RULE.constructs and rule.wave == RULE.wave and rule.met == RULE.met
        for rule in moved
    )
