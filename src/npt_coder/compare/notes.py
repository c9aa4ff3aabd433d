"""Notes: what a reader must keep in mind about a comparison of few cases, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

FEW = 2
"""A group of so few cases or fewer tells of these cases rather than of the outcome."""


def notes_on(document: Mapping[str, object]) -> list[str]:
    """Return the notes on a document of `report.compare`, the gravest first."""
    made = cast(Mapping[str, Any], document)
    return [
        *_on_groups(made["outcome"]),
        *_on_diversity(made["truth_table"]),
        *_on_assumptions(made["conditions"]),
        *_on_models(made["solution"], made["parsimonious"]),
        f"{made['n_cases']} cases: no p-values. The figures describe these cases, which were "
        "chosen and not drawn; they do not show causes.",
    ]


def _on_groups(outcome: Mapping[str, Any]) -> list[str]:
    notes = []
    small = min((outcome["present"], outcome["absent"]), key=len)
    n = len(outcome["present"]) + len(outcome["absent"])
    if len(small) <= FEW:
        side = "with" if small is outcome["present"] else "without"
        notes.append(
            f"Only {len(small)} of {n} cases {'is' if len(small) == 1 else 'are'} {side} the "
            f"outcome ({', '.join(small)}). Whatever is particular to so few looks as if it "
            "mattered, and what most cases share looks necessary: read relevance and PRI beside "
            "consistency."
        )
    if outcome["neither"]:
        notes.append(
            f"In neither group, and so not counted in one: {', '.join(outcome['neither'])}."
        )
    return notes


def _on_diversity(table: Mapping[str, Any] | None) -> list[str]:
    if table is None:
        return []
    k, n = len(table["conditions"]), table["n_cases"]
    notes = [
        f"Limited diversity: {k} conditions make {table['n_rows']} combinations; {n} cases can "
        f"fill {min(n, table['n_rows'])} at most and fill {table['n_filled']}. "
        f"{table['n_remainders']} are logical remainders, of which these cases say nothing."
    ]
    if table["n_rows"] > n:
        notes.append(
            "There are more combinations than cases: data made by chance would often give a "
            "solution too. Fewer conditions, chosen by theory, say more."
        )
    if table["incomplete"]:
        notes.append(
            f"Not in the truth table, for want of a value: {', '.join(table['incomplete'])}."
        )
    if table["unplaced"]:
        notes.append(
            f"Exactly 0.5 in a condition, so in no row: {', '.join(table['unplaced'])}. Move the "
            "crossover so that each case is more in than out, or the reverse."
        )
    return notes


def _on_assumptions(conditions: list[Mapping[str, Any]]) -> list[str]:
    raw = [c["name"] for c in conditions if c["calibration"] is None]
    notes = (
        [f"Not calibrated, so only shown: {', '.join(raw)}. See --calibrate and --crisp."]
        if raw
        else []
    )
    assumed = [c for c in conditions if c["calibration"] and c["calibration"]["assumed"]]
    if not assumed:
        return notes
    return [
        *notes,
        f"{len(assumed)} rated conditions count as present from +1 on, which is assumed: say "
        "otherwise with --crisp NAME=NUMBER or --calibrate NAME=OUT,CROSSOVER,IN.",
    ]


def _on_models(*solutions: Mapping[str, Any]) -> list[str]:
    return [
        f"The {one['kind']} solution has {'more than ' if one['more_models'] else ''}"
        f"{len(one['models'])} models that are equally short: the cases do not choose among them."
        for one in solutions
        if len(one.get("models", ())) > 1
    ]
