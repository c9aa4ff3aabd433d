"""A small study of synthetic interviews."""

from pathlib import Path

import pytest

# What these rules find can be told by hand; the model has its own tests.
BY_RULES = ("--tagger", "rules")
CODEBOOK = """\
codebook: small
title: Small
edition: "1"
source: made for tests
codes:
  - &entry
    id: coherence
    name: Coherence
    mnemonic: CO
    kind: construct
    brief: b
    full: f
    when_to_use: u
    when_not_to_use: n
    examples: []
    rules:
      - {id: co.point, any: ["see the point"]}
"""
OTHERS = """\
  - id: {id}
    name: {name}
    mnemonic: {mnemonic}
    kind: construct
    brief: b
    full: f
    when_to_use: u
    when_not_to_use: n
    rules:
      - {{id: {rule}, any: ["{phrase}"]}}
"""
INTERVIEWS = {
    "amber-w1-gp1.txt": "I: How was it?\n\nGP1: I could see the point. We all refer now.\n\n"
    "I: And then?\n\nGP1: It takes a minute. We looked at the numbers.\n",
    "amber-w1-pn1.txt": "I: How was it?\n\nPN1: I did not see the point. We all refer now.\n\n"
    "I: Did you see the point?\n\nPN1: It takes a minute. We looked at the numbers.\n",
    "cyan-w1-gp1.txt": "I: How was it?\n\nGP1: It rained.\n\nI: And?\n\nGP1: It rained again.\n",
}


def small_codebook(folder: Path) -> Path:
    codes = [
        ("cognitive_participation", "Participation", "CP", "cp.refer", "all refer"),
        ("collective_action", "Action", "CA", "ca.minute", "take a minute"),
        ("reflexive_monitoring", "Monitoring", "RM", "rm.numbers", "look at the number"),
    ]
    text = CODEBOOK.replace("&entry\n    ", "") + "".join(
        OTHERS.format(id=i, name=n, mnemonic=m, rule=r, phrase=p) for i, n, m, r, p in codes
    )
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def interviews(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    for name, text in INTERVIEWS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def codebook(tmp_path):
    return small_codebook(tmp_path)


@pytest.fixture
def study(npt, interviews, codebook, tmp_path):
    """A study that was made by `run`; returns its folder."""
    out = tmp_path / "study"
    ran = npt("run", interviews, "--out", out, "--codebook", codebook, *BY_RULES, "--json")
    assert ran.code == 0, ran.err
    return out
