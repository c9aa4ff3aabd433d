"""Commands that code, decide and take back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, cast

import typer

from npt_coder.cli import show
from npt_coder.cli.options import Coder, Json, ProjectDir, Quiet, opened, stamp
from npt_coder.model import Coding, Level, Valence

if TYPE_CHECKING:
    from npt_coder.workflow.coding import CodeReport

Ids = Annotated[list[str], typer.Argument(help="Ids of codings, or clear beginnings of them.")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept in the journal.")]
ValenceOption = Annotated[
    str | None, typer.Option("--valence", help="promotes, hinders, mixed or descriptive.")
]
LevelOption = Annotated[str | None, typer.Option("--level", help="patient, practice or community.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    for command in (code, accept, reject, change, add, undo, redo, log):
        app.command()(command)


def code(
    project: ProjectDir = None,
    tagger: Annotated[
        list[str] | None, typer.Option("--tagger", help="Only this tagger; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show counts, write nothing.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes side by side.")] = 1,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let the tagger llm send text elsewhere.")
    ] = False,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Let taggers propose codings; only what changed is read again; one run is one undo step."""
    from npt_coder.workflow import coding

    if allow_remote:
        os.environ["NPT_CODER_LLM_ALLOW_REMOTE"] = "yes"
    study = opened(project, coder=coder, quiet=quiet)
    report = coding.code(
        study,
        stamp(coder),
        taggers=tagger,
        dry_run=dry_run,
        jobs=jobs,
        track=show.tracker(quiet=quiet),
    )
    show.message(describe(report), quiet=quiet)
    rows = [(name, n) for name, n in report.by_code.items() if n]
    document = {**code_document(report), "dry_run": dry_run}
    made = show.table("Codings that stand", ("code", "codings"), rows, right=("codings",))
    show.answer(document, as_json=as_json, tables=[made])


