"""Compiled rules find what the rule language promises, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_matcher import naive_matches

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.language import tokens
from npt_coder.errors import CodebookError
from npt_coder.model import Code, Rule


def code(*phrases: str, unless: tuple[str, ...] = ()) -> Code:
    rules = tuple(Rule(f"r{i}", (phrase,), unless=unless) for i, phrase in enumerate(phrases))
    return Code("c", "", "", "theme", "", "", "", "", (), rules, "")


def found(phrase: str, text: str) -> list[str]:
    """Return the words of the text that a phrase matches, joined, in order."""
    words = [token.form for token in tokens(text)]
    matches = compile_rules([code(phrase)]).matches(text)
    return [" ".join(words[m.first : m.last]) for m in matches if m.target.use == "any"]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("refer", "She refers. He referred; I am referring.", ["refers", "referred", "referring"]),
        ("refer", "We make a referral.", []),
        ("=refers", "She refers, I refer.", ["refers"]),
        ("SEE the Point", "I saw the point.", ["saw the point"]),
        ("do not know", "We don’t know.", ["do n't know"]),
        ("not know", "I cannot know, I can't know.", ["not know", "n't know"]),
        ("we be", "We're here.", ["we 're"]),
        ("practice's", "The practices, the practice's way.", ["practice 's"]),
        ("part-time", "She is part time.", ["part time"]),
        ("(refer|send) them", "We send them. We refer them.", ["send them", "refer them"]),
        ("(get used|take) to", "It took to it; got used to it.", ["took to", "got used to"]),
        ("see the? point", "I see the point. I see point.", ["see the point", "see point"]),
        ("see (the|any)? point", "See any point? See point.", ["see any point", "see point"]),
        ("we _ it", "We use it. We it.", ["we use it"]),
        ("we ..2 it", "We it. We use it. We do use it.", ["we it", "we use it", "we do use it"]),
        ("we ..2 it", "We do not use it.", []),
        ("we .. it", "We do not use it.", ["we do not use it"]),
        ("[refer easy]~3", "Easy to refer. We refer so easy.", ["easy to refer", "refer so easy"]),
        ("[refer easy]~3", "It is easy for us to refer.", []),
        ("that they said", "that 'they said'", ["that they said"]),
    ],
)
def test_a_phrase_matches_what_it_says(phrase, text, expected):
    assert found(phrase, text) == expected


def test_overlapping_matches_are_all_reported_in_order():
    compiled = compile_rules([code("we all", "all know", "we all know")])
    matches = compiled.matches("we all know")
    assert [(m.first, m.last, m.target.phrase) for m in matches] == [
        (0, 2, "we all"),
        (0, 3, "we all know"),
        (1, 3, "all know"),
    ]


def test_phrases_that_silence_are_reported_beside_a_match_and_never_alone():
    compiled = compile_rules([code("refer", unless=("matter",))])
    assert compiled.matches("another matter") == []
    uses = [m.target.use for m in compiled.matches("refer that matter")]
    assert uses == ["any", "unless"]


def test_every_faulty_phrase_is_named_with_line_and_rule():
    rules = (Rule("r1", ("(a|b",), line=7), Rule("r2", ("_ word",), line=9))
    faulty = Code("c", "", "", "theme", "", "", "", "", (), rules, "")
    with pytest.raises(CodebookError) as caught:
        compile_rules([faulty], "mine.yaml")
    assert [p.where for p in caught.value.problems] == ["line 7, rule r1", "line 9, rule r2"]
    assert "begin with a word" in caught.value.problems[1].message


def test_a_phrase_that_stands_for_too_many_sequences_is_refused():
    choice = "(a b|c d|e f|g h|i j|k l|m n|o p)"
    with pytest.raises(CodebookError, match="4096 sequences"):
        compile_rules([code(" ".join([choice] * 4))])


def test_many_gaps_over_repeated_words_stay_quick():
    phrase = " ..12 ".join(["a"] * 6) + " ..12 b"
    assert compile_rules([code(phrase)]).matches("a " * 400) == []


WORDS = ("we", "do", "don't", "see", "saw", "part-time")
words = st.sampled_from([*WORDS, "=saw"])
gaps = st.sampled_from(["..1", "..2", ".."])


def alternatives(inner):
    return st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})")


elements = st.recursive(
    words,
    lambda inner: st.one_of(
        alternatives(st.lists(inner, min_size=1, max_size=2).map(" ".join)),
        alternatives(inner).map(lambda choice: choice + "?"),
        words.map(lambda word: word + "?"),
    ),
    max_leaves=4,
)


@st.composite
def fixed_phrases(draw):
    """Begin and end with a word; between them elements, gaps and free words."""
    middle = draw(st.lists(st.one_of(elements, gaps, st.just("_")), max_size=3))
    return " ".join([draw(words), *middle, draw(words)])


@st.composite
def free_phrases(draw):
    chosen = draw(st.lists(words, min_size=2, max_size=3))
    return f"[{' '.join(chosen)}]~{draw(st.integers(len(chosen), 6))}"


phrases = st.one_of(fixed_phrases(), free_phrases())
between = st.sampled_from(
    [" ", " ", " ", ", ", " – ", "—", "... ", "\n", "\u00a0", "-", " ' ", "’"]
)
spoken = st.tuples(st.sampled_from([*WORDS, "other"]), between).map("".join)
texts = st.lists(spoken, min_size=3, max_size=16).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(phrases, min_size=1, max_size=4, unique=True), texts)
def test_the_trie_finds_exactly_what_a_naive_matcher_finds(chosen, text):
    matches = compile_rules([code(*chosen)]).matches(text)
    quick = {(m.target.phrase, m.first, m.last) for m in matches if m.target.use == "any"}
    assert quick == {(p, *span) for p in chosen for span in naive_matches(p, text)}
    assert [(m.first, m.last, m.target.order) for m in matches] == sorted(
        (m.first, m.last, m.target.order) for m in matches
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(phrases, min_size=1, max_size=4, unique=True), texts, texts)
def test_where_nothing_may_match_nothing_does(chosen, one, two):
    compiled = compile_rules([code(*chosen)])
    if not compiled.may_match(f"{one} {two}"):
        assert compiled.matches(one) == compiled.matches(two) == []
