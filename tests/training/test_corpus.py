"""The training corpus is what its datasheet says."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[2] / "training"
FILES = sorted((TRAINING / "corpus").glob("*.jsonl"))
ROWS = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
DATASHEET = (TRAINING / "DATASHEET.md").read_text(encoding="utf-8")
PLAIN = [row for row in ROWS if not row["codes"]]
HELD = (TRAINING / "held_out.txt").read_text(encoding="utf-8").splitlines()


def shingles(text):
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def test_there_are_four_thousand_passages_in_fifty_settings():
    assert len(ROWS) >= 4000
    assert len({row["group"] for row in ROWS}) == len(FILES) >= 50


def test_a_third_carries_no_code_and_half_of_these_are_traps():
    assert 0.3 <= len(PLAIN) / len(ROWS) <= 0.5
    traps = sum(row["kind"] == "trap" for row in PLAIN)
    assert 0.4 <= traps / len(PLAIN) <= 0.6
    assert {row["kind"] for row in ROWS if row["codes"]} == {"coded"}


def test_every_code_has_passages_for_and_against():
    seen = Counter((c["code"], c["valence"]) for row in ROWS for c in row["codes"])
    codes = {code for code, _ in seen}
    assert len(codes) == 16
    assert all(seen[code, valence] >= 40 for code in codes for valence in ("promotes", "hinders"))


def test_no_passage_is_nearly_another():
    seen: dict[tuple[str, ...], list[int]] = {}
    sets = [shingles(row["text"]) for row in ROWS]
    for index, found in enumerate(sets):
        alike = Counter(other for shingle in found for other in seen.get(shingle, ()))
        for other, n in alike.most_common(3):
            assert n / len(found | sets[other]) < 0.5, (ROWS[index]["id"], ROWS[other]["id"])
        for shingle in found:
            seen.setdefault(shingle, []).append(index)
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_held_out_settings_are_settings_of_the_corpus():
    assert set(HELD) <= {row["group"] for row in ROWS}
    assert len(HELD) >= 10


@pytest.mark.parametrize(
    ("what", "n"),
    [
        ("passages", len(ROWS)),
        ("settings", len(FILES)),
        ("without a code", len(PLAIN)),
        ("traps", sum(row["kind"] == "trap" for row in ROWS)),
        ("held out", len(HELD)),
    ],
)
def test_the_datasheet_counts_right(what, n):
    assert re.search(rf"\| {what} \| {n:,} \|", DATASHEET), (what, n)


def test_the_second_coding_is_of_passages_in_the_corpus():
    lines = (TRAINING / "second_coding.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 200
    assert {json.loads(line)["id"] for line in lines} <= {row["id"] for row in ROWS}
