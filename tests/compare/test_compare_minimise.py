"""Minimising says the same in fewer words: never more than it may, never less than it must."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.compare.formula import in_words
from npt_coder.compare.minimise import Implicant, minimise, prime_implicants

MAX_K = 5


@st.composite
def tables(draw):
    k = draw(st.integers(1, MAX_K))
    rows = draw(st.permutations(range(1 << k)))
    n_on = draw(st.integers(1, 1 << k))
    n_free = draw(st.integers(0, (1 << k) - n_on))
    return k, frozenset(rows[:n_on]), frozenset(rows[n_on : n_on + n_free])


def said(model, k):
    return {row for row in range(1 << k) if any(term.covers(row) for term in model)}


@given(tables())
def test_every_model_covers_all_rows_it_must_and_none_that_it_may_not(table):
    k, on, free = table
    for model in minimise(on, free, k).models:
        assert on <= said(model, k) <= on | free


@given(tables())
def test_without_free_rows_a_model_says_exactly_the_rows(table):
    k, on, _ = table
    assert all(said(model, k) == on for model in minimise(on, (), k).models)


@given(tables())
def test_no_term_and_no_condition_of_a_model_can_be_spared(table):
    k, on, free = table
    for model in minimise(on, free, k).models:
        for term in model:
            assert not on <= said([other for other in model if other != term], k)
            for place in range(k):
                bit = 1 << place
                if term.mask & bit:
                    wider = Implicant(term.mask & ~bit, term.value & ~bit)
                    assert not said([wider], k) <= on | free


@given(tables())
def test_free_rows_never_make_it_longer(table):
    k, on, free = table
    assert len(minimise(on, free, k).models[0]) <= len(minimise(on, (), k).models[0])


@given(tables())
def test_all_models_are_equally_short_and_none_is_listed_twice(table):
    k, on, free = table
    models = minimise(on, free, k).models
    assert len({len(model) for model in models}) == 1
    assert len({frozenset(model) for model in models}) == len(models)


@pytest.mark.parametrize("k", [2, 3])
def test_the_shortest_is_shortest_by_trying_everything(k):
    primes_of = {}
    for on_bits in range(1, 1 << (1 << k)):
        on = {row for row in range(1 << k) if on_bits >> row & 1}
        primes_of[on_bits] = prime_implicants(on, k)
        fewest = len(minimise(on, (), k).models[0])
        assert not any(said(some, k) == on for some in _choices(primes_of[on_bits], fewest - 1))


def _choices(primes, n):
    if n <= 0:
        return
    for place, prime in enumerate(primes):
        yield [prime]
        for rest in _choices(primes[place + 1 :], n - 1):
            yield [prime, *rest]


def test_the_classical_example_of_two_equally_short_models():
    # Krook 2010, as the documentation of the R package QCA prints it; rows are numbered from 1.
    names = ("ES", "QU", "WS", "WM", "LP")
    on = {row - 1 for row in (4, 12, 21, 24, 26, 27, 28, 29, 32)}
    off = {row - 1 for row in (3, 9, 11, 18, 25)}
    free = set(range(32)) - on - off
    models = minimise(on, free, 5).models
    shared = {"WS", "ES*WM", "QU*LP"}
    assert {frozenset(in_words(t, names) for t in model) for model in models} == {
        frozenset(shared | {"~ES*LP"}),
        frozenset(shared | {"WM*LP"}),
    }
    conservative = minimise(on, (), 5).models
    assert {in_words(term, names) for term in conservative[0]} == {
        *("~ES*~WS*WM*LP", "ES*QU*~WS*WM", "ES*QU*~WS*LP", "ES*WS*~WM*~LP", "ES*WS*WM*LP")
    }


def test_ten_conditions_and_twenty_cases_are_no_long_wait():
    on = {(row * 397) % 1024 for row in range(1, 13)}
    off = {(row * 211 + 5) % 1024 for row in range(1, 9)} - on
    began = time.perf_counter()
    minimise(on, set(range(1024)) - on - off, 10)
    assert time.perf_counter() - began < 20
