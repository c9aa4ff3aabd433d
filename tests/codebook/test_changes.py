"""Two states of the rules of a code differ in phrases that can be named, or they say so."""

from dataclasses import replace

from npt_coder.codebook import changes
from npt_coder.codebook.changes import changed_phrases, rules_text
from npt_coder.model import Code, Rule, Where

USE = Rule("use", ("we use", "they use"), unless=("in theory",))
KNOW = Rule("know", ("all know",))


def state(*rules: Rule) -> str:
    return rules_text(Code("c", "", "", "theme", "", "", "", "", (), rules, ""))


def between(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> frozenset[str] | None:
    assert changed_phrases(state(*before), state(*after)) == changed_phrases(
        state(*after), state(*before)
    )
    return changed_phrases(state(*before), state(*after))


def test_a_state_does_not_differ_from_itself_and_lines_do_not_count():
    assert between((USE, KNOW), (USE, replace(KNOW, line=7))) == frozenset()


def test_a_phrase_that_came_or_went_differs_and_its_neighbours_do_not():
    assert between((USE,), (replace(USE, phrases=("we use", "we refer")),)) == {
        "they use",
        "we refer",
    }


def test_a_phrase_that_silences_differs_like_one_that_fires():
    assert between((USE,), (replace(USE, unless=()),)) == {"in theory"}


def test_a_phrase_that_fires_and_now_silences_differs():
    assert between((KNOW,), (Rule("know", (), unless=("all know",)),)) == {"all know"}


def test_what_a_rule_says_otherwise_it_says_with_all_its_phrases():
    asks = (Where("use", ("nsubj",)),)
    for other in (
        replace(USE, valence="hinders"),
        replace(USE, when_negated="keep"),
        replace(USE, level="patient"),
        replace(USE, score=0.5),
        replace(USE, id="used"),
        replace(USE, where=asks),
    ):
        assert between((USE, KNOW), (other, KNOW)) == {"we use", "they use", "in theory"}


def test_a_code_without_rules_differs_by_all_phrases():
    assert changed_phrases(None, state(USE, KNOW)) == {
        "we use",
        "they use",
        "in theory",
        "all know",
    }
    assert changed_phrases(state(KNOW), None) == {"all know"}
    assert changed_phrases(None, None) == frozenset()


def test_rules_that_changed_places_are_not_told_apart_by_phrases():
    assert between((USE, KNOW), (KNOW, USE)) is None


def test_other_settings_of_the_language_are_not_told_apart_by_phrases(monkeypatch):
    before = state(USE)
    monkeypatch.setattr(changes, "language_hash", lambda: "another")
    assert changed_phrases(before, state(USE)) is None
