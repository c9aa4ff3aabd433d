"""What nearly matched is told with the words that were there and what was missing."""

from itertools import zip_longest

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from small_books import book, code

from npt_coder.codebook.language import tokens
from npt_coder.model import Rule, Where
from npt_coder.tag.explain import explain
from npt_coder.tag.near import MOST, NearMiss, forms_in, near_misses, written_rules


def nearest(sentence: str, *phrases: str) -> tuple[NearMiss, ...]:
    made = book(code("c", *(Rule(phrase, (phrase,)) for phrase in phrases)))
    return near_misses(written_rules(made), [token.form for token in tokens(sentence)])


def near(sentence: str, *phrases: str) -> list[str]:
    return [miss.missing for miss in nearest(sentence, *phrases)]


@pytest.mark.parametrize(
    ("phrase", "sentence", "missing"),
    [
        (
            "nobody explain the leaflet",
            "Nobody read the leaflet.",
            "needs one of explain, explaining, explained, explains after “nobody”",
        ),
        ("=practice nurse ..2 leaflet", "The nurse has a leaflet.", "“practice” before “nurse”"),
        ("see the =leaflet poster", "We see the leaflet.", "poster, posters after “leaflet”"),
        (
            "explain ..2 leaflet",
            "They explained the whole of the new leaflet.",
            "“explained” and “leaflet” are 5 words apart; the phrase allows at most 2",
        ),
        (
            "see leaflet",
            "I saw another leaflet.",
            "“saw” and “leaflet” are 1 word apart; the phrase allows none between",
        ),
        (
            "refer ..2 patient",
            "It was our patients who referred.",
            "“patients” stands before “referred”; the phrase has it after",
        ),
        (
            "[leaflet nurse surgery]~5",
            "The leaflet is with a nurse in our surgery.",
            "“leaflet” to “surgery” is 8 words; the phrase allows at most 5",
        ),
        ("[leaflet nurse =surgery]~5", "The nurse has a leaflet.", "needs “surgery” after"),
    ],
)
def test_what_is_missing_is_named(phrase, sentence, missing):
    (told,) = near(sentence, phrase)
    assert missing in told


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("see leaflet today", "We see a poster."),
        ("explain ..2 leaflet", "They explained what it was that stood in the new leaflet."),
        ("it be what we do", "It is what it is."),
        ("refer", "We eat."),
    ],
)
def test_little_in_common_is_not_near(phrase, sentence):
    assert near(sentence, phrase) == []


def test_the_words_that_were_found_are_told_with_their_share():
    (miss,) = nearest("The nurse saw a leaflet in our surgery.", "nurse read ..1 leaflet")
    assert (miss.code, miss.rule, miss.phrase) == ("c", miss.phrase, "nurse read ..1 leaflet")
    assert (miss.found, miss.share) == (("nurse", "leaflet"), 2 / 3)


def test_any_word_counts_as_no_word_found():
    (miss,) = nearest("Part of my old job.", "part of _ job")
    assert miss.found == ("part", "of", "job")


@pytest.mark.parametrize(
    ("rule", "sentence", "missing"),
    [
        (Rule("r", ("use/VERB",)), "It has no use.", "“use” is NOUN, asked VERB"),
        (
            Rule("r", ("refer",), where=(Where("refer", ("nsubj",), "(we|I)"),)),
            "They refer people every week.",
            "the nsubj of “refer” is “they”, asked “i” or “we”",
        ),
        (
            Rule("r", ("refer",), where=(Where("refer", ("neg",), absent=True),)),
            "They never refer people.",
            "the negation of “refer” is “never”, asked none",
        ),
        (
            Rule("r", ("no use/VERB", "have no use/VERB,ADJ")),
            "It has no use.",
            "“use” is NOUN, asked VERB",
        ),
    ],
)
def test_words_without_the_grammar_that_is_asked_are_near_with_what_fails(rule, sentence, missing):
    (explained,) = explain(book(code("c", rule)), sentence)
    (miss,) = explained.near
    assert (miss.missing, miss.share) == (missing, 1.0)
    assert set(miss.found) <= set(explained.words)


def test_a_phrase_that_lacks_less_grammar_is_nearer():
    rule = Rule("r", ("have/NOUN no use/VERB", "no use/VERB"))
    (explained,) = explain(book(code("c", rule)), "It has no use.")
    assert [(miss.phrase, miss.found) for miss in explained.near] == [
        ("no use/VERB", ("no", "use")),
    ]


def test_a_rule_that_matched_by_another_phrase_is_not_near():
    made = book(code("c", Rule("r", ("read the new leaflet", "read ..1 leaflet"))))
    (explained,) = explain(made, "We read the leaflet.")
    assert [f.rule.id for f in explained.fired] == ["r"]
    assert explained.near == ()
    assert near_misses(written_rules(made), ["read", "the", "leaflet"]) == ()


def test_a_rule_is_told_once_by_its_nearest_phrase():
    made = book(code("c", Rule("r", ("surgery leaflet poster", "surgery leaflet for us poster"))))
    (miss,) = near_misses(written_rules(made), ["surgery", "leaflet", "for", "us"])
    assert miss.phrase == "surgery leaflet for us poster"


def test_a_few_are_told_the_nearest_first_then_in_the_order_of_the_codebook():
    phrases = [f"surgery leaflet {word}" for word in ("tea", "bus", "hat", "dog", "cat", "pen")]
    found = nearest("The surgery leaflet.", *phrases, "leaflet surgery")
    assert [miss.phrase for miss in found] == ["leaflet surgery", *phrases[: MOST - 1]]


def test_the_forms_that_count_as_the_same_are_shown():
    rules = written_rules(book(code("c", Rule("r", ("(refer|send|=post)", "refer")))))
    shown = forms_in(rules, ["we", "referred", "post"])
    assert {"refer", "refers"} <= set(shown["referred"])
    assert "send" not in shown["referred"]
    assert "send" in shown["post"]
    assert "we" not in shown


def test_a_word_of_several_choices_is_not_taken_for_its_neighbours_in_them():
    rules = written_rules(book(code("c", Rule("r", ("(the|a) poster", "(the|this) poster")))))
    assert set(forms_in(rules, ["the", "posters"])) == {"posters"}


CONTENT = ("surgery", "nurse", "leaflet", "poster", "kettle", "ladder")
FILLERS = st.lists(st.sampled_from(("um", "blue", "nice")), max_size=3)


@given(
    st.permutations(CONTENT).map(lambda words: words[:4]),
    st.lists(FILLERS, min_size=3, max_size=3),
    st.data(),
)
def test_a_sentence_that_fires_and_loses_a_word_fires_or_is_near(words, between, data):
    gaps = [f"..{len(some)}" if some else "" for some in between]
    phrase = " ".join(f"{word} {gap}" for word, gap in zip_longest(words, gaps, fillvalue=""))
    said = [w for word, some in zip_longest(words, between, fillvalue=[]) for w in (word, *some)]
    dropped = data.draw(st.integers(0, len(said) - 1))
    made = book(code("c", Rule("r", (phrase,))))
    (whole,) = explain(made, " ".join(said))
    assume(whole.fired)
    lost = said.pop(dropped)
    (explained,) = explain(made, " ".join(said))
    if lost in words:
        (miss,) = explained.near
        assert lost in miss.missing
        assert miss.share == 3 / 4
    else:
        assert explained.fired
