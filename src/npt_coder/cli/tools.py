"""Commands that work without a study: codebook, evaluate, doctor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from npt_coder.cli import judgement, show
from npt_coder.cli.options import CodebookName, Json, Quiet
from npt_coder.errors import CodebookError, UnknownName
from npt_coder.model import Code

if TYPE_CHECKING:
    from rich.table import Table

codebook = typer.Typer(
    help="Work on codebooks: list, show, check, explain, schema.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_FIRED = ("code", "rule", "words", "valence", "outcome")
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
    made = show.table(None, columns, rows, right=("codes", "rules"))
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
        tables = [show.table(None, ("field", "text"), _fields(chosen[0]))]
    else:
        columns = ("code", "mnemonic", "kind", "rules", "brief")
        rows = [(c.id, c.mnemonic, c.kind, len(c.rules), c.brief) for c in chosen]
        tables = [show.table(f"{made.title} ({made.edition})", columns, rows, right=("rules",))]
    show.answer(document, as_json=as_json, tables=tables)


@codebook.command("check")
def check_codebook(name: Name, as_json: Json = False) -> None:
    """Find dead, duplicate and contradictory rules, with line and field."""
    from npt_coder.workflow.books import check

    try:
        problems = check(name)
    except CodebookError as error:
        problems = error.problems
    columns = ("severity", "path", "where", "message")
    rows = [(p.severity, p.path, p.where, p.message) for p in problems]
    document = {"problems": [dict(zip(columns, row, strict=True)) for row in rows]}
    errors = sum(p.severity == "error" for p in problems)
    lines = [f"{p.severity}: {p}" for p in problems]
    count = f"{errors} errors, {len(problems) - errors} warnings."
    show.answer(document, as_json=as_json, tables=[*lines, count])
    if errors:
        raise typer.Exit(1)


@codebook.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of codebooks, with which editors help to write one."""
    from npt_coder.workflow.books import schema

    typer.echo(schema(), nl=False)


@codebook.command("explain")
def explain_sentence(
    text: Annotated[str, typer.Argument(help="What somebody said.")],
    name: CodebookName = "npt",
    speaker: Annotated[
        list[str] | None,
        typer.Option("--speaker", metavar="WHO", help="Role or job of who says it; repeatable."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show how rules read a sentence: its words, which rules fired, which nearly did and why."""
    from npt_coder.workflow.books import explain

    explained = explain(name, text, speaker or None)
    tables = [item for one in explained for item in _explanation(one)]
    show.answer({"sentences": explained}, as_json=as_json, tables=tables)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Labelled passages.")],
    name: CodebookName = "npt",
    tagger: Annotated[str, typer.Option("--tagger", help="Who is judged.")] = "default",
    compare: Annotated[
        list[str] | None,
        typer.Option("--compare", metavar="TAGGER", help="Others in the same table; repeatable."),
    ] = None,
    show_errors: Annotated[
        int, typer.Option("--show-errors", metavar="N", help="List the N hardest passages.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap over groups.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Judge taggers on labelled passages: precision, recall, F1, kappa, false alarms."""
    from npt_coder.workflow.books import evaluate as judge

    names = [tagger, *(compare or [])]
    documents, problems = judge(gold, name, taggers=names, seed=seed, n_errors=show_errors)
    show.problems(problems, quiet=quiet)
    document = documents[0]
    tables = [*judgement.tables(document), *judgement.errors(document)]
    if compare:
        document = {**document, "compared": [judgement.row(d) for d in documents]}
        tables = [judgement.comparison(documents), *judgement.errors(document)]
    show.answer(document, as_json=as_json, tables=tables)


def doctor(as_json: Json = False) -> None:
    """Show what is installed, which model is used, and the command that mends what is missing."""
    from npt_coder.workflow.doctor import examine

    checks = examine()
    rows = [("ok" if c.ok else "MISSING", c.name, c.found, c.fix) for c in checks]
    document = {
        "checks": [{"name": c.name, "ok": c.ok, "found": c.found, "fix": c.fix} for c in checks]
    }
    table = show.table(None, ("", "what", "found", "to mend"), rows)
    show.answer(document, as_json=as_json, tables=[table])
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def _fields(code: Code) -> list[tuple[str, str]]:
    texts = ("id", "name", "mnemonic", "kind", "brief", "full", "when_to_use", "when_not_to_use")
    rows = [(field.replace("_", " "), getattr(code, field)) for field in texts]
    for example in code.examples:
        what = (
            f"near miss → {example.instead}" if example.instead else f"example, {example.valence}"
        )
        rows.append((what, example.text))
    rows += [(f"rule {r.id} ({r.valence})", " · ".join(r.phrases)) for r in code.rules]
    return rows


def _explanation(one: Mapping[str, Any]) -> Iterator[Table | str]:
    yield f"{one['sentence']}\nwords: {' · '.join(one['words'])}"
    for word, forms in one["forms"].items():
        yield f"  {word}: as {', '.join(forms)}"
    rows = [[row[column] for column in _FIRED] for row in one["rules"]]
    yield show.table(None, _FIRED, rows) if rows else "No rule matched."
    if one["near"]:
        yield "Nearly matched, the nearest first:"
    for miss in one["near"]:
        yield f"  {miss['rule']} of {miss['code']}\n    phrase: {miss['phrase']}"
        yield f"    found:  {' … '.join(miss['found'])}\n    but:    {miss['missing']}"
