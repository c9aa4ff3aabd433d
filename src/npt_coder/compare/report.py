"""Report: everything that is said about a comparison of cases, as one document of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from npt_coder.compare.calibrate import Calibration, calibration_of, memberships, ratings_of
from npt_coder.compare.distinguish import (
    MARKS,
    STRONG_GAP,
    Distinction,
    distinguish,
    rule_in_words,
)
from npt_coder.compare.formula import evaluate, names_in
from npt_coder.compare.notes import notes_on
from npt_coder.compare.outcome import Outcome, read_outcome
from npt_coder.compare.read import CaseTable, Column
from npt_coder.compare.sets import Memberships, Sufficiency, necessity, sufficiency
from npt_coder.compare.solve import RESTS_ON, Solution, solve
from npt_coder.compare.truth_table import MAX_CONDITIONS, Row, TruthTable, truth_table
from npt_coder.errors import UserError

NOT_CALIBRATED = (
    "no membership from 0 to 1 and no rating from -2 to +2: give anchors with --calibrate or a "
    "threshold with --crisp"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to compare. asked: calibrations by name in lower case. negate: explain its absence.

    consistency, min_cases: cuts of the truth table. strong_gap: points, for rated constructs.
    """

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    negate: bool = False
    asked: Mapping[str, Calibration] = field(default_factory=dict)
    consistency: float = 0.8
    min_cases: int = 1
    strong_gap: float = STRONG_GAP
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Sets:
    """Calibrated cases: x holds NaN where a value is missing, y where a case is in no group."""

    cases: tuple[str, ...]
    names: tuple[str, ...]
    x: Memberships
    y: Memberships

    def complete(self, names: Sequence[str]) -> Sets:
        """Return the cases that have the outcome and all of these conditions."""
        x = self.x[:, [self.names.index(name) for name in names]]
        whole = ~np.isnan(x).any(axis=1) & ~np.isnan(self.y)
        kept = tuple(case for case, is_whole in zip(self.cases, whole, strict=True) if is_whole)
        return Sets(kept, tuple(names), x[whole], self.y[whole])


def compare(table: CaseTable, plan: Plan) -> tuple[dict[str, object], Sets]:
    """Compare the cases of a table; returns the document and the calibrated cases.

    A figure without a meaning is None, and `refused` says why.
    Raises UserError for an outcome, anchor or formula that cannot be used.
    """
    if not 0 < plan.consistency <= 1 or plan.min_cases < 1:
        raise UserError("--consistency lies above 0 and up to 1, --min-cases is 1 or more.")
    outcome = read_outcome(table, present=plan.present, absent=plan.absent, asked=plan.asked)
    ratings = ratings_of(table.columns)
    how = {c.name: calibration_of(c, plan.asked, ratings) for c in table.columns}
    sets = _sets(table, outcome, how, negate=plan.negate)
    refused = _refusal(sets)
    document: dict[str, object] = {
        "file": table.path,
        "cases_in": "columns" if table.is_turned else "rows",
        "n_cases": len(table.cases),
        "outcome": _outcome(outcome, negate=plan.negate),
        "conditions": [
            _condition(c, how[c.name], sets, outcome, ratings, plan) for c in table.columns
        ],
        "distinguishing": _distinguishing(table, outcome, ratings, plan),
        "truth_table": None,
        "solution": {"kind": "conservative", "refused": refused},
        "parsimonious": {"kind": "parsimonious", "refused": refused},
        "formula": _formula(plan.formula, sets) if plan.formula else None,
        "left_out": [{"name": name, "why": why} for name, why in table.left_out],
        "missing": dict(table.missing),
        "problems": [str(problem) for problem in table.problems],
    }
    if not refused:
        whole = sets.complete(sets.names)
        rows = truth_table(
            whole.cases,
            whole.names,
            whole.x,
            whole.y,
            consistency=plan.consistency,
            min_cases=plan.min_cases,
        )
        document["truth_table"] = _truth_table(rows, whole, sets, plan)
        for key, kind in (("solution", "conservative"), ("parsimonious", "parsimonious")):
            found = solve(kind, rows, whole.cases, whole.x, whole.y)  # type: ignore[arg-type]
            document[key] = _solution(found)
    return document | {"notes": notes_on(document)}, sets


def _sets(
    table: CaseTable, outcome: Outcome, how: Mapping[str, Calibration | None], *, negate: bool
) -> Sets:
    made = [(c.name, memberships(c.values, by)) for c in table.columns if (by := how[c.name])]
    x = np.column_stack([m for _, m in made]) if made else np.empty((len(table.cases), 0))
    y = 1 - outcome.y if negate else outcome.y
    return Sets(table.cases, tuple(name for name, _ in made), x, y)


def _refusal(sets: Sets) -> str:
    """Return why there is no truth table, or nothing."""
    n = len(sets.names)
    if n == 0:
        return "no condition is calibrated"
    if n > MAX_CONDITIONS:
        return (
            f"{n} conditions make 2^{n} combinations, and a truth table takes at most "
            f"{MAX_CONDITIONS}: choose a few that theory asks for, with --conditions A,B,C"
        )
    n_whole = len(sets.complete(sets.names).cases)
    if n_whole < 2:
        return f"{n_whole} cases have a value on every condition: leave some out with --conditions"
    return ""


def _outcome(outcome: Outcome, *, negate: bool) -> dict[str, object]:
    return {
        "name": outcome.name,
        "explained": f"~{outcome.name}" if negate else outcome.name,
        "negated": negate,
        "meaning": outcome.meaning,
        "present": list(outcome.present),
        "absent": list(outcome.absent),
        "neither": list(outcome.neither),
    }


