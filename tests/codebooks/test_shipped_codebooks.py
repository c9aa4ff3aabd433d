"""The shipped codebooks `npt` and `deep-end`: complete entries, rules that do what they claim."""

from collections import defaultdict

import pytest
from shipped_books import ORDINARY_TALK, book, tagger

from npt_coder.model import Code, Rule, Valence
from npt_coder.sentences import split_text
from npt_coder.tag.check import check_codebook
from npt_coder.tag.rules import Firing, merged

SUB_CONSTRUCTS = {
    "coherence": (
        "differentiation",
        "communal_specification",
        "individual_specification",
        "internalisation",
    ),
    "cognitive_participation": ("initiation", "enrolment", "legitimation", "activation"),
    "collective_action": (
        "interactional_workability",
        "relational_integration",
        "skill_set_workability",
        "contextual_integration",
    ),
    "reflexive_monitoring": (
        "systematisation",
        "communal_appraisal",
        "individual_appraisal",
        "reconfiguration",
    ),
}
LEVELS = ("level.patient", "level.practice", "level.community")
FACTORS = (
    "factor.gp_buy_in",
    "factor.collaborative_leadership",
    "factor.team_dynamics",
    "factor.link_worker_support",
    "factor.competing_innovations",
)
MOST_FALSE_ALARMS = 0.04
MOST_NEAR_MISSES_TAKEN = 0.08
LEAST_FOUND = 0.9
LEAST_FOUND_PER_CODE = 0.8
LEAST_RIGHT_VALENCE = 0.9


def firings(name: str, text: str) -> list[list[Firing]]:
    """What the rules say of each sentence of a passage, without what was stopped."""
    found = (tagger(name).firings(text[start:end]) for start, end in split_text(text))
    return [[firing for firing in sentence if not firing.stopped] for sentence in found]


def codes_of(name: str, text: str) -> dict[str, Valence]:
    """The codes of a passage, valence merged over its rules and sentences."""
    heard: defaultdict[str, set[Valence]] = defaultdict(set)
    for sentence in firings(name, text):
        for firing in sentence:
            heard[firing.code].add(firing.valence)
    return {code: merged(valences) for code, valences in heard.items()}


def own(name: str) -> list[Code]:
    """The codes whose entries a codebook writes itself, examples and rules included."""
    kinds = {"npt": ("construct", "sub-construct"), "deep-end": ("level", "factor")}[name]
    return [code for code in book(name).codes if code.kind in kinds]


def construct_of(code: str) -> str:
    return code.partition(".")[0]


CODES = [(name, code) for name in ("npt", "deep-end") for code in own(name)]
CODE_IDS = [code.id for _, code in CODES]
RULES = [(name, code, rule) for name, code in CODES for rule in code.rules]
each_code = pytest.mark.parametrize(("name", "code"), CODES, ids=CODE_IDS)


def test_npt_has_four_constructs_with_four_sub_constructs_each():
    expected = {f"{top}.{sub}" for top, subs in SUB_CONSTRUCTS.items() for sub in subs}
    assert {code.id for code in book("npt").of_kind("construct")} == set(SUB_CONSTRUCTS)
    assert {code.id for code in book("npt").of_kind("sub-construct")} == expected
    assert len(book("npt").codes) == 20


def test_deep_end_has_the_four_constructs_three_levels_and_five_factors():
    assert tuple(code.id for code in book("deep-end").codes) == (*SUB_CONSTRUCTS, *LEVELS, *FACTORS)


def test_deep_end_reads_its_constructs_with_the_rules_of_their_sub_constructs():
    folded = {rule.id for rule in book("deep-end").code("coherence").rules}
    parts = [code for code in book("npt").codes if construct_of(code.id) == "coherence"]
    assert folded == {rule.id for code in parts for rule in code.rules}


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_the_source_names_the_paper_by_its_doi(name):
    doi = {"npt": "10.1186/s13012-022-01191-x", "deep-end": "10.3399/BJGP.2020.1153"}[name]
    assert doi in book(name).source


@pytest.mark.parametrize("sub", ["initiation", "enrolment", "legitimation"])
def test_where_editions_disagree_the_entry_says_so(sub):
    entry = book("npt").code(f"cognitive_participation.{sub}")
    assert "ditions disagree" in entry.when_not_to_use


