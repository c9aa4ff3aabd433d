"""Exporters are found by suffix, and every registered one keeps the same contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic_study import build_study

from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import Study
from npt_coder.export.index import export, find_exporter, known_suffixes


def test_our_formats_come_in_by_entry_point() -> None:
    assert {".csv", ".html", ".json", ".xlsx"} <= set(known_suffixes())


def test_a_suffix_may_be_in_capitals() -> None:
    assert find_exporter(Path("REPORT.HTML")) is find_exporter(Path("report.html"))


def test_an_unknown_suffix_lists_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"\.pdf.*Known: .*\.html.*\.xlsx"):
        find_exporter(Path("report.pdf"))


def test_a_name_without_a_suffix_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownName, match="'report'"):
        find_exporter(Path("report"))


@pytest.mark.parametrize("suffix", known_suffixes())
def test_the_same_study_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    export(build_study(cases=2, words=60), first)
    export(build_study(cases=2, words=60), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("suffix", known_suffixes())
def test_a_place_that_cannot_be_written_is_an_error_for_people(
    suffix: str, study: Study, tmp_path: Path
) -> None:
    (tmp_path / f"folder{suffix}").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        export(study, tmp_path / f"folder{suffix}")


@pytest.mark.parametrize("suffix", known_suffixes())
def test_every_loss_has_a_count_and_a_reason(suffix: str, study: Study, tmp_path: Path) -> None:
    for loss in export(study, tmp_path / f"out{suffix}"):
        assert loss.count > 0
        assert loss.what and loss.why


def test_codings_that_people_rejected_are_counted_as_left_out(study: Study, tmp_path: Path) -> None:
    (loss,) = export(study, tmp_path / "out.csv")
    assert (loss.what, loss.count) == ("codings decided against", 1)
