"""A phrase is read as written, or refused with the column where it goes wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.codebook.phrases import (
    AnyWord,
    Choice,
    Gap,
    Phrase,
    PhraseError,
    Word,
    parse_phrase,
)


def test_every_element_of_the_language_is_read():
    assert parse_phrase("we =all (a|b c)? _ ..2 know .. it").elements == (
        Word("we"),
        Word("all", exact=True),
        Choice(((Word("a"),), (Word("b"), Word("c"))), optional=True),
        AnyWord(),
        Gap(2),
        Word("know"),
        Gap(3),
        Word("it"),
    )


def test_case_and_curly_apostrophes_make_no_difference():
    assert parse_phrase("Don’t Know").elements == parse_phrase("don't know").elements


def test_free_order_has_a_window_in_words():
    phrase = parse_phrase("[refer easy]~8")
    assert phrase == Phrase("[refer easy]~8", (Word("refer"), Word("easy")), window=8)


@pytest.mark.parametrize(
    ("phrase", "column", "said"),
    [
        ("", 1, "expected a word"),
        ("a (b|c", 7, "')' is missing"),
        ("a (b|) c", 6, "expected a word"),
        ("a ) b", 3, "no meaning"),
        ("a * b", 3, "no meaning"),
        ("..2 a", 1, "a gap at the end"),
        ("a ..2", 5, "a gap at the end"),
        ("a ..0 b", 3, "1 to 12 words"),
        ("a ..99 b", 3, "1 to 12 words"),
        ("a? b?", 1, "not optional"),
        ("[a b c]", 7, "no meaning"),
        ("[a b", 5, "]~N"),
        ("[a b]~4 c", 9, "the whole phrase"),
        ("[a b c]~2", 7, "never fit into 2 words"),
        ("(" * 3000 + "a" + ")" * 3000, 21, "20 deep"),
        ("a .." + "9" * 5000 + " b", 3, "1 to 12 words"),
        ("[a b]~" + "9" * 5000, 13, "the whole phrase"),
        ("[a]~4", 1, "2 to 4 elements"),
        ("[a b?]~4", 1, "must all be there"),
    ],
)
def test_a_faulty_phrase_is_refused_with_its_column(phrase, column, said):
    with pytest.raises(PhraseError) as caught:
        parse_phrase(phrase)
    assert caught.value.column == column
    assert said in str(caught.value)


@given(st.text(alphabet="ab ()|?=_.[]~23'’-é", max_size=20) | st.text(max_size=20))
def test_any_text_is_read_or_refused_inside_itself(text):
    try:
        phrase = parse_phrase(text)
    except PhraseError as error:
        assert 1 <= error.column <= len(text) + 1
    else:
        assert phrase.text == text
        assert phrase.elements
