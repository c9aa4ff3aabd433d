"""Rules that ask for grammar parse candidates alone and find what parsing everything finds."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import DependencyMatcher, Matcher

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.conditions import confirmed
from npt_coder.codebook.language import forms_of, tokens
from npt_coder.codebook.read import read_codebook
from npt_coder.ingest.read import read_transcript
from npt_coder.model import Code, Codebook, Rule, Sentence, Where
from npt_coder.sentences import split_sentences
from npt_coder.shipped import shipped
from npt_coder.tag.confirm import Confirmer
from npt_coder.tag.rules import RulesTagger
from npt_coder.tag.syntax import find_model, load_model, parses_of

LANGUAGE = load_model(find_model())
SAMPLE = [
    s.text
    for path in sorted(shipped("transcripts_sample").glob("*-w2-[gp]*"))
    for s in split_sentences(read_transcript(path).transcript)
    if tokens(s.text)
]
DOCUMENTS = list(LANGUAGE.pipe(SAMPLE))


def book(*rules: Rule) -> Codebook:
    code = Code("c", "", "", "theme", "", "", "", "", (), rules, "")
    return Codebook("b", "", "", "", (code,), "0" * 64)


def rule(*phrases: str, where: Sequence[Where] = (), **more: object) -> Rule:
    return Rule(f"r.{phrases[0]}", phrases, where=tuple(where), **more)  # type: ignore[arg-type]


def heard(rule: Rule, *texts: str) -> list[str]:
    """Return the matched words in each text, "" where the rule is silent."""
    tagger = RulesTagger(book(rule))
    return [" | ".join(f.words for f in tagger.firings(t) if not f.stopped) for t in texts]


def test_a_word_may_be_asked_to_be_a_verb_or_a_noun():
    texts = ("We use it every day.", "It has no use at all.")
    assert heard(rule("use/VERB"), *texts) == ["use", ""]
    assert heard(rule("use/NOUN"), *texts) == ["", "use"]
    assert heard(rule("use/NOUN,VERB"), *texts) == ["use", "use"]
    assert heard(rule("(use|day)/NOUN"), *texts) == ["day", "use"]


def test_any_word_of_a_part_of_speech_may_be_asked_for():
    assert heard(rule("very _/ADJ"), "It was very helpful.", "We talked very openly.") == [
        "very helpful",
        "",
    ]


def test_a_kind_of_entity_may_be_asked_for():
    texts = ("We met in Glasgow.", "We met in the kitchen.")
    assert heard(rule("in _/GPE"), *texts) == ["in Glasgow", ""]


def test_who_does_it_may_be_asked_for():
    ours = rule("refer", where=[Where("refer", ("nsubj",), "(we|I)")])
    texts = ("We refer people every week.", "The hospital refers people to us every week.")
    assert heard(ours, *texts) == ["refer", ""]
    others = rule("refer", where=[Where("refer", ("nsubj",), "(we|I)", absent=True)])
    assert heard(others, *texts) == ["", "refers"]


def test_negation_is_heard_as_for_other_rules():
    negated = RulesTagger(book(rule("refer/VERB"))).firings("We do not refer anybody.")
    assert [(f.valence, f.negator) for f in negated] == [("hinders", "not")]


def test_a_longer_match_stands_where_the_shortest_does_not():
    # "use" behind the gap is first a noun, then a verb.
    assert heard(rule("no ..3 use/VERB"), "There is no use, we use it.") == ["no use, we use"]


def test_a_codebook_of_words_alone_needs_no_model(monkeypatch):
    monkeypatch.setattr("npt_coder.tag.confirm.find_model", lambda: pytest.fail("asked for"))
    assert RulesTagger(read_codebook("npt")).coder.startswith("rules@")


def test_who_parsed_is_part_of_the_coder_and_of_the_reason():
    tagger = RulesTagger(book(rule("use/VERB")))
    (coding,) = tagger.tag([Sentence("t", 1, 0, 0, 13, "We use it all.")])
    assert str(find_model()) in coding.reason.note
    assert tagger.coder != RulesTagger(book(rule("use"))).coder


TAGGED = (
    *("use/VERB", "work/NOUN", "work/VERB", "go/VERB to", "the _/NOUN be", "(help|time)/NOUN"),
    *("very _/ADJ", "think/VERB", "like/ADP", "like/VERB", "so/ADV _/ADJ", "that/SCONJ"),
)
DEPENDENT = (
    *(("think", "nsubj", "I"), ("do", "neg", ""), ("get", "dobj", ""), ("be", "attr", "")),
    *(("say", "nsubj", "(she|he|they)"), ("know", "nsubj", "")),
)


def all_rules() -> list[Rule]:
    tagged = [rule(phrase) for phrase in TAGGED]
    bound = [
        Rule(f"w.{of}.{has}", (of,), where=(Where(of, (has,), words),))
        for of, has, words in DEPENDENT
    ]
    return [*tagged, *bound, Rule("gap", ("we ..3 _/VERB",)), rule("[time/NOUN have]~6")]


def test_candidates_alone_give_what_parsing_every_sentence_gives():
    compiled = compile_rules(book(*all_rules()).codes)
    quick = [
        {(m.target.order, m.first, m.last) for m in found if m.target.use == "any"}
        for found in Confirmer(compiled).matches(SAMPLE)
    ]
    targets = {t.order: t for t in compiled.targets if t.asked}
    everywhere = []
    for text, parse in zip(SAMPLE, parses_of(LANGUAGE, SAMPLE), strict=True):
        forms = [token.form for token in tokens(text)]
        everywhere.append(
            {
                (order, first, last)
                for order, target in targets.items()
                for first, last in confirmed(target.asked, forms, parse, range(len(forms))).items()
            }
        )
    assert quick == everywhere
    assert sum(map(len, quick)) > 100


def starts(phrases: Sequence[Rule]) -> dict[str, set[tuple[int, int]]]:
    """Return rule -> (sentence, first character) of its matches."""
    found: dict[str, set[tuple[int, int]]] = {r.id: set() for r in phrases}
    matched = Confirmer(compile_rules(book(*phrases).codes)).matches(SAMPLE)
    for number, (text, matches) in enumerate(zip(SAMPLE, matched, strict=True)):
        for match in matches:
            if match.target.use == "any" and match.target.rule:
                found[match.target.rule.id].add((number, tokens(text)[match.first].start))
    return found


def pattern(phrase: str) -> list[dict[str, object]]:
    """Write a phrase of words and tags as a pattern of spaCy; punctuation is no word."""
    made: list[dict[str, object]] = []
    for part in phrase.split():
        words, _, tag = part.partition("/")
        forms = {f for w in words.strip("()").split("|") for f in ({} if w == "_" else forms_of(w))}
        token: dict[str, object] = (
            {"LOWER": {"IN": sorted(forms)}} if forms else {"IS_PUNCT": False}
        )
        if tag:
            token["POS"] = tag
        made += [token, {"IS_PUNCT": True, "OP": "*"}]
    return made[:-1]


def test_tags_stand_where_spacys_own_matcher_finds_them():
    matcher = Matcher(LANGUAGE.vocab)
    for phrase in TAGGED:
        matcher.add(f"r.{phrase}", [pattern(phrase)])
    theirs: dict[str, set[tuple[int, int]]] = {f"r.{phrase}": set() for phrase in TAGGED}
    for number, document in enumerate(DOCUMENTS):
        for name, first, _ in matcher(document):
            theirs[LANGUAGE.vocab.strings[name]].add((number, document[first].idx))
    assert starts([rule(phrase) for phrase in TAGGED]) == theirs
    assert all(theirs.values())


def test_dependents_stand_where_spacys_own_matcher_finds_them():
    rules = [rule(of, where=[Where(of, (has,), words)]) for of, has, words in DEPENDENT]
    theirs: dict[str, set[tuple[int, int]]] = {r.id: set() for r in rules}
    matcher = DependencyMatcher(LANGUAGE.vocab)
    for of, has, words in DEPENDENT:
        child: dict[str, object] = {"DEP": has}
        if words:
            child["LOWER"] = {
                "IN": [f for w in words.strip("()").split("|") for f in forms_of(w.lower())]
            }
        matcher.add(
            f"r.{of}",
            [
                [
                    {"RIGHT_ID": "of", "RIGHT_ATTRS": {"LOWER": {"IN": sorted(forms_of(of))}}},
                    {"LEFT_ID": "of", "REL_OP": ">", "RIGHT_ID": "has", "RIGHT_ATTRS": child},
                ]
            ],
        )
    for number, document in enumerate(DOCUMENTS):
        for name, places in matcher(document):
            theirs[LANGUAGE.vocab.strings[name]].add((number, document[places[0]].idx))
    assert starts(rules) == theirs
    assert all(theirs.values())


said = st.lists(
    st.sampled_from(["we", "use", "it", "work", "the", "help", "not", "and", "so", "well"]),
    min_size=2,
    max_size=9,
).map(lambda words: " ".join(words).capitalize() + ".")
word = st.sampled_from(["use", "work", "help", "we", "the"])
tag = st.sampled_from(["/VERB", "/NOUN", "/PRON", "/NOUN,VERB", "/ADJ", ""])
asked = st.lists(st.tuples(word, tag).map("".join), min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from([" ", " ..2 "]).map(lambda gap: gap.join(words))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(asked, min_size=1, max_size=3, unique=True), st.lists(said, min_size=1, max_size=3))
def test_made_up_rules_find_the_same_among_candidates_as_everywhere(phrases, texts):
    compiled = compile_rules(book(*map(rule, phrases)).codes)
    found = Confirmer(compiled).matches(texts)
    for text, matches, parse in zip(texts, found, parses_of(LANGUAGE, texts), strict=True):
        forms = [token.form for token in tokens(text)]
        everywhere = {
            (t.order, first, last)
            for t in compiled.targets
            if t.asked
            for first, last in confirmed(t.asked, forms, parse, range(len(forms))).items()
        }
        assert {(m.target.order, m.first, m.last) for m in matches if m.target.asked} == everywhere
