"""The codebook of the 2022 manual: its tree, its rules one by one, and the figures it claims."""

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from npt_coder.codebook.read import read_codebook
from npt_coder.model import Code, Codebook, Rule, Valence
from npt_coder.sentences import split_text
from npt_coder.tag.check import check_codebook
from npt_coder.tag.rules import Firing, RulesTagger, merged

HERE = Path(__file__).parent
CONTEXTS = (
    "context.strategic_intentions",
    "context.adaptive_execution",
    "context.negotiating_capability",
    "context.reframing_organisational_logics",
)
OUTCOMES = (
    "outcome.intervention_mobilisation",
    "outcome.relational_restructuring",
    "outcome.normative_restructuring",
    "outcome.sustainment",
)
RECALLED = (*CONTEXTS[2:], *OUTCOMES)

# Rule -> a sentence on which it fires as it claims, and one much like it on which it is silent.
# Synthetic, and other than the examples in the codebook.
TALK = {
    "cx.si.planned-with-the-setting": (
        "The clinic was designed around what young mums here had asked for.",
        "The kitchen was designed around what my wife had asked for.",
    ),
    "cx.si.priorities-carry-it": (
        "Frailty was high on the agenda just then.",
        "There was a stack of paper, and the agenda lay on the top of it.",
    ),
    "cx.si.where-it-came-from": (
        "It came out of a government white paper.",
        "She came out of the meeting with a headache.",
    ),
    "cx.si.what-those-in-charge-wanted": (
        "The trustees had just published a five year plan.",
        "The trustees came round for tea.",
    ),
    "cx.si.planned-elsewhere": (
        "It was foisted on us without asking anyone on the floor.",
        "They asked us at every turn.",
    ),
    "cx.si.pulled-about": (
        "They shift the goalposts every other month.",
        "They shift the furniture every other month.",
    ),
    "cx.ae.found-a-way": (
        "We had to improvise, and in the end we got round the system.",
        "We drove round the block.",
    ),
    "cx.ae.adapted-on-the-spot": (
        "I tailor it a bit for the older men.",
        "They adjusted the dose for my weight.",
    ),
    "cx.ae.leeway": (
        "We had a free hand in how to run it.",
        "I had no free time at all.",
    ),
    "cx.ae.versions-differ": (
        "No two sites do the same.",
        "No two people walked out.",
    ),
    "cx.ae.to-the-letter": (
        "The software won't allow you to go back.",
        "The software is lovely to look at.",
    ),
    "cx.nc.fits-in": (
        "It dovetails nicely with our handover.",
        "It would not slot neatly into anybody's day.",
    ),
    "cx.nc.nothing-had-to-move": (
        "We didn't have to change anything for it.",
        "We didn't have to change anything about my medication.",
    ),
    "cx.nc.give-and-take": (
        "We haggled a bit over who would do what.",
        "We haggled over the price of the car.",
    ),
    "cx.nc.does-not-fit": (
        "It doesn't sit easily with our way of doing clinics.",
        "The sofa doesn't fit into the room where we work.",
    ),
    "cx.nc.disturbs-or-doubles": (
        "You end up entering the same thing twice.",
        "I go swimming twice a week.",
    ),
    "cx.ro.culture-carries": (
        "We've a proud history of involving people.",
        "I've a long history of chest infections.",
    ),
    "cx.ro.seen-anew": (
        "The mindset of the managers has shifted.",
        "The man next door has shifted his car.",
    ),
    "cx.ro.culture-stands-in-the-way": (
        "It's the old silo mentality.",
        "The farmer filled the grain silo.",
    ),
    "cx.ro.structure-named": (
        "That was just after the takeover.",
        "That was just after the holidays.",
    ),
    "ou.im.way-of-working-changed": (
        "How we assess people has changed completely.",
        "The way to the station has changed completely.",
    ),
    "ou.im.done-now": (
        "We've stopped sending letters.",
        "I've stopped smoking.",
    ),
    "ou.im.figures-moved": (
        "Call outs have halved this winter.",
        "House prices have halved this winter.",
    ),
    "ou.im.nothing-changed": (
        "We just slipped back into the old ways.",
        "She slipped on the ice outside the back door.",
    ),
    "ou.rr.closer": (
        "It has helped us to build bridges with the voluntary sector.",
        "They were building a bridge over the river.",
    ),
    "ou.rr.lines-redrawn": (
        "The wall between health and social care has come down.",
        "The wall at the back of the garden was painted.",
    ),
    "ou.rr.no-closer": (
        "It caused a lot of friction in the office.",
        "It caused a lot of pain in the knee.",
    ),
    "ou.nr.laid-down": (
        "It was put into the induction for new staff.",
        "It was put into the fridge for later.",
    ),
    "ou.nr.expected": (
        "You would get challenged if you left it out.",
        "It was not the done thing to talk about it.",
    ),
    "ou.nr.standing-resources": (
        "We have core funding for it now.",
        "He was left with permanent damage to the nerve.",
    ),
    "ou.nr.rules-stayed": (
        "The tariff does not reflect any of it.",
        "I asked him to do me a favour.",
    ),
    "ou.su.routine": (
        "It's become automatic for all of us.",
        "I went in for a routine blood test.",
    ),
    "ou.su.still-going": (
        "Three years later we're still meeting.",
        "Three years later my husband still has the pain.",
    ),
    "ou.su.lapsed": (
        "Once the grant finished it all just collapsed.",
        "Once the rain finished we all went outside.",
    ),
    "ou.su.never-took": (
        "Somehow it never caught on.",
        "Somehow the plaster never stuck to the skin.",
    ),
}


