"""The tutorial on verdict rules can be followed to the letter, and what it explains is there."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from npt_coder.classify.read import read_rule
from npt_coder.classify.rule import Condition
from npt_coder.cli.app import main
from npt_coder.codebook.read import read_codebook

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rule_tutorial.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^\$ npt-coder (.*)$", PAGE, re.MULTILINE)]
(YAML,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def ran(command: list[str], capsys) -> str:
    with pytest.raises(SystemExit) as left:
        main(command)
    assert left.value.code in (0, None), command
    return capsys.readouterr().out


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "transcripts_sample", tmp_path / "transcripts_sample")
    Path("uptake.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


def test_the_rule_is_read_and_speaks_of_codes_that_the_codebook_has(desk):
    rule = read_rule(Path("uptake.yaml"))
    assert rule.condition("collective_action") == Condition("above", 1)
    assert rule.condition("coherence") == Condition("above", 0)
    assert all(read_codebook("deep-end").code(code) for code in rule.codes)


@pytest.mark.once
def test_every_command_runs_and_the_output_has_what_the_page_explains(desk, capsys):
    assert len(COMMANDS) == 8
    explained = dict.fromkeys(re.findall(r"^\| ([a-z ]+) \| .*\? \| ", PAGE, re.MULTILINE))
    for command in COMMANDS:
        out = ran(command, capsys)
        assert out.strip(), command
        if command[0] == "classify" and "--json" in command:
            told = json.loads(out)
    assert told["rule"]["name"] == "uptake"
    assert {case["by_rule"] for case in told["cases"]} <= set(told["rule"]["classes"])
    for case in told["cases"]:
        assert {"trials", "stability", "decisive", "one_more"} <= set(case)
        named = [trial["name"] for trial in case["trials"]]
        assert named == [name for name in explained if name in named]
    assert Path("uptake.html").stat().st_size > 10_000
