"""Commands by which a study learns from its coders: review, learn."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from npt_coder.cli import show
from npt_coder.cli.judgement import figure
from npt_coder.cli.options import Coder, Json, ProjectDir, Quiet, opened

if TYPE_CHECKING:
    from rich.table import Table

    from npt_coder.workflow.learning import Lesson

_COLUMNS = ("code", "accepted", "others", "transcripts", "f1", "f1_ci95", "precision", "recall")


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    app.command()(review)
    app.command()(learn)


def review(
    project: ProjectDir = None,
    order: Annotated[
        str, typer.Option("--order", help="text, uncertain, random or diverse.")
    ] = "text",
    code: Annotated[str | None, typer.Option("--code", help="Only this code.")] = None,
    n: Annotated[int, typer.Option("-n", "--next", min=1, help="How many to show.")] = 10,
    seed: Annotated[int, typer.Option("--seed", help="Of the random order.")] = 1,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show the next suggestions to decide, in the order that teaches most; then accept or reject.

    --json gives all of them, in that order.
    """
    from npt_coder.workflow.learning import queue

    study = opened(project, coder=coder, quiet=quiet)
    waiting = queue(study, order, code=code, seed=seed)
    rows = [
        (w["id"], w["code"], w["valence"], f"{w['score']:.2f}", w["place"], w["quote"], w["reason"])
        for w in waiting[:n]
    ]
    columns = ("id", "code", "valence", "score", "where", "quote", "why")
    title = f"{len(waiting)} suggestions wait; order: {order}"
    hint = (
        "Decide: npt-coder accept ID, npt-coder reject ID --why ..., npt-coder change ID --code ..."
    )
    tables: list[Table | str] = [show.table(title, columns, rows, right=("score",)), hint]
    show.answer({"order": order, "waiting": waiting}, as_json=as_json, tables=tables)


def learn(
    project: ProjectDir = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap.")] = 1,
    coder: Coder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train the study's own tagger from decided codings, for any codebook, with honest figures."""
    from npt_coder.workflow.learning import learn as work

    study = opened(project, coder=coder, quiet=quiet)
    lesson = work(study, seed=seed)
    rows = _rows(lesson)
    made = [fit for fit in lesson.fitted if not fit.refused]
    document = {
        "codes": _codes(lesson),
        "segments": lesson.n_segments,
        "transcripts": lesson.n_transcripts,
        "unit": "decided segment",
        "estimate": "nested cross-validation by transcript; interval: bootstrap over transcripts",
        "path": str(lesson.path),
    }
    title = (
        f"{lesson.n_segments} decided segments of {lesson.n_transcripts} transcripts; "
        "nested cross-validation by transcript"
    )
    table = show.table(title, (*_COLUMNS, "note"), rows, right=_COLUMNS[1:])
    if made:
        said = f"{len(made)} codes learned. Use them: npt-coder code --tagger learned"
    else:
        said = "No code has enough decisions yet: nothing was learned that could be trusted."
    show.answer(document, as_json=as_json, tables=[table, said])


def _rows(lesson: Lesson) -> list[tuple[str, ...]]:
    """Return a row per code on which anything was decided."""
    rows = []
    for fit in lesson.fitted:
        note = fit.refused or ("too few decisions to lean on this figure" if fit.is_shaky else "")
        numbers = (fit.n_yes, fit.n_no, fit.n_transcripts, fit.f1, fit.f1_ci95, fit.precision)
        if fit.n_yes or fit.n_no:
            rows.append((fit.code, *map(figure, (*numbers, fit.recall)), note))
    return rows


def _codes(lesson: Lesson) -> list[dict[str, object]]:
    hidden = ("weights", "intercept")
    return [
        {k: v for k, v in asdict(fit).items() if k not in hidden}
        | {"n": fit.n_yes, "shaky": fit.is_shaky}
        for fit in lesson.fitted
    ]
