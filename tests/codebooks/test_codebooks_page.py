"""The page on codebooks: its study without NPT runs from the first command to the last."""

import re
import shlex
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "codebooks.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## `link-worker-role`")[2].partition("\n## ")[0]


def test_a_study_without_npt_goes_from_files_to_agreement_and_gives_no_verdict(
    tmp_path, monkeypatch, npt
):
    shutil.copytree(ROOT / "transcripts_sample", tmp_path / "transcripts_sample")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\$ npt-coder (.*)$", SECTION, re.MULTILINE)
    told = {}
    for command in commands:
        code, out, err = npt(*shlex.split(command))
        told[command.split()[0]] = (code, out, err)
        assert code == (1 if command.startswith("classify") else 0), (command, err)
    assert list(told) == [
        *("init", "ingest", "code", "matrix", "codings", "report", "add", "agree", "classify")
    ]
    assert "knows none of the 9 codes of 'link-worker-role'" in told["code"][2]
    assert "speak alone" in told["code"][2]
    assert "1 / 0 / 0 / 11" in told["agree"][1]
    assert "the codebook 'link-worker-role' has no verdict rule" in told["classify"][2]
    page = (tmp_path / "role.html").read_text(encoding="utf-8")
    assert "Use of services" in page
    assert "classified by a stated rule" not in page
