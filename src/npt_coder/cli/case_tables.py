"""Case tables: what `compare` shows of few cases, made from its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from npt_coder.cli import show

if TYPE_CHECKING:
    from rich.table import Table

_FITS = ("necessity", "relevance", "sufficiency", "pri")
_SHOWN_REMAINDERS = 16
_MANY_CONDITIONS = 10


def tables(document: Mapping[str, Any], *, every: bool) -> list[Table | str]:
    """Return the tables and lines. every: list all logical remainders."""
    return [
        *_heading(document),
        *_left_out(document),
        *_distinguishing(document),
        *_fits(document),
        *_truth_table(document, every=every),
        *_solutions(document["solution"], document["parsimonious"]),
        *_formula(document["formula"]),
        *_written(document["written"]),
        *(f"note: {note}" for note in document["notes"]),
    ]


def _heading(document: Mapping[str, Any]) -> list[str]:
    outcome = document["outcome"]
    missing = ", ".join(f"{n} {word}" for word, n in document["missing"].items())
    lines = [
        f"{document['n_cases']} cases, in {document['cases_in']}. Outcome: {outcome['name']} "
        f"({outcome['meaning']}){'; its absence is explained' if outcome['negated'] else ''}.",
        f"With it: {', '.join(outcome['present'])}. Without: {', '.join(outcome['absent'])}.",
    ]
    return [*lines, f"Missing values: {missing}."] if missing else lines


def _left_out(document: Mapping[str, Any]) -> list[str]:
    by_why: dict[str, list[str]] = {}
    for one in document["left_out"]:
        by_why.setdefault(one["why"], []).append(one["name"])
    return [f"Left out, {why}: {', '.join(names)}." for why, names in by_why.items()]


def _distinguishing(document: Mapping[str, Any]) -> list[Table | str]:
    found = document["distinguishing"]
    if found is None:
        return []
    columns = ("construct", "with the outcome", "without", "distinguishes")
    rows = [
        (
            condition["name"],
            _ratings(condition["distinguishing"]["present"]),
            _ratings(condition["distinguishing"]["absent"]),
            _mark(condition["distinguishing"]),
        )
        for condition in document["conditions"]
        if condition["distinguishing"]
    ]
    counts = ", ".join(
        f"{len(found[mark])} {word}"
        for mark, word in (
            ("strong", "strongly"),
            ("weak", "weakly"),
            ("none", "not"),
            ("insufficient", "with too little data"),
        )
    )
    return [
        show.table("Constructs that distinguish the two groups", columns, rows),
        f"{found['n_constructs']} constructs: {counts}. {found['rule']}",
    ]


def _ratings(values: Iterable[float]) -> str:
    return " ".join(f"{value:+g}" if value else "0" for value in values) or "–"


def _mark(found: Mapping[str, Any]) -> str:
    mark = {"none": "", "insufficient": "too little data"}.get(found["mark"], found["mark"])
    return f"{mark}, higher without" if found["higher"] == "without the outcome" else mark


def _fits(document: Mapping[str, Any]) -> list[Table | str]:
    calibrated = [c for c in document["conditions"] if c["calibration"] and c["n"]]
    if not calibrated:
        return []
    is_long = len(calibrated) > _MANY_CONDITIONS
    rows = []
    for condition in calibrated:
        for sign, fit in (("", condition), ("~", condition["absence"])):
            if not (sign and is_long):
                figures = [_figure(fit[name]) for name in _FITS]
                rows.append((f"{sign}{condition['name']}", *figures, condition["n"]))
    columns = ("condition", "necessity", "relevance", "sufficiency", "PRI", "n")
    both = "Each condition (absences: --json)" if is_long else "Each condition and its absence (~)"
    title = f"{both}, for {document['outcome']['explained']}"
    by_how: dict[str, list[str]] = {}
    for condition in calibrated:
        by_how.setdefault(condition["calibration"]["words"], []).append(condition["name"])
    names = (
        f"Calibration, {how}: {'all' if len(by_how) == 1 else ', '.join(own)}."
        for how, own in by_how.items()
    )
    return [
        show.table(title, columns, rows, right=columns[1:]),
        "The coverage of a necessary condition is its sufficiency, and the reverse.",
        *names,
    ]


def _truth_table(document: Mapping[str, Any], *, every: bool) -> list[Table | str]:
    made = document["truth_table"]
    if made is None:
        return []
    filled = [row for row in made["rows"] if row["output"] != "?"]
    empty = [row for row in made["rows"] if row["output"] == "?"]
    shown = empty if every or len(empty) <= _SHOWN_REMAINDERS else []
    columns = ("row", *made["conditions"], "outcome", "n", "consistency", "PRI", "cases")
    rows = [
        (
            row["row"],
            *row["values"].values(),
            row["output"],
            row["n"],
            _figure(row["consistency"]) if row["cases"] else "",
            _figure(row["pri"]) if row["cases"] else "",
            ", ".join(
                f"{case} (against)" if case in row["against"] else case for case in row["cases"]
            ),
        )
        for row in (*sorted(filled, key=lambda row: (row["output"] != "1", -row["n"])), *shown)
    ]
    title = (
        f"Truth table, outcome 1 from consistency {made['consistency_cut']:g} and "
        f"{made['min_cases']} case{'s' if made['min_cases'] > 1 else ''} on; ? is a remainder"
    )
    table = show.table(title, columns, rows, right=("row", "n", "consistency", "PRI"))
    if len(shown) == len(empty):
        return [table]
    return [table, f"{len(empty)} logical remainders are not listed: see --remainders or --json."]


def _solutions(*found: Mapping[str, Any]) -> list[Table | str]:
    reasons = {one["refused"] for one in found}
    if len(reasons) == 1 and "" not in reasons:
        return [f"No solution: {found[0]['refused']}."]
    return [line for one in found for line in _solution(one)]


def _solution(found: Mapping[str, Any]) -> list[Table | str]:
    if found["refused"]:
        return [f"No {found['kind']} solution: {found['refused']}."]
    columns = ("term", "consistency", "PRI", "raw coverage", "unique", "cases")
    names = ("consistency", "pri", "raw_coverage", "unique_coverage")
    rows = [
        (term["term"], *(_figure(term[name]) for name in names), ", ".join(term["cases"]))
        for term in found["terms"]
    ]
    rows.append(
        ("all together", *(_figure(found[n]) for n in ("consistency", "pri", "coverage")), "", "")
    )
    title = f"{found['kind'].capitalize()} solution, resting on {found['rests_on']}"
    lines: list[Table | str] = [show.table(title, columns, rows, right=columns[1:5])]
    if found["assumed_rows"]:
        n = len(found["assumed_rows"])
        lines.append(f"It takes {n} remainder{'s' if n > 1 else ''} for granted.")
    lines += [f"equally short: {model}" for model in found["models"][1:]]
    for name, words in (("uncovered", "Not covered"), ("against", "Against it")):
        if found[name]:
            lines.append(f"{words}: {', '.join(found[name])}.")
    return lines


def _formula(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return []
    return [
        f"{found['formula']}: consistency {_figure(found['consistency'])}, PRI "
        f"{_figure(found['pri'])}, coverage {_figure(found['coverage'])}, n {found['n']}"
    ]


def _written(written: Mapping[str, Any] | None) -> list[str]:
    if written is None:
        return []
    left = f", without {', '.join(written['left_out'])}" if written["left_out"] else ""
    return [f"{written['path']}{left}. In R:", *(f"    {line}" for line in written["r"])]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
