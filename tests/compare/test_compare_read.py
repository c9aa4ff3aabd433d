"""Tables from anywhere: what is understood, what is left out, and where a fault stands."""

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.compare.calibrate import crisp
from npt_coder.compare.outcome import read_outcome
from npt_coder.compare.read import number_in, read_cases
from npt_coder.errors import TableError, UnknownName, UserError
from npt_coder.workflow.grids import read_grid

PLAIN = "practice,Buy-in,list size,outcome\nAmber,1,4000,yes\nCyan,0,2000,no\n"
TURNED = "construct,north,south\nSuccess,high,low\nBuy-in,+2,-1\nCost,0 (mixed),missing\n"


def cells(text):
    return [(n, line.split(",")) for n, line in enumerate(text.splitlines(), start=1)]


def read(text, **wish):
    return read_cases("t.csv", cells(text), **{"outcome": "outcome", **wish})


def test_names_are_matched_whatever_their_capitals_and_kept_as_written():
    table = read(PLAIN, outcome="OUTCOME")
    assert table.cases == ("Amber", "Cyan")
    assert [(c.name, c.values) for c in table.columns] == [
        ("Buy-in", (1.0, 0.0)),
        ("list size", (4000.0, 2000.0)),
    ]


def test_a_table_of_constructs_is_turned_when_its_first_column_names_the_outcome():
    table = read(TURNED, outcome="success")
    assert table.is_turned
    assert table.cases == ("north", "south")
    assert table.outcome == ("high", "low")
    assert [(c.name, c.values, c.mixed) for c in table.columns] == [
        ("Buy-in", (2.0, -1.0), ()),
        ("Cost", (0.0, None), ("north",)),
    ]


def test_columns_of_a_turned_table_may_be_no_cases():
    text = "construct,north,south,domain\nSuccess,high,low,\nBuy-in,2,-1,inner\n"
    assert read(text, outcome="success", leave_out=("Domain",)).problems == ()
    (problem,) = read(text, outcome="success").problems
    assert "domain has no outcome" in str(problem)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("2", 2.0), ("+1", 1.0), ("+ 1", 1.0), ("−2", -2.0), ("–1", -1.0), ("0.25", 0.25)),
        *((".5", 0.5), ("0,25", 0.25), ("0 (mix)", 0.0), ("0 (mixed)", 0.0), ("Mixed", 0.0)),
        *(("", None), ("missing", None), ("high", None), ("1*", None), ("1.2.3", None)),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert number_in(text) == number


@given(st.floats(-1000, 1000).map(lambda value: round(value, 4)))
def test_a_number_is_read_as_it_was_written(value):
    assert number_in(f"{value:.4f}") == value


def test_a_value_that_is_no_number_is_named_by_row_and_column_and_kept_out():
    table = read("case,a,outcome\nx,1,1\ny,lots,0\nz,NA,0\n")
    assert table.columns[0].values == (1.0, None, None)
    assert [str(p) for p in table.problems] == [
        "t.csv, row 3, column 'a': 'lots' is no number: kept out."
    ]
    assert table.missing == (("NA", 1),)


def test_in_a_turned_table_row_and_column_are_those_of_the_file():
    text = TURNED.replace("-1", "bad").replace("low", "low")
    (problem,) = read(text, outcome="success").problems
    assert problem.where == "column 'south', row 'Buy-in'"


def test_a_column_of_words_is_left_out_by_name():
    table = read("case,source,a,outcome\nx,External,1,1\ny,Internal,0,0\n")
    assert table.left_out == (("source", "holds words and no rating (External, Internal)"),)


def test_cases_without_an_outcome_are_named_and_left_out():
    table = read("case,a,outcome\nx,1,1\ny,0,0\nz,0,\n")
    assert table.cases == ("x", "y")
    assert "z has no outcome" in str(table.problems[0])


def test_cases_without_a_name_are_called_by_their_row():
    assert read("a,outcome\n1,1\n0,0\n").cases == ("row 2", "row 3")


