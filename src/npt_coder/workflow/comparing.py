"""Comparing: few cases with their outcome, of a table from anywhere or of the open study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from npt_coder.compare.calibrate import Calibration, crisp, direct
from npt_coder.compare.distinguish import STRONG_GAP
from npt_coder.compare.r_csv import commands_for_r, table_for_r
from npt_coder.compare.read import CaseTable, read_cases
from npt_coder.compare.report import Plan, Sets, compare
from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import write_atomically
from npt_coder.model import Problem, Stamp
from npt_coder.project.project import Project
from npt_coder.workflow.contrasting import VERDICT, case_table, classes_of, verdict_notes
from npt_coder.workflow.deliver import study_of
from npt_coder.workflow.grids import read_grid


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for, as typed. calibrate: NAME=OUT,CROSSOVER,IN. crisp: NAME=NUMBER."""

    outcome: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    negate: bool = False
    case: str | None = None
    conditions: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    calibrate: tuple[str, ...] = ()
    crisp: tuple[str, ...] = ()
    consistency: float = 0.8
    min_cases: int = 1
    strong_gap: float = STRONG_GAP
    formula: str = ""
    output: Path | None = field(default=None)


def compare_cases(path: Path, wish: Wish) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Compare the cases of a csv or xlsx file, or of a table that is shipped, by its name.

    Returns the document and the cells that could not be used. With an output the calibrated
    cases are also written for R.

    Raises TableError for a file that cannot be used, UnknownName for a column or word that is not
    in it, UserError for anchors, cuts, an outcome or a formula that make no sense.
    """
    grid, loose = read_grid(path)
    table = read_cases(
        path.as_posix(),
        grid,
        outcome=wish.outcome,
        case=wish.case,
        conditions=wish.conditions,
        leave_out=wish.leave_out,
    )
    document, sets = compare(table, _plan(wish, table))
    problems = (*loose, *table.problems)
    written = None if wish.output is None else _write_for_r(wish.output, sets, document, wish)
    return document | {"problems": [str(p) for p in problems], "written": written}, problems


def compare_study(
    project: Project, wish: Wish, stamp: Stamp
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Compare the cases of a study by its own ratings, as `compare_cases` does those of a file.

    wish.outcome: `verdict`, or an attribute of the cases. Raises what `case_table` and
    `compare_cases` raise, and CodebookError.
    """
    study = study_of(project, stamp, draws=0)
    table = _chosen(case_table(study, wish.outcome), wish)
    notes: list[str] = []
    if wish.outcome == VERDICT:
        met, not_met = classes_of(study)
        wish = replace(wish, present=wish.present or (met,), absent=wish.absent or (not_met,))
        notes = verdict_notes(study)
    document, sets = compare(table, _plan(wish, table))
    document["notes"] = [*notes, *cast(list[str], document["notes"])]
    written = None if wish.output is None else _write_for_r(wish.output, sets, document, wish)
    problems = table.problems
    return document | {"problems": [str(p) for p in problems], "written": written}, problems


def _chosen(table: CaseTable, wish: Wish) -> CaseTable:
    """Return the table with only the conditions that the user wants, in their order."""
    columns = {column.name.casefold(): column for column in table.columns}
    for name in (*wish.conditions, *wish.leave_out):
        if name.casefold() not in columns:
            raise UnknownName("condition", name, _names(table))
    wanted = [name.casefold() for name in wish.conditions] or list(columns)
    left = {name.casefold() for name in wish.leave_out}
    kept = tuple(columns[name] for name in wanted if name not in left)
    dropped = tuple((c.name, "at your request") for c in table.columns if c not in kept)
    return replace(table, columns=kept, left_out=dropped)


def _plan(wish: Wish, table: CaseTable) -> Plan:
    known = {name.casefold(): name for name in (table.outcome_name, *_names(table))}
    asked: dict[str, Calibration] = {}
    for text in wish.calibrate:
        name, anchors = _assignment("--calibrate", text, known, n_numbers=3)
        asked[name] = direct(*anchors)
    for text in wish.crisp:
        name, anchors = _assignment("--crisp", text, known, n_numbers=1)
        asked[name] = crisp(*anchors)
    return Plan(
        present=wish.present,
        absent=wish.absent,
        negate=wish.negate,
        asked=asked,
        consistency=wish.consistency,
        min_cases=wish.min_cases,
        strong_gap=wish.strong_gap,
        formula=wish.formula,
    )


def _names(table: CaseTable) -> list[str]:
    return [column.name for column in table.columns]


def _assignment(
    option: str, text: str, known: Mapping[str, str], *, n_numbers: int
) -> tuple[str, Sequence[float]]:
    """Read NAME=NUMBER,... ; the name is returned in lower case."""
    name, _, written = text.rpartition("=")
    if name.strip().casefold() not in known:
        raise UnknownName(f"condition in {option}", name.strip() or text, known.values())
    try:
        numbers = [float(number) for number in written.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != n_numbers:
        wanted = "NAME=OUT,CROSSOVER,IN" if n_numbers == 3 else "NAME=NUMBER"
        raise UserError(f"{option} '{text}' is not understood. Write it like {wanted}.")
    return name.strip().casefold(), numbers


def _write_for_r(
    path: Path, sets: Sets, document: Mapping[str, object], wish: Wish
) -> dict[str, object]:
    if path.suffix.casefold() != ".csv":
        raise UserError(f"{path}: the file for R is a .csv. Name it so.")
    outcome = cast(Mapping[str, str], document["outcome"])["explained"]
    made = table_for_r(sets, outcome)
    write_atomically(path, made.text.encode())
    return {
        "path": path.as_posix(),
        "names": made.names,
        "left_out": list(made.left_out),
        "r": commands_for_r(
            path.name,
            made.names[outcome],
            consistency=wish.consistency,
            min_cases=wish.min_cases,
        ),
    }
