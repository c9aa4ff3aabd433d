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
    for command in (classify, override, report, export):
        app.command()(command)
    # A rating below 0 looks like an option.
    app.command(context_settings={"ignore_unknown_options": True})(rate)


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
        for reason in (*case["reasons"], case["one_more_words"])
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


def rate(
    case: Annotated[str, typer.Argument(help="The case.")],
    code: Annotated[str, typer.Argument(help="The construct or level that you rate.")],
    rating: Annotated[
        list[str],
        typer.Argument(
            metavar="[WAVE] RATING",
            help="-2 to +2, missing, or withdraw to leave the cell to its codings again.",
        ),
    ],
    why: Annotated[str, typer.Option("--because", help="The reason; it is shown beside both.")],
    project: ProjectDir = None,
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Rate a cell yourself; the rating that follows from its codings stays beside yours.

    Without WAVE it is the wave that the rule judges; `all` is all of them together.
    """
    from npt_coder.workflow import rating as rating_of

    *wave, number = rating
    if len(wave) > 1:
        raise typer.BadParameter(f"'{' '.join(rating)}': write CASE CODE [WAVE] RATING.")
    given = rating_of.rate(
        opened(project, coder=coder),
        stamp(coder),
        case=case,
        code=code,
        rating=number,
        wave=wave[0] if wave else None,
        why=why,
    )
    document = {
        "case": given.case,
        "code": given.code,
        "wave": given.wave,
        "rating": given.rating,
        "withdrawn": given.is_withdrawn,
        "why": given.why,
        "who": given.who,
    }
    text = f"{case}, {given.code}, wave {given.wave or 'all'}: {number}, by {given.who}: {why}"
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
    thin = " thin" if cell["thin"] else " by a person" if cell["by_a_person"] else ""
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
