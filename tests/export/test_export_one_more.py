"""What one more interview could change stands in the document of verdicts and on its card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from npt_coder.export.base import OneMoreNote, Study
from npt_coder.export.html import write
from npt_coder.export.json import verdicts_document

WORDS = "One more interview with one person could make it “FIP”, by speaking for community level."
NOTE = OneMoreNote(
    cells=(("construct", "coherence", "PIP", "PIP"), ("level", "community", "FIP", "PIP")),
    everywhere=("FIP", "PIP"),
    words=WORDS,
)


def test_the_document_names_each_cell_and_the_verdict_either_way(study: Study) -> None:
    asked = replace(study, one_more={study.verdicts[0].case: NOTE})
    first, *others = verdicts_document(asked)["cases"]
    assert first["one_more"] == [
        {"construct": "coherence", "promotes": "PIP", "hinders": "PIP"},
        {"level": "community", "promotes": "FIP", "hinders": "PIP"},
    ]
    assert first["one_more_in_all"] == {"promotes": "FIP", "hinders": "PIP"}
    assert first["one_more_words"] == WORDS
    assert all("one_more" not in case for case in others)


def test_the_card_of_the_case_says_it_in_words(study: Study, tmp_path: Path) -> None:
    write(replace(study, one_more={study.verdicts[0].case: NOTE}), tmp_path / "asked.html")
    write(study, tmp_path / "not-asked.html")
    assert (tmp_path / "asked.html").read_text("utf-8").count(WORDS) == 1
    assert "One more interview" not in (tmp_path / "not-asked.html").read_text("utf-8")
