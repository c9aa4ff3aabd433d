"""What nearly matched is told with the words that were there and what was missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_books import book, code

from npt_coder.model import Rule, Where
from npt_coder.tag.explain import explain
from npt_coder.tag.near import MOST, forms_in, near_misses


def near(sentence: str, *phrases: str, **more: object) -> list[tuple[str, str]]:
    made = book(code("c", *(Rule(p, (p,), **more) for p in phrases)))  # type: ignore[arg-type]
    return [(miss.rule, miss.missing) for miss in near_misses(made, sentence)]


@pytest.mark.parametrize(
    ("phrase", "sentence", "missing"),
    [
        ("nobody explain the leaflet", "Nobody read the leaflet.", "needs one of"),
        ("explain ..2 leaflet", "They explained the whole of the new leaflet.", "at most 2"),
        ("see leaflet", "I saw another leaflet.", "the phrase allows none"),
        ("practice nurse ..2 leaflet", "The nurse has a leaflet.", "before “nurse”"),
        ("see leaflet today", "We see a leaflet.", ""),
    ],
)
def test_what_is_missing_is_named(phrase, sentence, missing):
    found = near(sentence, phrase)
    assert (found and missing in found[0][1]) if missing else not found


def test_words_without_the_grammar_that_is_asked_are_near():
    where = (Where("leaflet", ("nsubj",)),)
    (miss,) = near("They read the leaflet.", "read the leaflet", where=where)
    assert "grammar" in miss[1]


def test_a_rule_that_matched_is_not_near():
    made = book(code("c", Rule("r", ("read ..1 leaflet", "read the new leaflet"))))
    (explained,) = explain(made, "We read the leaflet.")
    assert [f.rule.id for f in explained.fired] == ["r"] and explained.near == ()


def test_common_words_alone_are_never_near():
    assert near("It is what it is.", "it be what we do") == []


def test_no_more_than_a_few_are_told_and_always_in_the_same_order():
    phrases = [f"surgery leaflet {word}" for word in ("tea", "bus", "hat", "dog", "cat", "pen")]
    found = near("The surgery leaflet.", *phrases)
    assert len(found) == MOST and found == near("The surgery leaflet.", *phrases)


def test_the_forms_that_count_as_the_same_are_shown():
    made = book(code("c", Rule("r", ("refer",))))
    shown = forms_in(made, "We referred it.")
    assert set(shown) == {"referred"} and {"refer", "refers"} <= set(shown["referred"])


@given(st.integers(0, 3))
def test_a_phrase_of_which_one_word_is_dropped_is_near(dropped):
    words = ["surgery", "nurse", "leaflet", "poster"]
    said = " ".join(word for i, word in enumerate(words) if i != dropped)
    ((_, missing),) = near(said, " ".join(words))
    assert words[dropped][:4] in missing
