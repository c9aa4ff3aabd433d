"""A tagger is judged by figures that can be worked out by hand, or by none at all."""

import json
import math
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score
from small_books import book, code

from npt_coder.errors import TableError
from npt_coder.model import Coding, Reason, Rule, Sentence
from npt_coder.tag.evaluate import _kappas, evaluate
from npt_coder.tag.rules import RulesTagger

BOOK = book(
    code("a", Rule("a", ("apple",), score=0.9), Rule("a2", ("core",), score=0.5)),
    code("a.sub", Rule("as", ("pip",), "hinders"), kind="sub-construct"),
    code("b", Rule("b", ("bear",))),
)


def line(id: str, text: str, *codes: str, group: str = "g1", valence: str = "promotes") -> str:
    items = [{"code": code, "valence": valence} for code in codes]
    return json.dumps({"id": id, "text": text, "codes": items, "group": group})


def judge(folder: Path, *lines: str, seed: int = 1):
    path = folder / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return evaluate(path, RulesTagger(BOOK), BOOK, seed=seed)


# Construct a, over four passages: hit, miss, false alarm, rightly silent.
TABLE = (
    line("1", "An apple. Rain.", "a"),
    line("2", "Nothing here.", "a", group="g2"),
    line("3", "An apple too.", group="g2"),
    line("4", "Rain."),
)


def test_the_figures_of_a_table_worked_by_hand(tmp_path):
    document, problems = judge(tmp_path, *TABLE)
    figures = document["constructs"]["a"]
    assert problems == ()
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)
    assert (figures["kappa"], figures["support"], figures["suggested"]) == (0.0, 2, 2)
    assert figures["prevalence"] == 0.5
    assert (document["n"], document["n_groups"], document["unit"]) == (4, 2, "passage")
    assert (document["macro_f1"], document["micro_f1"], document["macro_kappa"]) == (0.5, 0.5, 0.0)
    assert document["none"] == {
        "n": 2,
        "false_alarm_rate": 0.5,
        "false_alarm_rate_ci95": [0.0, 1.0],
    }
    assert document["tagger"] == "rules@abcdef012345"
    assert document["codebook"]["name"] == "small"


def test_a_construct_counts_as_coded_by_its_sub_construct_in_any_sentence(tmp_path):
    document, _ = judge(tmp_path, line("1", "Rain. The pip.", "a"), line("2", "Apple.", "a.sub"))
    assert document["constructs"]["a"]["f1"] == 1.0
    sub = document["subconstructs"]["a.sub"]
    assert (sub["precision"], sub["recall"], sub["support"]) == (0.0, 0.0, 1)


def test_what_has_no_meaning_is_null_and_never_a_number(tmp_path):
    document, _ = judge(tmp_path, line("1", "Apple.", "a"), line("2", "Apple.", "a"))
    never = document["constructs"]["b"]
    assert [never[k] for k in ("precision", "recall", "f1", "f1_ci95", "kappa")] == [None] * 5
    assert document["constructs"]["a"]["kappa"] is None
    assert document["none"] == {
        "n": 0,
        "false_alarm_rate": None,
        "false_alarm_rate_ci95": None,
    }
    assert document["macro_f1"] == 1.0
    json.dumps(document, allow_nan=False)


def test_without_any_label_the_overall_figures_are_null(tmp_path):
    document, _ = judge(tmp_path, line("1", "Rain."), line("2", "Apple.", group="g2"))
    overall = ("macro_f1", "macro_f1_ci95", "micro_f1", "macro_kappa")
    assert [document[key] for key in overall] == [None] * 4
    assert document["coverage_at_precision"] == {"0.7": None, "0.8": None, "0.9": None}
    assert document["valence"] == {"n": 0, "accuracy": None}


def test_one_group_gives_no_interval(tmp_path):
    document, _ = judge(tmp_path, TABLE[0], TABLE[3])
    assert document["interval"] is None
    assert document["macro_f1_ci95"] is None
    assert document["constructs"]["a"]["f1_ci95"] is None


def test_the_interval_is_that_of_drawing_whole_groups(tmp_path):
    # Group g1 alone is all right (F1 1), g2 alone all wrong (F1 0), both together F1 0.5.
    document, _ = judge(tmp_path, *TABLE)
    assert document["constructs"]["a"]["f1_ci95"] == [0.0, 1.0]
    many = [line(f"{g}", "Apple.", "a", group=f"g{g}") for g in range(20)]
    document, _ = judge(tmp_path, *many)
    assert document["constructs"]["a"]["f1_ci95"] == [1.0, 1.0]


def test_the_same_seed_gives_the_same_interval(tmp_path):
    lines = [line(str(i), "Apple." if i % 3 else "Rain.", "a", group=f"g{i}") for i in range(9)]
    lines += [line(f"n{i}", "Apple.", group=f"g{i}") for i in range(5)]
    first, again, other = (judge(tmp_path, *lines, seed=seed)[0] for seed in (1, 1, 2))
    assert first == again
    assert first["macro_f1_ci95"] != other["macro_f1_ci95"]
    low, high = first["macro_f1_ci95"]
    assert low < first["macro_f1"] < high


