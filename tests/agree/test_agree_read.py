"""Tables of ratings from elsewhere are read as their authors meant them, and nothing is lost."""

import pytest
from openpyxl import Workbook

from npt_coder.agree.ratings import NOT_RATED, YES_NO
from npt_coder.agree.read import Table, read_ratings
from npt_coder.agree.workbook import read_workbook
from npt_coder.errors import TableError


def table(text):
    """Return a table of `unit coder code value` lines; the first line holds the columns."""
    head, *lines = (line.split("|") for line in text.strip().splitlines())
    rows = [
        (n, {c.strip(): v.strip() for c, v in zip(head, line, strict=True)})
        for n, line in enumerate(lines, start=2)
    ]
    return Table("ratings.csv", tuple(c.strip() for c in head), tuple(rows))


def said(read, code=0):
    return read.ratings.values[code].tolist()


@pytest.mark.parametrize("word", ["", "NA", "N/A", "na", "n/a"])
def test_blank_and_na_mean_not_coded_and_are_counted(word):
    read = read_ratings(table(f"unit|coder|code|value\n1|A|x|1\n1|B|x|{word}\n2|A|x|0\n2|B|x|0"))
    assert said(read) == [[1, 0], [0, 0]]
    assert sum(read.blanks.values()) == 1
    assert read.problems == ()


def test_a_file_without_values_lists_what_was_coded():
    read = read_ratings(table("unit|coder|code\n1|A|x\n2|A|x\n1|B|x"))
    assert said(read) == [[1, 1], [1, 0]]
    assert (read.absent, read.n_absent, read.lists_uncoded) == ("not-coded", 1, False)


def test_in_a_file_that_says_no_a_unit_without_a_row_was_not_rated():
    read = read_ratings(table("unit|coder|code|value\n1|A|x|1\n2|A|x|0\n1|B|x|1"))
    assert said(read) == [[1, 0], [1, NOT_RATED]]
    assert (read.absent, read.n_absent, read.lists_uncoded) == ("not-rated", 1, True)
    other = read_ratings(
        table("unit|coder|code|value\n1|A|x|1\n2|A|x|0\n1|B|x|1"), absent="not-coded"
    )
    assert said(other) == [[1, 0], [1, 0]]


def test_a_coder_who_gave_a_unit_another_code_did_judge_it():
    read = read_ratings(table("unit|coder|code|value\n1|A|x|1\n1|A|y|0\n1|B|y|1"))
    assert said(read, 0) == [[1], [0]]
    assert said(read, 1) == [[0], [1]]


def test_a_row_without_a_code_says_that_the_unit_was_judged():
    read = read_ratings(table("unit|coder|code|value\n1|A|x|1\n1|B||\n2|A||NA\n2|B|NA|"))
    assert read.ratings.codes == ("x",)
    assert said(read) == [[1, 0], [0, 0]]
    assert read.lists_uncoded


@pytest.mark.parametrize("yes", ["1", "1.0", "yes", "TRUE", "x", "coded"])
@pytest.mark.parametrize("no", ["0", "0.0", "No", "false", "not coded"])
def test_yes_and_no_may_be_written_in_many_ways(yes, no):
    read = read_ratings(table(f"unit|coder|code|value\n1|A|x|{yes}\n1|B|x|{no}"))
    assert read.ratings.categories == (YES_NO,)
    assert said(read) == [[1], [0]]


def test_other_values_are_categories_as_written():
    read = read_ratings(
        table("unit|coder|code|value\n1|A|kind|1\n1|B|kind|2\n2|A|kind|3.0\n2|B|kind|NA")
    )
    assert read.ratings.categories == (("not coded", "1", "2", "3"),)
    assert said(read) == [[1, 3], [2, 0]]


def test_the_same_unit_name_in_two_groups_is_two_units():
    read = read_ratings(table("unit|coder|code|group\n1|A|x|g1\n1|B|x|g2"))
    assert [(u.group, u.id) for u in read.ratings.units] == [("g1", "1"), ("g2", "1")]


def test_rounds_editions_and_quotes_travel_with_the_unit():
    read = read_ratings(
        table("unit|coder|code|round|edition|text\n1|A|x|pilot|0.9|We knew.\n1|B|x|pilot|0.9|")
    )
    (unit,) = read.ratings.units
    assert (unit.round, unit.edition, unit.quote) == ("pilot", "0.9", "We knew.")


def test_rows_that_cannot_be_used_are_named_and_the_others_count():
    read = read_ratings(table("unit|coder|code|value\n|A|x|1\n1||x|1\n1|A||yes\n1|A|x|1\n1|B|x|0"))
    assert said(read) == [[1], [0]]
    assert [p.where for p in read.problems] == ["row 2", "row 3", "row 4"]


def test_a_coder_who_contradicts_herself_is_told():
    read = read_ratings(table("unit|coder|code|value\n1|A|x|0\n1|A|x|1\n1|B|x|1"))
    (problem,) = read.problems
    assert "a second time" in problem.message
    assert said(read) == [[1], [1]]


@pytest.mark.parametrize("missing", ["unit", "coder", "code"])
def test_a_missing_column_is_named(missing):
    columns = tuple(c for c in ("unit", "coder", "code") if c != missing)
    with pytest.raises(TableError, match=f"no column '{missing}'"):
        read_ratings(Table("r.csv", columns, ()))


def test_a_table_without_ratings_is_refused():
    with pytest.raises(TableError, match="Nothing can be compared"):
        read_ratings(table("unit|coder|code\n1|A|"))


def test_a_workbook_reads_like_a_csv_file(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (["Unit", "Coder", "Code", "Value"], [1, "A", "x", 1], [], [2, "A", "x", None]):
        sheet.append(row)
    sheet.append([1, "B", "x", True])
    sheet.append([2, "B", "x", 0.0])
    path = tmp_path / "ratings.xlsx"
    book.save(path)
    read = read_ratings(read_workbook(path))
    assert [unit.id for unit in read.ratings.units] == ["1", "2"]
    assert said(read) == [[1, 0], [1, 0]]
    assert dict(read.blanks) == {"blank": 1}


@pytest.mark.parametrize("content", [b"", b"unit,coder,code\n", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_workbook_is_refused_in_words(tmp_path, content):
    path = tmp_path / "ratings.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match="no Excel workbook"):
        read_workbook(path)
