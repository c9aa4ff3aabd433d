"""A spotter passes over no text in which one of its phrases stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_compile import code, phrases, texts

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.spot import Spotter


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("refer", "She REFERRED him."),
        ("do not", "They dont."),
        ("not know", "I can’t know."),
        ("can", "We cannot."),
        ("will", "I won't."),
        ("shall", "We shan’t."),
        ("it 's", "It’s fine."),
        ("café", "The CAFÉ on the corner."),
        ("(get used|take) to", "It took to it."),
        ("we ..2 refer", "We do always refer."),
        ("part-time", "part time"),
        ("[refer easy]~3", "Easy to refer"),
        ("refer to _/ORG", "We refer to Rethink"),
        ("k", "300 \N{KELVIN SIGN}"),
    ],
)
def test_words_are_spotted_however_they_are_written(phrase, text):
    assert compile_rules([code(phrase)]).matches(text)
    assert Spotter([phrase]).may_hold(text)
    assert Spotter([phrase, "zebra"]).may_hold_letters(f"before {text} after")


def test_a_text_without_the_words_is_passed_over():
    spotter = Spotter(["we ..3 refer", "hand over"])
    assert not spotter.may_hold("We talked about the weather.")
    assert not spotter.may_hold("A reference in the handbook.")


def test_without_phrases_nothing_is_spotted():
    assert not Spotter([]).may_hold("We refer.")


@given(st.lists(phrases, min_size=1, max_size=4), texts)
def test_no_text_with_a_match_is_passed_over(chosen, text):
    if compile_rules([code(*chosen)]).matches(text):
        spotter = Spotter(chosen)
        assert spotter.may_hold_letters(text)
        assert spotter.may_hold(text)
