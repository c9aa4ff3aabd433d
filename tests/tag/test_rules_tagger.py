"""The rules tagger says what its codebook says, once per sentence and code, and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_books import book, code, sentences

from npt_coder.errors import UnknownName
from npt_coder.model import Codebook, Coding, Rule
from npt_coder.tag.base import coding_id
from npt_coder.tag.index import known_taggers, make_tagger
from npt_coder.tag.rules import RulesTagger


def tag(text: str, *codes, only: list[str] | None = None) -> list[Coding]:
    return list(RulesTagger(book(*codes), only).tag(sentences(text)))


def valences(text: str, *rules: Rule) -> list[str]:
    return [coding.valence for coding in tag(text, code("c", *rules))]


REFER = Rule("refer", ("refer",))


def test_a_coding_stands_on_its_sentence_and_names_rule_and_words():
    (coding,) = tag("It rained. We all refer people.", code("c", Rule("r", ("we all refer",))))
    assert (coding.start, coding.end, coding.quote) == (11, 31, "We all refer people.")
    assert (coding.reason.rules, coding.reason.words) == (("r",), ("We all refer",))
    assert (coding.coder, coding.created_at) == ("rules@abcdef012345", "")


def test_an_id_follows_from_what_is_said_and_by_whom():
    (one,), (two,) = tag("We refer.", code("c", REFER)), tag("We refer.", code("c", REFER))
    assert one.id == two.id
    assert len(one.id) == 12
    sentence = sentences("We refer.")[0]
    ids = {
        coding_id(sentence, code="c", valence="promotes", level=None, coder="rules@abcdef012345"),
        coding_id(sentence, code="c", valence="hinders", level=None, coder="rules@abcdef012345"),
        coding_id(sentence, code="c", valence="promotes", level=None, coder="anna"),
    }
    assert one.id in ids
    assert len(ids) == 3


# --- negation ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "We don't refer.",
        "We do not always refer.",
        "Nobody refers.",
        "We never really refer.",
        "We wasnae referring.",
        "We cannot refer.",
        "We go on without referring.",
        "It was not that we were referring.",
        "Neither of us refers.",
    ],
)
def test_a_negator_in_the_same_clause_turns_the_valence(text):
    assert valences(text, REFER) == ["hinders"]


@pytest.mark.parametrize(
    "text",
    [
        "We do not mind, but refer.",
        "I was not sure because we refer.",
        "It was not good; we refer.",
        "It was not good – we refer.",
        "It was not good, we refer.",
        "No, we refer.",
        "Not one two three four five six refer.",
        "Not only do we refer.",
        "There is no doubt that we refer.",
        "We refer, not often.",
    ],
)
def test_a_negator_out_of_reach_turns_nothing(text):
    assert valences(text, REFER) == ["promotes"]


def test_a_rule_says_what_a_negator_does():
    text = "We don't refer."
    assert valences(text, Rule("r", ("refer",), "hinders")) == ["promotes"]
    assert valences(text, Rule("r", ("refer",), when_negated="keep")) == ["promotes"]
    assert valences(text, Rule("r", ("refer",), when_negated="drop")) == []
    assert valences(text, Rule("r", ("refer",), "descriptive")) == ["descriptive"]


def test_a_negator_that_the_phrase_asks_for_means_what_the_phrase_says():
    rule = Rule("r", ("not ..2 see the point",), "hinders")
    assert valences("We didn't really see the point.", rule) == ["hinders"]


def test_a_negator_that_a_gap_skips_still_negates():
    rule = Rule("r", ("we ..3 refer",))
    assert valences("We do now refer.", rule) == ["promotes"]
    assert valences("We do not refer.", rule) == ["hinders"]


def test_the_reason_names_the_negator():
    (coding,) = tag("We don't refer.", code("c", REFER))
    assert coding.reason.note == "negated: n't"


# --- several rules -----------------------------------------------------------------------------

FOR, AGAINST = Rule("for", ("good",), score=0.5), Rule("against", ("bad",), "hinders", score=0.9)
BARE, BOTH = Rule("bare", ("day",), "descriptive"), Rule("both", ("odd",), "mixed")


@pytest.mark.parametrize(
    ("text", "valence"),
    [
        ("Good and bad.", "mixed"),
        ("A good day.", "promotes"),
        ("A bad day.", "hinders"),
        ("An odd good.", "mixed"),
        ("A day.", "descriptive"),
    ],
)
def test_valences_of_one_sentence_merge(text, valence):
    assert valences(text, FOR, AGAINST, BARE, BOTH) == [valence]


def test_a_merged_coding_has_the_highest_score_and_every_reason():
    (coding,) = tag("Bad and good, so good.", code("c", FOR, AGAINST))
    assert coding.score == 0.9
    assert coding.reason.rules == ("against", "for")
    assert coding.reason.words == ("Bad", "good")


def test_unless_silences_its_rule_anywhere_in_the_sentence_and_no_other():
    one = Rule("one", ("refer",), unless=("letter",))
    assert tag("The letter says we refer.", code("c", one)) == []
    (coding,) = tag("The letter says we refer.", code("c", one, REFER))
    assert coding.reason.rules == ("refer",)
    assert len(tag("A letter. We refer.", code("c", one))) == 1


# --- levels ------------------------------------------------------------------------------------

PATIENT = code("level.patient", Rule("lp", ("patient",)), kind="level")
PRACTICE = code("level.practice", Rule("ls", ("practice",)), kind="level")


def levels(text: str, *rules: Rule, only: list[str] | None = None) -> dict[str, str | None]:
    found = tag(text, code("c", *rules), PATIENT, PRACTICE, only=only)
    return {coding.code: coding.level for coding in found}


def test_the_one_level_of_a_sentence_is_the_level_of_its_codings():
    text = "We refer in this practice."
    assert levels(text, REFER) == {"c": "practice", "level.practice": "practice"}


def test_two_levels_in_one_sentence_leave_the_level_open():
    found = levels("We refer each patient of the practice.", REFER)
    assert found == {"c": None, "level.patient": "patient", "level.practice": "practice"}


def test_the_level_of_a_rule_comes_before_that_of_the_sentence():
    rule = Rule("r", ("refer",), level="community")
    assert levels("We refer in this practice.", rule)["c"] == "community"


def test_rules_that_give_two_levels_leave_the_level_open():
    rules = (Rule("a", ("refer",), level="community"), Rule("b", ("we",), level="patient"))
    assert levels("We refer in this practice.", *rules)["c"] is None


# --- a choice of codes -------------------------------------------------------------------------


def test_only_named_codes_are_suggested_and_still_know_their_level():
    assert levels("We refer in this practice.", REFER, only=["c"]) == {"c": "practice"}


def test_an_unknown_code_is_refused_with_the_known_ones():
    with pytest.raises(UnknownName, match="Known: c"):
        RulesTagger(book(code("c", REFER)), ["d"])


def test_codings_come_in_the_order_of_the_codebook():
    text = "Good, we refer."
    assert [c.code for c in tag(text, code("z", REFER), code("a", FOR))] == ["z", "a"]


def test_the_tagger_is_found_by_name_and_a_wrong_name_lists_the_known():
    assert "rules" in known_taggers()
    assert make_tagger("rules", book(code("c", REFER))).name == "rules"
    with pytest.raises(UnknownName, match="rules"):
        make_tagger("magic", book())


SPEECH = st.lists(
    st.sampled_from(["We refer.", "Don't refer!", "Good", "bad,", "but", "patient", "\n", "it's"]),
    max_size=15,
).map(" ".join)


@given(SPEECH)
def test_tagging_is_deterministic_one_coding_a_code_and_words_stand_in_the_text(text):
    small: Codebook = book(code("c", REFER, FOR, AGAINST), PATIENT)
    tagger = RulesTagger(small)
    first, again = list(tagger.tag(sentences(text))), list(tagger.tag(sentences(text)))
    assert first == again == list(RulesTagger(small).tag(sentences(text)))
    assert len({(c.start, c.code) for c in first}) == len(first)
    for coding in first:
        assert text[coding.start : coding.end] == coding.quote
        assert all(words in coding.quote for words in coding.reason.words)


# --- hedges ------------------------------------------------------------------------------------


def hedges(text: str, *rules: Rule) -> list[str]:
    return [coding.reason.note for coding in tag(text, code("c", *(rules or (REFER,))))]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("We might refer.", "might"),
        ("They may well refer.", "They may"),
        ("Maybe we all refer.", "Maybe"),
        ("In theory, we refer.", "In theory"),
        ("I suppose we refer.", "I suppose"),
        ("It sort of refers.", "It sort of"),
        ("They seem to refer.", "seem"),
    ],
)
def test_a_hedge_before_a_match_is_named_and_changes_nothing_else(text, hedge):
    (coding,) = tag(text, code("c", REFER))
    assert (coding.reason.note, coding.valence) == (f"hedged: {hedge}", "promotes")
    assert coding.score == REFER.score


@pytest.mark.parametrize(
    "text",
    [
        "We refer, maybe.",
        "It might rain, we refer.",
        "It might rain but we refer.",
        "Maybe one two three four five refer.",
        "In May we refer.",
        "What kind of people refer?",
        "I think we refer.",
    ],
)
def test_what_hedges_something_else_or_nothing_is_not_named(text):
    assert hedges(text) == [""]


def test_a_hedge_that_a_gap_skips_hedges_and_one_that_the_phrase_asks_for_does_not():
    assert hedges("We might refer.", Rule("r", ("we ..2 refer",))) == ["hedged: might"]
    assert hedges("We might refer.", Rule("r", ("we might refer",))) == [""]


def test_a_rule_says_what_a_hedge_does():
    text = "We might refer."
    lower, drop = (Rule("r", ("refer",), when_hedged=what) for what in ("lower", "drop"))
    (coding,) = tag(text, code("c", lower))
    assert coding.score == lower.score / 2
    assert tag(text, code("c", drop)) == []
    (firing,) = RulesTagger(book(code("c", drop))).firings(text)
    assert firing.stopped == "hedged by “might”"


def test_a_hedged_and_negated_match_is_both():
    (coding,) = tag("Perhaps we don't refer.", code("c", REFER))
    assert (coding.valence, coding.reason.note) == ("hinders", "negated: n't; hedged: Perhaps")


# --- who speaks --------------------------------------------------------------------------------


def said_by(role: str, job: str, rule: Rule) -> int:
    spoken = [replace(s, role=role, job=job) for s in sentences("We refer.")]
    return sum(1 for _ in RulesTagger(book(code("c", rule))).tag(spoken))


def test_a_rule_may_ask_for_the_job_of_who_speaks():
    rule = Rule("r", ("refer",), speaker=("General practitioner", "practice nurse"))
    assert said_by("participant", "general practitioner", rule) == 1
    assert said_by("unknown", "Practice nurse", rule) == 1
    assert said_by("participant", "receptionist", rule) == 0


def test_a_rule_may_ask_for_the_role_of_who_speaks():
    rule = Rule("r", ("refer",), speaker=("participant",))
    assert (said_by("participant", "", rule), said_by("unknown", "", rule)) == (1, 0)


def test_where_nobody_knows_who_speaks_a_rule_that_asks_is_silent_and_others_are_not():
    assert tag("We refer.", code("c", Rule("r", ("refer",), speaker=("nurse",)))) == []
    assert tag("We refer.", code("c", REFER))


def test_it_is_said_who_was_asked_for():
    tagger = RulesTagger(book(code("c", Rule("r", ("refer",), speaker=("nurse",)))))
    (firing,) = tagger.firings("We refer.", ("participant", "cleaner"))
    assert firing.stopped == "asks for another speaker (nurse) than this one (participant, cleaner)"
    (firing,) = tagger.firings("We refer.")
    assert not firing.stopped
