"""Quotes are read without loss, and the first ones show many voices."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from npt_coder.export.base import Study
from npt_coder.export.quotes import COLUMNS, best_first, read_quotes
from npt_coder.matrix import EVIDENCE_COLUMNS


def test_blanks_become_none_and_whole_numbers_stay_whole(study: Study) -> None:
    frame = study.evidence.head(2).copy()
    frame["time"] = [None, 17.0]
    frame["turn"] = pd.array([None, 4], dtype="Int64")
    first, second = read_quotes(frame)
    assert (first.time, first.turn) == (None, None)
    assert (second.time, second.turn) == (17.0, 4)
    assert isinstance(second.turn, int)


def test_a_quote_has_the_columns_of_the_evidence() -> None:
    assert COLUMNS == EVIDENCE_COLUMNS


def test_each_person_speaks_once_before_anybody_speaks_twice(study: Study) -> None:
    some = read_quotes(study.evidence)[:4]
    people = ("a", "a", "a", "b")
    quotes = [replace(q, person=p, score=0.5) for q, p in zip(some, people, strict=True)]
    assert [q.person for q in best_first(quotes)] == ["a", "b", "a", "a"]


def test_decided_quotes_come_before_suggestions_and_sure_ones_before_unsure(study: Study) -> None:
    some = read_quotes(study.evidence)[:3]
    unsure, sure, decided = (
        replace(some[0], person="a", score=0.4, status="suggested"),
        replace(some[1], person="b", score=0.9, status="suggested"),
        replace(some[2], person="c", score=0.1, status="accepted"),
    )
    assert best_first([unsure, sure, decided]) == (decided, sure, unsure)
