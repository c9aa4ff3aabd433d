"""Each family of runs asks one question, and asks it of what the rule really uses."""

from dataclasses import replace

import pandas as pd

from npt_coder.classify.ratings import Rating, Thin
from npt_coder.classify.read import read_rule
from npt_coder.classify.rule import Condition, classify
from npt_coder.classify.sensitivity import moved_thresholds, with_sensitivity

NPT, DEEP_END = read_rule("npt"), read_rule("deep-end")
COLUMNS = ["id", "case", "wave", "person", "role", "construct", "valence", "score", "status"]


def evidence(rule, **people):
    """Make two codings per needed cell and person: anna="promotes", ben="hinders"."""
    rows = [
        (f"{person}{code}{n}", "Amber", "1", person, "GP", code, valence, 0.7, "suggested")
        for person, valence in people.items()
        for _, code, _ in rule.needed
        for n in range(2)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).assign(transcript="t1")


def tried(frame, rule, **options):
    verdicts = classify(frame, rule, cases=["Amber"], waves=["1"])
    (made,) = with_sensitivity(frame, rule, verdicts, waves=["1"], **options)
    return made


def runs(verdict, name):
    return next(trial.verdicts for trial in verdict.trials if trial.name == name)


def test_one_person_drawn_anew_is_always_the_same_person():
    made = tried(evidence(DEEP_END, anna="promotes"), DEEP_END, draws=40)
    assert runs(made, "people drawn anew") == {"cannot tell": 40}


def test_without_the_only_person_there_is_nothing_to_tell():
    made = tried(evidence(DEEP_END, anna="hinders"), DEEP_END)
    assert runs(made, "one person left out") == {"cannot tell": 1}


def test_a_case_that_hangs_on_one_voice_shows_it():
    frame = evidence(DEEP_END, anna="promotes", ben="promotes", cleo="hinders", dan="hinders")
    made = tried(frame, DEEP_END)
    assert made.verdict == "PIP"
    assert runs(made, "one person left out") == {"FIP": 2, "PIP": 2}
    assert set(runs(made, "people drawn anew")) == {"FIP", "PIP"}


def test_a_person_who_only_describes_is_drawn_and_has_no_say():
    frame = evidence(DEEP_END, anna="promotes", ben="promotes", cleo="descriptive")
    made = tried(frame, DEEP_END, draws=60)
    assert runs(made, "one person left out") == {"FIP": 1, "cannot tell": 2}
    assert runs(made, "people drawn anew")["cannot tell"] > 0


def test_the_order_of_codings_changes_no_run():
    frame = evidence(NPT, anna="promotes", ben="hinders", cleo="mixed")
    assert tried(frame, NPT).trials == tried(frame.iloc[::-1], NPT).trials


def test_no_draws_mean_no_trials():
    made = tried(evidence(NPT, anna="promotes"), NPT, draws=0)
    assert (made.stability, made.trials) == (None, ())


def test_a_rule_without_levels_has_no_threshold_of_levels_to_move():
    assert {rule.thin_levels for rule in moved_thresholds(NPT)} == {NPT.thin_levels}
    assert len({rule.thin_levels for rule in moved_thresholds(DEEP_END)}) > 1


def test_thresholds_between_1_and_2_move_only_when_a_condition_asks_for_a_2():
    def people(rule):
        return {moved.rating.strong_people for moved in moved_thresholds(rule)}

    assert people(NPT) == people(replace(NPT, above=-1)) == {2}
    every = dict.fromkeys(NPT.constructs, Condition("below", 1))
    assert people(replace(NPT, conditions=every)) == {2}
    assert people(replace(NPT, above=1)) == {1, 2, 3}
    assert people(replace(NPT, conditions={"coherence": Condition("below", 2)})) == {1, 2, 3}


def test_each_condition_of_its_own_is_moved_alone():
    rule = replace(NPT, conditions={"coherence": Condition("below", 0)})
    moved = {str(m.condition("coherence")) for m in moved_thresholds(rule)}
    assert moved == {"below -1", "below 0", "below +1"}
    assert all(
        m.above == rule.above for m in moved_thresholds(rule) if m.conditions != rule.conditions
    )


def test_a_number_that_no_cell_is_asked_for_is_not_moved():
    every = dict.fromkeys(NPT.constructs, Condition("above", 0))
    rule = replace(NPT, conditions=every)
    assert {moved.above for moved in moved_thresholds(rule)} == {rule.above}
    levels_only = replace(DEEP_END, constructs=())
    assert {moved.thin_constructs for moved in moved_thresholds(levels_only)} == {
        levels_only.thin_constructs
    }


def test_a_step_that_changes_nothing_is_no_run():
    least = replace(NPT, thin_constructs=Thin(1, 1), rating=Rating(balance=0.0))
    assert least not in list(moved_thresholds(least))


def test_when_all_is_decided_there_is_nothing_to_compare():
    frame = evidence(NPT, anna="promotes", ben="promotes").assign(status="accepted")
    assert "decided codings only" not in {t.name for t in tried(frame, NPT).trials}


def test_a_threshold_at_its_end_is_not_moved_past_it():
    assert {rule.above for rule in moved_thresholds(replace(NPT, above=1))} == {0, 1}
    assert {rule.above for rule in moved_thresholds(replace(NPT, above=-2))} == {-2, -1}


def test_sensitivity_touches_neither_class_nor_reasons_nor_cells():
    frame = evidence(NPT, anna="promotes", ben="promotes")
    (plain,) = classify(frame, NPT, cases=["Amber"], waves=["1"])
    assert replace(tried(frame, NPT), stability=None, trials=()) == plain