@cache
def book() -> Codebook:
    return read_codebook("npt-2022")


@cache
def tagger() -> RulesTagger:
    return RulesTagger(book())


def firings(text: str) -> list[Firing]:
    sentences = (tagger().firings(text[start:end]) for start, end in split_text(text))
    return [firing for sentence in sentences for firing in sentence if not firing.stopped]


def own_codes() -> list[Code]:
    return [code for code in book().codes if code.id in (*CONTEXTS, *OUTCOMES)]


def own_rules() -> list[Rule]:
    return [rule for code in own_codes() for rule in code.rules]


def test_there_are_twelve_primary_constructs_and_sixteen_parts_of_the_mechanisms():
    primary = [code.id for code in book().of_kind("construct")]
    mechanisms = [code.id for code in read_codebook("npt").of_kind("construct")]
    assert sorted(primary) == sorted([*mechanisms, *CONTEXTS, *OUTCOMES])
    assert len(book().of_kind("sub-construct")) == 16
    assert len(book().codes) == 28


def test_mechanisms_are_those_of_npt_to_the_machine_so_that_nothing_is_coded_anew():
    for code in read_codebook("npt").codes:
        assert book().code(code.id).hash == code.hash
        assert book().code(code.id).examples == code.examples


def test_every_part_of_a_mechanism_says_how_it_differs_from_npt():
    for code in book().of_kind("sub-construct"):
        assert "Difference from `npt`:" in code.full, code.id
        assert code.brief != read_codebook("npt").code(code.id).brief


def test_what_was_recalled_and_not_checked_says_so():
    for id in RECALLED:
        assert "recalled and not checked" in book().code(id).full, id
    assert "are recalled, not checked" in book().source
    assert "10.1186/s13012-022-01191-x" in book().source


def test_every_rule_has_a_sentence_for_it_and_one_against_it():
    assert sorted(TALK) == sorted(rule.id for rule in own_rules())


@pytest.mark.parametrize("rule", sorted(TALK))
def test_a_rule_fires_as_it_claims_and_is_silent_on_what_only_resembles(rule):
    says, resembles = TALK[rule]
    (claimed,) = [known.valence for known in own_rules() if known.id == rule]
    assert (rule, claimed) in {(f.rule.id, f.valence) for f in firings(says)}
    turned = {f.rule.id: f.valence for f in firings(resembles)}
    assert turned.get(rule) != claimed, resembles


@pytest.mark.parametrize(
    ("text", "code", "valence"),
    [
        ("It isn't second nature yet.", "outcome.sustainment", "hinders"),
        (
            "Nobody changed the way we record things.",
            "outcome.intervention_mobilisation",
            "hinders",
        ),
        (
            "The barriers between us haven't come down.",
            "outcome.relational_restructuring",
            "hinders",
        ),
        ("We never met in the middle.", "context.negotiating_capability", "hinders"),
    ],
)
def test_what_is_denied_counts_against(text, code, valence):
    assert (code, valence) in {(f.code, f.valence) for f in firings(text)}


