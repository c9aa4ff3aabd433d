"""Retrieval, matrices by any attribute, framework summaries and plots, as a user runs them."""

import csv

import openpyxl
import pytest


def codings(npt, study, *options):
    return npt("codings", "--project", study, "--json", *options).json["codings"]


def matrix(npt, study, *options):
    ran = npt("matrix", "--project", study, "--json", *options)
    assert ran.code == 0, ran.err
    return ran.json


def test_passages_are_found_by_an_expression_over_codes(npt, study):
    both = ("--where", "coherence and cognitive_participation")
    assert codings(npt, study, *both) == []
    found = codings(npt, study, *both, "--within", "turn")
    assert {c["code"] for c in found} == {"coherence", "cognitive_participation"}
    against = ("--where", "cognitive_participation and coherence:hinders", "--within", "turn")
    assert {c["transcript"] for c in codings(npt, study, *against)} == {"amber-w1-pn1"}


def test_a_mistake_in_an_expression_is_shown_with_its_place(npt, study):
    ran = npt("codings", "--project", study, "--where", "coherence and (")
    assert ran.code == 1
    assert "character 16" in ran.err


def test_any_attribute_can_be_a_row_and_waves_are_then_all_shown(npt, study):
    by_speaker = matrix(npt, study, "--rows", "speaker")
    assert by_speaker["rows"] == ["GP1", "PN1"]
    assert by_speaker["cells"] == [[1, 1, 1, 1], [1, 1, 1, 1]]
    both = matrix(npt, study, "--rows", "case,wave", "--cols", "valence")
    assert both["rows"] == ["amber · 1", "cyan · 1"]
    assert both["columns"] == ["promotes", "hinders", "mixed", "descriptive"]
    assert sum(both["cells"][0]) == 8


def test_a_silent_case_has_its_row_also_by_wave_and_rating(npt, study):
    made = matrix(npt, study, "--rows", "case,wave", "--cells", "rating")
    assert made["rows"] == ["amber · 1", "cyan · 1"]
    assert made["cells"][1] == [None, None, None, None]


def test_ratings_by_something_else_than_codes_are_refused(npt, study):
    ran = npt("matrix", "--project", study, "--cells", "rating", "--cols", "speaker")
    assert ran.code == 1
    assert "codes as columns" in ran.err


def test_only_some_codings_can_be_laid_out(npt, study):
    made = matrix(npt, study, "--only", "speaker=PN1", "--cells", "net")
    assert made["cells"][0] == [-1, 1, 1, 1]
    assert npt("matrix", "--project", study, "--only", "speaker").code == 2
    assert npt("matrix", "--project", study, "--only", "speaker=nobody").code == 1


@pytest.mark.parametrize(("meeting", "n"), [("overlap", 0), ("sentence", 0), ("turn", 2)])
def test_codes_meet_in_passages_sentences_or_turns(npt, study, meeting, n):
    made = matrix(npt, study, "--cooccurrence", meeting)
    assert made["rows"] == made["columns"]
    assert made["cells"][0][:2] == [2, n]


def test_a_csv_of_a_matrix_holds_no_formula(npt, study, tmp_path):
    npt("add", "cyan-w1-gp1", "coherence", "It rained.", "--valence", "hinders", "-p", study)
    path = tmp_path / "m.csv"
    npt("matrix", "--project", study, "--cells", "quotes", "-o", path)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[-1][1].startswith("'- “It rained.”")


# --- framework summaries ---------------------------------------------------------------------


def framework(npt, study, path):
    assert npt("matrix", "--project", study, "--cells", "summary", "-o", path).code == 0
    return openpyxl.load_workbook(path)


def write(book, path, **texts):
    for cell, text in texts.items():
        book["Summaries"][cell] = text
    book.save(path)


def test_summaries_that_people_wrote_are_kept_with_who_and_when(npt, study, tmp_path):
    path = tmp_path / "f.xlsx"
    book = framework(npt, study, path)
    assert [cell.value for cell in book["Summaries"][2]][1] is None
    write(book, path, B2="Half of them see it.", B3="Nobody spoke of it.")
    made = npt("import", path, "--project", study, "--coder", "anna", "--json").json
    assert (made["added"], made["lost"]) == (2, [])
    shown = matrix(npt, study, "--cells", "summary")
    assert shown["cells"][0][0] == "Half of them see it."
    (first, _) = shown["history"]
    assert (first["row"], first["column"], first["who"]) == ("amber", "coherence", "anna")
    assert first["at"].startswith("20")
    again = npt("import", path, "--project", study, "--json").json
    assert (again["added"], again["skipped"]) == (0, 8)


