"""Commands that retrieve, lay out and draw what was coded, and take back what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from npt_coder.cli import show
from npt_coder.cli.coding import LevelOption, ValenceOption
from npt_coder.cli.options import Coder, Json, ProjectDir, Quiet, opened, stamp

if TYPE_CHECKING:
    from rich.table import Table

Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="ATTRIBUTE=VALUE",
        help="Only codings with this, as role=nurse; may be repeated.",
    ),
]
Wave = Annotated[
    str | None,
    typer.Option("--wave", help="last, all, or the name of one."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    for command in (codings, matrix, plot):
        app.command()(command)
    app.command("import")(import_file)


def codings(
    project: ProjectDir = None,
    code: Annotated[
        str | None, typer.Option("--code", help="This code and what is below it.")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", help="Only this case.")] = None,
    wave: Annotated[str | None, typer.Option("--wave", help="Only this wave.")] = None,
    level: LevelOption = None,
    valence: ValenceOption = None,
    role: Annotated[str | None, typer.Option("--role", help="Only people with this job.")] = None,
    transcript: Annotated[str | None, typer.Option("--transcript", help="Only this one.")] = None,
    status: Annotated[
        str | None, typer.Option("--status", help="suggested, accepted, rejected or retired.")
    ] = None,
    grep: Annotated[
        str | None, typer.Option("--grep", help="Quotes that match this regular expression.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            "--where",
            metavar="EXPRESSION",
            help='Codes with and, or, not: "coherence and not collective_action:hinders".',
        ),
    ] = None,
    within: Annotated[
        str, typer.Option("--within", help="Where --where looks: segment, turn or transcript.")
    ] = "segment",
    only: Only = None,
    context: Annotated[
        int, typer.Option("--context", min=0, help="Sentences shown on each side of the quote.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Retrieve quotes with speaker, turn number, case and reason."""
    from npt_coder.workflow import retrieving

    found = retrieving.retrieve(
        opened(project),
        code=code,
        case=case,
        wave=wave,
        level=level,
        valence=valence,
        role=role,
        transcript=transcript,
        status=status,
        grep=grep,
        where=where,
        within=within,
        wanted=_wanted(only),
        context=context,
    )
    lines = [text for record in found for text in _lines(record)]
    count = f"{len(found)} codings"
    show.answer({"codings": found}, as_json=as_json, tables=[*lines, count])


def matrix(
    project: ProjectDir = None,
    rows: Annotated[
        str,
        typer.Option("--rows", help="case, wave, role, any attribute, or several: case,wave."),
    ] = "case",
    cols: Annotated[
        str, typer.Option("--cols", help="code, sub-construct, valence, any attribute, ...")
    ] = "code",
    cells: Annotated[
        str,
        typer.Option("--cells", help="count, binary, people, net, rating, quotes or summary."),
    ] = "count",
    cooccurrence: Annotated[
        str | None,
        typer.Option(
            "--cooccurrence", metavar="overlap|sentence|turn", help="Code by code: where they meet."
        ),
    ] = None,
    wave: Wave = None,
    level: Annotated[
        str | None, typer.Option("--level", help="Only codings at this level.")
    ] = None,
    only: Only = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=".csv, .xlsx, .md, .html")
    ] = None,
    as_json: Json = False,
) -> None:
    """Lay the evidence out as a theme matrix, cases by codes or any other way.

    Without --wave it is the last one; all of them where rows or columns are waves, or codes meet.
    """
    from npt_coder.workflow import analyse, deliver, framing

    study, wanted = opened(project), _wanted(only)
    extra: dict[str, object] = {}
    if cooccurrence is not None:
        made = analyse.meetings(study, meeting=cooccurrence, cols=cols, wave=wave, wanted=wanted)
    elif cells == "summary":
        made = framing.framework(study, rows=rows, cols=cols, wave=wave, wanted=wanted)
        extra = {"history": framing.history(study, made)}
    else:
        made = analyse.matrix(
            study, rows=rows, cols=cols, cells=cells, wave=wave, level=level, wanted=wanted
        )
    if made.cells == "rating" and wave == "all":
        extra = {"trajectories": deliver.trajectories(study, stamp())}
    document = deliver.matrix(made, study, stamp(), path=output) | extra
    _tell_lost(document.get("lost", []))
    # Cells full of quotes are for the file; on a terminal they would only run past.
    tables = [] if output and cells in ("quotes", "summary") else _matrix_tables(document, rows)
    show.answer(document, as_json=as_json, tables=[*tables, *([str(output)] if output else [])])


