"""Commands that make a study and fill it: run, init, ingest, speakers, cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from npt_coder.cli import show
from npt_coder.cli.options import CodebookName, Coder, Json, ProjectDir, Quiet, opened, stamp
from npt_coder.model import ColumnNames, Problem, Speaker, Transcript

if TYPE_CHECKING:
    from rich.table import Table

    from npt_coder.workflow.gather import Gathered, GatherReport

Sources = Annotated[list[Path], typer.Argument(help="Transcript files, or folders of them.")]
CasesCsv = Annotated[
    Path | None,
    typer.Option("--cases", metavar="CSV", help="Table with the columns file, case, wave, ..."),
]

Taggers = Annotated[
    list[str] | None,
    typer.Option("--tagger", help="Who proposes codings in a new study; may be repeated."),
]

FIRST_TURNS = 12


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    for command in (run, init, ingest, speakers, cases):
        app.command()(command)


def run(
    source: Annotated[Path, typer.Argument(help="A folder of transcripts.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The study to make or go on.")],
    codebook: CodebookName = "npt",
    cases: CasesCsv = None,
    tagger: Taggers = None,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Do everything: from a folder of transcripts to verdicts and a report, in a study at DIR."""
    from npt_coder.cli.analysis import verdict_table
    from npt_coder.cli.coding import describe
    from npt_coder.workflow import deliver

    report = deliver.run(
        source,
        out,
        stamp(coder),
        codebook=codebook,
        cases=cases,
        taggers=tagger,
        track=show.tracker(quiet=quiet),
    )
    tell_gathered(report.gathering, quiet=quiet)
    show.message(describe(report.coding), quiet=quiet)
    if report.unchanged:
        show.message("Nothing changed since the last run; the files are as they were.", quiet=quiet)
    document = {
        "transcripts": report.n_transcripts,
        "segments": report.coding.n_segments,
        "codings": len(report.coding.standing),
        "verdicts": report.verdicts["cases"],
        "rule": report.verdicts["rule"],
        "files": [str(path) for path in report.files],
        "failed": _failed(report.gathering.failed),
        "unchanged": report.unchanged,
        "synthetic": report.synthetic,
        "notes": list(report.notes),
    }
    lines = [f"{path}" for path in report.files]
    tables = [verdict_table(report.verdicts)] if report.verdicts["cases"] else []
    notes = [note for note in (report.synthetic, *report.notes) if note]
    heading = "\nReport and data:"
    show.answer(document, as_json=as_json, tables=[*tables, *notes, heading, *lines])


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the study will live.")],
    codebook: CodebookName = "npt",
    name: Annotated[
        str | None, typer.Option("--name", help="Shown at the head of reports.")
    ] = None,
    tagger: Taggers = None,
    as_json: Json = False,
) -> None:
    """Make a new study."""
    from npt_coder.workflow.gather import start_study

    study = start_study(folder, codebook, name=name, taggers=tagger)
    text = f"Made {study.folder}. Next: npt-coder ingest FILES --project {study.folder}"
    show.answer({"project": str(study.folder)}, as_json=as_json, tables=[text])


def ingest(
    sources: Sources,
    project: ProjectDir = None,
    cases: CasesCsv = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be read; write nothing.")
    ] = False,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="speech=A,speaker=B",
            help="For csv, Excel and JSON: which column is what (speech, speaker, time).",
        ),
    ] = None,
    show_turns: Annotated[
        bool, typer.Option("--show", help="Print the first turns as understood; write nothing.")
    ] = False,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read transcripts into the study; the same file is never added twice."""
    from npt_coder.workflow import gather

    # A dry run needs no study: people look at their files before they make one.
    dry_run = dry_run or show_turns
    study = opened(project, coder=coder, quiet=quiet) if project or not dry_run else None
    report = gather.ingest(
        study,
        sources,
        stamp(coder),
        cases=cases,
        columns=_column_names(columns) if columns else None,
        dry_run=dry_run,
        track=show.tracker(quiet=quiet),
    )
    tell_gathered(report, quiet=quiet)
    tables: list[Table | str] = [_gathered_table(report)]
    if show_turns:
        tables += [_turns_table(one.transcript, FIRST_TURNS) for one in report.gathered]
    document = {
        "transcripts": [_gathered_document(one) for one in report.gathered],
        "failed": _failed(report.failed),
        "dry_run": dry_run,
    }
    show.answer(document, as_json=as_json, tables=tables)
    if not report.gathered:
        raise typer.Exit(1)


def _column_names(given: str) -> ColumnNames:
    pairs = [part.partition("=") for part in given.split(",")]
    named = {kind.strip(): heading.strip() for kind, _, heading in pairs}
    if "speech" not in named or not set(named) <= {"speech", "speaker", "time"}:
        raise typer.BadParameter(
            f"--columns '{given}': write speech=HEADING, and speaker=HEADING,time=HEADING if there."
        )
    return ColumnNames(**named)


def speakers(
    project: ProjectDir = None,
    change: Annotated[
        tuple[str, str] | None,
        typer.Option("--set", metavar="TRANSCRIPT LABEL", help="The speaker to correct."),
    ] = None,
    same: Annotated[
        list[str] | None,
        typer.Option("--same", metavar="LABEL", help="Labels of one person; twice or more."),
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="participant, interviewer or unknown.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="The study's name for them.")
    ] = None,
    job: Annotated[str | None, typer.Option("--job", help="Their job, such as GP.")] = None,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show who is who, correct one speaker, or join labels; speakers.csv can be edited as well."""
    from npt_coder.workflow import who

    study = opened(project, coder=coder, quiet=quiet)
    given = {"role": role, "person": person, "job": job}
    changes = {field: value for field, value in given.items() if value is not None}
    if change:
        if not changes:
            raise typer.BadParameter("name what changes: --role, --person or --job.")
        who.set_speaker(study, stamp(coder), *change, **changes)
    if same:
        if not person:
            raise typer.BadParameter("name the one person behind these labels: --person NAME.")
        who.join_speakers(study, stamp(coder), same, person)
    columns = ("transcript", "label", "role", "person", "job", "turns", "words")
    rows = [
        (t.id, s.label, s.role, s.person, s.attributes.get("role"), *speech_counts(t, s))
        for t in study.store.transcripts()
        for s in t.speakers
    ]
    document: dict[str, object] = {
        "speakers": [dict(zip(columns, row, strict=True)) for row in rows]
    }
    made = show.table(
        f"Edit {study.speakers_csv} to correct many", columns, rows, right=("turns", "words")
    )
    offers = who.offered_joins(study.store.transcripts())
    document["offers"] = [list(labels) for labels in offers]
    show.answer(document, as_json=as_json, tables=[made, *map(_offer, offers)])


