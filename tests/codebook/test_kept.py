"""Phrases are written out once; what was kept changes nothing but time."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_compile import code, phrases, texts

from npt_coder.codebook import compile as compiling
from npt_coder.codebook.compile import compile_rules


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NPT_CODER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Phrases that were written out and not taken from the folder."""
    seen: list[str] = []
    write_out = compiling.write_out

    def watched(phrase):
        seen.append(phrase.text)
        return write_out(phrase)

    monkeypatch.setattr(compiling, "write_out", watched)
    return seen


def test_only_phrases_that_are_new_are_written_out(folder, worked_out):
    compile_rules([code("see the point", "we all ..2 refer")])
    worked_out.clear()
    compile_rules([code("see the point", "we all ..2 send")])
    assert worked_out == ["we all ..2 send"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"0" * 64 + b'\n{"forms": []}'])
def test_a_damaged_file_is_passed_over_and_made_anew(folder, worked_out, damage):
    compile_rules([code("we see it")])
    (kept,) = folder.iterdir()
    sound = kept.read_bytes()
    kept.write_bytes(damage)
    assert compile_rules([code("we see it")]).matches("we saw it")
    assert kept.read_bytes() == sound


def test_a_file_that_somebody_changed_is_not_believed(folder):
    compile_rules([code("we refer")])
    (kept,) = folder.iterdir()
    kept.write_text(kept.read_text().replace("refer", "smoke"))
    assert not compile_rules([code("we refer")]).matches("we smoke")


def test_nothing_is_kept_where_nobody_wants_it(folder, monkeypatch):
    monkeypatch.setenv("NPT_CODER_CACHE", "")
    compile_rules([code("we refer")])
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NPT_CODER_CACHE", str(tmp_path / "file"))
    assert compile_rules([code("we refer")]).matches("we referred")


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(phrases, min_size=1, max_size=4, unique=True), texts)
def test_rules_from_the_folder_find_what_new_ones_find(folder, chosen, text):
    first = compile_rules([code(*chosen)]).matches(text)
    again = compile_rules([code(*chosen)]).matches(text)
    assert first == again
