"""What docs/compare.md shows is what the program says."""

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "compare.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n\$ npt-coder (.*)\n([\s\S]*?)```", PAGE)
TABLES = re.findall(r"```csv\n([\s\S]*?)```", PAGE)


def words(text):
    """Return what is written, without the lines that a table is drawn with."""
    return re.sub(r"[\s\u2500-\u257f]+", " ", text).strip()


@pytest.fixture
def here(tmp_path, monkeypatch):
    for name, text in zip(("practices.csv", "sites.csv"), TABLES, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_a_command_prints_what_the_page_shows(npt, here, command, shown):
    ran = npt(*shlex.split(command))
    assert ran.code == 0, ran.err
    begin, is_cut, _ = shown.partition("\n…")
    assert words(ran.out).startswith(words(begin))
    assert is_cut or words(ran.out) == words(shown)


def test_the_page_has_its_three_commands():
    assert len(COMMANDS) == 3


def test_the_arithmetic_by_hand_is_that_of_the_program(npt, here):
    made = npt("compare", "practices.csv", "--outcome", "integrated", "--json").json
    buy_in = made["conditions"][0]
    assert (buy_in["necessity"], buy_in["sufficiency"]) == (3 / 3, 3 / 4)
    assert made["parsimonious"]["assumed_rows"] == [8]
    assert len(made["parsimonious"]["models"]) == 4
    assert "Four models" in PAGE


def test_every_option_of_the_page_is_one_of_the_program(npt):
    shown = npt("compare", "--help").out
    elsewhere = {"--json", "--cells"}
    named = set(re.findall(r"`(--[a-z-]+)", PAGE)) - elsewhere
    assert named
    assert [option for option in named if option not in shown] == []


def test_ratings_of_a_study_can_be_compared_when_an_outcome_is_added(npt, tmp_path):
    """The matrix of ratings leaves missing cells blank, which is how they are read here."""
    path = tmp_path / "ratings.csv"
    path.write_bytes(
        "case,coherence,collective_action,sustained\r\n"
        "Amber,-2,,no\r\nCyan,2,1,yes\r\nOchre,1,1,yes\r\n".encode("utf-8-sig")
    )
    made = npt("compare", path, "--outcome", "sustained", "--json").json
    assert made["missing"] == {"blank": 1}
    assert made["distinguishing"]["strong"] == ["coherence"]
    assert made["distinguishing"]["insufficient"] == ["collective_action"]
