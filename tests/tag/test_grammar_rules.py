"""Rules that ask for grammar parse candidates alone and find what parsing everything finds."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc, Token

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


def test_what_silences_a_rule_may_ask_for_grammar_too():
    silenced = rule("refer", unless=("use/NOUN",))
    assert heard(silenced, "We refer, but it has no use.", "We refer and we use it.") == [
        "",
        "refer",
    ]


def test_a_longer_match_stands_where_the_shortest_does_not():
    # "use" behind the gap is first a noun, then a verb.
    assert heard(rule("no ..3 use/VERB"), "There is no use, we use it.") == ["no use, we use"]


def test_a_codebook_of_words_alone_needs_no_model(monkeypatch):
    monkeypatch.setattr("npt_coder.tag.confirm.find_model", lambda: pytest.fail("asked for"))
    assert RulesTagger(read_codebook("npt")).coder.startswith("rules@")


def test_nothing_is_parsed_where_the_words_do_not_stand(monkeypatch):
    monkeypatch.setattr("npt_coder.tag.confirm.load_model", lambda *_: pytest.fail("loaded"))
    asks = rule("use/VERB", where=[Where("use", ("nsubj",))])
    assert heard(asks, "We refer.", "They help.", "") == ["", "", ""]


def test_a_sentence_that_is_said_again_is_parsed_once(monkeypatch):
    parsed: list[str] = []

    def counted(language, texts):
        parsed.extend(texts)
        return parses_of(language, texts)

    monkeypatch.setattr("npt_coder.tag.confirm.parses_of", counted)
    confirmer = Confirmer(compile_rules(book(rule("use/VERB")).codes))
    texts = ["We use it.", "No use.", "We use it."]
    once, again = list(confirmer.matches(texts)), list(confirmer.matches(texts))
    assert parsed == texts[:2] and once == again and once[0] == once[2] != once[1]


def test_what_is_remembered_changes_nothing(monkeypatch):
    confirmer = Confirmer(compile_rules(book(*all_rules()).codes))
    remembered = list(confirmer.matches(SAMPLE[:60]))
    monkeypatch.setattr("npt_coder.tag.confirm.MAX_PARSED", 0)
    assert list(confirmer.matches(SAMPLE[:60])) == remembered


def test_what_the_grammar_refuses_is_told_with_what_it_lacks():
    tagger = RulesTagger(book(rule("no use/VERB"), rule("we", where=[Where("we", ("neg",))])))
    (refused,) = tagger.refused("There is no use.")
    assert (refused.target.phrase, refused.places) == ("no use/VERB", (2, 3))
    assert refused.lacks == ("“use” is NOUN, asked VERB",)
    (other,) = tagger.refused("We said so.")
    assert other.lacks == ("“we” has no negation",)


def test_what_stands_or_has_no_words_there_is_not_refused():
    tagger = RulesTagger(book(rule("use/VERB"), rule("refer")))
    assert tagger.refused("We use it.") == tagger.refused("We refer.") == []


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
tag = st.sampled_from(["VERB", "NOUN", "PRON", "NOUN,VERB", "ADJ", ""])
parts = st.lists(st.tuples(st.sampled_from(["use", "work", "help", "we", "the"]), tag), min_size=1)
bonds = st.tuples(
    st.sampled_from(["nsubj", "dobj", "det", "neg", "conj"]),
    st.sampled_from(["", "we", "it", "work"]),
    st.booleans(),
)


@st.composite
def asking(draw: st.DrawFn) -> tuple[list[tuple[str, str]], int, Where | None]:
    """Return the words of a phrase with their tags, the gap between them, and a condition."""
    words = draw(parts.filter(lambda found: len(found) < 4))
    bond = draw(st.none() | bonds)
    where = None
    if bond:
        of = draw(st.sampled_from([word for word, _ in words]))
        where = Where(of, (bond[0],), bond[1], absent=bond[2])
    return words, draw(st.sampled_from([0, 2])), where


def by_hand(
    words: list[tuple[str, str]], gap: int, where: Where | None, document: Doc
) -> set[tuple[int, int]]:
    """Return first and last token of the shortest match from each, by trying every place."""
    said = [token for token in document if not token.is_punct]
    found = set()
    for places in combinations(range(len(said)), len(words)):
        chosen = [said[place] for place in places]
        if (
            all(two - one - 1 <= gap for one, two in pairwise(places))
            and all(
                token.lower_ in forms_of(word) and (not tags or token.pos_ in tags.split(","))
                for token, (word, tags) in zip(chosen, words, strict=True)
            )
            and (where is None or has_bond(chosen, where))
        ):
            found.add((places[0], places[-1] + 1))
    return {(one, min(end for first, end in found if first == one)) for one, _ in found}


def has_bond(chosen: list[Token], where: Where) -> bool:
    head = next(token for token in chosen if token.lower_ in forms_of(where.of))
    there = any(
        child.dep_ in where.has and (not where.words or child.lower_ in forms_of(where.words))
        for child in head.children
    )
    return there != where.absent


@settings(max_examples=100, deadline=None)
@given(st.lists(asking(), min_size=1, max_size=3), st.lists(said, min_size=1, max_size=3))
def test_made_up_rules_stand_where_trying_every_place_on_every_parse_finds_them(made, texts):
    rules = [
        Rule(
            f"r{number}",
            ((" " if not gap else f" ..{gap} ").join(f"{w}/{t}" if t else w for w, t in words),),
            where=(where,) if where else (),
        )
        for number, (words, gap, where) in enumerate(made)
    ]
    found = Confirmer(compile_rules(book(*rules).codes)).matches(texts)
    for matches, document in zip(found, LANGUAGE.pipe(texts), strict=True):
        for (words, gap, where), own in zip(made, rules, strict=True):
            stands = {(m.first, m.last) for m in matches if m.target.rule == own}
            assert stands == by_hand(words, gap, where, document), own
