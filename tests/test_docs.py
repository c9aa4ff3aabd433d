"""What the documentation shows is true: its phrases find what they say, its rule can be read."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from npt_coder.classify.read import read_rule
from npt_coder.cli.app import main
from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.read import read_codebook
from npt_coder.ingest.formats.index import known_suffixes
from npt_coder.model import Code, Codebook, Rule
from npt_coder.project.config import Config, read_config, write_config
from npt_coder.tag.rules import RulesTagger

DOCS = Path(__file__).parents[1] / "docs"
RULES = (DOCS / "rules.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in RULES.splitlines()
    if line.startswith("| `")
]


def finds(phrase, text):
    code = Code("c", "", "", "theme", "", "", "", "", (), (Rule("r", (phrase,)),), "")
    return bool([m for m in compile_rules([code]).matches(text) if m.target.use == "any"])


@pytest.mark.parametrize(("phrase", "yes", "no"), ROWS, ids=[row[0] for row in ROWS])
def test_a_phrase_finds_what_the_table_says_and_nothing_else(phrase, yes, no):
    assert finds(phrase.strip("`"), yes)
    assert not finds(phrase.strip("`"), no)


def test_the_table_of_phrases_is_there():
    assert len(ROWS) >= 8


def test_the_example_of_tagging_rules_is_a_valid_part_of_a_codebook(tmp_path):
    block = re.findall(r"```yaml\n(.*?)```", RULES, re.DOTALL)[0]
    fields = ("id", "name", "mnemonic", "brief", "full", "when_to_use", "when_not_to_use")
    entry = "".join(f"    {field}: x\n" for field in fields) + "    kind: theme\n"
    rules = "".join(f"    {line}\n" for line in block.splitlines())
    head = "codebook: mine\ntitle: t\nedition: '1'\nsource: s\ncodes:\n  -\n"
    path = tmp_path / "mine.yaml"
    path.write_text(head + entry + rules)
    (rule,) = read_codebook(path).codes[0].rules
    assert (rule.id, rule.level, rule.score) == ("cp.le.our-job", "practice", 0.7)


def test_the_example_of_a_classification_rule_can_be_read(tmp_path):
    text = (DOCS / "classification.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0])
    rule = read_rule(path)
    assert rule.constructs == ("coherence", "collective_action")
    assert rule.thin_constructs.min_codings == 3


@pytest.mark.once
def test_the_commands_of_the_page_on_transcripts_run(tmp_path, monkeypatch, capsys):
    page = (DOCS / "transcripts.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ npt-coder (.*)$", page, re.MULTILINE)
    assert len(commands) == 3
    monkeypatch.chdir(tmp_path)
    shutil.copytree(DOCS.parent / "transcripts_sample", tmp_path / "transcripts_sample")
    for command in commands:
        with pytest.raises(SystemExit) as left:
            main(shlex.split(command))
        assert left.value.code in (0, None)
        assert capsys.readouterr().out.strip(), command


def test_the_page_on_transcripts_names_every_suffix_that_is_read():
    page = (DOCS / "transcripts.md").read_text(encoding="utf-8").casefold()
    assert [suffix for suffix in known_suffixes() if f"`{suffix}`" not in page] == []


def test_settings_are_read_as_they_were_written(tmp_path):
    config = Config('A "quoted" study — ünïcode', "npt", "", ("rules",), "ward", "invented", ("n",))
    write_config(tmp_path / "npt-coder.toml", config)
    assert read_config(tmp_path / "npt-coder.toml") == config


def test_every_file_named_in_the_house_exists():
    house = (DOCS / "house.md").read_text(encoding="utf-8")
    root = DOCS.parent
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", house)
    assert named
    inside = (root / "src" / "npt_coder").glob
    missing = [n for n in named if not (root / n).exists() and not any(inside(f"**/{n}"))]
    assert missing == []


@pytest.mark.once
def test_the_commands_of_the_page_on_matrices_run(tmp_path, monkeypatch, capsys):
    page = (DOCS / "matrices.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ npt-coder (.*)$", page, re.MULTILINE)
    assert len(commands) == 14
    monkeypatch.chdir(tmp_path)
    interviews = DOCS.parent / "transcripts_sample"
    made = ["run", str(interviews), "--out", "my-study", "--codebook", "deep-end", "--quiet"]
    for command in [[*made, "--tagger", "rules"], *map(shlex.split, commands)]:
        with pytest.raises(SystemExit) as left:
            main(command)
        assert left.value.code in (0, None), command
        assert capsys.readouterr().out.strip(), command
        if "-o" in command:
            assert Path(command[command.index("-o") + 1]).stat().st_size > 500


def test_the_example_of_grammar_hears_what_the_page_says(tmp_path):
    block = re.findall(r"```yaml\n(.*?)```", RULES, re.DOTALL)[1]
    fields = ("id", "name", "mnemonic", "brief", "full", "when_to_use", "when_not_to_use")
    entry = "".join(f"    {field}: x\n" for field in fields) + "    kind: theme\n"
    rules = "".join(f"    {line}\n" for line in block.splitlines())
    path = tmp_path / "mine.yaml"
    path.write_text(
        "codebook: mine\ntitle: t\nedition: '1'\nsource: s\ncodes:\n  -\n" + entry + rules
    )
    tagger = RulesTagger(read_codebook(path))
    rows = heard("Grammar")
    assert len(rows) == 4
    assert rows == [(said, "yes" if tagger.firings(said) else "no") for said, _ in rows]


def test_the_table_of_hedges_says_what_is_heard():
    code = Code("c", "", "", "theme", "", "", "", "", (), (Rule("r", ("refer",)),), "")
    tagger = RulesTagger(Codebook("mine", "", "", "", (code,), "0" * 64))
    rows = heard("Hedges")
    assert len(rows) == 5
    hedged = [(said, [f.hedge != "" for f in tagger.firings(said)]) for said, _ in rows]
    assert hedged == [(said, [wanted == "yes"]) for said, wanted in rows]


def heard(section: str) -> list[tuple[str, str]]:
    """Return sentence and yes or no of the table of a section of the page on rules."""
    text = RULES.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| ([A-Z][^|]+\.) \| (yes|no) \|", text, re.MULTILINE)
