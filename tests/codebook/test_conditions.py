"""What a rule asks of the grammar is read with its faults named, and judged on a parse as given."""

from pathlib import Path

import pytest

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.conditions import Asked, Parse, ParsedWord, confirmed, unmet
from npt_coder.codebook.phrases import PhraseError, parse_phrase
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import CodebookError
from npt_coder.model import Code, Rule, Where

# "they use it" : use is the verb, they its subject, it its object.
THEY_USE_IT = Parse(
    words=(
        ParsedWord("they", frozenset({"PRON"}), "nsubj", 1),
        ParsedWord("use", frozenset({"VERB"}), "ROOT", 1),
        ParsedWord("it", frozenset({"PRON"}), "dobj", 1),
    ),
    at=(0, 1, 2),
)
FORMS = ["they", "use", "it"]
NOUN = ["they", "use", "use"]


def asked(phrase: str, *where: Where) -> Asked:
    rules = (Rule("r", (phrase,), where=where),)
    compiled = compile_rules([Code("c", "", "", "theme", "", "", "", "", (), rules, "")])
    (target,) = (t for t in compiled.targets if t.asked)
    return target.asked


def found(phrase: str, *where: Where) -> dict[int, int]:
    return confirmed(asked(phrase, *where), FORMS, THEY_USE_IT, range(3))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("use/VERB", {1: 2}),
        ("use/NOUN", {}),
        ("they ..2 _/PRON", {0: 3}),
        ("they _/VERB", {0: 2}),
        ("they _/PRON", {}),
        ("[it/PRON use]~3", {1: 3}),
        ("(use|it)/PRON", {2: 3}),
    ],
)
def test_a_tag_asks_for_the_part_of_speech_of_its_word(phrase, expected):
    assert found(phrase) == expected


@pytest.mark.parametrize(
    ("where", "stands"),
    [
        (Where("use", ("nsubj",), "they"), True),
        (Where("use", ("nsubj",), "(we|I)"), False),
        (Where("use", ("nsubj",)), True),
        (Where("use", ("neg",)), False),
        (Where("use", ("neg",), absent=True), True),
        (Where("use", ("nsubj",), "they", absent=True), False),
        (Where("use", ("nsubj", "dobj"), "it"), True),
    ],
)
def test_a_condition_asks_for_a_dependent(where, stands):
    assert found("use", where) == ({1: 2} if stands else {})


@pytest.mark.parametrize(
    ("phrase", "where", "lacks"),
    [
        ("use/NOUN", (), "“use” is VERB, asked NOUN"),
        ("they/ADJ use/ADJ,NOUN", (), "“they” is PRON, asked ADJ"),
        ("they use/ADJ,NOUN", (), "“use” is VERB, asked ADJ or NOUN"),
        ("use", (Where("use", ("neg",)),), "“use” has no negation"),
        ("use", (Where("use", ("neg",), "never"),), "“use” has no negation, asked “never”"),
        ("use", (Where("use", ("nsubj",), "we"),), "the nsubj of “use” is “they”, asked “we”"),
        ("use", (Where("use", ("dobj", "dative"), absent=True),), "the object of “use” is “it”"),
        ("(use|it)", (Where("it", ("nsubj",)),), "no word here is one of “it”"),
    ],
)
def test_what_a_match_lacks_is_told_in_words(phrase, where, lacks):
    told = unmet(asked(phrase, *where), FORMS, THEY_USE_IT, 0 if phrase[0] == "t" else 1)[1]
    assert lacks in told[0]


def test_of_several_ways_the_one_that_lacks_least_is_told():
    noun = ParsedWord("use", frozenset({"NOUN"}), "dobj", 1)
    parse = Parse((*THEY_USE_IT.words[:2], noun), (0, 1, 2))
    told = unmet(asked("they ..2 use/NOUN,ADJ", Where("they", ("neg",))), NOUN, parse, 0)
    assert told == ((0, 2), ("“they” has no negation",))


def test_what_stands_lacks_nothing_and_what_is_not_there_stands_nowhere():
    assert unmet(asked("they ..2 it/PRON"), FORMS, THEY_USE_IT, 0) == ((0, 2), ())
    assert unmet(asked("[they/PRON it]~2"), FORMS, THEY_USE_IT, 0) == ((), ())


def test_all_conditions_of_a_rule_must_hold():
    subject, negated = Where("use", ("nsubj",), "they"), Where("use", ("neg",))
    assert found("use", subject) and not found("use", subject, negated)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("use/VREB", "VREB is no part of speech"),
        ("(use it|it)/VERB", "single words"),
        ("use/VERB/NOUN", "column 9"),
        ("(use/VERB|it)/NOUN", "a tag stands behind"),
        ("_/ADJ thing", "must begin with a word"),
        ("part-time/ADJ", "2 words"),
    ],
)
def test_a_tag_that_makes_no_sense_is_named_with_its_column(phrase, words):
    with pytest.raises((PhraseError, CodebookError), match=words):
        compile_rules([Code("c", "", "", "theme", "", "", "", "", (), (Rule("r", (phrase,)),), "")])


def test_tags_are_read_in_either_case():
    assert parse_phrase("use/verb") != parse_phrase("use")
    assert parse_phrase("use/verb").elements == parse_phrase("use/VERB").elements


def test_a_condition_on_a_word_that_is_not_in_the_phrase_is_a_fault():
    rules = (Rule("r", ("refer",), where=(Where("send", ("nsubj",)),), line=7),)
    with pytest.raises(CodebookError, match=r"line 7, rule r.*no word of this phrase"):
        compile_rules([Code("c", "", "", "theme", "", "", "", "", (), rules, "")])


BOOK = """codebook: mine
title: t
edition: "1"
source: s
codes:
  - id: c
    name: C
    mnemonic: C
    kind: theme
    brief: b
    full: f
    when_to_use: u
    when_not_to_use: n
    rules:
      - id: r
        any: ["refer"]
        where:
          - {where}
"""


def test_conditions_are_read_from_a_codebook(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(BOOK.replace("{where}", '{of: refer, has: "subject", is: "(we|I)"}'))
    (rule,) = read_codebook(path).codes[0].rules
    assert rule.where == (
        Where("refer", ("nsubj", "nsubjpass", "csubj", "csubjpass"), "(we|I)", False),
    )


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("{of: refer, has: subjekt}", r"line 18.*no dependency label"),
        ("{has: subject}", r"of.*is missing"),
        ("{of: refer, has: subject, absent: perhaps}", "true or false"),
        ("{of: refer, has: subject, who: we}", "unknown field"),
        ("subject", "must be an entry"),
    ],
)
def test_a_faulty_condition_is_named_with_its_line(tmp_path: Path, where, words):
    path = tmp_path / "mine.yaml"
    path.write_text(BOOK.replace("{where}", where))
    with pytest.raises(CodebookError, match=words):
        read_codebook(path)


def test_what_a_rule_asks_of_the_grammar_is_part_of_its_identity(tmp_path: Path):
    hashes = set()
    for where in ("{of: refer, has: subject}", "{of: refer, has: object}"):
        path = tmp_path / "mine.yaml"
        path.write_text(BOOK.replace("{where}", where))
        hashes.add(read_codebook(path).codes[0].hash)
    assert len(hashes) == 2
