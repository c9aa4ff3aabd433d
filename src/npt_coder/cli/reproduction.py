"""Command that lays a published analysis beside what comes out on the synthetic transcripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from npt_coder.cli import show
from npt_coder.cli.analysis import verdict_table
from npt_coder.cli.options import Json, Quiet, stamp

if TYPE_CHECKING:
    from rich.table import Table


def register(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(reproduce)


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
    checks = [(c["name"], c["expect"], c["found"], c["ok"]) for c in made["published"]["checks"]]
    agreement = made["agreement"]
    tables: list[Table | str] = [
        made["synthetic"],
        _classes(agreement["cases"]),
        f"Same class in {agreement['same']} of {agreement['n']} practices; "
        f"{agreement['cannot_tell']} cannot be told, {agreement['different']} differ.",
        verdict_table(made["ours"]),
        _waves(made["by_wave"]),
        _groups(made["groups"]),
        made["groups"]["rule"],
        *(f"Published: {said}" for said in made["groups"]["over_time"]),
        show.table("Arithmetic of the published facts", ("check", "expect", "found", "ok"), checks),
        *(f"Limit: {limit}" for limit in made["published"]["limits"]),
    ]
    show.answer(made, as_json=as_json, tables=tables)


def _classes(cases: list[dict[str, Any]]) -> Table:
    rows = [
        (
            *(row["case"], row["published"], row["ours"]),
            "–" if row["stability"] is None else f"{row['stability']:.0%}",
            {True: "yes", False: "no", None: "cannot tell"}[row["same"]],
        )
        for row in cases
    ]
    columns = ("case", "published", "ours, on synthetic transcripts", "stability", "same class")
    return show.table("Published classes and our verdicts", columns, rows, right=("stability",))


def _waves(verdicts: list[dict[str, Any]]) -> Table:
    cells = list({name: 0 for v in verdicts for name in (*v["constructs"], *v["levels"])})
    rows = [
        (
            *(v["case"], v["wave"], v["verdict"]),
            *(_sign({**v["constructs"], **v["levels"]}.get(name)) for name in cells),
        )
        for v in sorted(verdicts, key=lambda v: v["case"])
    ]
    names = (name.replace("_", " ") for name in cells)
    return show.table("The rule put to each wave alone", ("case", "wave", "verdict", *names), rows)


def _groups(groups: Mapping[str, Any]) -> Table:
    rows = [
        (
            cell["name"].replace("_", " "),
            cell["published"] or "not said",
            *(", ".join(map(_sign, cell[group])) for group in ("fip", "pip")),
            f"{cell['ours']} ({cell['mark']})" if cell["mark"] in ("strong", "weak")
            else cell["ours"],
        )
        for cell in groups["cells"]
    ]  # fmt: skip
    columns = ("cell", "FIP, published", "our ratings, FIP", "our ratings, PIP", "FIP, ours")
    return show.table("The published groups compared, last wave", columns, rows)


def _sign(rating: int | None) -> str:
    if rating is None:
        return "–"
    return f"+{rating}" if rating > 0 else f"{rating}".replace("-", "−")
