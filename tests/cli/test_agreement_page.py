"""What docs/agreement.md shows is what the program says."""

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n\$ npt-coder (.*)\n([\s\S]*?)```", PAGE)
(TABLE,) = re.findall(r"```csv\n([\s\S]*?)```", PAGE)


def words(text):
    """Return what is written, without the lines that a table is drawn with."""
    return re.sub(r"[\s\u2500-\u257f]+", " ", text).strip()


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_a_command_prints_what_the_page_shows(npt, tmp_path, monkeypatch, command, shown):
    (tmp_path / "ratings.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = npt(*shlex.split(command))
    assert ran.code == 0, ran.err
    assert words(ran.out) == words(shown)


def test_the_page_has_its_two_commands():
    assert len(COMMANDS) == 2


def test_the_arithmetic_by_hand_is_that_of_the_program(npt, tmp_path):
    (tmp_path / "ratings.csv").write_text(TABLE, encoding="utf-8")
    made = npt("agree", tmp_path / "ratings.csv", "--json").json
    coherence = made["codes"][0]
    by_chance = 3 / 8 * 2 / 8 + 5 / 8 * 6 / 8
    assert coherence["kappa"] == pytest.approx((0.875 - by_chance) / (1 - by_chance))
    assert f"= {by_chance} of them" in PAGE
    assert [round(bound, 2) for bound in coherence["kappa_ci95"]] == [0.21, 1.0]
