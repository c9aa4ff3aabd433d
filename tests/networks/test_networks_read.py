"""Reading contacts: headings as people write them, and nothing lost without a word."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import TableError, UnknownName
from npt_coder.networks.headings import USUAL, lay_out
from npt_coder.networks.read import read_contacts


def read(text, **options):
    lines = text.strip().splitlines()
    grid = [(n, line.split(",")) for n, line in enumerate(lines, start=1)]
    return read_contacts("c.csv", grid, **options)


def only(contacts):
    (worker,) = contacts.link_workers
    return worker


@pytest.mark.parametrize(
    ("column", "heading"), [(column, name) for column, names in USUAL.items() for name in names]
)
def test_a_usual_heading_is_understood_in_capitals_and_with_underscores(column, heading):
    written = heading.upper().replace(" ", "_")
    others = {"link worker": "worker", "contact": "alter"}
    others.pop(column, None)
    places, unknown = lay_out("c.csv", [written, *others.values()])
    assert places[column] == 0
    assert unknown == ()


def test_no_heading_means_two_columns():
    every = [name for names in USUAL.values() for name in names]
    assert len(set(every)) == len(every)


def test_a_heading_of_ones_own_is_named_by_column():
    made = read("who,Person Named\nA,x", columns={"link worker": "who", "contact": "person named"})
    assert [tie.contact for tie in only(made).ties] == ["x"]


def test_a_named_heading_that_is_not_there_lists_those_that_are():
    with pytest.raises(UnknownName, match="alter, worker"):
        read("worker,alter\nA,x", columns={"contact": "friend"})


def test_without_contacts_the_error_says_how_to_name_the_column():
    with pytest.raises(TableError, match=r"no column 'contact'.*--columns\s'contact=HEADING'"):
        read("worker,friend\nA,x")


def test_a_table_whose_rows_name_nobody_is_refused():
    with pytest.raises(TableError, match="no row names a link worker"):
        read("worker,contact\n,x")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("high", "high"), ("High deprivation", "high"), ("H", "high"), ("disadvantaged", "high")),
        *(("mixed", "mixed"), ("medium", "mixed"), ("low", "low"), ("LOW DEPRIVATION", "low")),
        ("", None),
    ],
)
def test_areas_are_understood_as_people_write_them(said, meant):
    made = read(f"worker,contact,area\nA,x,{said}")
    assert only(made).area == meant
    assert made.problems == ()


def test_bad_values_are_named_by_row_and_column_and_the_rest_of_the_row_counts():
    made = read(
        "worker,contact,area,caseload,referrals,is link worker\n"
        "A,x,leafy,many,-2,perhaps\n"
        "A,y,,,3,no\n"
        ",z,high,10,1,no\n"
    )
    assert [str(problem) for problem in made.problems] == [
        "c.csv, row 2, area: 'leafy' is none of high, mixed, low: kept out.",
        "c.csv, row 2, caseload: 'many' is no whole number from 0 on: kept out.",
        "c.csv, row 2, referrals: '-2' is no whole number from 0 on: kept out.",
        "c.csv, row 2, is link worker: 'perhaps' is neither yes nor no: kept out.",
        "c.csv, row 4, link worker: names no link worker: left out.",
    ]
    worker = only(made)
    assert (worker.area, worker.caseload) == (None, None)
    assert [(t.contact, t.referrals, t.is_link_worker) for t in worker.ties] == [
        ("x", None, None),
        ("y", 3, False),
    ]


def test_what_the_first_row_says_of_a_link_worker_stands_and_the_other_is_named():
    made = read("worker,contact,area,caseload\nA,x,high,40\na,y,low,50\nA,z,,\n")
    assert (only(made).area, only(made).caseload) == ("high", 40)
    assert [problem.where for problem in made.problems] == ["row 3, area", "row 3, caseload"]
    assert "'40' is kept" in made.problems[1].message


def test_a_caseload_told_later_is_taken():
    assert only(read("worker,contact,caseload\nA,x,\nA,y,30")).caseload == 30


def test_a_contact_named_twice_counts_once_with_all_its_referrals():
    made = read("worker,contact,referrals\nA,Food Bank,2\nA,food-bank,3\n")
    assert [(tie.contact, tie.referrals) for tie in only(made).ties] == [("Food Bank", 5)]
    assert "counted once" in str(made.problems[0])


def test_a_link_worker_is_no_contact_of_their_own():
    made = read("worker,contact,is link worker\nA,a,yes\nA,B,yes\n")
    assert [tie.contact for tie in only(made).ties] == ["B"]
    assert made.problems[0].where == "row 2, contact"


def test_a_row_without_a_contact_is_a_link_worker_who_named_nobody():
    made = read("worker,contact,caseload\nA,,25\n")
    assert (only(made).ties, only(made).caseload) == ((), 25)
    assert made.problems == ()


def test_a_file_says_itself_that_it_is_synthetic():
    assert read("worker,contact,synthetic\nA,x,yes").is_synthetic
    assert not read("worker,contact,synthetic\nA,x,no").is_synthetic
    assert not read("worker,contact\nA,x").is_synthetic


words = st.text(string.ascii_letters + string.digits + " -_?", max_size=5)


@given(st.lists(st.tuples(words, words, words, words), max_size=12))
def test_every_row_is_a_tie_or_a_person_or_is_named(rows):
    text = [["worker", "contact", "area", "referrals"], ["Q", "q", "", ""], *map(list, rows)]
    made = read_contacts("c.csv", list(enumerate(text, start=1)))
    ties = [tie.row for worker in made.link_workers for tie in worker.ties]
    named = {int(p.where.split(",")[0].removeprefix("row ")) for p in made.problems}
    silent = {n for n, row in enumerate(text[1:], start=2) if n not in {*ties, *named}}
    blank = {"", "-", "?", "na", "nan", "null"}
    assert all(text[n - 1][1].strip().casefold() in blank for n in silent)
    assert len(set(ties)) == len(ties)