@pytest.mark.parametrize(
    ("text", "wish", "error", "words"),
    [
        (PLAIN, {"outcome": "success"}, UnknownName, "Known: Buy-in, list size"),
        (PLAIN, {"conditions": ("cost",)}, UnknownName, "Buy-in"),
        (PLAIN, {"case": "site"}, UnknownName, "practice"),
        (PLAIN, {"leave_out": ("cost",)}, UnknownName, "list size"),
        ("case,a,A,outcome\nx,1,1,1\ny,0,0,0\n", {}, TableError, "two columns or rows called"),
        ("case,a,outcome\nx,1,1\nx,0,0\n", {}, TableError, "'x' more than once"),
        ("case,a,outcome\nx,1,1\ny,0,\n", {}, TableError, "fewer than two cases"),
        ("case,a,outcome\nx,b,1\ny,c,0\n", {}, TableError, "no column of numbers"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(text, wish, error, words):
    with pytest.raises(error) as told:
        read(text, **wish)
    assert words in str(told.value)


# --- the outcome ------------------------------------------------------------------------------


def outcome(values, **wish):
    rows = "\n".join(f"c{n},{n % 2},{value}" for n, value in enumerate(values))
    return read_outcome(read(f"case,a,outcome\n{rows}\n"), **{"asked": {}, **wish})


def test_plain_words_need_no_explanation():
    assert outcome(["FIP", "PIP", "FIP"]).y.tolist() == [1, 0, 1]


def test_of_two_words_one_is_enough():
    found = outcome(["open", "shut"], present=("open",))
    assert (found.present, found.absent) == (("c0",), ("c1",))
    assert found.meaning == "present: open; absent: shut"


def test_a_third_word_asks_what_it_means():
    with pytest.raises(UserError, match="--present"):
        outcome(["high", "low", "between"])
    found = outcome(["high", "low", "between"], present=("high",), absent=("low",))
    assert found.neither == ("c2",)
    assert np.isnan(found.y[2])


def test_a_membership_of_exactly_one_half_is_in_neither_group():
    found = outcome(["0.9", "0.5", "0.2"])
    assert (found.present, found.absent, found.neither) == (("c0",), ("c2",), ("c1",))


def test_numbers_that_are_no_memberships_need_an_anchor():
    with pytest.raises(UserError, match="--crisp 'outcome=NUMBER'"):
        outcome(["12", "40"])
    assert outcome(["12", "40"], asked={"outcome": crisp(20)}).present == ("c1",)


def test_cases_of_one_kind_cannot_be_compared():
    with pytest.raises(UserError, match="no case lacks the outcome"):
        outcome(["1", "1"])


def test_a_word_that_no_case_has_is_refused_with_those_that_there_are():
    with pytest.raises(UnknownName, match="high, low"):
        outcome(["high", "low"], present=("tall",))


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_files_parted_by_other_signs_and_with_a_mark_are_the_same(tmp_path, sign):
    path = tmp_path / "t.csv"
    path.write_bytes(PLAIN.replace(",", sign).encode("utf-8-sig"))
    grid, problems = read_grid(path)
    assert grid == cells(PLAIN)
    assert problems == ()


def test_a_workbook_is_the_same_and_its_other_sheets_are_named(tmp_path):
    book = openpyxl.Workbook()
    for line in PLAIN.splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
    book.create_sheet("notes").append(["see the paper"])
    book.save(tmp_path / "t.xlsx")
    grid, problems = read_grid(tmp_path / "t.xlsx")
    assert grid == cells(PLAIN)
    assert "'notes'" in str(problems[0])


def test_cells_beside_the_last_heading_are_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,a\nx,1,spare\ny,0\n")
    (problem,) = read_grid(path)[1]
    assert str(problem).endswith("row 2: not read, since no heading stands above: spare.")


def test_files_that_are_no_tables_are_refused(tmp_path):
    (tmp_path / "empty.csv").write_text("case,a\n")
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04 but no more")
    for name, words in (
        ("empty.csv", "no row below its headings"),
        ("no.xlsx", "no Excel workbook"),
        ("gone.csv", "cannot be read"),
    ):
        with pytest.raises(TableError, match=words):
            read_grid(tmp_path / name)
