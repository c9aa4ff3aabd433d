"""The command `agree`, on a table from elsewhere and on the open study."""

import json

import openpyxl
import pytest

ROWS = """\
unit,coder,code,value,group
1,anna,coherence,1,gp1
1,ben,coherence,1,gp1
2,anna,coherence,NA,gp1
2,ben,coherence,1,gp1
3,anna,coherence,,gp2
3,ben,coherence,0,gp2
4,anna,coherence,N/A,gp2
4,ben,coherence,0,gp2
"""


@pytest.fixture
def ratings(tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_table_works_outside_a_study(npt, ratings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = npt("agree", ratings, "--json").json
    assert made["coders"] == ["anna", "ben"]
    assert made["read_as_not_coded"] == {"total": 3, "NA": 1, "blank": 1, "N/A": 1}
    (code,) = made["codes"]
    assert code["counts"] == {"both": 1, "only": {"anna": 0, "ben": 1}, "neither": 2}
    assert code["kappa"] == pytest.approx(0.5)
    assert sorted(tmp_path.iterdir()) == [ratings]


def test_a_workbook_gives_the_same_figures(npt, ratings, tmp_path):
    book = openpyxl.Workbook()
    for line in ROWS.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "ratings.xlsx")
    ours, theirs = (npt("agree", tmp_path / f"ratings.{e}", "--json").json for e in ("csv", "xlsx"))
    assert ours["codes"] == theirs["codes"]


def test_the_table_on_screen_names_unit_universe_and_counts(npt, ratings):
    shown = npt("agree", ratings, "--disagreements").out
    assert "Unit: given; 4 units. Universe: all" in shown
    assert "Read as not coded: 3 values (1 NA, 1 blank, 1 N/A)." in shown
    assert "1 / 0 / 1 / 2" in shown
    assert "2  coherence  (anna: not coded, ben: coded)" in shown


def test_a_file_that_lists_only_codings_has_the_universe_of_coded_units(npt, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("unit;coder;code\n1;A;x\n1;B;x\n2;A;x\n")
    made = npt("agree", path, "--json").json
    assert made["universe"] == "coded"
    assert any("so the universe is: coded" in note for note in made["notes"])
    said = npt("agree", path, "--universe", "all", "--json").json
    assert said["universe"] == "all"
    assert any("though you say: all" in note for note in said["notes"])


def test_one_coder_ends_with_the_reason_and_exit_1(npt, ratings):
    ran = npt("agree", ratings, "--coders", "anna", "--json")
    assert ran.code == 1
    assert "only one coder (anna)" in ran.err
    assert ran.json["codes"][0]["kappa"] is None


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--coders", "anna,zoe"), "Known: anna, ben"),
        (("--unit", "page"), "sentence"),
        (("--universe", "some"), "coded"),
        (("--level", "deep"), "construct"),
        (("--absent", "maybe"), "not-rated"),
        (("--plan", "5"), "width"),
    ],
)
def test_a_wrong_name_is_refused_with_what_would_be_right(npt, ratings, options, word):
    ran = npt("agree", ratings, *options)
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    assert word in ran.err


def test_a_file_that_is_not_there_or_lacks_a_column_is_named(npt, tmp_path):
    assert "no.csv" in npt("agree", tmp_path / "no.csv").err
    (tmp_path / "odd.csv").write_text("unit,rater\n1,A\n")
    ran = npt("agree", tmp_path / "odd.csv")
    assert (ran.code, "no column 'coder'" in ran.err) == (1, True)


def test_a_faulty_row_is_told_and_the_others_count(npt, ratings):
    ratings.write_text(ROWS + ",anna,coherence,1,gp1\n")
    ran = npt("agree", ratings, "--json")
    assert "row 10" in ran.err
    assert ran.json["n_units"] == 4