def test_earlier_words_stay_in_the_history_and_undo_brings_them_back(npt, study, tmp_path):
    path = tmp_path / "f.xlsx"
    for text in ("First.", "Second.", None):
        write(framework(npt, study, path), path, B2=text)
        assert npt("import", path, "--project", study).code == 0
    shown = matrix(npt, study, "--cells", "summary")
    assert shown["cells"][0][0] is None
    assert [version["text"] for version in shown["history"]] == ["First.", "Second.", ""]
    npt("undo", "--project", study)
    assert matrix(npt, study, "--cells", "summary")["cells"][0][0] == "Second."


def test_two_people_writing_at_once_do_not_overwrite_each_other(npt, study, tmp_path):
    anna, ben = tmp_path / "anna.xlsx", tmp_path / "ben.xlsx"
    books = [framework(npt, study, path) for path in (anna, ben)]
    write(books[0], anna, B2="Anna's words.")
    write(books[1], ben, B2="Ben's words.", B3="Ben alone.")
    npt("import", anna, "--project", study, "--coder", "anna")
    made = npt("import", ben, "--project", study, "--coder", "ben", "--json").json
    assert made["added"] == 1
    assert "anna changed this summary" in made["lost"][0]["why"]
    assert matrix(npt, study, "--cells", "summary")["cells"][0][0] == "Anna's words."
    npt("import", ben, "--project", study, "--coder", "ben", "--overwrite")
    assert matrix(npt, study, "--cells", "summary")["cells"][0][0] == "Ben's words."


def test_a_file_that_cannot_come_back_is_refused(npt, study, tmp_path):
    (tmp_path / "x.odt").write_text("x")
    ran = npt("import", tmp_path / "x.odt", "--project", study)
    assert ran.code == 1
    assert ".xlsx" in ran.err
    assert npt("import", tmp_path / "none.xlsx", "--project", study).code == 1


# --- plots -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["heat-map", "bars", "stability", "co-occurrence"])
@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_plot_comes_with_the_table_behind_it(npt, study, tmp_path, kind, suffix):
    path = tmp_path / f"{kind}.{suffix}"
    made = npt("plot", kind, "--project", study, "-o", path, "--json").json
    assert made["written"] == [str(path), str(path.with_suffix(".csv"))]
    head = path.read_bytes()[:60]
    assert head.startswith(b"\x89PNG" if suffix == "png" else b"<?xml")
    rows = list(csv.reader(path.with_suffix(".csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == made["columns"]
    assert len(rows) - 1 == len(made["rows"]) > 0


def test_agreement_is_drawn_from_a_table_of_ratings(npt, study, tmp_path):
    path = tmp_path / "r.csv"
    rows = [
        f"u{n},{who},coherence,{int((n + (n % 5 == 0) * (who == 'ben')) % 2)}"
        for n in range(30)
        for who in ("anna", "ben")
    ]
    path.write_text("unit,coder,code,value\n" + "\n".join(rows) + "\n")
    words = ("plot", "agreement", "--ratings", path, "-o", tmp_path / "a.svg")
    made = npt(*words, "--project", study, "--json").json
    assert [row[0] for row in made["rows"]] == ["coherence", "overall"]
    assert ">overall<" in (tmp_path / "a.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pie", "-o", "x.svg"), "heat-map"),
        (("bars", "-o", "x.gif"), ".svg"),
        (("bars", "-o", "x.svg", "--wave", "9"), "Known: 1, last"),
        (("trajectories", "-o", "x.svg"), "two waves"),
        (("agreement", "-o", "x.svg", "--figure", "f1"), "kappa"),
    ],
)
def test_a_plot_that_cannot_be_drawn_says_why(npt, study, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    ran = npt("plot", *words, "--project", study)
    assert ran.code == 1
    assert told in ran.err
    assert not (tmp_path / "x.svg").exists()


def test_ratings_of_all_waves_come_with_the_way_of_each_cell(npt, study):
    (study / "cases.csv").write_text(
        "file,case,wave\namber-w1-gp1.txt,amber,1\namber-w1-pn1.txt,amber,2\n"
        "cyan-w1-gp1.txt,cyan,2\n"
    )
    options = ("--cells", "rating", "--wave", "all", "--project", study, "--json")
    made = npt("matrix", *options).json["trajectories"]
    way = next(t for t in made if (t["case"], t["code"]) == ("amber", "coherence"))
    assert [(step["wave"], step["rating"]) for step in way["waves"]] == [("1", 1), ("2", -1)]
    assert way["change"] == -2
