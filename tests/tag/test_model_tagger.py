"""The shipped model: small, quick to load, exact about its reasons, silent about what it is not."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import book, code

from npt_coder.codebook.read import read_codebook
from npt_coder.model import Rule, Sentence
from npt_coder.sentences import split_text
from npt_coder.tag.combine import CombinedTagger
from npt_coder.tag.encoder import WEIGHTS, shipped_encoder
from npt_coder.tag.model import ModelTagger
from npt_coder.tag.rules import RulesTagger

NPT, DEEP_END = read_codebook("npt"), read_codebook("deep-end")
# Invented for this test.
SAYS_IT = "Honestly nobody ever told us what we were supposed to do with it, so we did nothing."
OFF_TOPIC = "My sister lives in Leith, she has two dogs and a caravan, and it rained all week."


def sentences(text, transcript="t"):
    spans = enumerate(split_text(text))
    return [Sentence(transcript, 1, i, a, b, text[a:b]) for i, (a, b) in spans]


@pytest.fixture(scope="module")
def model():
    return ModelTagger(NPT)


@pytest.fixture(scope="module")
def default():
    return CombinedTagger(NPT)


def test_the_model_is_small_and_needs_no_torch():
    assert sum(p.stat().st_size for p in WEIGHTS.iterdir()) <= 30 * 2**20
    probe = (
        "import sys; from npt_coder.tag.encoder import shipped_encoder; shipped_encoder(); "
        "print(sorted(set(sys.modules) & {'torch', 'transformers', 'spacy', 'pandas'}))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_licence_of_the_base_weights_comes_along():
    assert "Apache License" in (WEIGHTS / "LICENSE").read_text(encoding="utf-8")
    assert "all-MiniLM-L6-v2" in (WEIGHTS / "NOTICE").read_text(encoding="utf-8")


def test_what_is_said_is_coded_and_talk_about_other_things_is_not(default):
    codes = {c.code.partition(".")[0] for c in default.tag(sentences(SAYS_IT))}
    assert "coherence" in codes
    assert list(default.tag(sentences(OFF_TOPIC))) == []


def test_for_and_against_are_told_apart(default):
    (against, *_) = default.tag(sentences(SAYS_IT))
    (praise, *_) = default.tag(sentences("We all knew exactly what the new service was for."))
    assert (against.valence, praise.valence) == ("hinders", "promotes")


def test_contributions_of_the_words_sum_to_the_score():
    readings = shipped_encoder().read([SAYS_IT, OFF_TOPIC])
    bias = [r.logits - r.shares.sum(axis=0) for r in readings]
    assert np.allclose(bias[0], bias[1], atol=0.02)
    assert np.linalg.norm(readings[0].embedding) == pytest.approx(1.0, abs=1e-3)


def test_a_text_is_read_the_same_alone_and_in_company():
    encoder = shipped_encoder()
    alone = encoder.read([SAYS_IT])[0].logits
    among = encoder.read([OFF_TOPIC, SAYS_IT, "Yes."])[1].logits
    assert np.array_equal(alone, among)


def test_a_reason_names_words_of_the_quote(model):
    for coding in model.tag(sentences(SAYS_IT)):
        assert coding.reason.words
        assert all(words in coding.quote for words in coding.reason.words)


def test_a_sentence_deep_in_a_long_turn_is_found_at_its_place(default):
    around = [OFF_TOPIC] * 12
    text = " ".join([*around, SAYS_IT, "It was never clear to any of us what it was for.", *around])
    codings = list(default.tag(sentences(text)))
    assert any(SAYS_IT in coding.quote for coding in codings)
    assert all(text[c.start : c.end] == c.quote for c in codings)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from([SAYS_IT, OFF_TOPIC, "Mm.", "We all agreed it was worth it."]), max_size=12
    )
)
def test_codings_are_in_order_once_each_and_quote_the_text(default, parts):
    text = " ".join(parts)
    codings = list(default.tag(sentences(text)))
    assert [c.start for c in codings] == sorted(c.start for c in codings)
    assert len({c.id for c in codings}) == len(codings)
    assert all(text[c.start : c.end] == c.quote and 0 <= c.score <= 1 for c in codings)
    assert codings == list(default.tag(sentences(text)))


def test_only_the_codes_asked_for_are_given(default):
    wanted = ["collective_action"]
    made = CombinedTagger(NPT, wanted)
    assert {c.code for c in made.tag(sentences(SAYS_IT))} <= set(wanted)


def test_deep_end_is_coded_at_construct_level():
    codes = {c.code for c in CombinedTagger(DEEP_END).tag(sentences(SAYS_IT))}
    assert "coherence" in codes
    assert codes <= {code.id for code in DEEP_END.codes}


def test_of_a_codebook_that_it_does_not_know_the_model_says_nothing_and_the_rules_speak():
    small_book = book(code("waiting", Rule("w", ("wait",))))
    text = "We had to wait."
    assert list(ModelTagger(small_book).tag(sentences(text))) == []
    by_rules = [(c.start, c.code) for c in RulesTagger(small_book).tag(sentences(text))]
    assert by_rules
    assert [(c.start, c.code) for c in CombinedTagger(small_book).tag(sentences(text))] == by_rules


def test_nothing_is_said_of_nothing(default):
    assert list(default.tag([])) == []