def test_a_plan_needs_neither_table_nor_study(npt, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ("--plan", "0.2", "--prevalence", "0.5", "--json")
    (one,) = npt("agree", *options).json["plan"]["codes"]
    assert (one["n_units"], one["kappa_is"]) == (196, "assumed")


def test_outside_a_study_without_a_table_the_user_is_told(npt, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert npt("agree").code == 1


@pytest.fixture
def reviewed(npt, study):
    """A study in which anna decided on one transcript and coded another by hand."""
    found = npt("codings", "--project", study, "--json").json["codings"]
    ids = [c["id"] for c in found if c["transcript"] == "amber-w1-gp1"]
    npt("accept", *ids[:3], "--coder", "anna", "--project", study)
    npt("reject", ids[3], "--coder", "anna", "--project", study)
    words = ("cyan-w1-gp1", "coherence", "It rained.", "--turn", "2", "--valence", "hinders")
    npt("add", *words, "--coder", "anna", "--project", study)
    npt("add", *words, "--coder", "ben", "--project", study)
    return study


def test_a_machine_is_a_coder_and_named_as_one(npt, reviewed):
    made = npt("agree", "--coders", "anna,rules", "--project", reviewed, "--json").json
    assert made["coders"] == ["anna", "rules (machine)"]
    assert made["coder_kinds"] == {"anna": "person", "rules (machine)": "machine"}
    assert made["transcripts"] == ["amber-w1-gp1", "cyan-w1-gp1"]
    assert (made["unit"], made["universe"], made["n_units"]) == ("sentence", "all", 6)
    counts = {e["code"]: e["counts"] for e in made["codes"]}
    assert counts["reflexive_monitoring"]["only"] == {"anna": 0, "rules (machine)": 1}
    assert counts["coherence"] == {
        **{"both": 1, "only": {"anna": 1, "rules (machine)": 0}, "neither": 4}
    }
    assert any("having seen them" in note for note in made["notes"])
    quotes = {d["quote"] for d in made["disagreements"]}
    assert quotes == {"It rained.", "We looked at the numbers."}


def test_two_people_are_compared_where_both_worked(npt, reviewed):
    made = npt("agree", "--coders", "anna,ben", "--project", reviewed, "--json").json
    assert made["transcripts"] == ["cyan-w1-gp1"]
    assert made["codes"][0]["kappa"] == 1
    assert made["valence"]["percent"] == 1


@pytest.mark.parametrize(("unit", "n"), [("sentence", 6), ("turn", 4), ("given", 5)])
def test_the_unit_can_be_chosen(npt, reviewed, unit, n):
    options = ("--coders", "anna,rules", "--unit", unit, "--project", reviewed, "--json")
    made = npt("agree", *options).json
    assert (made["unit"], made["n_units"]) == (unit, n)
    assert made["universe"] == ("coded" if unit == "given" else "all")


def test_characters_bring_the_figures_of_segments(npt, reviewed):
    options = ("--coders", "anna,rules", "--unit", "character", "--project", reviewed, "--json")
    made = npt("agree", *options).json
    entry = next(e for e in made["codes"] if e["code"] == "cognitive_participation")
    assert entry["alpha_u"] == 1
    assert entry["kappa_ci95_analytic"] is None
    assert 0 < made["overall"]["spans"]["alpha_u"] < 1


def test_rounds_of_a_study_name_the_edition_of_the_codebook(npt, reviewed):
    days = ("--rounds", "2020-01-01", "--project", reviewed)
    (only,) = npt("agree", *days, "--json").json["rounds"]
    assert (only["round"], only["edition"]) == ("from 2020-01-01", "small 1")
    assert "2026-02-30" in npt("agree", "--rounds", "2026-02-30", "--project", reviewed).err


def test_a_study_that_only_the_machine_coded_has_one_coder(npt, study):
    ran = npt("agree", "--project", study, "--json")
    assert ran.code == 1
    assert "only one coder" in ran.err
    assert json.loads(ran.out)["coders"] == ["rules (machine)"]
