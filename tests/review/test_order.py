"""In which order suggestions are looked at."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.model import Coding, Reason
from npt_coder.review.order import ordered


def coding(id, code="a", score=0.5, start=0):
    return Coding(id, "t", start, start + 1, "q", code, "promotes", None, "m@1", score, Reason())


def ids(codings):
    return [c.id for c in codings]


def test_uncertain_puts_what_is_nearest_to_the_threshold_of_its_code_first():
    codings = [coding("a9", score=0.9), coding("a4", score=0.4), coding("b8", "b", 0.8, 1),
               coding("b7", "b", 0.7, 2)]  # fmt: skip
    assert ids(ordered(codings, "uncertain")) == ["a4", "b7", "b8", "a9"]


def test_random_is_the_same_for_a_seed_and_differs_between_seeds():
    codings = [coding(str(i), start=i) for i in range(30)]
    assert ids(ordered(codings, "random", seed=1)) == ids(ordered(codings, "random", seed=1))
    assert ids(ordered(codings, "random", seed=1)) != ids(ordered(codings, "random", seed=2))


def test_diverse_shows_one_of_each_kind_before_a_second_of_any():
    codings = [coding(name, start=i) for i, name in enumerate(["x1", "x2", "x3", "y1", "z1"])]
    vectors = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    first = ids(ordered(codings, "diverse", vectors=vectors))[:3]
    assert {name[0] for name in first} == {"x", "y", "z"}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 1)), max_size=20), st.data())
def test_every_order_shows_every_suggestion_once(rows, data):
    codings = [coding(str(i), code, score, i) for i, (code, score) in enumerate(rows)]
    order = data.draw(st.sampled_from(["text", "uncertain", "random", "diverse"]))
    vectors = np.ones((len(codings), 2), np.float32) / np.sqrt(2)
    assert sorted(ids(ordered(codings, order, vectors=vectors))) == sorted(ids(codings))
