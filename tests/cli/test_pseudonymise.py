"""Taking names out before coding: a dry run, a key kept apart, and copies that read the same."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from npt_coder.cli.app import app
from npt_coder.errors import UserError
from npt_coder.ingest.read import read_transcript
from npt_coder.workflow.pseudonymising import pseudonymise

TALK = (
    "Practice: Amber\n\n[00:00:05] Interviewer: Thank you, Dr Patel.\n\n"
    "[00:00:09] Sunita Patel: My name is Sunita Patel. Ring 0141 555 0199.\n\n"
    "[00:00:20] Interviewer: I will.\n\n[00:00:25] Sunita Patel: Do.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "a.txt").write_text(TALK, encoding="utf-8")
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(app, ["pseudonymise", *map(str, arguments), "--no-model", "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_dry_run_proposes_and_writes_no_transcript(folder):
    document = run(folder / "talks", "--key", folder / "keys" / "key.csv")
    assert document["dry_run"] and document["written"] == []
    assert {p["words"] for p in document["proposals"]} == {"Sunita Patel", "Patel", "0141 555 0199"}
    assert (folder / "talks" / "a.txt").read_text(encoding="utf-8") == TALK


def test_the_copy_has_the_same_turns_and_times_without_the_names(folder):
    run(folder / "talks", "--key", folder / "keys" / "key.csv", "--out", folder / "copies")
    copy = read_transcript(folder / "copies" / "a.txt").transcript
    original = read_transcript(folder / "talks" / "a.txt").transcript
    assert [t.time for t in copy.turns] == [t.time for t in original.turns]
    assert [t.speaker for t in copy.turns] == ["Interviewer", "Person 1"] * 2
    said = [copy.text[t.start : t.end] for t in copy.turns]
    assert said[0] == "Thank you, Dr [Person 1]."
    assert said[1] == "My name is [Person 1]. Ring [Phone number 1]."
    assert "Patel" not in (folder / "copies" / "a.txt").read_text(encoding="utf-8")
    assert "Patel" in (folder / "keys" / "key.log.csv").read_text(encoding="utf-8")


def test_a_persons_correction_of_the_key_counts(folder):
    key = folder / "keys" / "key.csv"
    run(folder / "talks", "--key", key)
    key.write_text(key.read_text().replace("Phone number 1,yes", "Phone number 1,no"))
    run(folder / "talks", "--key", key, "--out", folder / "copies")
    assert "0141 555 0199" in (folder / "copies" / "a.txt").read_text(encoding="utf-8")


def test_a_key_that_gives_itself_away_is_refused(folder):
    talks = folder / "talks"
    with pytest.raises(UserError, match="must not lie with the transcripts"):
        pseudonymise([talks], key=talks / "key.csv", out=None, use_model=False)
    with pytest.raises(UserError, match="must not lie with the transcripts"):
        out = folder / "copies"
        pseudonymise([talks], key=out / "key.csv", out=out, use_model=False)
    with pytest.raises(UserError, match="never written over"):
        pseudonymise([talks], key=folder / "k" / "key.csv", out=talks, use_model=False)
    (folder / "npt-coder.toml").write_text("")
    with pytest.raises(UserError, match="lies in the study"):
        pseudonymise([talks], key=folder / "k" / "key.csv", out=None, use_model=False)


def test_who_can_be_known_without_a_name_is_said(folder):
    (folder / "talks" / "cases.csv").write_text(
        "file,case,wave,person,role\na.txt,Amber,1,GP1,GP partner\n", encoding="utf-8"
    )
    assert run(folder / "talks")["lone"] == [["GP partner", "Amber", "1"]]
