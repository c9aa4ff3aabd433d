"""Methods and limits say what was done, with numbers that fit the study."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from npt_coder.export.base import Study
from npt_coder.export.methods import limits, methods


def test_the_numbers_of_codings_by_status_are_stated(study: Study) -> None:
    n = Counter(coding.status for coding in study.codings)
    words = " ".join(dict(methods(study))["Coding"])
    assert f"{n['suggested']} suggested and not yet decided" in words
    assert "1 accepted and 1 rejected" in words
    assert "1,234 in this study" in words


def test_the_codebook_is_named_with_edition_and_hash(study: Study) -> None:
    (words,) = dict(methods(study))["Codebook"]
    assert "edition 2026" in words
    assert study.codebook.hash[:12] in words


def test_the_rule_is_stated_with_thresholds_and_what_it_does_not_count(study: Study) -> None:
    words = dict(methods(study))["Classification"]
    assert "A rating of 2 needs two people." in words
    assert "Shown and not counted: Reflexive monitoring." in words


def test_without_a_rule_nothing_is_said_of_classification(study: Study) -> None:
    assert "Classification" not in dict(methods(replace(study, rule=None)))


def test_undecided_suggestions_are_a_limit_until_people_decide_them(study: Study) -> None:
    decided = tuple(replace(coding, status="accepted") for coding in study.codings)
    assert any("provisional" in limit for limit in limits(study))
    assert not any("provisional" in limit for limit in limits(replace(study, codings=decided)))
