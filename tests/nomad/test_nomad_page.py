"""What docs/nomad.md shows is what the program says."""

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "nomad.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n\$ npt-coder (.*)\n([\s\S]*?)```", PAGE)
(TABLE,) = re.findall(r"```csv\n([\s\S]*?)```", PAGE)


def words(text):
    """Return what is written, without the lines that a table is drawn with."""
    return re.sub(r"[\s\u2500-\u257f]+", " ", text).strip()


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "survey.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_a_command_prints_what_the_page_shows(npt, here, command, shown):
    ran = npt(*shlex.split(command))
    assert ran.code == 0, ran.err
    begin, is_cut, _ = shown.partition("\n…")
    assert words(ran.out).startswith(words(begin))
    assert is_cut or words(ran.out) == words(shown)


def test_the_page_has_its_two_commands():
    assert len(COMMANDS) == 2


def test_the_arithmetic_by_hand_is_that_of_the_program(npt, here):
    found = npt("nomad", "survey.csv", "--direction", "agree-high", "--json").json["subscales"]
    coherence = found["coherence"]
    assert coherence["alpha"] == pytest.approx(4 / 3 * (1 - (10 / 3 + 2.25 + 2 + 2.25) / 35))
    assert [round(bound, 2) for bound in coherence["alpha_ci95"]] == [0.79, 1.0]
    assert "= 0.96." in PAGE and "from 0.79 to 1.00" in PAGE


def test_every_option_of_the_page_is_one_of_the_program(npt):
    shown = npt("nomad", "--help").out
    named = set(re.findall(r"`(--[a-z-]+)", PAGE)) - {"--json"}
    assert named
    assert [option for option in named if option not in shown] == []