def _offer(labels: Sequence[str]) -> str:
    same = " ".join(f'--same "{label}"' for label in labels)
    named = ", ".join(f"'{label}'" for label in labels)
    return (
        f"One speaker under several labels? {named}. If so: npt-coder speakers {same} --person NAME"
    )


def cases(
    project: ProjectDir = None,
    table: Annotated[
        Path | None, typer.Option("--from", metavar="CSV", help="Take cases and waves from here.")
    ] = None,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show which transcript belongs to which case and wave; cases.csv can be edited as well."""
    from npt_coder.workflow import who

    study = opened(project, coder=coder, quiet=quiet)
    if table:
        show.problems(who.set_cases(study, stamp(coder), table), quiet=quiet)
    transcripts = study.store.transcripts()
    extra = sorted({key for t in transcripts for key in t.attributes})
    columns = ("transcript", "file", "case", "wave", *extra)
    rows = [
        (t.id, t.source, t.case, t.wave, *(t.attributes.get(key) for key in extra))
        for t in transcripts
    ]
    document = {"cases": [dict(zip(columns, row, strict=True)) for row in rows]}
    made = show.table(f"Edit {study.cases_csv} to correct many", columns, rows)
    show.answer(document, as_json=as_json, tables=[made])


def tell_gathered(report: GatherReport, *, quiet: bool) -> None:
    """Say what could not be read, and what to look at in what was read."""
    show.problems([*report.failed, *report.notes], quiet=quiet)
    show.problems([p for one in report.gathered for p in one.problems], quiet=quiet)
    new = sum(one.state == "new" for one in report.gathered)
    known = len(report.gathered) - new
    text = f"{new} transcripts read, {known} known already, {len(report.failed)} could not be read."
    show.message(f"{text} Dry run: nothing was written." if report.dry_run else text, quiet=quiet)


def speech_counts(transcript: Transcript, speaker: Speaker) -> tuple[int, int]:
    """Return the number of turns and words of one speaker."""
    spoken = [
        transcript.text[t.start : t.end] for t in transcript.turns if t.speaker == speaker.label
    ]
    return len(spoken), sum(len(speech.split()) for speech in spoken)


def _gathered_table(report: GatherReport) -> Table:
    columns = ("file", "format", "encoding", "turns", "words", "speakers", "case", "wave", "state")
    rows = []
    for one in report.gathered:
        t = one.transcript
        counts = [speech_counts(t, s) for s in t.speakers]
        words = sum(n for _, n in counts)
        who = ", ".join(
            f"{s.label} ({s.role}, {n / max(words, 1):.0%})"
            for s, (_, n) in zip(t.speakers, counts, strict=True)
        )
        state = one.state + (f", {len(one.problems)} to look at" if one.problems else "")
        row = (t.source, t.format, t.encoding, len(t.turns), words, who, t.case, t.wave, state)
        rows.append(row)
    return show.table(None, columns, rows, right=("turns", "words"))


def _turns_table(transcript: Transcript, n: int) -> Table:
    rows = [
        (u.number, show.clock(u.time), u.speaker, transcript.text[u.start : u.end])
        for u in transcript.turns[:n]
    ]
    return show.table(
        transcript.source, ("turn", "time", "speaker", "speech"), rows, right=("turn",)
    )


def _gathered_document(one: Gathered) -> dict[str, object]:
    t = one.transcript
    counts = [speech_counts(t, s) for s in t.speakers]
    return {
        "path": t.source,
        "id": t.id,
        "format": t.format,
        "encoding": t.encoding,
        "turns": len(t.turns),
        "words": sum(n for _, n in counts),
        "speakers": [
            {"label": s.label, "role": s.role, "person": s.person, "turns": turns, "words": words}
            for s, (turns, words) in zip(t.speakers, counts, strict=True)
        ],
        "case": t.case,
        "wave": t.wave,
        "attributes": dict(t.attributes),
        "normalisation": list(t.normalisation),
        "memos": [asdict(memo) for memo in t.memos],
        "warnings": [str(problem) for problem in one.problems],
        "state": one.state,
    }


def _failed(failed: Iterable[Problem]) -> list[dict[str, str]]:
    return [{"path": problem.path, "reason": problem.message} for problem in failed]
