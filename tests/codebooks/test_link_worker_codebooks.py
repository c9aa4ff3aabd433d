"""The two codebooks on link workers: entries, rules, and what the rules find unseen."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from shipped_books import ORDINARY_TALK, book, tagger

from npt_coder.model import Code, Rule, Valence
from npt_coder.sentences import split_text
from npt_coder.tag.check import check_codebook
from npt_coder.tag.model import unknown_to_model
from npt_coder.tag.rules import Firing, merged
from npt_coder.workflow.books import evaluate

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "codebooks.md").read_text(encoding="utf-8")
NAMES = ("link-workers", "link-worker-role")
HELD_OUT = {name: HERE / f"{name.replace('-', '_')}_held_out.jsonl" for name in NAMES}
MOST_FALSE_ALARMS = 0.04


@cache
def judged(name: str):
    ((document,), problems) = evaluate(HELD_OUT[name], name, taggers=["rules"])
    assert problems == ()
    return document


def firings(name: str, text: str) -> list[Firing]:
    sentences = [text[start:end] for start, end in split_text(text)]
    return [f for one in sentences for f in tagger(name).firings(one) if not f.stopped]


def codes_of(name: str, text: str) -> dict[str, Valence]:
    heard: dict[str, set[Valence]] = {}
    for firing in firings(name, text):
        heard.setdefault(firing.code, set()).add(firing.valence)
    return {code: merged(valences) for code, valences in heard.items()}


CODES = [(name, code) for name in NAMES for code in book(name).codes]
RULES = [(name, code, rule) for name, code in CODES for rule in code.rules]
each_book = pytest.mark.parametrize("name", NAMES)
each_code = pytest.mark.parametrize(("name", "code"), CODES, ids=[code.id for _, code in CODES])


def test_the_interim_themes_are_two_of_the_synthesis_and_seven_of_the_interviews():
    ids = [code.id for code in book("link-workers").codes]
    assert [id for id in ids if id.startswith("synthesis.")] == [
        "synthesis.wider_system",
        "synthesis.poorly_defined_role",
    ]
    assert len([id for id in ids if id.startswith("interview.")]) == 7 == len(ids) - 2


def test_what_is_interim_says_so_and_names_what_replaced_it():
    made = book("link-workers")
    assert "interim" in made.title and "superseded" in made.edition
    assert "10.1186/s12916-024-03478-w" in made.source
    for id in ("synthesis.wider_system", "synthesis.poorly_defined_role"):
        code = made.code(id)
        assert "interim" in code.name and "Superseded in 2024" in code.full


def test_the_role_codebook_is_work_outcomes_and_conditions_and_no_construct():
    made = book("link-worker-role")
    assert [code.id for code in made.codes] == [
        *("work.goals", "work.action_plan", "work.access", "work.motivation"),
        *("outcome.wellbeing", "outcome.isolation", "outcome.use_of_services"),
        *("condition.capacity", "condition.funding"),
    ]
    assert {code.kind for code in made.codes} == {"theme"}


@each_book
def test_the_source_says_whose_words_the_entries_are(name):
    assert "are ours" in book(name).source or "in our own words" in book(name).source


@each_code
def test_a_theme_fills_the_six_fields(name, code):
    fields = (code.mnemonic, code.brief, code.full, code.when_to_use, code.when_not_to_use)
    assert all(fields)
    assert all(text.endswith(".") for text in fields[1:])


@each_code
def test_a_theme_is_shown_for_and_against_with_near_misses_and_three_rules(name, code):
    valences = [example.valence for example in code.examples if example.valence]
    assert {"promotes", "hinders"} <= set(valences)
    assert len(valences) >= 7
    assert len([example for example in code.examples if example.instead]) >= 3
    assert len(code.rules) >= 3


@each_code
def test_a_near_miss_of_a_theme_belongs_elsewhere_and_is_left_alone(name, code):
    for example in code.examples:
        if example.instead:
            assert example.instead == "none" or book(name).code(example.instead)
            assert code.id not in codes_of(name, example.text), example.text


@pytest.mark.parametrize(("name", "code", "rule"), RULES, ids=[rule.id for *_, rule in RULES])
def test_a_rule_fires_on_an_example_with_the_valence_it_claims(name: str, code: Code, rule: Rule):
    said = {
        firing.valence
        for example in code.examples
        if example.valence
        for firing in firings(name, example.text)
        if firing.rule.id == rule.id
    }
    assert rule.valence in said


@each_code
def test_the_rules_read_the_examples_as_they_are_labelled(name, code):
    told = {e.text: e.valence for e in code.examples if e.valence}
    heard = {text: codes_of(name, text).get(code.id) for text in told}
    assert heard == told


@each_book
def test_no_example_of_a_book_stands_twice(name):
    texts = [example.text for code in book(name).codes for example in code.examples]
    assert len(set(texts)) == len(texts)


@each_book
def test_the_check_finds_nothing_in_it(name):
    assert check_codebook(book(name)) == ()


@each_book
def test_ordinary_talk_is_seldom_coded(name):
    coded = [line for line in ORDINARY_TALK if codes_of(name, line)]
    assert len(coded) / len(ORDINARY_TALK) <= MOST_FALSE_ALARMS, coded


@each_book
def test_the_shipped_model_knows_no_theme_of_it(name):
    assert unknown_to_model(book(name)) == tuple(code.id for code in book(name).codes)


def test_the_shipped_model_knows_all_of_npt_and_of_the_manual_all_but_contexts_and_outcomes():
    assert unknown_to_model(book("npt")) == ()
    unknown = unknown_to_model(book("npt-2022"))
    assert {id.partition(".")[0] for id in unknown} == {"context", "outcome"}
    assert len(unknown) == 8


# --- sentences that the rules had not seen ----------------------------------------------------


@each_book
def test_the_held_out_sentences_are_eight_per_theme_and_forty_of_none(name):
    lines = HELD_OUT[name].read_text("utf-8").splitlines()
    coded = [line["codes"] for line in map(json.loads, lines)]
    for code in book(name).codes:
        assert sum(code.id in [c["code"] for c in codes] for codes in coded) == 8
    assert coded.count([]) == 40


@each_book
def test_no_held_out_sentence_is_an_example_or_ordinary_talk(name):
    lines = HELD_OUT[name].read_text("utf-8").splitlines()
    texts = {json.loads(line)["text"] for line in lines}
    known = {example.text for code in book(name).codes for example in code.examples}
    assert not texts & (known | set(ORDINARY_TALK))


@each_book
def test_the_page_shows_the_figures_that_are_measured(name):
    document = judged(name)
    for id, own in document["constructs"].items():
        row = f"| `{id}` | {own['precision']:.2f} | {own['recall']:.2f} | {own['suggested']} |"
        assert row in PAGE, row


@each_book
def test_few_sentences_that_belong_nowhere_are_coded(name):
    assert judged(name)["none"]["n"] == 40
    assert judged(name)["none"]["false_alarm_rate"] <= 0.05


def test_the_page_says_who_wrote_the_held_out_sentences_and_how_the_first_round_went():
    words = re.sub(r"\s+", " ", PAGE)
    assert "the same hand" in words
    assert "a first round of 72 sentences" in words