def test_valence_is_judged_where_construct_and_label_agree(tmp_path):
    document, _ = judge(
        tmp_path,
        line("1", "Apple.", "a", valence="promotes"),
        line("2", "Not an apple.", "a", valence="promotes"),
        line("3", "Apple. The pip.", "a", valence="mixed"),
        line("4", "Bear.", "a", valence="promotes"),
    )
    assert document["valence"] == {"n": 3, "accuracy": pytest.approx(2 / 3)}


def test_coverage_is_what_the_surest_suggestions_find_at_a_precision(tmp_path):
    # Sure (0.9): 2 right of 2. Less sure (0.5): 1 right of 3. Together 3 of 5. One never found.
    document, _ = judge(
        tmp_path,
        *(line(f"s{i}", "Apple.", "a") for i in range(2)),
        line("u1", "Core.", "a"),
        *(line(f"w{i}", "Core.") for i in range(2)),
        line("m", "Rain.", "a"),
    )
    assert document["coverage_at_precision"] == {"0.7": 0.5, "0.8": 0.5, "0.9": 0.5}


def test_bad_lines_are_told_and_the_rest_is_used(tmp_path):
    document, problems = judge(
        tmp_path,
        TABLE[0],
        "{broken",
        '{"id": "5", "codes": []}',
        '{"id": "6", "text": "x"}',
        '{"id": "7", "text": "x", "codes": ["a"]}',
        line("8", "x", "a", valence="good"),
        line("1", "again", "a"),
        "",
        line("9", "Apple.", "unheard.of"),
    )
    assert document["n"] == 2
    assert [p.where for p in problems] == [*(f"line {n}" for n in range(2, 8)), None]
    assert "not JSON" in problems[0].message
    assert "'unheard.of' labels 1 passages" in problems[-1].message


def test_a_file_without_a_usable_line_is_refused(tmp_path):
    with pytest.raises(TableError, match="no passage to judge"):
        judge(tmp_path, "{}")
    with pytest.raises(TableError, match="cannot be read"):
        evaluate(tmp_path / "gone.jsonl", RulesTagger(BOOK), BOOK)


class Parrot:
    """Codes a where the passage says so: labels and suggestions can then be chosen freely."""

    name, coder = "parrot", "parrot@0"

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        for s in sentences:
            if s.text == "yes":
                place = (s.transcript, s.start, s.end, s.text)
                yield Coding("", *place, "a", "promotes", None, self.coder, 0.5, Reason())


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_point_figures_are_those_of_scikit_learn(tmp_path_factory, pairs):
    lines = [
        line(str(i), "yes" if guess else "no", *(["a"] if truth else []), group=str(i % 3))
        for i, (truth, guess) in enumerate(pairs)
    ]
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    document, _ = evaluate(path, Parrot(), BOOK)
    truth, guess = (np.array(column) for column in zip(*pairs, strict=True))
    figures = document["constructs"]["a"]
    if truth.any():
        assert figures["f1"] == pytest.approx(f1_score(truth, guess))
        assert document["micro_f1"] == pytest.approx(figures["f1"])
        low, high = figures["f1_ci95"] or (0, 1)
        assert 0 <= low <= high <= 1
    if len(set(truth) | set(guess)) == 2:
        assert figures["kappa"] == pytest.approx(cohen_kappa_score(truth, guess))
    else:
        assert figures["kappa"] is None
    assert not any(isinstance(v, float) and math.isnan(v) for v in figures.values())


def test_a_thousand_draws_over_hundreds_of_passages_take_less_than_seconds(tmp_path):
    lines = [line(str(i), "Apple.", "a", group=f"g{i % 12}") for i in range(400)]
    begin = time.perf_counter()
    judge(tmp_path, *lines)
    assert time.perf_counter() - begin < 5


def test_the_confusion_counts_what_was_coded_against_what_was_suggested(tmp_path):
    gold = [
        '{"id": "1", "text": "We refer people.", "codes": [], "group": "a"}',
        '{"id": "2", "text": "It rained.", "codes": [{"code": "a"}], "group": "b"}',
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(gold), encoding="utf-8")
    made = book(code("a", Rule("r", ("refer",))))
    document, _ = evaluate(path, RulesTagger(made), made, n_errors=5)
    assert document["confusion"] == {"a": {"a": 0, "none": 1}, "none": {"a": 1, "none": 0}}
    assert [(e["id"], e["alarmed"], e["missed"]) for e in document["errors"]] == [
        ("1", ["a"], []),
        ("2", [], ["a"]),
    ]


def test_the_interval_of_kappa_holds_the_kappa():
    rng = np.random.default_rng(3)
    truth, noise = rng.random(400) < 0.3, rng.random(400) < 0.15
    guess = truth ^ noise
    draws = rng.multinomial(40, [1 / 40] * 40, size=300)[:, np.arange(400) % 40]
    low, high = np.percentile(_kappas(truth, guess, draws), [2.5, 97.5])
    assert low < cohen_kappa_score(truth, guess) < high
