"""Published tables give the figures that were published, or that others computed of them."""

import csv

import lipset
import pytest

from npt_coder.workflow.comparing import Wish, compare_cases
from npt_coder.workflow.grids import read_grid, shipped_table


def figures(term):
    return [round(term[n], 3) for n in ("consistency", "pri", "raw_coverage", "unique_coverage")]


def document(path, **wish):
    return compare_cases(path, Wish(**wish))[0]


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# --- Holtrop 2017 -----------------------------------------------------------------------------

FIVE = ("health_system", "key_person", "qi_mindset", "resources", "leadership")


@pytest.fixture(scope="module")
def holtrop():
    return document(
        shipped_table("holtrop2017"),
        outcome="success",
        conditions=FIVE,
        formula="resources * leadership * (qi_mindset + key_person)",
    )


def test_the_formula_published_for_thirteen_practices_has_its_consistency_and_coverage(holtrop):
    formula = holtrop["formula"]
    assert (round(formula["consistency"], 3), round(formula["coverage"], 3)) == (0.967, 0.861)
    assert formula["n"] == 13


def test_minimising_their_table_gives_their_three_configurations(holtrop):
    terms = {t["term"]: (t["consistency"], t["raw_coverage"]) for t in holtrop["solution"]["terms"]}
    assert {term: tuple(round(v, 4) for v in found) for term, found in terms.items()} == {
        "health_system*key_person*resources*leadership": (0.9903, 0.5050),
        "health_system*qi_mindset*resources*leadership": (0.9833, 0.5842),
        "key_person*qi_mindset*resources*leadership": (0.9673, 0.7327),
    }
    unique = [round(t["unique_coverage"], 4) for t in holtrop["solution"]["terms"]]
    assert unique == [0.0248, 0.1040, 0.2525]
    assert round(holtrop["solution"]["consistency"], 4) == 0.9667
    assert round(holtrop["solution"]["coverage"], 4) == 0.8614


def test_their_conditions_are_as_necessary_as_their_table_makes_them():
    made = document(shipped_table("holtrop2017"), outcome="success")
    assert {c["name"]: round(c["necessity"], 3) for c in made["conditions"]} == {
        "health_system": 0.698,
        "key_person": 0.837,
        "qi_mindset": 0.931,
        "ehr_capability": 0.911,
        "resources": 0.881,
        "leadership": 0.911,
        "incentives": 0.597,
    }


def test_the_one_practice_without_the_outcome_is_named_in_a_warning(holtrop):
    assert holtrop["outcome"]["absent"] == ["P11"]
    assert "Only 1 of 13 cases is without the outcome (P11)" in holtrop["notes"][0]


# --- Varsi 2015, Damschroder and Lowery 2013 --------------------------------------------------


def marks(name, **wish):
    """Return construct -> (published mark, ours), too little data taken as no mark."""
    made = document(
        shipped_table(name), outcome="implementation", leave_out=("domain", "published"), **wish
    )
    grid, _ = read_grid(shipped_table(name))
    column = grid[0][1].index("published")
    published = {cells[0]: cells[column] for _, cells in grid[2:]}
    ours = {
        c["name"]: c["distinguishing"]["mark"].replace("insufficient", "none")
        for c in made["conditions"]
    }
    words = {one["name"]: "none" for one in made["left_out"] if "words" in one["why"]}
    return {name: (published[name], mark) for name, mark in {**ours, **words}.items()}


def test_the_marks_of_varsi_are_ours_but_for_one_construct_whose_groups_touch():
    found = marks("varsi2015")
    assert len(found) == 29
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {
        "Relative advantage": ("weak", "none")
    }
    assert sum(pair == ("strong", "strong") for pair in found.values()) == 5


def test_the_marks_of_damschroder_and_lowery_are_ours_for_the_groups_that_we_take_them_to_have():
    found = marks("damschroder2013", present=("high",), absent=("low",))
    assert len(found) == 32
    assert [name for name, pair in found.items() if pair[0] != pair[1]] == []
    assert [mark for mark, _ in found.values()].count("strong") == 9
    assert [mark for mark, _ in found.values()].count("weak") == 2


def test_a_site_that_is_in_neither_group_is_shown_and_not_counted():
    made = document(
        shipped_table("damschroder2013"),
        outcome="implementation",
        present=("high",),
        absent=("low",),
        leave_out=("domain", "published"),
    )
    assert made["outcome"]["neither"] == ["site 100"]
    assert made["n_cases"] == 5
    assert any("In neither group" in note and "site 100" in note for note in made["notes"])


def test_every_shipped_table_names_its_source():
    folder = shipped_table("varsi2015").parent
    sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    tables = [path.name for path in folder.glob("*.csv")]
    assert len(tables) == 3
    assert [name for name in tables if f"`{name}`" not in sources] == []


# --- Lipset's countries, as the R package QCA prints them -------------------------------------


def test_the_direct_method_gives_every_membership_that_the_textbook_prints(table):
    made = document(
        table(lipset.RAW),
        outcome="SURV",
        calibrate=lipset.ANCHORS,
        formula=" + ".join(lipset.CONDITIONS),
    )
    assert made["formula"]["n"] == 18
    printed = list(csv.DictReader(lipset.FUZZY.splitlines()))
    for name in lipset.CONDITIONS:
        one = document(table(lipset.RAW), outcome="SURV", calibrate=lipset.ANCHORS, formula=name)[
            "formula"
        ]["memberships"]
        assert one == pytest.approx({row["case"]: float(row[name]) for row in printed}, abs=0.0051)


def test_fuzzy_countries_give_the_solutions_and_fits_of_r(table):
    made = document(table(lipset.FUZZY), outcome="SURV", consistency=0.7)
    assert {t["term"]: figures(t) for t in made["solution"]["terms"]} == {
        "DEV*~URB*LIT*STB": [0.809, 0.761, 0.433, 0.196],
        "DEV*LIT*IND*STB": [0.843, 0.821, 0.622, 0.385],
    }
    whole = made["solution"]
    assert [round(whole[n], 3) for n in ("consistency", "pri", "coverage")] == [0.871, 0.851, 0.818]
    short = made["parsimonious"]
    assert short["formula"] == "DEV*STB"
    assert [round(short[n], 3) for n in ("consistency", "pri", "coverage")] == [0.869, 0.848, 0.824]


def test_crisp_countries_give_the_truth_table_and_solutions_of_r(table):
    crisp = table(lipset.RAW)
    # R's set is stability: fewer than ten cabinets, the reverse of a threshold from below.
    wish = {"crisp": lipset.CRISP, "calibrate": ("STB=10,9.5,9",), "outcome": "SURV"}
    made = document(crisp, **wish)
    rows = {r["row"]: (r["output"], r["n"]) for r in made["truth_table"]["rows"] if r["n"]}
    assert rows == {
        **{32: ("1", 4), 22: ("1", 2), 24: ("1", 2), 1: ("0", 3), 2: ("0", 2)},
        **{5: ("0", 2), 6: ("0", 1), 23: ("0", 1), 31: ("0", 1)},
    }
    assert made["solution"]["formula"] == "DEV*~URB*LIT*STB + DEV*LIT*IND*STB"
    assert made["parsimonious"]["formula"] == "DEV*STB"
    assert made["parsimonious"]["assumed_rows"] == [18, 20, 26, 28, 30]
    absence = document(crisp, negate=True, **wish)
    assert absence["solution"]["formula"] == "~DEV*~URB*~IND + DEV*LIT*IND*~STB"
    assert absence["parsimonious"]["formula"] == "~DEV + ~STB"
