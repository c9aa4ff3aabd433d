"""Show: answers on stdout as lines, tables or JSON; progress and messages on stderr.

Rich is imported where it draws, since `--help` and `--json` do without it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from npt_coder.model import Problem
from npt_coder.workflow.progress import Track, silent

if TYPE_CHECKING:
    from rich.table import Table

T = TypeVar("T")

# In a pipe there is no screen to fit: wide enough that no column is cut.
_PIPE_WIDTH = 160


def answer(document: Mapping[str, object], *, as_json: bool, tables: Iterable[Table | str]) -> None:
    """Print the JSON document, or the tables and lines that were made from the same values."""
    if as_json:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
        return
    for item in tables:
        if isinstance(item, str):
            # A line is left to the terminal to break, so that a pipe gets it whole.
            sys.stdout.write(f"{item}\n")
        else:
            _draw(item)


def table(
    title: str | None,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[str] = (),
) -> Table:
    """Make a table; cells are shown as they are, never read as markup.

    right: names of columns aligned to the right.
    """
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        justify = "right" if column in right else "left"
        made.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def clock(seconds: float | None) -> str:
    """Write seconds as h:mm:ss, or nothing."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def message(text: str, *, quiet: bool = False) -> None:
    """Tell something on stderr."""
    if not quiet:
        sys.stderr.write(f"{text}\n")


def problems(items: Iterable[Problem], *, quiet: bool = False) -> None:
    """List problems on stderr, errors first."""
    for item in sorted(items, key=lambda problem: problem.severity != "error"):
        message(f"{item.severity}: {item}", quiet=quiet)


def tracker(*, quiet: bool) -> Track:
    """Return a progress bar on stderr, or silence when quiet or when nobody watches."""
    return silent if quiet or not sys.stderr.isatty() else _track


def _track(items: Sequence[T], what: str) -> Iterable[T]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=len(items))
        for item in items:
            yield item
            progress.advance(task)


def _draw(made: Table) -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    Console(width=width, highlight=False).print(made)
