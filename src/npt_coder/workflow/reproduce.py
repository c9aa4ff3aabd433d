"""Reproduce: a published analysis on shipped synthetic transcripts, beside the published facts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from npt_coder.classify.rule import classify
from npt_coder.compare.distinguish import distinguish, rule_in_words
from npt_coder.errors import UnknownName
from npt_coder.model import Stamp, Verdict
from npt_coder.project.project import open_project
from npt_coder.shipped import shipped
from npt_coder.workflow.analyse import classify_study
from npt_coder.workflow.deliver import run
from npt_coder.workflow.progress import Track, silent
from npt_coder.yaml_lines import read_yaml

STUDIES = ("deep-end",)


def reproduce(
    study: str, stamp: Stamp, *, out: Path | None = None, track: Track = silent
) -> dict[str, Any]:
    """Code and classify the synthetic transcripts and lay the verdicts beside the published.

    out: where to keep the study; None for a folder that is thrown away. Returns `published`,
    `ours`, `by_wave`, `groups`, `agreement` and the statement that the transcripts are synthetic.
    No coefficient is given: seven invented cases support none. Raises UnknownName for a study
    that is not shipped.
    """
    if study not in STUDIES:
        raise UnknownName("published study", study, STUDIES)
    facts = cast(
        dict[str, Any], read_yaml(shipped("codebooks", "published", "deep_end.yaml")).value
    )
    source = shipped("transcripts_sample")
    with tempfile.TemporaryDirectory() as scratch:
        folder = out or Path(scratch) / "study"
        report = run(source, folder, stamp, codebook="deep-end", track=track)
        waves = _verdicts_by_wave(folder)
    verdicts = cast(list[dict[str, Any]], report.verdicts["cases"])
    return {
        "synthetic": report.synthetic,
        "published": {**facts, "checks": check_arithmetic(facts)},
        "ours": dict(report.verdicts),
        "by_wave": [_brief(verdict) for verdict in waves],
        "groups": _groups(facts, waves),
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


def _verdicts_by_wave(folder: Path) -> list[Verdict]:
    """Put the rule to each wave alone: the class rests on the last, and the way there is shown."""
    project = open_project(folder)
    made = classify_study(project, draws=0)
    known = made.evidence
    return [
        verdict
        for wave in known.waves
        for verdict in classify(
            known.frame, replace(made.rule, wave=wave), cases=known.cases, waves=known.waves
        )
    ]


def _brief(verdict: Verdict) -> dict[str, Any]:
    return {
        "case": verdict.case,
        "wave": verdict.wave,
        "verdict": verdict.verdict,
        "constructs": {name: cell.rating for name, cell in verdict.constructs.items()},
        "levels": {name: cell.rating for name, cell in verdict.levels.items()},
    }


def _groups(facts: Mapping[str, Any], verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Lay the published comparison of the two groups beside our ratings in the same groups."""
    classes, last = facts["classes"], {verdict.case: verdict for verdict in verdicts}
    published = {
        **{name: said["FIP"] for name, said in facts["comparison"].items()},
        **{
            level: "the same" if said == facts["levels_at_the_end"]["PIP"][level] else "higher"
            for level, said in facts["levels_at_the_end"]["FIP"].items()
        },
    }
    rows = []
    for name, direction in published.items():
        ratings: dict[str, list[int | None]] = {"FIP": [], "PIP": []}
        for case, group in classes.items():
            if case in last:
                cell = {**last[case].constructs, **last[case].levels}.get(name)
                ratings[group].append(cell.rating if cell else None)
        found = distinguish(ratings["FIP"], ratings["PIP"])
        rows.append(
            {
                "name": name,
                "published": direction,
                "fip": ratings["FIP"],
                "pip": ratings["PIP"],
                "mark": found.mark,
                "ours": {"with the outcome": "higher", "without the outcome": "lower"}.get(
                    found.direction, "no difference seen"
                ),
            }
        )
    return {"of": "the published FIP group against the published PIP group", "cells": rows,
            "rule": rule_in_words(), "over_time": facts["over_time"]}  # fmt: skip


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
