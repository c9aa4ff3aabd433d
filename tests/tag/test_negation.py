"""A negator turns what it reaches in everyday talk, and an idiom that holds one turns nothing.

Invented sentences. The rules here hear *refer*, *useful* and *helps* for, *problem* against.
"""

from pathlib import Path

import pytest
from small_books import book, code, sentences

from npt_coder.codebook.language import english, tokens
from npt_coder.model import Rule
from npt_coder.tag.negation import negator_of
from npt_coder.tag.rules import RulesTagger

TAGGER = RulesTagger(
    book(
        code(
            "c",
            Rule("good", ("refer", "useful", "help", "on board")),
            Rule("bad", ("problem", "hesitate", "difficult"), "hinders"),
        )
    )
)


def heard(text: str) -> list[str]:
    return [coding.valence for coding in TAGGER.tag(sentences(text))]


@pytest.mark.parametrize(
    "text",
    [
        "I've no been referring anyone.",
        "It's no that useful.",
        "He's no on board.",
        "We didny refer.",
        "It isna useful.",
        "They were unable to refer.",
        "They are unlikely to refer.",
        "We dont refer.",
        "It wasnt useful.",
        "I cant refer.",
        "Not a single doctor refers.",
        "No-one refers.",
        "I don't know if it's useful.",
        "We rarely, if ever, refer.",
        "I never, ever refer.",
        "They were not, at that point, on board.",
        "It was neither quick nor useful.",
    ],
)
def test_what_is_not_so_counts_against(text):
    assert heard(text) == ["hinders"]


@pytest.mark.parametrize(
    "text",
    [
        "No we all refer.",
        "No, no, we refer.",
        "Nobody told us, but we refer.",
        "We didn't sit still and we refer.",
        "They don't, whereas we refer.",
        "I can't argue that it helps.",
        "You can't deny it helps.",
        "I don't doubt it helps.",
        "It never fails to help.",
        "Without doubt it helps.",
        "I'm not gonna lie it's useful.",
        "More often than not we refer.",
        "Believe it or not we refer.",
        "We can't not refer.",
        "There's no reason not to refer.",
        "Why don't we refer?",
        "I don't see why we wouldn't refer.",
        "I can't say enough how useful it is.",
        "She's not the only one who helps.",
    ],
)
def test_what_an_idiom_or_another_clause_denies_counts_for(text):
    assert heard(text) == ["promotes"]


@pytest.mark.parametrize("text", ["It's no problem.", "It's not a problem.", "I don't hesitate."])
def test_an_understatement_negates_its_own_word(text):
    assert heard(text) == ["promotes"]


def test_an_understatement_negates_nothing_that_follows():
    assert heard("No problem at all, we refer.") == ["promotes"]
    assert heard("I don't hesitate to refer.") == ["promotes"]
    assert heard("There is no doubt it is difficult.") == ["hinders"]


def test_each_clause_is_negated_by_itself():
    assert heard("We don't refer, but it helps.") == ["mixed"]
    assert heard("It helps, but we don't refer.") == ["mixed"]
    assert heard("We don't refer and it does not help.") == ["hinders"]


def test_an_aside_between_commas_ends_no_clause():
    assert heard("It was not, you know, useful.") == ["hinders"]
    assert heard("It was not easy, I think it helps.") == ["promotes"]


def negator(text: str, word: str, **options) -> str | None:
    words = tokens(text)
    first = [token.form for token in words].index(word)
    found = negator_of(text, words, first, **options)
    return found and found.form


def test_a_negator_reaches_as_many_words_as_the_window_holds():
    reach = english().window
    assert negator("not " + "really " * (reach - 1) + "useful", "useful") == "not"
    assert negator("not " + "really " * reach + "useful", "useful") is None


@pytest.mark.parametrize("mark", [";", ":", ".", "!", "?", " -", " –", "…"])
def test_a_hard_break_ends_the_reach(mark):
    assert negator(f"not so{mark} useful", "useful") is None


@pytest.mark.parametrize("word", sorted(english().terminators))
def test_every_terminator_ends_the_reach(word):
    assert negator(f"not long {word} useful", "useful") is None


def test_the_nearest_negator_is_named_and_a_word_that_does_not_count_is_passed_over():
    assert negator("never not useful", "useful") == "not"
    assert negator("never not useful", "useful", not_negating={1}) == "never"
    assert negator("never not useful", "useful", not_before=1) == "not"
    assert negator("never quite useful", "useful", not_before=1) is None


def test_every_negator_of_the_language_is_one_word_of_a_text():
    # A negator that the tokeniser splits could never be found.
    for word in english().negators - {"n't"}:
        assert [token.form for token in tokens(word)] == [word]


# --- the documentation -------------------------------------------------------------------------

RULES = Path(__file__).parents[2] / "docs" / "rules.md"
NEGATION = RULES.read_text(encoding="utf-8").partition("## Negation")[2].partition("\n## ")[0]
ROWS = [
    line.strip("| ").split(" | ")[:2]
    for line in NEGATION.splitlines()
    if " | promotes |" in line or " | hinders |" in line
]


def test_the_table_in_the_documentation_is_there():
    assert len(ROWS) >= 8


@pytest.mark.parametrize(("text", "valence"), ROWS)
def test_a_sentence_in_the_documentation_is_heard_as_it_says(text, valence):
    assert heard(text) == [valence]


@pytest.mark.parametrize(
    ("text", "wrongly"),
    [
        ("Few of us refer.", "promotes"),
        ("We stopped referring.", "promotes"),
        ("Isn't it useful?", "hinders"),
    ],
)
def test_what_the_documentation_says_cannot_be_heard_is_heard_wrongly(text, wrongly):
    # When one of these is heard rightly one day, the documentation should no longer name it.
    assert heard(text) == [wrongly]
