"""Coding again after an edit gives what coding anew gives, and reads no text twice."""

from pathlib import Path

import pytest
import yaml

from npt_coder.model import Stamp
from npt_coder.shipped import shipped
from npt_coder.tag.encoder import Encoder
from npt_coder.tag.memory import FILE_NAME
from npt_coder.workflow import coding, gather

STAMP = Stamp("a person", "2026-01-01T00:00:00+00:00")
INTERVIEWS = [shipped("transcripts_sample", n) for n in ("amber-w2-gp2.docx", "cyan-w1-gp1.srt")]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_bytes(shipped("codebooks", "npt.yaml").read_bytes())
    return path


def study_of(folder: Path, book: Path):
    study = gather.start_study(folder, str(book), taggers=("default",))
    gather.ingest(study, INTERVIEWS, STAMP)
    return study


def rewritten(book: Path, change) -> None:
    """Let a function change the codes of a codebook, by their ids."""
    content = yaml.safe_load(book.read_text(encoding="utf-8"))
    codes = {code["id"]: code for code in content["codes"]}
    change(codes)
    content["codes"] = list(codes.values())
    book.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def hear_a_common_word(codes) -> None:
    codes["coherence.differentiation"]["rules"][0]["any"].insert(0, "the")


def say_otherwise(codes) -> None:
    """Turn what every rule says of collective action."""
    rules = [r for id, code in codes.items() if "collective" in id for r in code.get("rules", [])]
    for rule in rules:
        rule["valence"] = "promotes" if rule.get("valence") == "hinders" else "hinders"


def leave_out_a_code(codes) -> None:
    del codes["cognitive_participation.enrolment"]
    for code in codes.values():
        kept = [e for e in code["examples"] if e.get("instead") in (None, "none", *codes)]
        code["examples"] = kept


def edit(book: Path) -> None:
    rewritten(book, hear_a_common_word)


def said(study) -> set[tuple[object, ...]]:
    return {
        (c.transcript, c.start, c.end, c.code, c.valence, c.level, c.score, c.reason)
        for c in coding.now_standing(study)
    }


@pytest.fixture
def n_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    read = Encoder._read

    def counted(self: Encoder, text: str):
        texts.append(text)
        return read(self, text)

    monkeypatch.setattr(Encoder, "_read", counted)
    return texts


@pytest.mark.parametrize("change", [hear_a_common_word, say_otherwise, leave_out_a_code])
def test_a_study_coded_again_after_an_edit_is_as_if_coded_anew(tmp_path, book, change):
    study = study_of(tmp_path / "old", book)
    coding.code(study, STAMP)
    before = said(study)
    rewritten(book, change)
    assert coding.code(study, STAMP).n_read == 2
    assert said(study) != before
    fresh = study_of(tmp_path / "new", book)
    coding.code(fresh, STAMP)
    assert said(study) == said(fresh)


def test_a_text_that_the_model_has_read_is_not_read_again(tmp_path, book, n_read):
    study = study_of(tmp_path / "study", book)
    coding.code(study, STAMP)
    first = len(n_read)
    n_read.clear()
    edit(book)
    coding.code(study, STAMP)
    assert len(n_read) < first / 2


def test_a_damaged_or_lost_memory_changes_nothing(tmp_path, book):
    study = study_of(tmp_path / "study", book)
    coding.code(study, STAMP)
    kept = study.folder / FILE_NAME
    assert kept.is_file()
    kept.write_bytes(b"no database " * 500)
    edit(book)
    coding.code(study, STAMP)
    damaged = said(study)
    fresh = study_of(tmp_path / "new", book)
    coding.code(fresh, STAMP)
    assert damaged == said(fresh)


def test_the_memory_holds_no_words_of_an_interview(tmp_path, book):
    study = study_of(tmp_path / "study", book)
    coding.code(study, STAMP)
    raw = (study.folder / FILE_NAME).read_bytes().lower()
    assert b"patient" not in raw and b"practice" not in raw
