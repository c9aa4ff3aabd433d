"""A study's own tagger: fitted where there are enough decisions, refused in words elsewhere."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from npt_coder.tag.fit import FEWEST_YES, Decided, fit_codes


def made_up(n, *, signal, n_transcripts=8, seed=0):
    """Return segments whose first feature tells the code with a given strength."""
    dice = np.random.default_rng(seed)
    yes = dice.random(n) < 0.5
    features = dice.normal(size=(n, 6))
    features[:, 0] += signal * np.where(yes, 1, -1)
    code = frozenset({"a"})
    decided = [
        Decided(
            f"t{i % n_transcripts}",
            f"text {i}",
            code if y else frozenset(),
            frozenset() if y else code,
        )
        for i, y in enumerate(yes)
    ]
    return decided, features


def test_a_clear_code_is_learned_and_its_figure_is_near_the_truth_on_new_segments():
    decided, features = made_up(300, signal=1.2)
    (fit,) = fit_codes(decided, features, ["a"])
    new, rows = made_up(3000, signal=1.2, seed=9)
    odds = rows @ np.array(fit.weights) + fit.intercept
    found = 1 / (1 + np.exp(-odds)) >= fit.threshold
    truth = np.array(["a" in d.yes for d in new])
    assert fit.f1 == pytest.approx(f1_score(truth, found), abs=0.05)
    assert fit.f1_ci95[0] <= fit.f1 <= fit.f1_ci95[1]


def test_noise_is_not_reported_as_knowledge():
    decided, features = made_up(200, signal=0.0)
    (fit,) = fit_codes(decided, features, ["a"])
    assert fit.precision < 0.65


@pytest.mark.parametrize(
    ("n", "n_transcripts", "words"),
    [(20, 8, f"at least {FEWEST_YES} are needed"), (80, 2, "in 2 transcripts")],
)
def test_too_few_decisions_are_refused_with_the_reason(n, n_transcripts, words):
    decided, features = made_up(n, signal=2.0, n_transcripts=n_transcripts)
    (fit,) = fit_codes(decided, features, ["a"])
    assert words in fit.refused
    assert fit.f1 is None and fit.weights == ()


def test_few_but_enough_decisions_are_called_shaky():
    decided, features = made_up(60, signal=2.0)
    (fit,) = fit_codes(decided, features, ["a"])
    assert fit.is_shaky and not fit.refused


def test_segments_that_nobody_decided_for_a_code_do_not_count_for_it():
    decided, features = made_up(100, signal=2.0)
    decided += [Decided("t1", "x", frozenset({"b"}), frozenset())] * 50
    features = np.concatenate([features, np.zeros((50, 6))])
    a, b = fit_codes(decided, features, ["a", "b"])
    assert a.n_yes + a.n_no == 100
    assert (b.n_yes, b.n_no) == (50, 0) and "rejected or coded otherwise" in b.refused


def test_the_same_decisions_give_the_same_tagger():
    decided, features = made_up(120, signal=1.0)
    assert fit_codes(decided, features, ["a"]) == fit_codes(decided, features, ["a"])
