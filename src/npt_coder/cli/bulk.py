"""Commands for millions of short texts, without a study: bulk FILE, bulk merge, bulk table."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from npt_coder.cli import show
from npt_coder.cli.options import Json, Quiet
from npt_coder.errors import UnknownName, UserError

if TYPE_CHECKING:
    from rich.table import Table

    from npt_coder.bulk.run import Progress, Report, Shard
    from npt_coder.bulk.table import CodeTable

_ENGINES = ("local", "spark")
_EVERY = 30.0  # seconds between lines of progress in a log
_ACROSS = 8  # cases of a table on a screen


class _FileFirst(TyperGroup):
    """Lets `bulk FILE` stand for `bulk code FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["code", *args]
        return super().parse_args(ctx, args)


bulk = typer.Typer(
    cls=_FileFirst,
    help="Code millions of short texts: bulk FILE --text COL --id COL -o DIR. "
    "All options: bulk code --help.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    app.add_typer(bulk, name="bulk")


@bulk.command("code")
def code(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="csv, tsv, jsonl or parquet.")],
    text: Annotated[str, typer.Option("--text", metavar="COL", help="What somebody said.")],
    id: Annotated[str, typer.Option("--id", metavar="COL", help="The name of a record.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of parts.")],
    attribute: Annotated[
        list[str] | None,
        typer.Option("--attribute", metavar="COL", help="Carry only these along; repeatable."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--codebook", metavar="NAME_OR_PATH", help="A shipped name or your YAML; else npt."
        ),
    ] = None,
    tagger: Annotated[str, typer.Option("--tagger", help="Who codes.")] = "rules",
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            "-p",
            metavar="DIR",
            help="The study that `--tagger learned` learned from, with its codebook.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
    shard: Annotated[
        str, typer.Option("--shard", metavar="I/N", help="Code the I-th of N shares only.")
    ] = "1/1",
    part: Annotated[int, typer.Option("--part", min=1, help="Records in one part file.")] = 5000,
    encoding: Annotated[str, typer.Option("--encoding", help="Of csv and jsonl.")] = "utf-8",
    engine: Annotated[str, typer.Option("--engine", help="local, or spark.")] = "local",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Code a file of short texts into a folder of Parquet parts; the same again goes on."""
    from npt_coder.bulk.run import Plan, Unwatched, code_file
    from npt_coder.bulk.source import Columns

    if engine not in _ENGINES:
        raise UnknownName("engine", engine, _ENGINES)
    kept = None if attribute is None else tuple(attribute)
    plan = Plan(Columns(id, text, kept, encoding), _codebook(name, project), tagger, part, project)
    watch = Unwatched() if quiet else _Watch()
    if engine == "spark":
        from npt_coder.bulk.spark import code_with_spark

        if shard != "1/1":
            raise UserError("Spark shares out the work itself: leave out --shard.")
        report = code_with_spark(source, out, plan, jobs=jobs)
    else:
        report = code_file(source, out, plan, jobs=jobs, shard=_shard(shard), watch=watch)
    show.problems(report.problems, quiet=quiet)
    counts = report.counts
    if counts.problems:
        show.message(f"{counts.problems:,} records could not be coded.", quiet=quiet)
    rest = f" ({report.resumed.records:,} were done before)" if report.resumed.records else ""
    line = (
        f"{counts.records:,} records{rest}, {counts.codings:,} codings by {report.coder} in "
        f"{report.seconds:.1f} s: {out}"
    )
    show.answer(_document(report), as_json=as_json, tables=[line])


@bulk.command("merge")
def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of one run.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="To write.")],
    rows: Annotated[
        str, typer.Option("--rows", help="records, or codings for one row per coding.")
    ] = "records",
    as_json: Json = False,
) -> None:
    """Write the parts of all shards into one Parquet file; refuses while one is missing."""
    from npt_coder.bulk.parts import merge as merge_parts

    counts = merge_parts(folders, out, rows=rows)
    document = {
        "records": counts.records,
        "codings": counts.codings,
        "problems": counts.problems,
        "parts": counts.parts,
        "written": str(out),
    }
    line = f"{counts.records:,} records, {counts.codings:,} codings of {counts.parts} parts: {out}"
    show.answer(document, as_json=as_json, tables=[line])


@bulk.command("table")
def table(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="Folder or merged file.")],
    by: Annotated[str, typer.Option("--by", metavar="COL", help="The attribute of the rows.")],
    cells: Annotated[
        str, typer.Option("--cells", help="codings, or records that carry the code.")
    ] = "codings",
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.csv", help="Write it there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Count by case and code, with the number of records behind each row."""
    from npt_coder.bulk.table import code_table

    made = code_table(result, by, cells=cells)
    columns = (by, "records", "not_coded", *made.counts.columns)
    rows = [
        (case, int(made.records[case]), int(made.not_coded[case]), *map(int, counts))
        for case, *counts in made.counts.itertuples(name=None)
    ]
    if out:
        _write_csv(out, columns, rows)
    document = {
        "by": by,
        "cells": made.cells,
        "columns": list(made.counts.columns),
        "rows": [
            {"case": row[0], "records": row[1], "not_coded": row[2], "counts": list(row[3:])}
            for row in rows
        ],
    }
    tables = [f"Written: {out}"] if out else _screens(made)
    show.answer(document, as_json=as_json, tables=tables)


class _Watch:
    """Writes speed, progress and time left on stderr: one line on a screen, a few in a log."""

    def __init__(self) -> None:
        self._is_screen = sys.stderr.isatty()
        self._last = time.monotonic()

    def speed(self, coder: str, rate: float, n_records: int, jobs: int) -> None:
        """Tell how fast the tagger is before the run."""
        if n_records:
            show.message(
                f"{coder}: {rate:,.0f} records a second in one process, measured on the first "
                f"{n_records:,}. {jobs} {'process' if jobs == 1 else 'processes'}."
            )

    def progress(self, progress: Progress) -> None:
        """Tell how far we are."""
        now, is_last = time.monotonic(), progress.share >= 1.0
        if not (self._is_screen or is_last or now - self._last > _EVERY):
            return
        self._last = now
        left = show.clock(progress.seconds_left)
        line = (
            f"{progress.share:4.0%}  {progress.counts.records:,} records  "
            f"{progress.rate:,.0f} a second  {left} left"
        )
        sys.stderr.write(f"\r{line:<70}" if self._is_screen else line)
        if is_last or not self._is_screen:
            sys.stderr.write("\n")
        sys.stderr.flush()


def _codebook(name: str | None, project: Path | None) -> str:
    """Return the codebook that was named, else that of the study, else npt."""
    if name or not project:
        return name or "npt"
    from npt_coder.project.project import open_project

    study = open_project(project)
    return str(study.named_file(study.config.codebook))


def _shard(written: str) -> Shard:
    from npt_coder.bulk.run import Shard

    index, _, of = written.partition("/")
    if not (index.isdecimal() and of.isdecimal()):
        raise UserError(f"'{written}' is no shard. Write I/N, as 3/10 for the third of ten.")
    return Shard(int(index), int(of))


def _document(report: Report) -> dict[str, object]:
    book, counts = report.codebook, report.counts
    return {
        "records": counts.records,
        "codings": counts.codings,
        "seconds": round(report.seconds, 3),
        "problems": counts.problems,
        "parts": counts.parts,
        "resumed": report.resumed.records,
        "records_per_second": round(report.rate, 1),
        "tagger": report.coder,
        "codebook": {"name": book.name, "edition": book.edition, "hash": book.hash},
        "output": str(report.folder),
    }


def _screens(made: CodeTable) -> Iterator[Table]:
    """Yield tables with the codes down, since their names are long, and a few cases across."""
    codes = made.counts.columns
    for first in range(0, max(len(made.counts), 1), _ACROSS):
        cases = made.counts.index[first : first + _ACROSS]
        rows = [
            ("records", *made.records[cases]),
            ("not coded", *made.not_coded[cases]),
            *((code, *made.counts.loc[cases, code]) for code in codes),
        ]
        heads = [case or "(none)" for case in cases]
        yield show.table(f"{made.cells} by {made.by}", ("", *heads), rows, right=heads)


def _write_csv(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    import csv

    try:
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows([columns, *rows])
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error
