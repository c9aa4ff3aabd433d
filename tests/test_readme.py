"""The README's commands and its Python example run, in order, as a new user would run them."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from npt_coder.cli.app import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown() -> dict[str, list[str]]:
    """Return each command of the README with the lines that it is said to print."""
    found: dict[str, list[str]] = {}
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                command = line.removeprefix("$ ")
                found[command] = []
            else:
                found[command].append(line)
    return found


def without_id(line: str) -> str:
    """Leave out the id of a coding, which changes with every edition of the codebook."""
    return re.sub(r"^[0-9a-f]{12}\b", "", line)


COMMANDS = shown()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder that holds what the commands name, so that they leave no trace in the checkout."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "transcripts_sample", folder / "transcripts_sample")
    (folder / "tests" / "tag").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "tag" / "gold_sample.jsonl", folder / "tests" / "tag")
    return folder


@pytest.mark.once
def test_every_command_of_the_readme_runs_in_order(checkout, monkeypatch, capsys):
    monkeypatch.chdir(checkout)
    ours = [command for command in COMMANDS if command.startswith("npt-coder ")]
    assert len(ours) >= 15
    for command in ours:
        with pytest.raises(SystemExit) as left:
            main(shlex.split(command)[1:])
        printed = capsys.readouterr()
        assert left.value.code in (0, None), f"{command}\n{printed.err}"
        assert printed.out.strip(), command
        said = [without_id(line) for line in printed.out.splitlines()]
        missing = [line for line in COMMANDS[command] if without_id(line) not in said]
        assert missing == [], command


def test_the_other_commands_are_those_of_the_makefile():
    others = [command for command in COMMANDS if not command.startswith("npt-coder ")]
    assert others == ["make demo", "make test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{command.split()[1]}:" in makefile for command in others)


def test_the_python_example_runs(checkout, monkeypatch, capsys):
    monkeypatch.chdir(checkout)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert "tagger" in example
    assert "collective_action" in capsys.readouterr().out


def test_links_of_the_readme_lead_to_files():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
