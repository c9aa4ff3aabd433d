"""Comparing: few cases with their outcome, and a survey beside the ratings of the study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from npt_coder.compare.calibrate import Calibration, crisp, direct
from npt_coder.compare.distinguish import STRONG_GAP
from npt_coder.compare.r_csv import commands_for_r, table_for_r
from npt_coder.compare.read import CaseTable, read_cases
from npt_coder.compare.report import Plan, Sets, compare
from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import write_atomically
from npt_coder.model import Problem
from npt_coder.nomad.joint import joint_display
from npt_coder.nomad.read import read_survey
from npt_coder.nomad.report import Frame, report
from npt_coder.project.project import Project
from npt_coder.workflow.analyse import classify_study
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


@dataclass(frozen=True, slots=True)
class SurveyWish:
    """What the user asked for of a survey, as typed."""

    direction: str
    case: str | None = None
    wave: str | None = None
    numbering: int | None = None
    not_relevant: tuple[str, ...] = ()
    already_reversed: bool = False


def score_survey(
    path: Path, wish: SurveyWish, project: Project | None = None
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Score a NoMAD survey; with a study, its ratings stand beside it. Nothing is written.

    Returns the document and the cells that could not be used. Raises TableError, UnknownName and
    UserError for a file or an option that cannot be used, CodebookError for the study's codebook.
    """
    grid, loose = read_grid(path)
    survey = read_survey(
        path.as_posix(),
        grid,
        direction=wish.direction,
        case=wish.case,
        wave=wish.wave,
        numbering=wish.numbering,
        not_relevant=wish.not_relevant,
    )
    document = report(survey, Frame(wish.direction, wish.already_reversed))
    problems = (*loose, *survey.problems)
    document |= {"problems": [str(problem) for problem in problems], "joint": None}
    if project is not None:
        classified = classify_study(project, draws=0)
        waves = classified.evidence.waves
        cases = cast(Sequence[Mapping[str, object]], document["cases"])
        document["joint"] = joint_display(cases, classified.cells, waves[-1] if waves else None)
    return document, problems


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
