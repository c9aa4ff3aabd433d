"""Bytes to text: encodings, line ends, and the record of what was changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.ingest.decode import decode, normalise

SPEECH = "I: How was it?\nP1: Slow – “really” slow, naïve even. £5 for a café.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_is_read_in_the_encoding(encoding):
    assert decode(SPEECH.encode(encoding)).text == SPEECH


def test_windows_western_bytes_keep_quotes_and_the_ellipsis():
    assert decode(b"I: \x93So\x94\x85 and then?\n").text == "I: “So”… and then?\n"


def test_another_script_in_one_byte_per_letter_is_guessed_and_the_guess_is_noted():
    russian = "Интервьюер: Как всё началось в этой больнице?\nВрач: Случайно, как всегда.\n" * 5
    decoded = decode(russian.encode("cp1251"))
    assert decoded.text == russian
    assert any("guessed" in note for note in decoded.notes)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0c"])
def test_every_line_end_becomes_lf_and_is_counted(end):
    decoded = decode(f"a{end}b{end}c".encode())
    assert decoded.text == "a\nb\nc"
    assert decoded.notes[0].endswith(": 2")


def test_invisible_characters_leave_and_are_counted():
    text, changes = normalise("so\u00adcial pre\u00adscrib\u200bing\u00a0here\x07")
    assert text == "social prescribing here"
    assert changes["soft hyphens left out"] == 2
    assert sum(changes.values()) == 5


def test_ordinary_characters_stay_as_found_without_a_normal_form():
    decomposed = "cafe\u0301 👩‍⚕️ \u05e9\u05dc\u05d5\u05dd"
    assert normalise(decomposed)[0] == decomposed


def test_damaged_bytes_are_shown_and_counted():
    decoded = decode("naïve café ".encode() * 20 + b"\xff end")
    assert "\ufffd" in decoded.text
    assert "unreadable bytes shown as \ufffd: 1" in decoded.notes


@given(st.binary())
def test_no_bytes_make_decoding_fail(raw):
    text = decode(raw).text
    text.encode("utf-8")
    assert "\r" not in text


@given(st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))))
def test_utf8_text_comes_back_but_for_what_is_noted(text):
    decoded = decode(text.encode())
    if not decoded.notes and not text.startswith("\ufeff"):
        assert decoded.text == text
