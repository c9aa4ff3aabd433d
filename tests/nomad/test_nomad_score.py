"""Scores of subscales: who is in the mean, what is turned, what stands beside interviews."""

import numpy as np
import pytest

from npt_coder.model import Cell
from npt_coder.nomad.joint import joint_display
from npt_coder.nomad.read import read_survey
from npt_coder.nomad.report import Frame, report
from npt_coder.nomad.score import score

ACTION = ",".join(f"Q{n}" for n in range(12, 19))


def survey(text, **wish):
    grid = [(n, line.split(",")) for n, line in enumerate(text.splitlines(), start=1)]
    return read_survey("s.csv", grid, **{"direction": "agree-high", **wish})


def scored(text, name, **options):
    made = survey(text)
    return score(name, made.respondents, made.items, **options)


def test_a_mean_is_over_persons_and_says_how_many():
    found = scored("Q4,Q5,Q6,Q7\n5,5,5,5\n1,1,NA,1\n2,2,NA,\n,,3,\n", "coherence")
    # 5, 1, 2; the last person answered one of four.
    assert found.mean == pytest.approx(8 / 3)
    assert (found.n, found.missing, found.alpha.n) == (3, 1, 1)
    assert found.sd == pytest.approx(np.std([5, 1, 2], ddof=1))


def test_not_relevant_is_missing_and_not_the_middle():
    with_it = scored("Q4,Q5,Q6,Q7\n5,5,Not relevant to my role,5\n", "coherence")
    assert with_it.mean == 5


def test_the_item_that_is_worded_the_other_way_is_turned():
    text = f"{ACTION}\n5,1,5,5,5,5,5\n"
    assert scored(text, "collective_action").mean == 5
    assert scored(text, "collective_action", already_reversed=True).mean == pytest.approx(31 / 7)


def test_turning_is_after_the_direction_so_that_both_files_score_the_same():
    high = survey(f"{ACTION}\n5,1,4,5,4,5,5\n2,4,2,3,2,2,1\n")
    low = survey(f"{ACTION}\n1,5,2,1,2,1,1\n4,2,4,3,4,4,5\n", direction="agree-low")
    one, other = (score("collective_action", s.respondents, s.items) for s in (high, low))
    assert one == other


def test_items_that_a_file_lacks_are_said():
    made = report(survey("Q4,Q5\n5,4\n4,4\n"), Frame("agree-high"))
    assert made["subscales"]["coherence"]["n_items"] == 2
    assert made["subscales"]["collective_action"]["mean"] is None
    assert any("coherence on 2 of 4" in note for note in made["notes"])
    assert 6 in made["no_column_for"]


def test_cases_and_waves_are_scored_apart():
    made = report(
        survey("practice,wave,Q4,Q5\nN,1,5,5\nN,2,1,1\nS,1,3,3\nS,1,4,4\n"), Frame("agree-high")
    )
    means = {(c["case"], c["wave"]): c["subscales"]["coherence"]["mean"] for c in made["cases"]}
    assert means == {("N", "1"): 5, ("N", "2"): 1, ("S", "1"): 3.5}
    assert [(w["wave"], w["n"]) for w in made["waves"]] == [("1", 3), ("2", 1)]
    assert any("answered at two waves" in note for note in made["notes"])


def test_small_groups_are_named_since_a_mean_may_show_a_person():
    made = report(survey("practice,Q4,Q5\nN,5,5\nN,4,4\n"), Frame("agree-high"))
    assert any("Fewer than 5 respondents: N (2)" in note for note in made["notes"])


def leaning(n, item_13):
    rows = []
    for person in range(n):
        value = 1 + person % 5
        turned = value if item_13 == "turned" else 6 - value
        rows.append(",".join(map(str, (value, turned, *(value,) * 5))))
    return f"{ACTION}\n" + "\n".join(rows) + "\n"


def test_an_item_13_that_was_turned_already_is_asked_about_and_left_alone():
    made = report(survey(leaning(12, "turned")), Frame("agree-high"))
    assert any("--already-reversed" in note for note in made["notes"])
    assert made["subscales"]["collective_action"]["items"][1]["with_the_rest"] < 0
    plain = report(survey(leaning(12, "as asked")), Frame("agree-high"))
    assert not any("Item 13" in note for note in plain["notes"])


def test_a_wrong_direction_is_asked_about_when_the_general_items_speak_against_it():
    rows = "\n".join(f"{v * 2},{v * 2},{v * 2},{v},{v},{v},{v}" for v in (1, 2, 3, 4, 5) * 3)
    text = f"Q1,Q2,Q3,Q4,Q5,Q6,Q7\n{rows}\n"
    wrong = report(survey(text, direction="agree-low"), Frame("agree-low"))
    assert any("check that the direction" in note for note in wrong["notes"])
    right = report(survey(text), Frame("agree-high"))
    assert not any("check that the direction" in note for note in right["notes"])


# --- beside the interviews --------------------------------------------------------------------


def cell(name, rating):
    return Cell(name, 2, 1, 0, 0, ("gp1", "pn1"), ("gp",), rating, False)


def surveyed(case, wave):
    names = ("coherence", "cognitive_participation", "collective_action", "reflexive_monitoring")
    return {"case": case, "wave": wave, "subscales": {n: {"mean": 3.5, "n": 4} for n in names}}


def test_the_joint_display_matches_case_and_wave_and_adds_nothing_up():
    cells = {("Amber", "1"): {"coherence": cell("coherence", 1)}, ("Amber", "2"): {}}
    made = joint_display([surveyed("amber", "1")], cells, "2")
    first = made["rows"][0]
    assert (first["construct"], first["mean"], first["rating"], first["people"]) == (
        *("coherence", 3.5),
        *(1, 2),
    )
    assert made["rows"][1]["rating"] is None
    assert len(made["rows"]) == 4


def test_a_survey_without_waves_stands_beside_the_last_wave():
    cells = {("Amber", "1"): {}, ("Amber", "2"): {"coherence": cell("coherence", -2)}}
    made = joint_display([surveyed("Amber", None)], cells, "2")
    assert (made["rows"][0]["wave"], made["rows"][0]["rating"]) == ("2", -2)


def test_what_only_one_side_has_is_named():
    cells = {("Amber", None): {}, ("Cyan", None): {}}
    made = joint_display([surveyed("Amber", None), surveyed("Olive", None)], cells, None)
    assert made["only_surveyed"] == ["Olive"]
    assert made["only_interviewed"] == ["Cyan"]
