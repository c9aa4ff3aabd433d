"""Plots: pictures for a paper, each with the table of its numbers.

Colour never stands alone: numbers are written out, lines differ in dash and marker, and every hue
has its own depth of grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import nan
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from npt_coder.errors import UserError
from npt_coder.export.base import Study
from npt_coder.export.figures import (
    AGAINST,
    FAINT,
    FOR,
    INK,
    MIXED,
    bars_figure,
    drawing,
    heat_figure,
)
from npt_coder.export.order import by_class, last_wave, shown_waves
from npt_coder.export.pages import Interval
from npt_coder.export.plot_file import Plot, Row
from npt_coder.export.words import name_words, wave_words
from npt_coder.matrix import Matrix

LINES = (
    ("#2b6496", "o", "-"), ("#c4731f", "s", "--"), ("#22262b", "^", ":"), ("#7f8a3c", "D", "-."),
    ("#7a4a8c", "v", (0, (5, 1))), ("#8a8f96", "P", (0, (1, 1))),
)  # fmt: skip
BLUES = ("#ffffff", "#dbe8f2", "#a9cce3", "#6fa3cf", "#2b6496")


def heat_map(study: Study) -> Plot:
    """Draw ratings by case, construct and wave."""
    cases, waves = by_class(study), shown_waves(study)
    figure = heat_figure(study, cases, waves)
    return Plot(
        figure,
        "Ratings by case, construct and wave",
        *_cells_table(study, cases, waves),
        "Ratings from −2 (against) to +2 (for); below each, codings for : against. Hatched: "
        "missing, which is not 0. Broken outline: too thin to judge.",
    )


def diverging_bars(study: Study, wave: str | None = None) -> Plot:
    """Draw the codings for and against by case and construct at one wave; None for the last."""
    cases, shown = by_class(study), wave or last_wave(study)
    figure = bars_figure(study, cases, shown)
    with drawing():
        below = -0.12 / figure.get_figheight()
        for at, words, colour in ((0.42, "against", AGAINST), (0.56, "mixed", MIXED),
                                  (0.7, "for", FOR)):  # fmt: skip
            figure.text(at - 0.005, below, "■", color=colour, size=11, ha="right")
            figure.text(at, below, words, color=INK, size=9.5)
    return Plot(
        figure,
        f"Evidence for and against, {wave_words(shown)}",
        *_cells_table(study, cases, (shown,)),
        "Codings against to the left (brown), for to the right (blue), mixed across the line.",
    )


def trajectories(study: Study) -> Plot:
    """Draw how ratings move from wave to wave, one panel per case, one line per construct.

    Raises UserError when there are fewer than two waves.
    """
    waves = study.waves
    if len(waves) < 2:
        raise UserError(
            f"trajectories need two waves; the study has {len(waves)}. Fill in `wave` in cases.csv."
        )
    names, cases = list(study.constructs), by_class(study)
    n_columns = min(4, len(cases))
    n_rows = -(-len(cases) // n_columns)
    figure = Figure(figsize=(0.9 + 2.3 * n_columns, 1.9 * n_rows + 0.9))
    with drawing():
        grid = figure.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=True)
        panels = [panel for row in grid for panel in row]
        for panel, case in zip(panels, cases, strict=False):
            _set_up_trajectory(panel, case, waves)
            for place, name in enumerate(names):
                _draw_line(panel, study, case, name, place, len(names))
        for panel in panels[len(cases) :]:
            panel.set_visible(False)
        for panel in panels[max(0, len(cases) - n_columns) : len(cases)]:
            panel.tick_params(labelbottom=True)
        handles, labels = panels[0].get_legend_handles_labels()
        height = figure.get_figheight()
        figure.legend(
            handles, [fill(label, 26) for label in labels], loc="lower center", frameon=False,
            # Pinned to the figure as drawn: what stands below it must not move it.
            bbox_to_anchor=(0.5, 0), bbox_transform=figure.transFigure,
            ncols=min(4, len(names)), fontsize=8.5, handlelength=3.2,
        )  # fmt: skip
        figure.subplots_adjust(
            left=0.75 / figure.get_figwidth(), right=0.99, top=1 - 0.3 / height,
            bottom=(0.75 + 0.15 * (len(names) > 4)) / height, hspace=0.35, wspace=0.08,
        )  # fmt: skip
    return Plot(
        figure,
        "Ratings from wave to wave",
        *_cells_table(study, cases, waves),
        "Lines of one case are set a little apart where they meet. A gap is missing evidence; a "
        "hollow mark is too thin to judge.",
    )


def stability(study: Study) -> Plot:
    """Draw the share of sensitivity runs that give each case the same verdict.

    Raises UserError when the study has no verdicts.
    """
    if not study.verdicts:
        raise UserError("there are no verdicts: the study has no rule. Name one with --rule.")
    verdicts = {verdict.case: verdict for verdict in study.verdicts}
    shown = [verdicts[case] for case in by_class(study) if case in verdicts]
    families = tuple(dict.fromkeys(t.name for verdict in shown for t in verdict.trials))
    figure = Figure(figsize=(7.4, 0.5 * len(shown) + 1.15 + 0.2 * len(families)))
    rows: list[Row] = []
    with drawing():
        panel = figure.subplots()
        _set_up_rows(panel, [f"{v.case}  ({v.verdict})" for v in shown])
        panel.set_xlim(-0.03, 1.03)
        panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        for y, verdict in enumerate(shown):
            shares = {t.name: _share(t.verdicts, verdict.verdict) for t in verdict.trials}
            rows.append(
                (verdict.case, verdict.verdict, verdict.stability, *map(shares.get, families))
            )
            if verdict.stability is None:
                panel.text(0, y, "not tried: nothing to try it on", size=8, style="italic",
                           color=FAINT, va="center")  # fmt: skip
                continue
            panel.hlines(y, 0, verdict.stability, color=MIXED, linewidth=5, zorder=1)
            panel.plot(verdict.stability, y, "o", color=FOR, markersize=9, zorder=3)
            for place, (family, share) in enumerate(shares.items()):
                mark = LINES[(1 + families.index(family)) % len(LINES)][1]
                lift = 0.68 * (place - (len(shares) - 1) / 2) / max(len(shares), 1)
                at = nan if share is None else share
                panel.plot(at, y + lift, mark, markerfacecolor="white", markeredgecolor=INK,
                           markersize=5, zorder=4)  # fmt: skip
        _legend_of_marks(panel, families)
    return Plot(
        figure,
        "Stability of verdicts",
        ("case", "verdict", "stability", *families),
        tuple(rows),
        "The share of sensitivity runs with the same verdict: all together, and by kind of run. It "
        "does not know how often a tagger misreads.",
    )


def co_occurrence(matrix: Matrix, study: Study) -> Plot:
    """Draw how often codes meet; the diagonal says how often each stands at all."""
    codes = [str(code) for code in matrix.frame.index]
    titles = [name_words(study, code) for code in codes]
    counts = [[int(n) for n in row] for row in matrix.frame.itertuples(index=False)]
    shown = [i for i in range(len(codes)) if counts[i][i]]
    most = max((counts[i][j] for i in shown for j in shown if i != j), default=0) or 1
    side = 0.48
    figure = Figure(figsize=(3.2 + side * len(shown), 0.3 + 2.3 + side * len(shown)))
    with drawing():
        panel = figure.subplots()
        panel.set(xlim=(0, len(shown) or 1), ylim=(len(shown) or 1, 0))
        for y, i in enumerate(shown):
            for x, j in enumerate(shown[: y + 1]):
                _draw_meeting(panel, x, y, counts[i][j], most, is_self=i == j)
        _name_axes(panel, [titles[i] for i in shown])
        width, height = figure.get_size_inches()
        figure.subplots_adjust(left=3.1 / width, right=0.99, top=1 - 0.1 / height,
                               bottom=2.3 / height)  # fmt: skip
    rows = tuple((title, *line) for title, line in zip(titles, counts, strict=True))
    return Plot(
        figure,
        f"Where codes meet: {matrix.cells}",
        ("code", *titles),
        rows,
        "A number is a count of places where both codes stand; one in italics on the diagonal is "
        "how often a code stands at all. Codes that were never given have no row.",
    )


def forest(rows: Sequence[Interval], *, figure_name: str, unit: str) -> Plot:
    """Draw agreement per code with its interval; the last row is overall.

    Raises UserError when no code has a figure with an interval.
    """
    if not rows:
        raise UserError(f"no code has a {figure_name} with an interval: there is nothing to draw.")
    figure = Figure(figsize=(8.2, 0.34 * len(rows) + 0.95))
    with drawing():
        panel = figure.subplots()
        _set_up_rows(panel, [_plain(row.label) for row in rows])
        panel.set_xlim(min(0.0, *(row.low for row in rows)) - 0.03, 1.03)
        panel.axvline(0, color=INK, linewidth=0.8)
        panel.set_xlabel(f"{figure_name} per {unit}, with 95% interval", size=9)
        for y, row in enumerate(rows):
            is_overall = row.label == "overall"
            panel.hlines(y, row.low, row.high, color=INK, linewidth=2.2 if is_overall else 1.2)
            panel.plot(row.estimate, y, "D" if is_overall else "s", color=FOR,
                       markersize=8 if is_overall else 5.5, zorder=3)  # fmt: skip
            words = f"{row.estimate:.2f} [{row.low:.2f}, {row.high:.2f}]  n = {row.n:,}"
            panel.annotate(words.replace("-", "−"), (1.0, y), (8, 0), size=8, va="center",
                           xycoords=panel.get_yaxis_transform(),
                           textcoords="offset points")  # fmt: skip
        if rows[-1].label == "overall" and len(rows) > 1:
            panel.axhline(len(rows) - 1.5, color=FAINT, linewidth=0.8)
        width, height = figure.get_size_inches()
        figure.subplots_adjust(left=2.6 / width, right=1 - 2.0 / width, top=1 - 0.1 / height,
                               bottom=0.6 / height)  # fmt: skip
    return Plot(
        figure,
        f"Agreement: {figure_name} per {unit}",
        ("code", figure_name, "low", "high", "n"),
        tuple((row.label, row.estimate, row.low, row.high, row.n) for row in rows),
        "Squares are codes, the diamond is all of them together; lines are 95% intervals.",
    )


# --- drawing ---------------------------------------------------------------------------------


def _set_up_trajectory(panel: Axes, case: str, waves: Sequence[str]) -> None:
    panel.set_title(
        case if len(case) <= 26 else f"{case[:25]}…", size=9.5, weight="bold", color=INK
    )
    panel.set(xlim=(-0.3, len(waves) - 0.7), ylim=(-2.45, 2.45))
    panel.set_xticks(range(len(waves)), [wave_words(wave) for wave in waves], size=8)
    panel.set_yticks([-2, -1, 0, 1, 2], ["−2 against", "−1", "0", "+1", "+2 for"], size=8)
    panel.grid(axis="y", color="#e4e2dc", linewidth=0.6)
    panel.axhline(0, color=FAINT, linewidth=0.8)
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)


def _draw_line(panel: Axes, study: Study, case: str, name: str, place: int, n: int) -> None:
    colour, mark, dash = LINES[place % len(LINES)]
    lift = 0.24 * (place - (n - 1) / 2) / max(n - 1, 1)
    cells = [study.cell(case, wave, name) for wave in study.waves]
    heights = [nan if c is None or c.rating is None else c.rating + lift for c in cells]
    panel.plot(
        range(len(heights)), heights, color=colour, marker=mark, linestyle=dash, linewidth=1.5,
        markersize=5.5, label=study.constructs[name],
    )  # fmt: skip
    for x, (cell, height) in enumerate(zip(cells, heights, strict=True)):
        if cell is not None and cell.thin and height == height:
            panel.plot(x, height, mark, markerfacecolor="white", markeredgecolor=colour,
                       markersize=5.5, zorder=4)  # fmt: skip


def _set_up_rows(panel: Axes, labels: Sequence[str]) -> None:
    panel.set_ylim(len(labels) - 0.4, -0.6)
    panel.set_yticks(range(len(labels)), labels, size=9, color=INK)
    panel.tick_params(length=0, labelsize=9)
    panel.grid(axis="x", color="#e4e2dc", linewidth=0.6)
    panel.set_axisbelow(True)
    panel.spines[:].set_visible(False)


def _legend_of_marks(panel: Axes, families: Sequence[str]) -> None:
    panel.plot([], [], "o", color=FOR, markersize=9, label="all runs")
    for place, family in enumerate(families):
        mark = LINES[(1 + place) % len(LINES)][1]
        panel.plot([], [], mark, markerfacecolor="white", markeredgecolor=INK, markersize=5,
                   label=family)  # fmt: skip
    figure = panel.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    below = 0.75 + 0.2 * len(families)
    figure.subplots_adjust(left=2.4 / width, right=0.98, top=1 - 0.08 / height,
                           bottom=below / height)  # fmt: skip
    panel.set_xlabel("share of runs with the same verdict", size=9)
    panel.legend(loc="upper left", bbox_to_anchor=(0, -0.45 / (height - below)), frameon=False,
                 fontsize=8.5, borderaxespad=0, ncols=1)  # fmt: skip


def _draw_meeting(panel: Axes, x: int, y: int, n: int, most: int, *, is_self: bool) -> None:
    depth = 0 if is_self or not n else 1 + min(3, int(4 * (n - 1) / most))
    panel.add_patch(
        Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, facecolor=BLUES[depth], linewidth=0.6,
                  edgecolor=FAINT if is_self else "#e4e2dc")
    )  # fmt: skip
    if n:
        panel.text(
            x + 0.5, y + 0.5, f"{n}", ha="center", va="center", size=8.5,
            color="white" if depth == 4 else INK, style="italic" if is_self else "normal",
        )  # fmt: skip


def _name_axes(panel: Axes, titles: Sequence[str]) -> None:
    short = [title if len(title) <= 44 else f"{title[:43]}…" for title in titles]
    at = [place + 0.5 for place in range(len(titles))]
    panel.set_yticks(at, [fill(title, 34) for title in short], size=8, color=INK)
    panel.set_xticks(at, [fill(title, 30) for title in short], size=8, color=INK, rotation=60,
                     ha="right", rotation_mode="anchor")  # fmt: skip
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)


# --- parts -----------------------------------------------------------------------------------


def _cells_table(
    study: Study, cases: Iterable[str], waves: Iterable[str | None]
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return one row per case, wave and construct; a missing rating is blank."""
    columns = ("case", "wave", "construct", "rating", "for", "against", "mixed", "people", "thin")
    waves = tuple(waves)
    rows: list[Row] = []
    for case in cases:
        for wave in waves:
            for name in study.constructs:
                cell = study.cell(case, wave, name)
                counts: Row = (None, 0, 0, 0, 0, None)
                if cell is not None:
                    counts = (cell.rating, cell.promotes, cell.hinders, cell.mixed,
                              len(cell.people), cell.thin)  # fmt: skip
                rows.append((case, wave, study.constructs[name], *counts))
    return columns, tuple(rows)


def _share(verdicts: Mapping[str, int], verdict: str) -> float | None:
    total = sum(verdicts.values())
    return verdicts.get(verdict, 0) / total if total else None


def _plain(label: str) -> str:
    """Write the id of a code for people: `coherence.differentiation` in two lines."""
    return label.replace("_", " ").replace(".", ": ")