def _condition(
    column: Column,
    how: Calibration | None,
    sets: Sets,
    outcome: Outcome,
    ratings: frozenset[str],
    plan: Plan,
) -> dict[str, object]:
    made: dict[str, object] = {
        "name": column.name,
        "calibration": None if how is None else _calibration(how),
        "refused": NOT_CALIBRATED if how is None else "",
    }
    if how is None:
        n = sum(value is not None for value in column.values)
        made |= {"n": n, **_fit(None, None)}
        made["absence"] = _fit(None, None)
    else:
        own = sets.complete([column.name])
        made |= {"n": len(own.cases), **_fit(own.x[:, 0], own.y)}
        made["absence"] = _fit(1 - own.x[:, 0], own.y)
        if not own.cases:
            made["refused"] = "every value is missing"
    made["missing"] = len(column.values) - sum(value is not None for value in column.values)
    made["mixed"] = list(column.mixed)
    made["distinguishing"] = (
        _distinction(_distinction_of(column, outcome, sets.cases, plan))
        if column.name in ratings
        else None
    )
    return made


def _calibration(how: Calibration) -> dict[str, object]:
    return {
        "kind": how.kind,
        "anchors": list(how.anchors),
        "assumed": how.is_assumed,
        "words": str(how),
    }


def _fit(x: Memberships | None, y: Memberships | None) -> dict[str, object]:
    if x is None or y is None or not len(x):
        names = ("necessity", "necessity_coverage", "relevance")
        return dict.fromkeys((*names, "sufficiency", "sufficiency_coverage", "pri"))
    needed, enough = necessity(x, y), sufficiency(x, y)
    return {
        "necessity": needed.consistency,
        "necessity_coverage": needed.coverage,
        "relevance": needed.relevance,
        "sufficiency": enough.consistency,
        "sufficiency_coverage": enough.coverage,
        "pri": enough.pri,
    }


def _distinction_of(
    column: Column, outcome: Outcome, cases: Sequence[str], plan: Plan
) -> Distinction:
    by_case = dict(zip(cases, column.values, strict=True))
    return distinguish(
        [by_case[case] for case in outcome.present],
        [by_case[case] for case in outcome.absent],
        strong_gap=plan.strong_gap,
    )


def _distinction(made: Distinction) -> dict[str, object]:
    return {
        "mark": made.mark,
        "higher": made.direction or None,
        "gap": made.gap,
        "present": list(made.present),
        "absent": list(made.absent),
    }


def _distinguishing(
    table: CaseTable, outcome: Outcome, ratings: frozenset[str], plan: Plan
) -> dict[str, object] | None:
    """Return the constructs by mark, or None in a table without ratings."""
    rated = [column for column in table.columns if column.name in ratings]
    if not rated:
        return None
    marks = {c.name: _distinction_of(c, outcome, table.cases, plan).mark for c in rated}
    by_mark: dict[str, object] = {
        mark: [name for name, own in marks.items() if own == mark] for mark in MARKS
    }
    return {"rule": rule_in_words(plan.strong_gap), "n_constructs": len(rated), **by_mark}


def _truth_table(table: TruthTable, whole: Sets, sets: Sets, plan: Plan) -> dict[str, object]:
    return {
        "conditions": list(table.conditions),
        "n_cases": len(whole.cases),
        "incomplete": [case for case in sets.cases if case not in whole.cases],
        "unplaced": list(table.unplaced),
        "consistency_cut": plan.consistency,
        "min_cases": plan.min_cases,
        "n_rows": len(table.rows),
        "n_filled": sum(bool(row.cases) for row in table.rows),
        "n_remainders": len(table.of("?")),
        "rows": [_row(table, row) for row in table.rows],
    }


def _row(table: TruthTable, row: Row) -> dict[str, object]:
    return {
        "row": row.number,
        "values": table.values(row),
        "output": row.output,
        "n": len(row.cases),
        "cases": list(row.cases),
        "consistency": row.fit.consistency,
        "pri": row.fit.pri,
        "against": list(row.against),
    }


def _solution(found: Solution) -> dict[str, object]:
    if found.refused:
        return {"kind": found.kind, "refused": found.refused}
    return {
        "kind": found.kind,
        "rests_on": RESTS_ON[found.kind],
        "formula": found.models[0],
        **_sufficient(found.fit),
        "terms": [
            {
                "term": term.words,
                "consistency": term.fit.consistency,
                "pri": term.fit.pri,
                "raw_coverage": term.fit.coverage,
                "unique_coverage": term.unique,
                "cases": list(term.cases),
            }
            for term in found.terms
        ],
        "models": list(found.models),
        "more_models": found.is_cut,
        "assumed_rows": list(found.assumed),
        "uncovered": list(found.uncovered),
        "against": list(found.against),
        "refused": "",
    }


def _sufficient(fit: Sufficiency | None) -> dict[str, object]:
    if fit is None:
        return dict.fromkeys(("consistency", "pri", "coverage"))
    return {"consistency": fit.consistency, "pri": fit.pri, "coverage": fit.coverage}


def _formula(formula: str, sets: Sets) -> dict[str, Any]:
    own = sets.complete(names_in(formula, sets.names))
    x = evaluate(formula, {name: own.x[:, place] for place, name in enumerate(own.names)})
    needed = necessity(x, own.y)
    return {
        "formula": formula,
        "n": len(own.cases),
        **_sufficient(sufficiency(x, own.y)),
        "necessity": needed.consistency,
        "relevance": needed.relevance,
        "memberships": {c: float(m) for c, m in zip(own.cases, x, strict=True)},
    }
