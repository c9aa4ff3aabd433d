"""Codes whose rules ask for grammar are read anew by another model, and other codes are not."""

from pathlib import Path

import pytest

from npt_coder.model import Stamp
from npt_coder.tag.syntax import SpacyModel, find_model
from npt_coder.workflow import coding, gather

STAMP = Stamp("a person", "2026-01-01T00:00:00+00:00")
HEAD = "codebook: mine\ntitle: t\nedition: '1'\nsource: s\ncodes:\n"
FIELDS = ("name", "mnemonic", "brief", "full", "when_to_use", "when_not_to_use")


def entry(id: str, kind: str, phrase: str) -> str:
    texts = "".join(f"    {field}: x\n" for field in FIELDS)
    rule = f"    rules:\n      - {{id: r.{id}, any: ['{phrase}']}}\n"
    return f"  - id: {id}\n    kind: {kind}\n{texts}{rule}"


def study_of(folder: Path, *entries: str):
    folder.mkdir()
    (folder / "mine.yaml").write_text(HEAD + "".join(entries), encoding="utf-8")
    study = gather.start_study(folder / "study", str(folder / "mine.yaml"), taggers=("rules",))
    (folder / "talk.txt").write_text("GP: We use it. We refer. It has no use.", encoding="utf-8")
    gather.ingest(study, [folder / "talk.txt"], STAMP)
    return study


def read_by_another_model(study, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the codes that are coded anew when the model has another version."""
    coding.code(study, STAMP)
    assert coding.code(study, STAMP).n_read == 0
    other = SpacyModel(find_model().name, "9.9.9")
    monkeypatch.setattr("npt_coder.tag.confirm.find_model", lambda: other)
    report = coding.code(study, STAMP)
    assert all(str(other) in c.reason.note for c in report.added if c.code == "grammar")
    return {c.code for c in report.added}


def test_only_codes_whose_rules_ask_for_grammar_are_read_anew(tmp_path, monkeypatch):
    codes = entry("grammar", "theme", "use/VERB"), entry("words", "theme", "refer")
    study = study_of(tmp_path / "one", *codes)
    assert read_by_another_model(study, monkeypatch) == {"grammar"}


def test_where_no_rule_asks_for_grammar_nothing_is_read(tmp_path, monkeypatch):
    study = study_of(tmp_path / "one", entry("words", "theme", "refer"))
    assert read_by_another_model(study, monkeypatch) == set()


def test_where_a_level_asks_for_grammar_every_code_is_read_since_it_gives_their_level(
    tmp_path, monkeypatch
):
    codes = entry("words", "theme", "refer"), entry("level.practice", "level", "use/VERB")
    study = study_of(tmp_path / "one", *codes)
    coding.code(study, STAMP)
    read: list[str] = []
    make = coding.make_tagger

    def noted(name, codebook, codes, **more):
        read.extend(codes)
        return make(name, codebook, codes, **more)

    monkeypatch.setattr(coding, "make_tagger", noted)
    other = SpacyModel(find_model().name, "9.9.9")
    monkeypatch.setattr("npt_coder.tag.confirm.find_model", lambda: other)
    coding.code(study, STAMP)
    assert set(read) == {"words", "level.practice"}
