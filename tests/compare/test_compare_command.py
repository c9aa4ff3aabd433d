"""The command `compare`: its document, its warnings, its errors, and its file for R."""

import csv
import json
import subprocess
import sys

import pytest

from npt_coder.compare.formula import evaluate
from npt_coder.errors import UserError

SMALL = """\
case,drive,time,room,works
A,1,1,0,1
B,1,0,1,1
C,1,0,0,0
D,0,1,1,0
E,1,1,0,1
F,,1,1,1
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_a_small_table_by_hand(npt, small):
    made = npt("compare", small, "--outcome", "works", "--json").json
    fits = {c["name"]: c for c in made["conditions"]}
    # drive: A, B, C, E have it, of whom A, B, E work; F has no value and does not count.
    assert fits["drive"]["necessity"] == 1.0
    assert fits["drive"]["sufficiency"] == 0.75
    assert (fits["drive"]["n"], fits["drive"]["missing"]) == (5, 1)
    # time: A, D, E, F have it; A, B, E, F work.
    assert (fits["time"]["necessity"], fits["time"]["sufficiency"]) == (0.75, 0.75)
    assert made["solution"]["formula"] == "drive*time*~room + drive*~time*room"
    assert made["truth_table"]["incomplete"] == ["F"]


def test_the_truth_table_shows_every_row_and_its_remainders(npt, small):
    made = npt("compare", small, "--outcome", "works", "--json").json["truth_table"]
    assert [row["row"] for row in made["rows"]] == list(range(1, 9))
    assert {row["row"]: row["output"] for row in made["rows"]} == {
        **{1: "?", 2: "?", 3: "?", 8: "?"},
        **{4: "0", 5: "0", 6: "1", 7: "1"},
    }
    assert (made["n_filled"], made["n_remainders"]) == (4, 4)
    shown = npt("compare", small, "--outcome", "works").out
    assert shown.count("│ ? ") == 4


def test_a_combination_with_cases_of_both_kinds_names_those_that_speak_against_it(npt, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,a,y\nA,1,1\nB,1,1\nC,1,1\nD,1,1\nE,1,0\nF,0,0\n")
    made = npt("compare", path, "--outcome", "y", "--json").json
    row = made["truth_table"]["rows"][1]
    assert (row["output"], row["consistency"], row["against"]) == ("1", 0.8, ["E"])
    assert made["solution"]["against"] == ["E"]
    assert "E (against)" in npt("compare", path, "--outcome", "y").out


def test_rows_with_too_few_cases_are_remainders(npt, small):
    made = npt("compare", small, "--outcome", "works", "--min-cases", "2", "--json").json
    filled = [row["row"] for row in made["truth_table"]["rows"] if row["output"] != "?"]
    assert filled == [7]


def test_limited_diversity_and_the_lack_of_p_values_are_said(npt, small):
    shown = npt("compare", small, "--outcome", "works").out
    assert "Limited diversity: 3 conditions make 8 combinations; 5 cases" in shown
    assert "no p-values" in shown
    assert "p =" not in shown


def test_the_absence_can_be_explained(npt, small):
    made = npt("compare", small, "--outcome", "works", "--negate", "--json").json
    assert made["outcome"]["explained"] == "~works"
    assert made["solution"]["formula"] == "drive*~time*~room + ~drive*time*room"


def test_a_rating_counts_as_present_from_plus_1_on_and_that_is_said(npt, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,a,y\nA,2,yes\nB,1,yes\nC,0,no\nD,-2,no\n")
    made = npt("compare", path, "--outcome", "y", "--json").json
    (condition,) = made["conditions"]
    assert condition["calibration"]["words"] == "crisp: present from 1 (assumed)"
    assert condition["distinguishing"]["mark"] == "strong"
    assert any("which is assumed" in note for note in made["notes"])
    asked = npt("compare", path, "--outcome", "y", "--crisp", "a=2", "--json").json
    assert asked["conditions"][0]["necessity"] == 0.5


def test_a_raw_column_is_shown_and_not_calibrated_behind_the_users_back(npt, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,a,list size,y\nA,1,4000,1\nB,0,2000,0\n")
    made = npt("compare", path, "--outcome", "y", "--json").json
    raw = made["conditions"][1]
    assert raw["necessity"] is None
    assert "--calibrate" in raw["refused"]
    assert made["truth_table"]["conditions"] == ["a"]
    anchors = "list size=1000,3000,5000"
    fitted = npt("compare", path, "--outcome", "y", "--calibrate", anchors, "--json").json
    assert fitted["truth_table"]["conditions"] == ["a", "list size"]


def test_too_many_conditions_get_no_truth_table_but_all_else(npt):
    made = npt("compare", "varsi2015", "--outcome", "implementation", "--json").json
    assert made["truth_table"] is None
    assert "--conditions" in made["solution"]["refused"]
    assert len(made["conditions"]) == 28
    assert made["distinguishing"]["strong"]


def test_where_no_row_lacks_the_outcome_there_is_no_parsimonious_solution(npt, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,a,b,y\nA,1,1,1\nB,1,0,1\nC,1,0,1\nD,1,0,0.45\n")
    made = npt("compare", path, "--outcome", "y", "--json").json
    assert "'always'" in made["parsimonious"]["refused"]
    assert made["solution"]["formula"] == "a"


def test_the_file_for_r_holds_the_calibrated_cases_that_are_complete(npt, small, tmp_path):
    target = tmp_path / "for-r.csv"
    made = npt("compare", small, "--outcome", "works", "-o", target, "--json").json["written"]
    rows = list(csv.reader(target.read_text().splitlines()))
    assert rows[0] == ["case", "DRIVE", "TIME", "ROOM", "WORKS"]
    assert rows[1] == ["A", "1", "1", "0", "1"]
    assert made["left_out"] == ["F"]
    assert made["names"]["drive"] == "DRIVE"
    assert any('outcome = "WORKS"' in line for line in made["r"])


def test_names_for_r_hold_letters_and_digits_only_and_stay_apart(npt, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,GP buy-in,GP buyin,2nd,y\nA,1,1,1,1\nB,0,0,0,0\n")
    made = npt("compare", path, "--outcome", "y", "-o", tmp_path / "r.csv", "--json").json
    assert list(made["written"]["names"].values()) == ["GPBUYIN", "GPBUYIN2", "X2ND", "Y"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--outcome", "success"), "Known: case, drive, room"),
        (("--outcome", "works", "--conditions", "luck"), "unknown condition 'luck'"),
        (("--outcome", "works", "--calibrate", "drive=1,2"), "NAME=OUT,CROSSOVER,IN"),
        (("--outcome", "works", "--calibrate", "luck=1,2,3"), "Known: drive, room"),
        (("--outcome", "works", "--crisp", "drive"), "condition in --crisp"),
        (("--outcome", "works", "--consistency", "1.5"), "--consistency"),
        (("--outcome", "works", "--formula", "drive*"), "cannot be read at its end"),
        (("--outcome", "works", "--formula", "drive*luck"), "at 'luck'"),
        (("--outcome", "works", "-o", "file.xlsx"), "is a .csv"),
    ],
)
def test_a_mistake_ends_with_exit_1_and_a_way_out(npt, small, options, words):
    ran = npt("compare", small, *options)
    assert ran.code == 1
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_without_an_outcome_it_is_a_fault_of_usage(npt, small):
    assert npt("compare", small).code == 2


def test_faulty_cells_are_told_on_stderr_and_in_the_document(npt, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,a,y\nA,1,1\nB,lots,0\nC,0,0\n")
    ran = npt("compare", path, "--outcome", "y", "--json")
    assert "row 3, column 'a': 'lots' is no number" in ran.err
    assert len(ran.json["problems"]) == 1


def test_the_same_table_gives_the_same_answer(npt, small):
    first, second = (npt("compare", small, "--outcome", "works", "--json").out for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a", 0.2),
        ("~a", 0.8),
        ("A * b", 0.2),
        ("a + b", 0.7),
        ("~(a + b)", 0.3),
        ("a*b + ~a*~b", 0.3),
        ("c (reverse rated)*b", 0.4),
        ("((b))", 0.7),
    ],
)
def test_formulas_by_hand(formula, value):
    sets = {"a": 0.2, "b": 0.7, "c (reverse rated)": 0.4}
    assert float(evaluate(formula, sets)) == pytest.approx(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("formula", ["", "a b", "(a", "a)", "a ++ b", "(" * 100 + "a", "~" * 100])
def test_a_formula_that_cannot_be_read_is_refused(formula):
    with pytest.raises(UserError, match="formula"):
        evaluate(formula, {"a": 0.2, "b": 0.7})  # type: ignore[dict-item]


PROBE = """
import json, sys
from npt_coder.cli.app import main
for name in ("compare", "nomad"):
    try:
        main([name, "--help"])
    except SystemExit as left:
        assert not left.code
print("\\n" + json.dumps([n for n in ("pandas", "numpy", "scipy", "openpyxl") if n in sys.modules]))
"""


def test_help_comes_without_heavy_libraries():
    ran = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout.splitlines()[-1]) == []
