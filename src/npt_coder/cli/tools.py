"""Commands that work without a study: codebook, evaluate, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from npt_coder.cli import show
from npt_coder.cli.options import Json, Quiet
from npt_coder.cli.study import CodebookName
from npt_coder.errors import CodebookError

codebook = typer.Typer(
    help="Work on codebooks: list, show, check, explain.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(metavar="NAME_OR_PATH", help="A shipped name or your YAML.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    app.add_typer(codebook, name="codebook")
    app.command()(evaluate)
    app.command()(doctor)


@codebook.command("list")
def list_codebooks(as_json: Json = False) -> None:
    """List the shipped codebooks."""
    from npt_coder.workflow.books import books

    columns = ("name", "edition", "codes", "rules", "title", "hash")
    rows = [
        (b.name, b.edition, len(b.codes), sum(len(c.rules) for c in b.codes), b.title, b.hash[:12])
        for b in books()
    ]
    document = {"codebooks": [dict(zip(columns, row, strict=True)) for row in rows]}
    made = show.table(None, columns, rows, right="codes rules")
    show.answer(document, as_json=as_json, tables=[made])


@codebook.command("show")
def show_codebook(
    name: Name,
    code: Annotated[str | None, typer.Option("--code", help="Only this code, in full.")] = None,
    as_json: Json = False,
) -> None:
    """Show the codes of a codebook, or one code with all its fields, rules and examples."""
    from npt_coder.workflow.books import book, code_document

    made = book(name)
    chosen = [c for c in made.codes if code in (None, c.id)]
    if not chosen:
        raise UnknownName("code", str(code), (c.id for c in made.codes))
    document = {
        "codebook": {"name": made.name, "title": made.title, "edition": made.edition}
        | {"source": made.source, "hash": made.hash},
        "codes": [code_document(c) for c in chosen],
    }
    if code:
        tables = [show.table(None, ("field", "text"), fields(document["codes"][0]))]
    else:
        columns = ("code", "mnemonic", "kind", "rules", "brief")
        rows = [(c.id, c.mnemonic, c.kind, len(c.rules), c.brief) for c in chosen]
        tables = [show.table(f"{made.title} ({made.edition})", columns, rows, right="rules")]
    show.answer(document, as_json=as_json, tables=tables)


@codebook.command("check")
def check_codebook(name: Name, as_json: Json = False, quiet: Quiet = False) -> None:
    """Find dead, duplicate and contradictory rules, with line and field."""
    from npt_coder.workflow.books import check

    try:
        problems = check(name)
    except CodebookError as error:
        problems = error.problems
    columns = ("severity", "path", "where", "message")
    rows = [(p.severity, p.path, p.where, p.message) for p in problems]
    document = {"problems": [dict(zip(columns, row, strict=True)) for row in rows]}
    lines = [show.line(f"{p.severity}: {p}") for p in problems]
    show.answer(document, as_json=as_json, tables=lines)
    errors = sum(p.severity == "error" for p in problems)
    show.message(f"{errors} errors, {len(problems) - errors} warnings.", quiet=quiet)
    if errors:
        raise typer.Exit(1)
