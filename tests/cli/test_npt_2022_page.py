"""What the page on codebooks says of `npt-2022` can be typed, and does what it says."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from npt_coder.cli.app import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "codebooks.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## `npt-2022`")[1].split("\n## ")[0]


def ran(command: list[str], capsys) -> str:
    with pytest.raises(SystemExit) as left:
        main(command)
    assert left.value.code in (0, None), command
    return capsys.readouterr().out


@pytest.mark.once
def test_the_commands_of_the_section_run_and_judge_by_the_rule(tmp_path, monkeypatch, capsys):
    commands = re.findall(r"^\$ npt-coder (.*)$", SECTION, re.MULTILINE)
    assert len(commands) == 3
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "transcripts_sample", tmp_path / "transcripts_sample")
    gold = Path("tests", "codebooks", "npt_2022_held_out.jsonl")
    gold.parent.mkdir(parents=True)
    shutil.copy(ROOT / gold, gold)
    for command in map(shlex.split, commands):
        assert ran(command, capsys).strip(), command
    told = json.loads(ran(["classify", "-p", "my-study", "--json"], capsys))
    assert told["rule"]["name"] == "manual-2022"
    assert len(told["cases"]) == 7
    assert "outcome.sustainment" in told["cases"][0]["constructs"]
