"""Numbers, times and places are written so that people do not misread them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.export.words import (
    anchor,
    clock,
    coding_anchor,
    counted,
    evidence_words,
    listed,
    operation_words,
    signed,
    wave_words,
    when_words,
)
from npt_coder.model import Cell

CELL = Cell("level.patient", 3, 1, 0, 0, ("p1",), ("nurse",), 1, False)


@pytest.mark.parametrize(
    ("rating", "words"), [(2, "+2"), (0, "0"), (-1, "−1"), (None, "–")]
)  # fmt: skip
def test_a_rating_carries_its_sign_and_a_missing_one_is_not_zero(
    rating: int | None, words: str
) -> None:
    assert signed(rating) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, ""), (5, "0:05"), (65.9, "1:05"), (3661, "1:01:01")]
)
def test_time_codes_read_like_a_recorder(seconds: float | None, words: str) -> None:
    assert clock(seconds) == words


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (CELL, "in operation"),
        (replace(CELL, rating=-2), "not in operation"),
        (replace(CELL, rating=0), "mixed"),
        (replace(CELL, rating=None, promotes=0, hinders=0, descriptive=2), "mentioned only"),
        (replace(CELL, rating=None, promotes=0, hinders=0), "no evidence"),
        (None, "no evidence"),
    ],
)
def test_silence_is_kept_apart_from_not_in_operation(cell: Cell | None, words: str) -> None:
    assert operation_words(cell) == words


def test_evidence_names_both_sides_even_when_one_is_empty() -> None:
    assert evidence_words(replace(CELL, hinders=0)) == "3 for · 0 against"
    assert evidence_words(replace(CELL, mixed=2)) == "3 for · 1 against · 2 mixed"
    only_mentioned = replace(CELL, promotes=0, hinders=0, descriptive=2)
    assert evidence_words(only_mentioned) == "2 descriptive"


def test_small_words_agree_with_their_numbers() -> None:
    assert counted(1, "person", "people") == "1 person"
    assert counted(1204, "word") == "1,204 words"
    assert listed(("a", "b", "c")) == "a, b and c"
    assert listed(()) == ""


def test_waves_and_moments_are_named_for_people() -> None:
    assert wave_words("2") == "wave 2"
    assert wave_words("month 24") == "month 24"
    assert when_words("2026-11-23T09:30:59Z") == "2026-11-23 09:30 UTC"
    assert when_words("last Monday") == "last Monday"


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_anchors_are_safe_and_differ_when_their_parts_differ(a: list[str], b: list[str]) -> None:
    assert anchor("x", *a).isascii()
    assert not set(anchor("x", *a)) & set(" \"'<>&#%")
    assert (anchor("x", *a) == anchor("x", *b)) == (a == b)


def test_a_plain_id_stays_readable_in_its_anchor() -> None:
    assert coding_anchor("q", "fd96858d83da") == "q-fd96858d83da"
    assert " " not in coding_anchor("q", "an id with blanks")
