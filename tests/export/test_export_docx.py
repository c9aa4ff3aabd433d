"""The Word report says what the page says, in fewer quotes, and says how many it left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx

from npt_coder.export.base import Study
from npt_coder.export.docx import write


def words_of(path: Path) -> str:
    document = docx.Document(str(path))
    tables = (cell.text for t in document.tables for row in t.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *tables])


def test_it_holds_verdicts_reasons_quotes_and_methods(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "report.docx")
    words = words_of(tmp_path / "report.docx")
    for verdict in study.verdicts:
        assert verdict.case in words
        assert all(reason in words for reason in verdict.reasons)
    assert "Methods and limits" in words
    assert study.codebook.edition in words


def test_the_synthetic_statement_comes_first(study: Study, tmp_path: Path) -> None:
    write(replace(study, synthetic="Invented, all of it."), tmp_path / "report.docx")
    words = words_of(tmp_path / "report.docx")
    assert words.index("Invented, all of it.") < words.index("Verdicts")


def test_every_quote_is_word_for_word_with_its_turn(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "report.docx")
    words = words_of(tmp_path / "report.docx")
    shown = [row for row in study.evidence.to_dict("records") if f"“{row['quote']}”" in words]
    assert shown
    assert all(f"turn {row['turn']}" in words for row in shown)


def test_what_is_left_out_is_counted(study: Study, tmp_path: Path) -> None:
    report = write(study, tmp_path / "report.docx")
    words = words_of(tmp_path / "report.docx")
    (loss,) = [loss for loss in report if loss.what == "quotes"]
    assert 0 < loss.count < len(study.evidence)
    assert words.count("”") >= 1


def test_a_study_without_a_rule_has_no_verdicts(study: Study, tmp_path: Path) -> None:
    write(replace(study, verdicts=(), rule=None), tmp_path / "report.docx")
    words = words_of(tmp_path / "report.docx")
    assert "Verdicts" not in words
    assert "Ratings" in words