def plot(
    kind: Annotated[
        str,
        typer.Argument(help="heat-map, bars, trajectories, stability, co-occurrence or agreement."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.svg|.png", help="The picture.")
    ],
    project: ProjectDir = None,
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="NAME_OR_PATH", help="For ratings, stability.")
    ] = None,
    wave: Wave = None,
    cols: Annotated[
        str, typer.Option("--cols", help="For co-occurrence: code or sub-construct.")
    ] = "code",
    meeting: Annotated[
        str, typer.Option("--by", help="For co-occurrence: overlap, sentence or turn.")
    ] = "overlap",
    figure: Annotated[
        str, typer.Option("--figure", help="For agreement: kappa, alpha, ac1, pabak, percent.")
    ] = "kappa",
    ratings: Annotated[
        Path | None,
        typer.Option("--ratings", metavar="RATINGS.csv", help="For agreement: not of the study."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw a picture of the study as .svg or .png, with the table of its numbers as .csv beside."""
    from npt_coder.workflow import plotting

    document = plotting.plot(
        opened(project, quiet=quiet),
        kind,
        output,
        stamp(),
        rule=rule,
        wave=wave,
        cols=cols,
        meeting=meeting,
        figure=figure,
        ratings=ratings,
    )
    table = show.table(
        str(document["title"]),
        cast(list[str], document["columns"]),
        [
            [f"{value:.2f}" if isinstance(value, float) else value for value in row]
            for row in cast(list[list[object]], document["rows"])
        ],
    )
    tables: list[Table | str] = [
        table,
        str(document["note"]),
        *cast(list[str], document["written"]),
    ]
    show.answer(document, as_json=as_json, tables=tables)


def import_file(
    path: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="A framework matrix that people wrote in.")
    ],
    project: ProjectDir = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Also where the study was changed meanwhile.")
    ] = False,
    coder: Coder = None,
    as_json: Json = False,
) -> None:
    """Take summaries that people wrote into a framework matrix back into the study."""
    from npt_coder.workflow import framing

    study = opened(project, coder=coder)
    document = framing.import_file(study, path, stamp(coder), overwrite=overwrite)
    _tell_lost(document["lost"])
    count = f"{document['added']} summaries taken over, {document['skipped']} as they were."
    show.answer(document, as_json=as_json, tables=[count])


def _wanted(only: list[str] | None) -> dict[str, str]:
    wanted = {}
    for given in only or ():
        name, sign, value = given.partition("=")
        if not (name and sign):
            raise typer.BadParameter(f"--only {given}: write it as ATTRIBUTE=VALUE.")
        wanted[name.strip()] = value.strip()
    return wanted


def _matrix_tables(document: Mapping[str, Any], rows: str) -> list[Table | str]:
    names = [_short(name) for name in document["columns"]]
    lines = [
        [
            _short(row) if row in document["columns"] else row,
            *("–" if cell is None else cell for cell in values),
        ]
        for row, values in zip(document["rows"], document["cells"], strict=True)
    ]
    title = f"{document['kind']}, wave {document['wave'] or 'all'}"
    is_number = document["kind"] not in ("quotes", "summary")
    left = f"{document['unplaced']} codings have no value for rows or columns and stand nowhere."
    table = show.table(title, (rows, *names), lines, right=names if is_number else ())
    return [table, *([left] if document["unplaced"] else [])]


def _tell_lost(lost: Any) -> None:
    for loss in cast(Iterable[Mapping[str, object]], lost):
        show.message(f"not carried: {loss['count']} {loss['what']} ({loss['why']})")


def _short(code: str) -> str:
    """Write a code for the head of a column: `level.practice` as `practice`."""
    return code.rpartition(".")[2].replace("_", " ")


def _lines(record: dict[str, Any]) -> Iterable[str]:
    """Write a coding for reading: what and where, the words, why."""
    sign = {"promotes": "+", "hinders": "−", "mixed": "±"}.get(record["valence"], "·")
    job = f" ({record['role']})" if record["role"] else ""
    place = [
        *(record[key] for key in ("case",) if record[key]),
        *(f"wave {record[key]}" for key in ("wave",) if record[key]),
        f"{record['speaker']}{job}",
        f"{record['transcript']} turn {record['turn']}",
        *(show.clock(record[key]) for key in ("time",) if record[key] is not None),
        *(f"{record[key]} level" for key in ("level",) if record[key]),
    ]
    yield f"{record['id']}  {sign} {record['code']}  [{record['status']}]  {', '.join(place)}"
    before, after = record.get("before", ""), record.get("after", "")
    yield "    " + " ".join(part for part in (before, f"“{record['quote']}”", after) if part)
    yield f"    why: {record['reason']}"
