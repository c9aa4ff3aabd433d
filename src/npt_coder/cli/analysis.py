"""Commands that judge and deliver what was coded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from npt_coder.cli import show
from npt_coder.cli.options import Coder, Json, ProjectDir, Quiet, opened, stamp

if TYPE_CHECKING:
    from rich.table import Table

RuleName = Annotated[
    str | None,
    typer.Option("--rule", metavar="NAME_OR_PATH", help="Else the rule in npt-coder.toml."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    for command in (classify, override, report, export, reproduce):
        app.command()(command)


def classify(
    project: ProjectDir = None,
    rule: RuleName = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap over people.")] = 1,
    as_json: Json = False,
) -> None:
    """Judge every case by the rule, with reasons, decisive cells and sensitivity."""
    from npt_coder.workflow import deliver

    document = deliver.verdicts(opened(project), stamp(), rule=rule, seed=seed)
    reasons = [
        f"{case['case']}: {reason}"
        for case in cast(list[dict[str, Any]], document["cases"])
        for reason in case["reasons"]
    ]
    notes = cast(list[str], document["notes"])
    tables: list[Table | str] = [verdict_table(document), *reasons, *notes]
    show.answer(document, as_json=as_json, tables=tables)


def override(
    case: Annotated[str, typer.Argument(help="The case that you judge otherwise.")],
    verdict: Annotated[str, typer.Argument(help="Your verdict.")],
    why: Annotated[str, typer.Option("--why", help="The reason; it is shown beside the rule's.")],
    project: ProjectDir = None,
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Record your own verdict on a case; the rule's verdict stays beside it."""
    from npt_coder.workflow import deciding

    study = opened(project, coder=coder)
    deciding.override(study, stamp(coder), case=case, verdict=verdict, why=why)
    text = f"{case}: {verdict}, by {stamp(coder).who}: {why}"
    document = {"case": case, "verdict": verdict, "why": why}
    show.answer(document, as_json=as_json, tables=[text])


def report(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.html|.docx", help="The file to write.")
    ] = Path("report.html"),
    project: ProjectDir = None,
    rule: RuleName = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the report: verdicts, evidence, methods; in .html also highlighted transcripts."""
    _write(output, project, rule, as_json=as_json, quiet=quiet)


def export(
    output: Annotated[
        Path, typer.Argument(metavar="FILE", help=".html, .docx, .xlsx, .csv or .json")
    ],
    project: ProjectDir = None,
    rule: RuleName = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the study for another program, and say what the format could not carry."""
    _write(output, project, rule, as_json=as_json, quiet=quiet)


def reproduce(
    study: Annotated[str, typer.Argument(help="The published study: deep-end.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Keep the study made on the way.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a published analysis on the shipped synthetic transcripts, beside the published facts."""
    from npt_coder.workflow import reproduce as published

    made = published.reproduce(study, stamp(), out=out, track=show.tracker(quiet=quiet))
    show.answer(made, as_json=as_json, tables=_reproduction_tables(made))


def verdict_table(document: Mapping[str, object]) -> Table:
    """Make the table of verdicts with the rating of each construct and level."""
    cases = cast(list[dict[str, Any]], document["cases"])
    cells = {name: None for case in cases for name in (*case["constructs"], *case["levels"])}
    columns = ("case", "verdict", "stability", *(_short(name) for name in cells))
    rows = [
        (
            case["case"],
            case["verdict"] + (" (by a person)" if case["override_reason"] else ""),
            "–" if case["stability"] is None else f"{case['stability']:.0%}",
            *(_rating({**case["constructs"], **case["levels"]}.get(name)) for name in cells),
        )
        for case in cases
    ]
    wave = cases[0]["wave"] if cases else None
    return show.table(f"Verdicts at wave {wave or 'all'}", columns, rows, right=("stability",))


def _rating(cell: dict[str, Any] | None) -> str:
    """Write a rating with what it rests on: `+2 (5/0)` is 5 for and 0 against."""
    if cell is None or cell["rating"] is None:
        return "missing"
    thin = " thin" if cell["thin"] else ""
    sign = "+" if cell["rating"] > 0 else ""
    return f"{sign}{cell['rating']} ({cell['promotes']}/{cell['hinders']}){thin}"


def _short(code: str) -> str:
    """Write a code for the head of a column: `level.practice` as `practice`."""
    return code.rpartition(".")[2].replace("_", " ")


def _write(
    output: Path, project: Path | None, rule: str | None, *, as_json: bool, quiet: bool
) -> None:
    from npt_coder.workflow import deliver

    lost = deliver.write(opened(project, quiet=quiet), output, stamp(), rule=rule)
    for loss in lost:
        text = f"not carried: {loss['count']} {loss['what']} ({loss['why']})"
        show.message(text, quiet=quiet)
    document = {"written": [str(output)], "lost": lost}
    show.answer(document, as_json=as_json, tables=[str(output)])


def _reproduction_tables(made: Mapping[str, Any]) -> list[Table | str]:
    columns = ("case", "published", "ours, on synthetic transcripts", "stability", "same class")
    rows = [
        (
            *(row["case"], row["published"], row["ours"]),
            "–" if row["stability"] is None else f"{row['stability']:.0%}",
            {True: "yes", False: "no", None: "cannot tell"}[row["same"]],
        )
        for row in made["agreement"]["cases"]
    ]
    checks = [(c["name"], c["expect"], c["found"], c["ok"]) for c in made["published"]["checks"]]
    agreement = made["agreement"]
    summary = (
        f"Same class in {agreement['same']} of {agreement['n']} practices; "
        f"{agreement['cannot_tell']} cannot be told, {agreement['different']} differ."
    )
    return [
        made["synthetic"],
        show.table("Published classes and our verdicts", columns, rows, right=("stability",)),
        summary,
        verdict_table(made["ours"]),
        show.table("Arithmetic of the published facts", ("check", "expect", "found", "ok"), checks),
        *(f"Limit: {limit}" for limit in made["published"]["limits"]),
    ]
