"""The page on bulk coding: its commands run, its names are those of the program."""

import re
import shlex
from pathlib import Path

import pytest

from npt_coder.bulk.arrow import CODING
from npt_coder.bulk.source import FORMATS
from npt_coder.cli.app import main

PAGE = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text(encoding="utf-8")


@pytest.mark.once
def test_the_commands_of_the_first_example_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.csv").write_text(
        "respondent,site,comment\n1,a,Nobody told us why we do this.\n2,b,It rained.\n"
    )
    commands = re.findall(r"^\$ npt-coder (.*)$", PAGE.partition("## In")[0], re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        with pytest.raises(SystemExit) as left:
            main(shlex.split(command))
        assert left.value.code in (0, None)
        assert capsys.readouterr().out.strip(), command


def test_the_page_names_every_suffix_and_every_field_of_a_coding():
    assert [suffix for suffix in FORMATS if f"`{suffix}`" not in PAGE] == []
    fields = ", ".join(field.name for field in CODING)
    assert sorted(fields.split(", ")) == sorted(re.findall(r"list of `(.*?)`", PAGE)[0].split(", "))


def test_the_options_of_the_page_are_options_of_the_program(capsys):
    known = ""
    for command in ("code", "merge", "table"):
        with pytest.raises(SystemExit):
            main(["bulk", command, "--help"])
        known += capsys.readouterr().out
    assert [option for option in re.findall(r"`(--[a-z]+)", PAGE) if option not in known] == []
