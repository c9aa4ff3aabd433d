"""Surveys from anywhere: which column is which item, what is an answer, what is missing and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import TableError, UnknownName, UserError
from npt_coder.nomad.headings import lay_out
from npt_coder.nomad.items import ITEMS, SUBSCALES, items_of
from npt_coder.nomad.read import MISSING, read_survey


def read(text, **wish):
    grid = [(n, line.split(",")) for n, line in enumerate(text.splitlines(), start=1)]
    return read_survey("s.csv", grid, **{"direction": "agree-high", **wish})


def test_twenty_three_items_three_general_and_twenty_of_four_constructs():
    assert len(ITEMS) == 23
    assert [item.number for item in ITEMS] == list(range(1, 24))
    assert {name: len(items_of(name)) for name in (*SUBSCALES, "general")} == {
        **{"coherence": 4, "cognitive_participation": 4, "collective_action": 7},
        **{"reflexive_monitoring": 5, "general": 3},
    }
    assert "reverse" in ITEMS[12].label


@pytest.mark.parametrize(
    ("heading", "item"),
    [
        *(("Q4", 4), ("q04", 4), ("item4", 4), ("Item 4", 4), ("NoMAD 4", 4), ("nomad_q4", 4)),
        *(("NoMAD Q4", 4), ("4", 4), ("4. differs", 4), ("Q4: differs", 4), ("Q4_differs", 4)),
        *(("Question 23", 23), ("NPT 12", 12), ("CO1", 4), ("cp_4", 11), ("CA 7", 18), ("RM5", 23)),
        *(("coherence 2", 5), ("Reflexive monitoring 1", 19), ("GEN1", 1), ("nomad_CA2", 13)),
    ],
)
def test_headings_of_items(heading, item):
    layout = lay_out("s.csv", ["practice", heading, "Q22" if item != 22 else "Q21"])
    assert item in layout.items
    assert layout.items[item] == 1


@pytest.mark.parametrize("heading", ["age", "Q24", "Q0", "3 months", "Q4a", "comment", "CO5", "x4"])
def test_other_headings_are_named_and_not_read(heading):
    assert lay_out("s.csv", [heading, "Q22"]).unknown == (heading,)


def test_case_wave_and_respondent_are_found_or_named():
    layout = lay_out("s.csv", ["ID", "Practice", "Time point", "Q22"])
    assert (layout.respondent, layout.case, layout.wave) == (0, 1, 2)
    layout = lay_out("s.csv", ["Q22", "surgery", "visit"], case="Surgery", wave="visit")
    assert (layout.case, layout.wave) == (1, 2)
    with pytest.raises(UnknownName, match="surgery"):
        lay_out("s.csv", ["Q22", "surgery"], case="ward")


def test_two_columns_for_one_item_are_refused_with_both_names():
    with pytest.raises(TableError, match="'Q22' and 'item 22'"):
        lay_out("s.csv", ["Q22", "item 22"])


def test_a_file_without_items_says_how_to_call_them():
    with pytest.raises(TableError, match="NoMAD 4"):
        lay_out("s.csv", ["practice", "age"])


def test_items_1_to_20_are_those_of_the_constructs_unless_the_first_run_to_10():
    headings = [f"item{n}" for n in range(1, 21)]
    assert list(lay_out("s.csv", headings, [["4"] * 20]).items) == list(range(4, 24))
    assert list(lay_out("s.csv", headings, [["7"] * 20]).items) == list(range(1, 21))
    coded = lay_out("s.csv", headings, [["7"] * 20], codes=("6", "7", "8"))
    assert list(coded.items) == list(range(4, 24))


def test_fewer_items_from_1_on_may_be_two_things_so_it_is_asked():
    with pytest.raises(UserError, match="--items 20"):
        lay_out("s.csv", [f"item{n}" for n in range(1, 11)])


def test_how_items_are_numbered_can_be_said():
    headings = [f"item{n}" for n in range(1, 21)]
    assert list(lay_out("s.csv", headings, numbering=20).items) == list(range(4, 24))
    assert list(lay_out("s.csv", headings, numbering=23).items) == list(range(1, 21))
    with pytest.raises(UserError, match="23 or 20"):
        lay_out("s.csv", headings, numbering=46)
    with pytest.raises(UserError, match="item 23"):
        lay_out("s.csv", ["Q1", "Q23"], numbering=20)


@pytest.mark.parametrize(
    ("direction", "written", "answer"),
    [
        *(("agree-high", "5", 5), ("agree-low", "5", 1), ("agree-low", "1", 5)),
        *(("agree-low", "3", 3), ("agree-high", "4.0", 4)),
        *(("agree-high", "Strongly agree", 5), ("agree-low", "Strongly  Agree", 5)),
        *(("agree-low", "disagree", 2), ("agree-high", "Neither agree nor disagree", 3)),
    ],
)
def test_answers_leave_in_one_direction(direction, written, answer):
    survey = read(f"practice,Q4\nNorth,{written}\nNorth,3\n", direction=direction)
    assert survey.respondents[0].answers == {4: answer}


def test_general_items_run_from_0_to_10_whatever_the_direction():
    survey = read("practice,Q1,Q23\nNorth,9,2\n", direction="agree-low")
    assert survey.respondents[0].answers == {1: 9, 23: 4}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *(("", "no answer"), ("NA", "no answer"), ("-", "no answer")),
        ("Not relevant to my role", "not relevant to my role"),
        ("not relevant at this stage", "not relevant at this stage"),
        ("Not relevant to the link worker programme", "not relevant to the intervention"),
        ("not relevant", "not relevant"),
    ],
)
def test_three_kinds_of_not_relevant_are_missing_and_told_apart(written, kind):
    (one, _) = read(f"practice,Q4,Q5\nNorth,{written},3\nNorth,2,2\n").respondents
    assert one.missing == {4: kind}
    assert 4 not in one.answers
    assert kind in MISSING


def test_codes_for_not_relevant_are_said_in_order():
    survey = read("practice,Q4,Q5,Q6,Q7\nN,6,7,8.0,4\n", not_relevant=("6", "7", "8"))
    assert list(survey.respondents[0].missing.values()) == [
        "not relevant to my role",
        "not relevant at this stage",
        "not relevant to the intervention",
    ]
    assert survey.problems == ()
    with pytest.raises(UserError, match="three codes"):
        read("practice,Q4\nN,4\n", not_relevant=("6",))


def test_bad_values_are_named_by_row_and_column_and_kept_out():
    text = "practice,Q1,Q4\nNorth,11,4\nNorth,5,often\nNorth,5,3.5\nNorth,5,8\n"
    survey = read(text, numbering=23)
    assert [one.answers for one in survey.respondents] == [{4: 4}, {1: 5}, {1: 5}, {1: 5}]
    told = [str(problem) for problem in survey.problems]
    assert "s.csv, row 2, column 'Q1': '11' is no answer from 0 to 10: kept out." in told
    assert "s.csv, row 3, column 'Q4': 'often' is no answer from 1 to 5: kept out." in told
    assert "--not-relevant" in told[-1]
    assert "8" in told[-1]


def test_the_direction_must_be_one_of_two():
    with pytest.raises(UserError, match="agree-high or agree-low"):
        read("practice,Q4\nNorth,4\n", direction="up")


def test_somebody_who_answers_twice_at_one_wave_is_named_and_kept():
    survey = read("id,practice,wave,Q4\nr1,N,1,4\nr1,N,2,4\nr1,N,1,3\n")
    assert len(survey.respondents) == 3
    (problem,) = survey.problems
    assert "'r1' answers a second time" in str(problem)
    assert problem.where == "row 4"


def test_a_sheet_without_a_case_counts_overall_and_is_named():
    survey = read("practice,Q4\n,4\nNorth,3\n")
    assert [one.case for one in survey.respondents] == ["", "North"]
    assert "names no case" in str(survey.problems[0])


def test_a_file_without_one_answer_is_refused():
    with pytest.raises(TableError, match="no answer at all"):
        read("practice,Q4\nNorth,\n")


@given(st.lists(st.integers(1, 5), min_size=20, max_size=20))
def test_the_two_directions_are_mirrors(values):
    head = ",".join(f"Q{n}" for n in range(4, 24))
    row = ",".join(map(str, values))
    high, low = (
        read(f"{head}\n{row}\n", direction=direction).respondents[0].answers
        for direction in ("agree-high", "agree-low")
    )
    assert all(high[item] + low[item] == 6 for item in high)


@given(st.text(max_size=12))
def test_no_cell_is_lost_whatever_it_holds(text):
    cell = text.replace(",", " ").replace("\n", " ").replace("\r", " ")
    grid = [(1, ["Q4", "Q5"]), (2, [cell, "3"])]
    survey = read_survey("s.csv", grid, direction="agree-high")
    (one,) = survey.respondents
    assert (4 in one.answers) != (4 in one.missing)
