"""Surveying: a NoMAD survey scored, alone or beside the ratings of the study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from npt_coder.export.base import CaseWave
from npt_coder.model import Cell, Problem
from npt_coder.nomad.joint import joint_display
from npt_coder.nomad.read import read_survey
from npt_coder.nomad.report import Frame, report
from npt_coder.project.project import Project
from npt_coder.workflow.analyse import classify_study
from npt_coder.workflow.grids import read_grid

Document = dict[str, object]


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
) -> tuple[Document, tuple[Problem, ...]]:
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
        document = beside(document, classified.cells, classified.evidence.waves)
    return document, problems


def beside(
    document: Document, cells: Mapping[CaseWave, Mapping[str, Cell]], waves: Sequence[str]
) -> Document:
    """Return the document with the ratings of a study beside the survey, nothing added up."""
    cases = cast(Sequence[Mapping[str, object]], document["cases"])
    return document | {"joint": joint_display(cases, cells, waves[-1] if waves else None)}
