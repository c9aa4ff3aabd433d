"""What one more interview could change is asked of the rule itself, cell by cell."""

from itertools import product

import pandas as pd
import pytest

from npt_coder.classify.one_more import one_more_interview
from npt_coder.classify.ratings import Thin
from npt_coder.classify.rule import ClassificationRule, Condition, classify
from npt_coder.errors import UnknownName
from npt_coder.matrix import EVIDENCE_COLUMNS

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
CELLS = {
    "coherence": "coherence",
    "collective_action": "collective_action",
    "community": "level.community",
}


def said(cell: str, *people: str, wave: str = "2") -> list[dict[str, object]]:
    """Codings of a cell from words such as "anna+" (for) and "ben-" (against)."""
    return [
        {
            **dict.fromkeys(EVIDENCE_COLUMNS),
            **{"id": f"{cell}-{word}-{wave}", "case": "Amber", "wave": wave, "person": word[:-1]},
            **{"transcript": "t", "code": CELLS[cell], "construct": CELLS[cell], "role": "GP"},
            **{"valence": "promotes" if word[-1] == "+" else "hinders", "score": 0.7},
            "status": "accepted",
        }
        for word in people
    ]


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(EVIDENCE_COLUMNS))


def asked(*rows: dict[str, object], rule: ClassificationRule = RULE, given=None):
    found = one_more_interview(
        frame(list(rows)), rule, cases=("Amber",), waves=("1", "2"), given=given
    )
    return found["Amber"]


def cell(found, name):
    return next(one for one in found.cells if one.name == name)


SOLID = [*said("coherence", "anna+", "ben+"), *said("collective_action", "anna+", "ben+")]


def test_a_thin_level_that_one_more_witness_completes_opens_both_ways():
    found = asked(*SOLID, *said("community", "anna+"))
    assert found.now == "cannot tell"
    assert (cell(found, "community").promotes, cell(found, "community").hinders) == ("FIP", "PIP")
    assert cell(found, "coherence").promotes == "cannot tell"
    assert str(found) == (
        "One more interview with one person could make it “FIP”, by speaking for community level; "
        "“PIP”, by speaking against community level."
    )


def test_where_nothing_was_said_one_person_is_not_enough():
    found = asked()
    assert not found.can_change
    assert str(found) == "One more interview with one person could not change the verdict."


def test_two_people_who_agree_are_not_overturned_by_a_third():
    found = asked(*SOLID, *said("community", "anna+", "ben+"))
    assert (found.now, found.promotes, found.hinders) == ("FIP", "FIP", "FIP")
    assert not found.can_change


def test_a_third_voice_decides_between_two_who_contradict_each_other():
    found = asked(
        *said("coherence", "anna+", "ben-"),
        *said("collective_action", "anna+", "ben+"),
        *said("community", "anna+", "ben+"),
    )
    assert found.now == "PIP"
    assert cell(found, "coherence").promotes == "FIP"
    assert cell(found, "coherence").hinders == "PIP"


def test_what_only_an_interview_on_all_cells_could_bring_is_said_apart():
    found = asked(
        *said("coherence", "anna+"),
        *said("collective_action", "anna+"),
        *said("community", "anna+"),
    )
    assert found.now == "cannot tell"
    assert {one.promotes for one in found.cells} == {"cannot tell"}
    assert found.promotes == "FIP"
    assert "“FIP”, if that person speaks for all of them at once" in str(found)


def test_a_cell_that_a_person_rated_stays_as_rated():
    rows = [*SOLID, *said("community", "anna+")]
    found = asked(*rows, given={"Amber": {"community": 1}})
    assert found.now == "FIP"
    assert cell(found, "community").hinders == "FIP"


def test_only_the_wave_that_decides_is_completed():
    early = [*said("community", "anna+", "ben+", wave="1")]
    found = asked(*SOLID, *early)
    assert found.now == "cannot tell"
    assert cell(found, "community").promotes == "cannot tell"


def test_where_less_is_asked_for_a_voice_against_is_the_favourable_one():
    rule = ClassificationRule(
        *("w", "1", "", "", "", "last"),
        ("settled", ""),
        ("strained", ""),
        ("open", ""),
        above=0,
        constructs=("coherence",),
        levels={},
        thin_constructs=Thin(1, 1),
        conditions={"coherence": Condition("below", 0)},
    )
    found = asked(rule=rule)
    assert (cell(found, "coherence").promotes, cell(found, "coherence").hinders) == (
        "strained",
        "settled",
    )


TALK = [(), ("anna+",), ("anna-",), ("anna+", "ben+"), ("anna+", "ben-"), ("anna-", "ben-")]


@pytest.mark.parametrize("talk", list(product(TALK, repeat=3)))
def test_the_answer_is_the_verdict_on_the_evidence_with_that_person_in_it(talk):
    rows = [row for name, people in zip(CELLS, talk, strict=True) for row in said(name, *people)]
    found = asked(*rows)
    for one in found.cells:
        for word, answer in (("new+", one.promotes), ("new-", one.hinders)):
            more = frame([*rows, *said(one.name, word)])
            (verdict,) = classify(more, RULE, cases=("Amber",), waves=("1", "2"))
            assert verdict.verdict == answer


def test_an_unknown_wave_is_named():
    with pytest.raises(UnknownName):
        one_more_interview(
            frame(SOLID),
            ClassificationRule(
                *("w", "1", "", "", "", "9"), ("a", ""), ("b", ""), ("c", ""), 0, ("coherence",), {}
            ),
            cases=("Amber",),
            waves=("1", "2"),
        )
