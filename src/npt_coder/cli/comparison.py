"""Commands that compare cases with each other and with a survey: compare, nomad."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from npt_coder.cli import case_tables, show, survey_tables
from npt_coder.cli.options import Json, ProjectDir, Quiet, opened, stamp


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    for command in (compare, nomad):
        app.command()(command)


def compare(
    table: Annotated[
        Path | None,
        typer.Argument(
            metavar="TABLE.csv",
            help="Cases in rows, or in columns with the outcome named in the first; csv or xlsx.",
        ),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="COL", help="The outcome to be explained.")
    ] = None,
    from_study: Annotated[
        bool, typer.Option("--from-study", help="Not a table: the ratings of the open study.")
    ] = False,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="verdict|ATTRIBUTE", help="With --from-study: what groups the cases."
        ),
    ] = "verdict",
    present: Annotated[
        str | None,
        typer.Option(
            "--present", metavar="WORD,WORD", help="Words that mean the outcome is there."
        ),
    ] = None,
    absent: Annotated[
        str | None,
        typer.Option("--absent", metavar="WORD,WORD", help="Words that mean that it is not."),
    ] = None,
    negate: Annotated[
        bool, typer.Option("--negate", help="Explain the absence of the outcome.")
    ] = False,
    case: Annotated[
        str | None, typer.Option("--case", metavar="COL", help="The names of the cases.")
    ] = None,
    conditions: Annotated[
        str | None, typer.Option("--conditions", metavar="A,B", help="Only these conditions.")
    ] = None,
    leave_out: Annotated[
        str | None,
        typer.Option("--leave-out", metavar="A,B", help="Columns that are no condition."),
    ] = None,
    calibrate: Annotated[
        list[str] | None,
        typer.Option(
            "--calibrate",
            metavar="NAME=OUT,CROSSOVER,IN",
            help="Fuzzy membership by three anchors (direct method). May be repeated.",
        ),
    ] = None,
    crisp: Annotated[
        list[str] | None,
        typer.Option(
            "--crisp", metavar="NAME=NUMBER", help="Present from here on. May be repeated."
        ),
    ] = None,
    consistency: Annotated[
        float, typer.Option("--consistency", help="A combination counts from here on.")
    ] = 0.8,
    min_cases: Annotated[
        int, typer.Option("--min-cases", help="Combinations with fewer cases are remainders.")
    ] = 1,
    strong_gap: Annotated[
        float, typer.Option("--strong-gap", help="Points between groups that distinguish strongly.")
    ] = 2.0,
    formula: Annotated[
        str | None,
        typer.Option("--formula", metavar="A*(B+~C)", help="Fit of an expression of your own."),
    ] = None,
    remainders: Annotated[
        bool, typer.Option("--remainders", help="List every logical remainder.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE.csv", help="Calibrated cases for R's QCA."),
    ] = None,
    project: ProjectDir = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare few cases: constructs that distinguish, necessity, sufficiency, solutions."""
    from npt_coder.workflow import comparing

    if from_study is (table is not None) or from_study is (outcome is not None):
        raise typer.BadParameter("name TABLE.csv and --outcome, or --from-study and --by.")
    wish = comparing.Wish(
        outcome=outcome or by,
        present=_listed(present),
        absent=_listed(absent),
        negate=negate,
        case=case,
        conditions=_listed(conditions),
        leave_out=_listed(leave_out),
        calibrate=tuple(calibrate or ()),
        crisp=tuple(crisp or ()),
        consistency=consistency,
        min_cases=min_cases,
        strong_gap=strong_gap,
        formula=formula or "",
        output=output,
    )
    if table is None:
        study = opened(project, quiet=quiet)
        document, problems = comparing.compare_study(study, wish, stamp())
    else:
        document, problems = comparing.compare_cases(table, wish)
    show.problems(problems, quiet=quiet)
    show.answer(document, as_json=as_json, tables=case_tables.tables(document, every=remainders))


def nomad(
    survey: Annotated[
        Path, typer.Argument(metavar="SURVEY.csv", help="A row per answer sheet; csv or xlsx.")
    ],
    direction: Annotated[
        str,
        typer.Option(
            "--direction",
            metavar="agree-high|agree-low",
            help="What the file writes for strong agreement: its highest number or its lowest.",
        ),
    ],
    case: Annotated[
        str | None, typer.Option("--case", metavar="COL", help="Else case, practice, site, ...")
    ] = None,
    wave: Annotated[
        str | None, typer.Option("--wave", metavar="COL", help="Else wave, time, ...")
    ] = None,
    items: Annotated[
        int | None, typer.Option("--items", help="Items are numbered to 23, or to 20.")
    ] = None,
    not_relevant: Annotated[
        str | None,
        typer.Option(
            "--not-relevant",
            metavar="A,B,C",
            help="Codes for not relevant to my role, at this stage, to the intervention.",
        ),
    ] = None,
    already_reversed: Annotated[
        bool, typer.Option("--already-reversed", help="Item 13 has been turned in the file.")
    ] = False,
    project: ProjectDir = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score a NoMAD survey per case and wave; in a study, beside the ratings of interviews."""
    from npt_coder.project.project import find_project
    from npt_coder.workflow import surveying

    wish = surveying.SurveyWish(
        direction=direction,
        case=case,
        wave=wave,
        numbering=items,
        not_relevant=_listed(not_relevant),
        already_reversed=already_reversed,
    )
    found = project or find_project(Path.cwd())
    study = opened(found, quiet=quiet) if found else None
    document, problems = surveying.score_survey(survey, wish, study)
    show.problems(problems, quiet=quiet)
    show.answer(document, as_json=as_json, tables=survey_tables.tables(document))


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (names or "").split(",") if name.strip())