def test_the_check_finds_no_problem():
    assert check_codebook(book()) == ()


# --- against its own examples, ordinary talk, and sentences that the rules were not made from


def codes_in(text: str) -> dict[str, Valence]:
    """The contexts and outcomes that the rules hear in a passage, each with its valence."""
    heard: defaultdict[str, set[Valence]] = defaultdict(set)
    for firing in firings(text):
        if firing.code in (*CONTEXTS, *OUTCOMES):
            heard[firing.code].add(firing.valence)
    return {code: merged(valences) for code, valences in heard.items()}


@pytest.mark.parametrize("code", own_codes(), ids=lambda code: code.id)
def test_every_entry_fills_its_fields_and_shows_both_sides_and_near_misses(code):
    assert all((code.brief, code.full, code.when_to_use, code.when_not_to_use, code.mnemonic))
    assert len(code.rules) >= 3
    assert {"promotes", "hinders"} <= {example.valence for example in code.examples}
    near = [example.instead for example in code.examples if example.instead]
    assert len(near) >= 3
    assert all(one == "none" or book().code(one) for one in near)


@pytest.mark.parametrize("code", own_codes(), ids=lambda code: code.id)
def test_the_rules_find_most_examples_of_their_code_and_mostly_with_the_right_valence(code):
    told = [example for example in code.examples if example.valence]
    heard = [(codes_in(example.text).get(code.id), example.valence) for example in told]
    found = [(said, meant) for said, meant in heard if said]
    assert len(found) / len(told) >= 0.8
    assert sum(said == meant for said, meant in found) / len(found) >= 0.85


def test_every_rule_is_shown_by_an_example_of_its_code():
    silent = []
    for code in own_codes():
        told = [f for e in code.examples if e.valence for f in firings(e.text)]
        fired = {(f.rule.id, f.valence) for f in told if f.code == code.id}
        silent += [rule.id for rule in code.rules if (rule.id, rule.valence) not in fired]
    assert silent == []


def test_mnemonics_are_unique_and_no_example_stands_twice():
    mnemonics = [code.mnemonic for code in book().codes]
    texts = [example.text for code in book().codes for example in code.examples]
    assert len(set(mnemonics)) == len(mnemonics)
    assert len(set(texts)) == len(texts)


def test_ordinary_talk_is_left_alone():
    lines = (HERE / "ordinary_talk.txt").read_text(encoding="utf-8").splitlines()
    talk = [line for line in lines if line and not line.startswith("#")]
    assert sum(bool(codes_in(line)) for line in talk) / len(talk) <= 0.01


def test_no_passage_that_was_held_out_is_an_example():
    known = {example.text for code in book().codes for example in code.examples}
    assert [passage["text"] for passage in held_out() if passage["text"] in known] == []


def test_the_page_tells_the_figures_on_passages_that_were_held_out():
    assert figures_told() == figures_measured()


def held_out() -> list[dict[str, Any]]:
    text = (HERE / "npt_2022_held_out.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def figures_told() -> dict[str, tuple[int, ...]]:
    """Code -> found, labelled and false alarms, as the page has them."""
    page = (HERE.parents[1] / "docs" / "codebooks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `?([a-z_. ]+?)`? \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    return {code: tuple(map(int, figures)) for code, *figures in rows}


def figures_measured() -> dict[str, tuple[int, ...]]:
    """The same, measured: with `all eight` for their sum."""
    passages = held_out()
    heard = [codes_in(passage["text"]) for passage in passages]
    meant = [{item["code"] for item in passage["codes"]} for passage in passages]
    measured = {}
    for code in (*CONTEXTS, *OUTCOMES):
        pairs = [(code in said, code in gold) for said, gold in zip(heard, meant, strict=True)]
        labelled = sum(gold for _, gold in pairs)
        measured[code] = (pairs.count((True, True)), labelled, pairs.count((True, False)))
    measured["all eight"] = tuple(map(sum, zip(*measured.values(), strict=True)))
    return measured
