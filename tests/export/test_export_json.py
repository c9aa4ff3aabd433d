"""The document of verdicts carries every cell that a verdict rests on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from npt_coder.export.base import Study
from npt_coder.export.json import verdicts_document, write


def test_the_file_is_the_document(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "verdicts.json")
    written = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))
    assert written == verdicts_document(study)
    assert [case["case"] for case in written["cases"]] == list(study.cases)


def test_a_cell_says_who_stands_behind_it(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "verdicts.json")
    case = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))["cases"][0]
    cell = study.verdicts[0].constructs["coherence"]
    assert case["constructs"]["coherence"] == {
        "by_codings": cell.rating,
        "by_a_person": None,
        "rating": cell.rating,
        "thin": cell.thin,
        "promotes": cell.promotes,
        "hinders": cell.hinders,
        "mixed": cell.mixed,
        "descriptive": cell.descriptive,
        "codings": list(cell.codings),
        "people": len(cell.people),
        "roles": list(cell.roles),
    }


def test_a_missing_rating_is_null_and_not_zero(study: Study, tmp_path: Path) -> None:
    write(study, tmp_path / "verdicts.json")
    silent = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))["cases"][-1]
    missing = [n for n, c in study.verdicts[-1].constructs.items() if c.rating is None]
    assert missing
    assert all(silent["constructs"][name]["rating"] is None for name in missing)


def test_an_overridden_verdict_keeps_what_the_rule_says(study: Study) -> None:
    first = replace(study.verdicts[0], override="FIP", override_reason="Seen on site.")
    document = verdicts_document(replace(study, verdicts=(first,)))
    (case,) = document["cases"]  # type: ignore[misc]
    assert (case["verdict"], case["by_rule"]) == ("FIP", study.verdicts[0].verdict)
    assert case["override_reason"] == "Seen on site."


def test_a_synthetic_study_says_so(study: Study) -> None:
    assert study.synthetic in verdicts_document(study)["notes"]  # type: ignore[operator]