def accept(
    ids: Ids,
    project: ProjectDir = None,
    why: Why = "",
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Accept suggested codings."""
    _decide(ids, "accept", project, why, coder, as_json)


def reject(
    ids: Ids,
    project: ProjectDir = None,
    why: Why = "",
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Reject codings: they no longer count, and are kept with the reason."""
    _decide(ids, "reject", project, why, coder, as_json)


def change(
    ids: Ids,
    project: ProjectDir = None,
    code: Annotated[str | None, typer.Option("--code", help="The code that fits better.")] = None,
    valence: ValenceOption = None,
    level: LevelOption = None,
    why: Why = "",
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Accept codings with another code, valence or level; the suggestion itself is kept."""
    given = {"code": code, "valence": valence, "level": level}
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes:
        raise typer.BadParameter("name what changes: --code, --valence or --level.")
    _decide(ids, "change", project, why, coder, as_json, changes)


def add(
    transcript: Annotated[str, typer.Argument(help="Id of the transcript.")],
    code: Annotated[str, typer.Argument(help="Id of the code.")],
    quote: Annotated[str, typer.Argument(help="The words, exactly as they stand.")],
    project: ProjectDir = None,
    turn: Annotated[int | None, typer.Option("--turn", help="The turn that holds them.")] = None,
    valence: ValenceOption = "descriptive",
    level: LevelOption = None,
    memo: Annotated[str, typer.Option("--memo", help="A note on this coding.")] = "",
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Code a passage by hand."""
    from npt_coder.workflow import deciding

    made = deciding.add(
        opened(project, coder=coder),
        stamp(coder),
        transcript=transcript,
        quote=quote,
        code=code,
        valence=cast(Valence, valence),
        level=cast("Level | None", level),
        turn=turn,
        memo=memo,
    )
    _show_decided([made], as_json)


def undo(project: ProjectDir = None, coder: Coder = None, as_json: Json = False) -> None:
    """Take back the newest step that stands: a run of taggers, a decision, an addition."""
    from npt_coder.workflow import deciding

    entry = deciding.undo(opened(project, coder=coder), stamp(coder))
    text = f"Undone: {entry.verb} of {entry.at} by {entry.who} ({entry.summary})."
    show.answer({"undone": entry.id}, as_json=as_json, tables=[text])


def redo(project: ProjectDir = None, coder: Coder = None, as_json: Json = False) -> None:
    """Put back the step that was undone last."""
    from npt_coder.workflow import deciding

    entry = deciding.redo(opened(project, coder=coder), stamp(coder))
    text = f"Redone: {entry.verb} of {entry.at} by {entry.who} ({entry.summary})."
    show.answer({"redone": entry.id}, as_json=as_json, tables=[text])


def log(project: ProjectDir = None, as_json: Json = False) -> None:
    """Show the journal: who did what, when, and what was taken back."""
    from npt_coder.workflow import deciding

    entries = deciding.log(opened(project))
    columns = ("id", "at", "who", "verb", "summary", "codings", "decisions", "undone")
    rows = [
        (e.id, e.at, e.who, e.verb, e.summary, e.n_codings, e.n_decisions, e.undone)
        for e in entries
    ]
    document = {
        "entries": [
            {**dict(zip(columns, row, strict=True)), "details": dict(entry.details)}
            for row, entry in zip(rows, entries, strict=True)
        ]
    }
    shown = [(*row[:-1], "undone" if row[-1] else "") for row in rows]
    show.answer(
        document,
        as_json=as_json,
        tables=[show.table(None, columns, shown, right=("id", "codings", "decisions"))],
    )


def describe(report: CodeReport) -> str:
    """Say what a run of taggers did, and for which codes its model had nothing to say."""
    return " ".join(filter(None, (_what_was_done(report), _without_the_model(report))))


def _what_was_done(report: CodeReport) -> str:
    if not report.n_read:
        return (
            f"Nothing to code: rules, speakers and texts of {report.n_transcripts} transcripts "
            "are unchanged."
        )
    return (
        f"Read {report.n_read} of {report.n_transcripts} transcripts: {len(report.added)} codings "
        f"added, {len(report.retired)} withdrawn, {len(report.standing)} stand on "
        f"{report.n_segments} segments.{' Nothing was written.' if report.dry_run else ''}"
    )


def _without_the_model(report: CodeReport) -> str:
    n, n_all = len(report.unknown_to_model), len(report.codebook.codes)
    if not n:
        return ""
    knows = "none" if n == n_all else f"{n_all - n}"
    these = "them" if n == n_all else f"the other {n}"
    spoken = "nothing is suggested" if report.taggers == ("model",) else "its rules speak alone"
    return (
        f"The shipped model knows {knows} of the {n_all} codes of '{report.codebook.name}': for "
        f"{these} {spoken}."
    )


def code_document(report: CodeReport) -> dict[str, object]:
    """Return the JSON document of a run of taggers."""
    book = report.codebook
    return {
        "codings": len(report.standing),
        "by_code": report.by_code,
        "segments": report.n_segments,
        "added": len(report.added),
        "withdrawn": len(report.retired),
        "transcripts": report.n_transcripts,
        "transcripts_read": report.n_read,
        "taggers": list(report.taggers),
        "unknown_to_model": list(report.unknown_to_model),
        "codebook": {"name": book.name, "edition": book.edition, "hash": book.hash},
    }


def _decide(
    ids: list[str],
    action: str,
    project: ProjectDir,
    why: str,
    coder: str | None,
    as_json: bool,
    changes: Mapping[str, str | None] | None = None,
) -> None:
    from npt_coder.model import Action
    from npt_coder.workflow import deciding

    made = deciding.decide(
        opened(project, coder=coder),
        stamp(coder),
        ids,
        cast(Action, action),
        why=why,
        changes=changes,
    )
    _show_decided(made, as_json)


def _show_decided(made: Iterable[Coding], as_json: bool) -> None:
    columns = ("id", "status", "code", "valence", "level", "quote")
    rows = [[getattr(coding, column) for column in columns] for coding in made]
    document = {"codings": [dict(zip(columns, row, strict=True)) for row in rows]}
    show.answer(document, as_json=as_json, tables=[show.table(None, columns, rows)])
