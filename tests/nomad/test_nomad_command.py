"""The command `nomad`: its document, its errors, the shipped survey, and a study beside it."""

import openpyxl
import pytest
import recipe

from npt_coder.workflow.grids import shipped_table

SURVEY = """\
practice,wave,Q4,Q5,Q6,Q7
Amber,w1,5,4,4,5
Amber,w1,2,2,3,2
Amber,w1,4,4,5,4
Cyan,w1,1,2,1,1
"""


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    return path


def test_it_works_outside_a_study_and_writes_nothing(npt, survey, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = npt("nomad", survey, "--direction", "agree-high", "--json").json
    # By hand: item variances 10, 4, 8.75 and 10 thirds, that of the totals 118.75 thirds.
    by_hand = 4 / 3 * (1 - 32.75 / 118.75)
    assert made["subscales"]["coherence"]["alpha"] == pytest.approx(by_hand)
    assert made["subscales"]["coherence"]["n"] == 4
    assert [c["case"] for c in made["cases"]] == ["Amber", "Cyan"]
    assert made["joint"] is None
    assert list(tmp_path.iterdir()) == [survey]


def test_without_a_direction_it_is_a_fault_of_usage(npt, survey):
    ran = npt("nomad", survey)
    assert ran.code == 2
    assert "--direction" in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--direction", "up"), "agree-high or agree-low"),
        (("--direction", "agree-high", "--case", "ward"), "unknown case column 'ward'"),
        (("--direction", "agree-high", "--not-relevant", "6"), "three codes"),
        (("--direction", "agree-high", "--items", "7"), "23 or 20"),
        (("--direction", "agree-high", "--project", "nowhere"), "npt-coder"),
    ],
)
def test_a_mistake_ends_with_exit_1_and_a_way_out(npt, survey, options, words):
    ran = npt("nomad", survey, *options)
    assert ran.code == 1
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_workbook_gives_the_same_figures(npt, survey, tmp_path):
    book = openpyxl.Workbook()
    for line in SURVEY.splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
    book.save(tmp_path / "survey.xlsx")
    ours, theirs = (
        npt("nomad", tmp_path / f"survey.{e}", "--direction", "agree-high", "--json").json
        for e in ("csv", "xlsx")
    )
    assert ours["subscales"] == theirs["subscales"]
    assert ours["cases"] == theirs["cases"]


def test_the_screen_names_direction_missing_answers_and_columns_not_read(npt, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("practice,Q4,Q5,age\nN,1,Not relevant to my role,40\nN,2,2,50\nN,1,1,60\n")
    ran = npt("nomad", path, "--direction", "agree-low")
    assert "read as agree-low" in ran.out
    assert "1 not relevant to my role" in ran.out
    assert "Columns that are not read: age." in ran.out


# --- the shipped synthetic survey -------------------------------------------------------------


def test_the_synthetic_survey_is_what_its_recipe_makes_and_says_that_it_is_synthetic():
    text = shipped_table("nomad-synthetic").read_text(encoding="utf-8")
    assert text == recipe.survey_text()
    assert text.splitlines()[0].endswith(",synthetic")


def test_the_recipe_knows_neither_practice_nor_wave():
    """No practice leans another way: swapping their names would make as likely a survey."""
    assert not {"practice", "wave"} & set(recipe._answers.__code__.co_varnames)


def test_the_synthetic_survey_can_be_scored(npt):
    made = npt("nomad", "nomad-synthetic", "--direction", "agree-high", "--json").json
    assert len(made["cases"]) == 14
    assert made["problems"] == []
    assert made["unknown_columns"] == ["synthetic"]
    assert set(made["missing"]) == {
        "no answer",
        "not relevant to my role",
        "not relevant at this stage",
        "not relevant to the intervention",
    }


# --- beside a study ---------------------------------------------------------------------------

TALK = "I: How was it?\n\nGP1: I could see the point of it. We all refer now.\n"


@pytest.fixture
def study(npt, tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    for case in ("amber", "cyan"):
        (folder / f"{case}-w1-gp1.txt").write_text(TALK, encoding="utf-8")
    ran = npt("run", folder, "--out", tmp_path / "study", "--codebook", "deep-end", "--json")
    assert ran.code == 0, ran.err
    return tmp_path / "study"


def test_a_study_shows_its_ratings_beside_the_survey_and_its_verdicts_stay_the_same(
    npt, study, tmp_path
):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY.replace("w1", "1"), encoding="utf-8")
    before = npt("classify", "--project", study, "--json").json
    made = npt("nomad", path, "--direction", "agree-high", "--project", study, "--json").json
    rows = {(row["case"].lower(), row["construct"]): row for row in made["joint"]["rows"]}
    for case in before["cases"]:
        for name, cell in case["constructs"].items():
            beside = rows[case["case"].lower(), name]
            assert (beside["rating"], beside["promotes"]) == (cell["rating"], cell["promotes"])
    assert rows["amber", "coherence"]["rating"] is not None
    assert (rows["amber", "coherence"]["n"], rows["cyan", "coherence"]["n"]) == (3, 1)
    assert npt("classify", "--project", study, "--json").json == before
    shown = npt("nomad", path, "--direction", "agree-high", "--project", study).out
    assert "neither is an input to the other" in shown


def test_a_study_is_found_upward_from_here(npt, study, tmp_path, monkeypatch):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    monkeypatch.chdir(study / "exports")
    assert npt("nomad", path, "--direction", "agree-high", "--json").json["joint"]["rows"]
