"""Reproduce: a published analysis on shipped synthetic transcripts, beside the published facts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from npt_coder.errors import UnknownName
from npt_coder.model import Stamp
from npt_coder.shipped import shipped
from npt_coder.workflow.deliver import run
from npt_coder.workflow.progress import Track, silent
from npt_coder.yaml_lines import read_yaml

STUDIES = ("deep-end",)


def reproduce(
    study: str, stamp: Stamp, *, out: Path | None = None, track: Track = silent
) -> dict[str, Any]:
    """Code and classify the synthetic transcripts and lay the verdicts beside the published.

    out: where to keep the study; None for a folder that is thrown away. Returns `published`,
    `ours`, `agreement` and the statement that the transcripts are synthetic. No coefficient is
    given: seven invented cases support none. Raises UnknownName for a study that is not shipped.
    """
    if study not in STUDIES:
        raise UnknownName("published study", study, STUDIES)
    facts = cast(
        dict[str, Any], read_yaml(shipped("codebooks", "published", "deep_end.yaml")).value
    )
    source = shipped("transcripts_sample")
    with tempfile.TemporaryDirectory() as scratch:
        report = run(
            source, out or Path(scratch) / "study", stamp, codebook="deep-end", track=track
        )
    verdicts = cast(list[dict[str, Any]], report.verdicts["cases"])
    return {
        "synthetic": report.synthetic,
        "published": {**facts, "checks": check_arithmetic(facts)},
        "ours": dict(report.verdicts),
        "agreement": _agreement(facts["classes"], verdicts),
    }


def check_arithmetic(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Recompute what any account of the study must satisfy, from the facts of the two groups."""
    groups = facts["groups"].values()
    practices = sum(group["practices"] for group in groups)
    patients = sum(group["practices"] * group["mean_list_size"] for group in groups)
    found = {
        "practices in the two groups": practices,
        "training practices": sum(group["training_practices"] for group in groups),
        "total list size from the two means": patients,
        "mean list size of the seven": round(patients / practices, 1),
    }
    return [
        {
            "name": check["name"],
            "expect": check["expect"],
            "found": found[check["name"]],
            "ok": abs(found[check["name"]] - check["expect"]) <= check["tolerance"],
        }
        for check in facts["checks"]
    ]


def _agreement(classes: Mapping[str, str], verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    ours = {verdict["case"]: verdict for verdict in verdicts}
    rows = [_row(case, published, ours.get(case)) for case, published in classes.items()]
    same = [row["same"] for row in rows]
    return {
        "n": len(rows),
        "same": same.count(True),
        "different": same.count(False),
        "cannot_tell": same.count(None),
        "cases": rows,
    }


def _row(case: str, published: str, verdict: Mapping[str, Any] | None) -> dict[str, Any]:
    ours = verdict["verdict"] if verdict else "cannot tell"
    return {
        "case": case,
        "published": published,
        "ours": ours,
        "stability": verdict["stability"] if verdict else None,
        "same": None if ours == "cannot tell" else ours == published,
    }
