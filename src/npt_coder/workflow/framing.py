"""Framing: the framework matrix, whose cells hold what people wrote; out to them and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from npt_coder.errors import UnknownName, UserError
from npt_coder.export.framework import Framework, read_framework
from npt_coder.matrix import Matrix
from npt_coder.model import Problem, Stamp
from npt_coder.project.project import Project
from npt_coder.project.rows import Summary
from npt_coder.workflow.analyse import column_of, matrix

IMPORT_SUFFIXES = (".xlsx",)

Key = tuple[str, str, str, str | None]


def framework(
    project: Project,
    *,
    rows: str = "case",
    cols: str = "code",
    wave: str | None = None,
    wanted: Mapping[str, str] | None = None,
) -> Matrix:
    """Lay out what people wrote into each cell, over the codings that the cell stands on.

    A summary belongs to its kind of row, code and wave; nothing is written where nobody wrote.
    Raises UnknownName, and UserError when the columns are no codes.
    """
    if column_of(cols) not in ("construct", "code"):
        raise UserError("summaries have codes as columns: --cols code or --cols sub-construct.")
    counts = matrix(project, rows=rows, cols=cols, wave=wave, wanted=wanted)
    attribute = str(counts.frame.index.name)
    written = latest(project.store.summaries())
    held = {
        (s.row, s.code): s.text
        for s in written.values()
        if s.text and (s.attribute, s.wave) == (attribute, counts.wave)
    }
    index = pd.Index(
        [*counts.frame.index, *sorted({row for row, _ in held} - set(counts.frame.index))],
        name=attribute,
    )
    values = [[held.get((str(r), str(c)), pd.NA) for c in counts.frame.columns] for r in index]
    frame = pd.DataFrame(values, index, counts.frame.columns, dtype=object)
    return replace(counts, frame=frame, cells="summary")


def history(project: Project, made: Matrix) -> list[dict[str, object]]:
    """Return every version of the summaries of a framework matrix, oldest first, as records."""
    attribute = str(made.frame.index.name)
    return [
        {"row": s.row, "column": s.code, "text": s.text, "who": s.who, "at": s.at}
        for s in project.store.summaries()
        if (s.attribute, s.wave) == (attribute, made.wave)
    ]


def import_file(
    project: Project, path: Path, stamp: Stamp, *, overwrite: bool = False
) -> dict[str, object]:
    """Take what people wrote into a framework matrix back into the study, as one step to undo.

    What stands in the study and was changed there since the file was made is left alone and
    reported, unless `overwrite`; earlier words are kept in any case.
    Raises UnknownName for another suffix, UserError for a file that cannot be used.
    """
    if path.suffix.lower() not in IMPORT_SUFFIXES:
        raise UnknownName("suffix of an import", path.suffix or path.name, IMPORT_SUFFIXES)
    came = read_framework(path)
    standing = latest(project.store.summaries())
    fresh: list[Summary] = []
    problems = list(came.problems)
    n_same = 0
    for (row, code), text in came.now.items():
        key = (came.attribute, row, code, came.wave)
        now = standing.get(key)
        is_changed = text != came.before.get((row, code), "")
        if not is_changed or text == (now.text if now else ""):
            n_same += 1
        elif now and now.text != came.before.get((row, code), "") and not overwrite:
            problems.append(_clash(path, now))
        else:
            fresh.append(Summary(came.attribute, row, code, came.wave, text))
    if fresh:
        with project.store.transaction():
            told = f"{len(fresh)} summaries from {path.name}"
            batch = project.store.enter("summarise", told, stamp, undoable=True)
            project.store.add_summaries(batch, fresh)
    return _document(came, fresh, n_same, problems)


def latest(summaries: Iterable[Summary]) -> dict[Key, Summary]:
    """Return the newest version of each summary; the text "" is one that was taken back."""
    return {(s.attribute, s.row, s.code, s.wave): s for s in summaries}


def _clash(path: Path, now: Summary) -> Problem:
    told = (
        f"{now.who} changed this summary in the study on {now.at}, after the file was made; what "
        "the file says is not taken over. Make a new file and write there, or import this one "
        "with --overwrite"
    )
    return Problem(str(path), told, f"{now.row}, {now.code}")


def _document(
    came: Framework, fresh: list[Summary], n_same: int, problems: list[Problem]
) -> dict[str, object]:
    return {
        "added": len(fresh),
        "skipped": n_same,
        "lost": [
            {"what": f"a cell at {problem.where}", "count": 1, "why": problem.message}
            for problem in problems
        ],
        "attribute": came.attribute,
        "wave": came.wave,
        "summaries": [{"row": s.row, "column": s.code, "text": s.text} for s in fresh],
    }
