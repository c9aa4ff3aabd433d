"""Plotting: a picture of the study as a file, with its table beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast, get_args

from npt_coder.agree.report import forest_rows
from npt_coder.errors import UnknownName
from npt_coder.export import plots
from npt_coder.export.plot_file import Plot, write_plot
from npt_coder.model import Stamp
from npt_coder.project.project import Project
from npt_coder.workflow.agreeing import Wish, agree_on_file, agree_on_study
from npt_coder.workflow.analyse import meetings
from npt_coder.workflow.deliver import plain_study, study_of

Kind = Literal["heat-map", "bars", "co-occurrence", "stability", "trajectories", "agreement"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def plot(
    project: Project,
    kind: str,
    path: Path,
    stamp: Stamp,
    *,
    rule: str | None = None,
    wave: str | None = None,
    cols: str = "code",
    meeting: str = "overlap",
    figure: str = "kappa",
    ratings: Path | None = None,
) -> dict[str, object]:
    """Draw a picture and write it with its table; returns both as plain values.

    rule: for stability. wave: for bars, None for the last; for co-occurrence, None for all. cols,
    meeting: for co-occurrence. figure, ratings: for agreement, of the study or of a table.
    Raises UnknownName, and UserError when there is nothing to draw or a path cannot be written.
    """
    if kind not in KINDS:
        raise UnknownName("kind of plot", kind, KINDS)
    if kind == "agreement":
        made = _agreement(project, figure, ratings)
    elif kind == "co-occurrence":
        met = meetings(project, meeting=meeting, cols=cols, wave=wave)
        made = plots.co_occurrence(met, plain_study(project, stamp))
    else:
        study = study_of(project, stamp, rule=rule)
        if kind == "bars" and wave not in (None, "last", *study.waves):
            raise UnknownName("wave", cast(str, wave), ("last", *study.waves))
        match kind:
            case "heat-map":
                made = plots.heat_map(study)
            case "bars":
                made = plots.diverging_bars(study, None if wave == "last" else wave)
            case "stability":
                made = plots.stability(study)
            case _:
                made = plots.trajectories(study)
    written = write_plot(made, path, synthetic=bool(project.config.synthetic) and not ratings)
    return {
        "written": [str(one) for one in written],
        "title": made.title,
        "note": made.note,
        "columns": list(made.columns),
        "rows": [list(row) for row in made.rows],
    }


FIGURES = ("kappa", "alpha", "ac1", "pabak", "brennan_prediger", "percent")


def _agreement(project: Project, figure: str, ratings: Path | None) -> Plot:
    if figure not in FIGURES:
        raise UnknownName("figure of agreement", figure, FIGURES)
    document = agree_on_file(ratings, Wish())[0] if ratings else agree_on_study(project, Wish())
    rows = forest_rows(document, figure=figure)
    unit = "segment as given" if document["unit"] == "given" else str(document["unit"])
    return plots.forest(rows, figure_name=figure, unit=unit)