@each_code
def test_every_entry_fills_the_six_fields(name, code):
    fields = (code.mnemonic, code.brief, code.full, code.when_to_use, code.when_not_to_use)
    assert all(fields)
    assert code.examples
    assert all(text.endswith(".") for text in fields[1:])


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_mnemonics_are_unique(name):
    mnemonics = [code.mnemonic for code in book(name).codes]
    assert len(set(mnemonics)) == len(mnemonics)


@each_code
def test_every_entry_shows_the_code_for_and_against_and_a_near_miss(name, code):
    valences = [example.valence for example in code.examples if example.valence]
    least = 2 if code.kind == "construct" else 3
    assert {"promotes", "hinders"} <= set(valences)
    assert len(valences) >= least
    assert any(example.instead for example in code.examples)


@each_code
def test_near_misses_point_to_another_code_of_the_codebook_or_to_none(name, code):
    for example in code.examples:
        if example.instead:
            assert example.instead == "none" or book(name).code(example.instead)
            assert example.instead != code.id


def test_no_example_stands_twice():
    texts = [example.text for _, code in CODES for example in code.examples]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("name", "code", "rule"), RULES, ids=[rule.id for *_, rule in RULES])
def test_every_rule_fires_with_the_valence_that_it_claims(name: str, code: Code, rule: Rule):
    texts = [example.text for example in code.examples if example.valence]
    said = {
        firing.valence
        for text in texts
        for sentence in firings(name, text)
        for firing in sentence
        if firing.rule.id == rule.id and firing.code == code.id
    }
    assert rule.valence in said


@each_code
def test_the_rules_find_most_examples_of_their_code(name, code):
    told = [example.text for example in code.examples if example.valence]
    heard = [codes_of(name, text) for text in told]
    if code.kind == "construct":
        heard = [{construct_of(id): valence for id, valence in codes.items()} for codes in heard]
    found = [codes for codes in heard if code.id in codes]
    assert len(found) / len(told) >= LEAST_FOUND_PER_CODE


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_the_valence_of_found_examples_is_mostly_right(name):
    told = [(c.id, e) for c in own(name) for e in c.examples if e.valence]
    heard = [(codes_of(name, e.text).get(id), e.valence) for id, e in told]
    found = [(said, meant) for said, meant in heard if said]
    assert len(found) / len(told) >= LEAST_FOUND
    assert sum(said == meant for said, meant in found) / len(found) >= LEAST_RIGHT_VALENCE


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_near_misses_seldom_get_the_code_that_they_only_resemble(name):
    near = [(c, e) for c in own(name) for e in c.examples if e.instead]
    taken = [e.text for c, e in near if c.id in codes_of(name, e.text)]
    assert len(taken) / len(near) <= MOST_NEAR_MISSES_TAKEN, taken


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_near_misses_that_belong_to_no_code_seldom_get_one(name):
    near = [e.text for c in own(name) for e in c.examples if e.instead == "none"]
    taken = [text for text in near if codes_of(name, text)]
    assert len(taken) / len(near) <= MOST_NEAR_MISSES_TAKEN, taken


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_ordinary_talk_is_left_alone(name):
    coded = [line for line in ORDINARY_TALK if codes_of(name, line)]
    assert len(ORDINARY_TALK) >= 150
    assert len(coded) / len(ORDINARY_TALK) <= MOST_FALSE_ALARMS, coded


def test_the_presence_of_competing_innovations_hinders_and_their_absence_promotes():
    crowded = "There were so many initiatives going on at once that it got lost."
    clear = "We had nothing else on that year."
    assert codes_of("deep-end", crowded)["factor.competing_innovations"] == "hinders"
    assert codes_of("deep-end", clear)["factor.competing_innovations"] == "promotes"


def test_topical_words_alone_say_that_a_level_is_mentioned_and_no_more():
    mention = "There is the voluntary sector as well."
    assert codes_of("deep-end", mention)["level.community"] == "descriptive"


def test_a_level_in_operation_promotes_and_one_that_stopped_hinders():
    running = "She is at all our practice meetings."
    stopped = "The wellbeing sessions stopped after the summer."
    assert codes_of("deep-end", running)["level.practice"] == "promotes"
    assert codes_of("deep-end", stopped)["level.practice"] == "hinders"


@pytest.mark.parametrize("name", ["npt", "deep-end"])
def test_the_check_finds_no_problem(name):
    assert check_codebook(book(name)) == ()
