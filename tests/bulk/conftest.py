"""Synthetic records, and the small codebook that codes them."""

import csv

import pytest

from npt_coder.bulk.run import Plan
from npt_coder.bulk.source import Columns

CODEBOOK = """\
codebook: small
title: Small
edition: "1"
source: made for tests
codes:
  - {id: coherence, name: C, mnemonic: CO, kind: construct, brief: b, full: f, when_to_use: u,
     when_not_to_use: n, rules: [{id: co.point, any: ["see the point"]}]}
  - {id: collective_action, name: A, mnemonic: CA, kind: construct, brief: b, full: f,
     when_to_use: u, when_not_to_use: n, rules: [{id: ca.minute, any: ["take a minute"]}]}
"""
TEXTS = (
    "I see the point. It rained.",
    "I do not see the point, and it takes a minute.",
    "It rained.",
    "It takes a minute. It takes a minute.",
)


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


@pytest.fixture
def plan(small):
    """Ten records to a part."""
    return Plan(Columns("id", "text"), str(small), part=10)


@pytest.fixture
def write_records(tmp_path):
    """Write n synthetic records with a site each; returns the file."""

    def write(n):
        path = tmp_path / f"records-{n}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(["id", "site", "text"])
            writer.writerows([f"r{i}", "ab"[i % 2], TEXTS[i % 4]] for i in range(n))
        return path

    return write
