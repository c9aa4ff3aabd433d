"""The command `networks`: its page, its files, its errors, and the shipped synthetic contacts."""

import csv
import json
import re
import shlex
from pathlib import Path

import contacts_recipe
import openpyxl
import pytest

from npt_coder.workflow.grids import shipped_table

PAGE = (Path(__file__).parents[2] / "docs" / "networks.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n\$ npt-coder (.*)\n([\s\S]*?)```", PAGE)
(TABLE,) = re.findall(r"```csv\n([\s\S]*?)```", PAGE)


def words(text):
    """Return what is written, without the lines that a table is drawn with."""
    return re.sub(r"[\s\u2500-\u257f]+", " ", text).strip()


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    (tmp_path / "contacts.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_a_command_of_the_page_on_networks_prints_what_it_shows(npt, command, shown):
    ran = npt(*shlex.split(command))
    assert ran.code == 0, ran.err
    begin, is_cut, _ = shown.partition("\n…")
    assert words(ran.out).startswith(words(begin))
    assert is_cut or words(ran.out) == words(shown)


def test_the_page_on_networks_has_its_two_commands_and_tells_what_was_kept_out(npt):
    assert len(COMMANDS) == 2
    assert npt("networks", "contacts.csv").err.strip() in PAGE


def test_the_arithmetic_by_hand_of_the_page_is_that_of_the_program(npt):
    made = npt("networks", "contacts.csv", "--json", "--quiet").json
    high = made["areas"][0]["contacts_per_patient"]
    assert high["mean"] == pytest.approx((3 / 40 + 2 / 60) / 2)
    assert "0.054" in PAGE and round(high["mean"], 3) == 0.054
    assert [one["name"] for one in made["network"]["bridging"]] == ["library"]


def test_every_option_of_the_page_on_networks_is_one_of_the_program(npt):
    shown = npt("networks", "--help").out
    named = set(re.findall(r"`(--[a-z-]+)", PAGE))
    assert named
    assert [option for option in named if option not in shown] == []


def test_published_figures_stand_apart_and_change_no_figure_of_ours(npt):
    made = npt("networks", "contacts.csv", "--json", "--quiet").json
    ours = json.dumps({name: part for name, part in made.items() if name != "published"})
    assert "56.2" not in ours and "24.5" not in ours
    assert made["published"]["mean_caseload"] == {"disadvantaged": 56.2, "low": 24.5}


def test_tables_are_written_in_every_format_with_the_same_cells(npt, here):
    files = ["out.csv", "out.xlsx", "out.md", "out.json"]
    ran = npt("networks", "contacts.csv", *(part for f in files for part in ("-o", f)), "--json")
    assert all(Path(path).exists() for path in ran.json["written"])
    with (here / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["link_worker"], row["caseload"]) for row in rows] == [
        *(("A", "40"), ("B", "60"), ("C", "20")),
    ]
    book = openpyxl.load_workbook(here / "out.xlsx")
    assert book.sheetnames == ["link-workers", "areas", "shared", "nodes", "ties", "published"]
    sheet = book["link-workers"]
    assert [sheet.cell(row, 3).value for row in (5, 6, 7)] == [40, 60, 20]
    assert "| A | high | 40 | 3 | 0.075 |" in (here / "out.md").read_text(encoding="utf-8")
    assert json.loads((here / "out.json").read_text(encoding="utf-8"))["n_contacts"] == 8


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_picture_has_its_table_beside_it_and_is_the_same_every_time(npt, here, suffix):
    pictures = []
    for name in ("one", "two"):
        assert npt("networks", "contacts.csv", "-o", f"{name}.{suffix}", "-q").code == 0
        pictures.append((here / f"{name}.{suffix}").read_bytes())
    assert pictures[0] == pictures[1]
    assert "library" in (here / "one.csv").read_text(encoding="utf-8-sig")


def test_the_picture_writes_names_and_says_when_all_is_invented(npt, here):
    npt("networks", "contacts-synthetic", "-o", "s.svg", "-q")
    npt("networks", "contacts.csv", "-o", "c.svg", "-q")
    invented, own = ((here / f"{n}.svg").read_text(encoding="utf-8") for n in "sc")
    assert "LW21" in invented and "debt advice line" in invented
    assert "invented" in invented and "invented" not in own


def test_a_name_that_looks_like_a_formula_stays_a_name(npt, here):
    (here / "f.csv").write_text("worker,contact\nA,=1+1\nB,=1+1\n", encoding="utf-8")
    npt("networks", "f.csv", "-o", "f.xlsx", "-o", "g.csv", "-q")
    assert openpyxl.load_workbook(here / "f.xlsx")["shared"]["A5"].data_type == "s"
    assert "'=1+1" in (here / "g-shared.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.csv",), "cannot be read"),
        (("contacts.csv", "-o", "x.doc"), "unknown suffix of a network '.doc'"),
        (("contacts.csv", "-o", "x.svg", "-o", "x.csv"), "would be written twice"),
        (("contacts.csv", "--columns", "contact"), "COLUMN=HEADING"),
        (("contacts.csv", "--columns", "friend=kind"), "unknown column 'friend'"),
        (("contacts.csv", "--columns", "contact=alter"), "unknown column for the contact 'alter'"),
        (("alone.csv", "-o", "x.svg"), "no network to draw"),
    ],
)
def test_a_mistake_with_contacts_ends_with_exit_1_and_a_way_out(npt, here, arguments, told):
    (here / "alone.csv").write_text("worker,contact\nA,x\n", encoding="utf-8")
    ran = npt("networks", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert not (here / "x.svg").exists()


# --- the shipped synthetic contacts -----------------------------------------------------------


def test_the_synthetic_contacts_are_what_their_recipe_makes():
    text = shipped_table("contacts-synthetic").read_text(encoding="utf-8")
    assert text == contacts_recipe.contacts_text()
    assert all(line.endswith(",yes") for line in text.splitlines()[1:])


def test_the_synthetic_contacts_have_the_shape_of_the_study_and_say_what_they_are(npt):
    made = npt("networks", "contacts-synthetic", "--json").json
    assert [(area["area"], area["n"]) for area in made["areas"]] == [
        *(("high", 14), ("mixed", 5), ("low", 2)),
    ]
    assert made["areas"][2]["caseload"]["range"] is None
    assert made["problems"] == [] and made["unknown_columns"] == []
    assert "invented" in npt("networks", "contacts-synthetic").out.splitlines()[0]


def test_in_the_recipe_the_area_decides_nothing_but_its_own_column():
    plain = contacts_recipe.contacts_text()
    areas = contacts_recipe.AREAS
    try:
        contacts_recipe.AREAS = tuple(reversed(areas))
        turned = contacts_recipe.contacts_text()
    finally:
        contacts_recipe.AREAS = areas
    without = [[r[:1] + r[2:] for r in csv.reader(t.splitlines())] for t in (plain, turned)]
    assert without[0] == without[1] and plain != turned
