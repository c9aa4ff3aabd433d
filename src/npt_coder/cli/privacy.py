"""The command that takes names and places out of transcripts before anybody codes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from npt_coder.cli import show
from npt_coder.cli.options import Json, Quiet

if TYPE_CHECKING:
    from npt_coder.workflow.pseudonymising import Pseudonymised

_COLUMNS = ("words", "kind", "replacement", "replace", "count", "files", "why")


def register(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(pseudonymise)


def pseudonymise(
    sources: Annotated[
        list[Path], typer.Argument(help="Transcript files, or folders of them; never written.")
    ],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="CSV", help="The key, outside the study; yours to correct."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write copies here; without it, a dry run."),
    ] = None,
    own_list: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="Your own names to find, one a line."),
    ] = None,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Also look for names with spaCy.")
    ] = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Propose pseudonyms for people, places and numbers; with --out write copies that have them.

    First a dry run with --key: it writes the proposals for you to correct (replace: yes or no).
    Then the same with --out. Nothing leaves the machine; no file of yours is changed.
    """
    from npt_coder.workflow.pseudonymising import pseudonymise as work

    done = work(
        sources,
        key=key,
        out=out,
        own_list=own_list,
        use_model=model,
        track=show.tracker(quiet=quiet),
    )
    show.problems(done.problems, quiet=quiet)
    rows = [
        (
            e.words,
            e.kind,
            f"[{e.replacement}]",
            "yes" if e.wanted else "no",
            e.count,
            e.files,
            e.why,
        )
        for e in done.key
    ]
    document: dict[str, object] = {
        "proposals": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
        "key": str(key) if key else None,
        "written": [str(path) for path in done.written],
        "log": str(done.log) if done.log else None,
        "replaced": done.n_replaced,
        "dry_run": out is None,
        "lone": [list(label) for label in done.lone],
    }
    table = show.table("Proposed", _COLUMNS, rows, right=("count", "files"))
    show.answer(document, as_json=as_json, tables=[table, *_in_words(done, key, out)])


def _in_words(done: Pseudonymised, key: Path | None, out: Path | None) -> list[str]:
    lines = []
    if out is None:
        kept = (
            f"The proposals are in {key}: correct them there." if key else "Keep them with --key."
        )
        lines.append(f"Dry run: no transcript was written. {kept} Then run again with --out DIR.")
    else:
        lines.append(
            f"{done.n_replaced} words replaced in {len(done.written)} copies in {out}. The key "
            f"({key}) and the log ({done.log}) are readable by you alone: keep them apart from "
            "the copies."
        )
    lines.append(
        "No program finds every name: read the copies. What a story tells about somebody is not "
        "looked for."
    )
    if done.lone:
        named = "; ".join(", ".join(part for part in label if part) for label in done.lone[:8])
        lines.append(
            f"{len(done.lone)} combinations of job, case and wave belong to one person, who can be "
            f"known without a name: {named}{'; ...' if len(done.lone) > 8 else ''}. Consider "
            "coarser jobs."
        )
    return lines
