"""The rule has three values: met, not met, and cannot tell; and it says why."""

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from npt_coder.classify.ratings import Said, Thin
from npt_coder.classify.read import read_rule, shipped_rules
from npt_coder.classify.rule import ClassificationRule, classify, judge, override
from npt_coder.errors import CodebookError, UnknownName

RULE = ClassificationRule(
    name="small",
    version="1",
    title="",
    source="",
    statement="",
    wave="last",
    met=("FIP", "fully"),
    not_met=("PIP", "partly"),
    unknown=("cannot tell", "too little"),
    above=0,
    constructs=("coherence", "collective_action"),
    levels={"community": "level.community"},
    thin_constructs=Thin(2, 2),
    thin_levels=Thin(2, 1),
)
FOR, AGAINST, THIN, SILENT = "for", "against", "thin", "silent"


def talk(name: str, state: str) -> list[Said]:
    valence = "hinders" if state == AGAINST else "promotes"
    people = {FOR: ["anna", "ben"], AGAINST: ["anna", "ben"], THIN: ["anna"], SILENT: []}[state]
    return [Said(f"{name}-{p}", name, p, "GP", valence, 0.7) for p in people]


def verdict(coherence: str, action: str, community: str):
    said = [
        *talk("coherence", coherence),
        *talk("collective_action", action),
        *talk("level.community", community),
    ]
    return judge("Amber", said, RULE)


@pytest.mark.parametrize("states", list(product([FOR, AGAINST, THIN, SILENT], repeat=3)))
def test_one_solid_negative_decides_and_a_thin_cell_decides_nothing(states):
    expected = "FIP" if set(states) == {FOR} else "PIP" if AGAINST in states else "cannot tell"
    assert verdict(*states).verdict == expected


def test_when_all_is_met_every_cell_is_decisive():
    made = verdict(FOR, FOR, FOR)
    assert made.decisive == ("coherence", "collective_action", "community")


def test_the_only_negative_is_decisive_and_two_negatives_are_not():
    assert verdict(FOR, AGAINST, FOR).decisive == ("collective_action",)
    assert verdict(AGAINST, AGAINST, FOR).decisive == ()


def test_reasons_name_cell_rating_counts_people_and_outcome():
    reasons = verdict(FOR, AGAINST, THIN).reasons
    assert reasons == (
        "Coherence +2: 2 for, 0 against; 2 people: GP. Met.",
        "Collective action -2: 0 for, 2 against; 2 people: GP. Not met.",
        "Community level +1: 1 for, 0 against; 1 person: GP. Too thin to judge.",
    )


def test_silence_is_called_missing_and_a_balance_is_a_plain_zero():
    made = judge(
        "Amber",
        [*talk("coherence", THIN), replace(talk("coherence", AGAINST)[1], id="x")],
        RULE,
    )
    assert made.reasons[0].startswith("Coherence 0: 1 for, 1 against")
    assert made.reasons[1] == (
        "Collective action: missing (nothing coded, nothing for or against)."
    )


def frame(rows):
    columns = ["id", "case", "wave", "person", "role", "construct", "valence", "score", "status"]
    return pd.DataFrame(rows, columns=columns).assign(transcript="t1")


def test_the_last_wave_of_the_study_decides_and_a_silent_case_is_kept():
    said = [
        (f"{w}{p}{c}", "Amber", w, p, "GP", c, v, 0.7, "suggested")
        for w, v in (("9", "hinders"), ("10", "promotes"))
        for p in ("anna", "ben")
        for c in ("coherence", "collective_action", "level.community")
    ]
    verdicts = classify(frame(said), RULE, cases=["Amber", "Cyan"], waves=["9", "10"])
    assert [(v.case, v.verdict, v.wave) for v in verdicts] == [
        ("Amber", "FIP", "10"),
        ("Cyan", "cannot tell", "10"),
    ]


def test_an_override_stands_beside_the_verdict_of_the_rule():
    made = override(verdict(FOR, FOR, FOR), to="PIP", why="the fund was never used")
    assert (made.verdict, made.override, made.override_reason) == (
        *("FIP", "PIP", "the fund was never used"),
    )


@pytest.mark.parametrize("name", shipped_rules())
def test_shipped_rules_are_read_and_say_whose_they_are(name):
    rule = read_rule(name)
    assert rule.name == name
    assert "ours" in rule.source.lower() or "our " in rule.source.lower()
    assert rule.codes


def test_the_deep_end_rule_asks_for_three_constructs_at_three_levels():
    rule = read_rule("deep-end")
    assert rule.constructs == ("coherence", "cognitive_participation", "collective_action")
    assert tuple(rule.levels) == ("patient", "practice", "community")
    assert rule.shown == ("reflexive_monitoring",)


def test_every_fault_of_a_rule_is_named_with_line_and_field(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "rule: mine\nversion: 1\ntitle: t\nsource: s\nstatement: x\ncolour: red\n"
        "classes:\n  met: {short: yes-it-is, long: l}\n  not_met: {short: n, long: l}\n"
        "  unknown: {short: u}\nabove: high\nconstructs: [coherence]\n"
        "rating: {balance: 7}\nthin:\n  constructs: {min_people: 0}\n"
    )
    with pytest.raises(CodebookError) as caught:
        read_rule(path)
    said = {problem.where: problem.message for problem in caught.value.problems}
    assert set(said) == {
        "line 6, colour",
        "line 10, classes.unknown.long",
        "line 11, above",
        "line 13, rating.balance",
        "line 15, thin.constructs.min_people",
    }
    assert "Known:" in said["line 6, colour"]


def test_an_unknown_rule_lists_the_known_ones():
    with pytest.raises(UnknownName, match="deep-end"):
        read_rule("no-such-rule")
