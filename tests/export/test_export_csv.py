"""The table of codings opens in Excel without harm and gives every word back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from synthetic_study import coding_of, study_of, transcript_of

from npt_coder.export.base import Study
from npt_coder.export.csv import NUMBERS, read_codings, write
from npt_coder.export.quotes import COLUMNS, read_quotes


def _study_saying(words: str) -> Study:
    transcript = transcript_of([("Nurse", words)])
    start = transcript.turns[0].start
    coding = coding_of(transcript, words, "coherence.differentiation", at=start)
    return study_of((transcript,), (coding,))


def test_a_table_read_back_holds_the_same_quotes(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "codings.csv")
    again = read_quotes(read_codings(tmp_path / "codings.csv"))
    blank = [replace(q, memo=q.memo or None) for q in read_quotes(study.evidence)]
    assert list(again) == blank


def test_plain_pandas_reads_it_too(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "codings.csv")
    frame = pd.read_csv(tmp_path / "codings.csv")
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == len(study.evidence)


def test_excel_is_told_that_it_is_utf8(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "codings.csv")
    assert (tmp_path / "codings.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


@pytest.mark.parametrize("words", ["=1+1", "+44 is the code", "-well, no", "@reception said so"])
def test_words_that_look_like_a_formula_are_guarded(words: str, tmp_path: Path) -> None:
    write(_study_saying(words), tmp_path / "codings.csv")
    assert pd.read_csv(tmp_path / "codings.csv")["quote"][0] == f"'{words}"
    assert read_codings(tmp_path / "codings.csv")["quote"][0] == words


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_words_come_back_as_they_were_said(words: str, tmp_path: Path) -> None:
    write(_study_saying(words), tmp_path / "codings.csv")
    assert read_codings(tmp_path / "codings.csv")["quote"][0] == words


def test_no_text_cell_begins_like_a_formula(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "codings.csv")
    frame = pd.read_csv(tmp_path / "codings.csv", dtype=str).drop(columns=list(NUMBERS))
    for value in frame.to_numpy().ravel():
        assert not str(value).startswith(("=", "+", "-", "@"))


def test_a_study_without_codings_is_a_heading_alone(tmp_path: Path) -> None:
    study = _study_saying("Nothing.")
    write(replace(study, evidence=study.evidence.iloc[:0]), tmp_path / "codings.csv")
    assert (tmp_path / "codings.csv").read_text("utf-8-sig").count("\n") == 1
    assert len(read_codings(tmp_path / "codings.csv")) == 0
