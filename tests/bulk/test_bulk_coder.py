"""What is said of a text does not depend on what stands beside it, nor on how many are read."""

import time
from dataclasses import replace
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npt_coder.bulk.arrow import Records
from npt_coder.bulk.coder import Recipe, code_records, codings_of, measured, tagger_of
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UserError
from npt_coder.tag.encoder import shipped_encoder
from npt_coder.tag.fit import Fitted
from npt_coder.tag.index import make_tagger
from npt_coder.tag.learned import write_learned

# Synthetic. Some are coded by rules, some by the model, some by nobody.
SAID = (
    "We all know what we are supposed to do, and everyone came on board with it.",
    "Nobody told reception what the new form was for.",
    "I can see the point of it now.",
    "It takes ten minutes to fill in and I do not have the time!",
    "We get no feedback, so we do not know whether it works…",
    "The bus was late again.",
    "soup 🙂 was cold",
)
TEXT = st.lists(st.sampled_from(SAID), min_size=1, max_size=5).map(" ".join)


@cache
def tagger(name):
    return make_tagger(name, read_codebook("npt"))


def records(ids, texts, problems=None):
    return Records(
        pa.array(ids, pa.string()),
        pa.array(texts, pa.string()),
        pa.array(problems or [None] * len(ids), pa.string()),
        pa.table({}),
    )


def coded(ids, texts, name):
    return code_records(records(ids, texts), tagger(name))["codings"].to_pylist()


@pytest.mark.parametrize("name", ["rules", "default"])
@settings(max_examples=15, deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=12), size=st.integers(1, 12), same=st.booleans())
def test_a_batch_of_any_size_says_what_is_said_of_each_text_alone(name, texts, size, same):
    ids = ["same" if same else f"r{i}" for i in range(len(texts))]
    alone = [coded([id], [text], name)[0] for id, text in zip(ids, texts, strict=True)]
    batches = range(0, len(texts), size)
    assert [row for at in batches for row in coded(ids[at:][:size], texts[at:][:size], name)] == (
        alone
    )


def test_a_long_text_is_coded_alike_where_the_tagger_stops_to_weigh_in_the_middle_of_it():
    # The default tagger weighs 64 windows at a time; the long text has more than 24 of them.
    long = " ".join(SAID * 25)
    texts = [*(SAID * 6)[:40], long]
    ids = [f"r{i}" for i in range(41)]
    (alone,) = coded(["r40"], [long], "default")
    assert len(alone) > 25
    assert coded(ids, texts, "default")[-1] == alone


def test_every_coding_stands_with_the_text_that_it_quotes():
    ids, texts = [f"r{9 - i}" for i in range(7)], list(SAID)
    found = coded(ids, texts, "default")
    assert any(found)
    for text, codings in zip(texts, found, strict=True):
        assert {c["quote"] for c in codings} <= {text}


def test_two_records_with_one_id_keep_their_own_codings():
    codings = coded(["a", "b", "a"], ["It rained.", SAID[2], SAID[2]], "rules")
    assert [len(found) for found in codings] == [0, 1, 1]


def test_a_record_with_a_problem_has_no_codings_and_moves_no_other():
    table = code_records(
        records(["a", None, "c"], [SAID[2], SAID[2], SAID[2]], [None, "no id.", None]),
        tagger("rules"),
    )
    assert [len(found) for found in table["codings"].to_pylist()] == [1, 0, 1]
    assert table["problem"].to_pylist() == [None, "no id.", None]


def test_the_speed_rests_on_the_records_that_can_be_coded():
    rate, n = measured(
        records(["a", "b", "c"], [SAID[2], "", "x"], [None, "no text.", None]), tagger("rules")
    )
    assert n == 2
    assert rate > 0
    assert measured(records(["a"], [""], ["no text."]), tagger("rules")) == (0.0, 0)


def test_a_slow_tagger_is_measured_on_what_it_manages_in_a_second(monkeypatch):
    class Slow:
        name = coder = "slow"

        def tag(self, sentences):
            for _ in sentences:
                time.sleep(0.01)
            return iter(())

    monkeypatch.setattr("npt_coder.bulk.coder._SECONDS", 0.005)
    rate, n = measured(records(["a", "b", "c"], ["x", "y", "z"]), Slow())
    assert n == 1
    assert 0 < rate <= 100


@pytest.fixture
def study(tmp_path):
    """A study that learned to call every sentence coherence, and nothing else."""
    n_weights = len(shipped_encoder().read(["x"])[0].embedding)
    write_learned(
        tmp_path, [Fitted("coherence", 30, 30, 5, (0.0,) * n_weights, intercept=2.0)], edition="1"
    )
    return tmp_path


def test_a_tagger_that_was_learned_is_taken_from_its_study(study):
    recipe = Recipe("learned", read_codebook("npt"), study)
    found = codings_of([("a", "It rained. We left."), ("b", "Soup.")], tagger_of(recipe))
    assert {id: [c["quote"] for c in rows] for id, rows in found.items()} == {
        "a": ["It rained.", "We left."],
        "b": ["Soup."],
    }
    assert found["b"][0]["reason"].startswith("learned from 30 accepted")


def test_a_tagger_of_a_study_asks_for_it_and_any_other_refuses_one(study):
    recipe = Recipe("learned", read_codebook("npt"))
    with pytest.raises(UserError, match="Name it with --project"):
        tagger_of(recipe)
    with pytest.raises(UserError, match="'rules' belongs to no study: leave out --project"):
        tagger_of(replace(recipe, tagger="rules", study=study))
