"""Figures: the heat map and the bars as SVG, each with the table of its numbers.

The drawings are the same for the same study: no dates, a fixed salt for the ids. Every number is
written out and links to its quotes, and sign and hatching carry what colour alone would lose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from textwrap import fill

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from npt_coder.export.base import Study
from npt_coder.export.given import given_mark
from npt_coder.export.words import (
    cell_anchor,
    evidence_words,
    signed,
    wave_words,
)
from npt_coder.model import Cell

# Blue and brown: told apart by all common kinds of colour vision, and dark at both ends in grey.
COLOURS: Mapping[int, str] = {
    2: "#2b6496", 1: "#a9cce3", 0: "#f1efe9", -1: "#f3c98b", -2: "#a8560f",
}  # fmt: skip
FOR, AGAINST, MIXED, INK, FAINT = "#2b6496", "#c4731f", "#b9b5ab", "#22262b", "#8a8f96"


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a picture as text, with the place of its quotes, or None without quotes."""

    text: str
    note: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (SVG for use inside HTML) and the table that says the same.

    width: in points, the size that it was drawn for. rows: heading, then one entry per column.
    corner: what the headings of the rows are. note: what its marks mean.
    """

    svg: str
    width: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry, ...]], ...]
    corner: str = "Case"
    note: str = ""


def heat_map(study: Study, cases: Sequence[str], waves: Sequence[str | None]) -> Picture:
    """Draw the rating of each case and construct, one panel per wave.

    A hatched field is missing evidence; a broken outline is a cell that is too thin to judge.
    """
    figure = heat_figure(study, cases, waves)
    columns = [(wave, name) for wave in waves for name in study.constructs]
    return _picture(study, svg_for_page(figure, "heat"), figure.get_figwidth(), cases, columns)


def evidence_bars(study: Study, cases: Sequence[str], wave: str | None) -> Picture:
    """Draw the codings for and against each case and construct at one wave, around a zero line.

    Mixed codings lie across the line, half on each side.
    """
    figure = bars_figure(study, cases, wave)
    columns = [(wave, name) for name in study.constructs]
    return _picture(study, svg_for_page(figure, "bars"), figure.get_figwidth(), cases, columns)


def heat_figure(study: Study, cases: Sequence[str], waves: Sequence[str | None]) -> Figure:
    """Return the drawing of a heat map, whose numbers lead to their quotes in a page."""
    names = list(study.constructs)
    label_width, side, row_height = 2.4, 0.95, 0.5
    width = label_width + len(waves) * (side * len(names) + 0.25)
    figure = Figure(figsize=(width, row_height * len(cases) + 0.85))
    panels = _panels(figure, len(waves), left=label_width / width, top=0.8)
    with drawing():
        for panel, wave in zip(panels, waves, strict=True):
            _set_up(panel, len(names), len(cases), wave_words(wave), pad=30)
            panel.xaxis.tick_top()
            panel.set_xticks([x + 0.5 for x in range(len(names))])
            panel.set_xticklabels([fill(study.constructs[name], 13) for name in names])
            for y, case in enumerate(cases):
                for x, name in enumerate(names):
                    mark = given_mark(study, (case, wave), name)
                    _draw_cell(panel, x, y, study.cell(case, wave, name), (case, wave, name), mark)
        _name_rows(panels[0], _row_labels(study, cases))
    return figure


def bars_figure(study: Study, cases: Sequence[str], wave: str | None) -> Figure:
    """Return the drawing of diverging bars, whose numbers lead to their quotes in a page."""
    names = list(study.constructs)
    label_width, side = 2.4, 2.0
    width = label_width + len(names) * (side + 0.15)
    figure = Figure(figsize=(width, 0.4 * len(cases) + 0.4))
    panels = _panels(figure, len(names), left=label_width / width, top=0.35)
    reach = _reach([study.cell(case, wave, name) for case in cases for name in names])
    with drawing():
        for panel, name in zip(panels, names, strict=True):
            _set_up(panel, 1, len(cases), study.constructs[name], pad=5)
            panel.set_xlim(-reach, reach)
            panel.set_xticks([])
            panel.axvline(0, color=INK, linewidth=0.8, zorder=0)
            for y, case in enumerate(cases):
                _draw_bar(panel, y, study.cell(case, wave, name), (case, wave, name), reach)
        _name_rows(panels[0], _row_labels(study, cases))
    return figure


def svg_for_page(figure: Figure, prefix: str) -> str:
    """Return a drawing as a part of a page, its ids made its own by a prefix."""
    sheet = StringIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    FigureCanvasSVG(figure)
    with drawing():
        figure.savefig(sheet, format="svg", metadata=nothing, transparent=True)
    svg = sheet.getvalue()
    return _with_own_ids(_for_a_page(svg[svg.index("<svg") :]), prefix)


def _picture(
    study: Study,
    svg: str,
    width: float,
    cases: Sequence[str],
    columns: Sequence[tuple[str | None, str]],
) -> Picture:
    heads = tuple(f"{study.constructs[name]}, {wave_words(wave)}" for wave, name in columns)
    rows = tuple(
        (
            case,
            tuple(
                _entry(study.cell(case, *column), (case, *column), _mark(study, case, *column))
                for column in columns
            ),
        )
        for case in cases
    )
    return Picture(svg, round(width * 72), heads, rows)


def _entry(cell: Cell | None, key: tuple[str, str | None, str], mark: str) -> Entry:
    note = evidence_words(cell) + (", thin" if cell and cell.n_codings and cell.thin else "")
    return Entry(f"{signed(cell.rating if cell else None)}{mark}", note, _anchor(cell, key))


def _mark(study: Study, case: str, wave: str | None, name: str) -> str:
    return given_mark(study, (case, wave), name)


def _anchor(cell: Cell | None, key: tuple[str, str | None, str]) -> str | None:
    return cell_anchor(*key) if cell and cell.n_codings else None


# --- drawing ---------------------------------------------------------------------------------


def _draw_cell(
    panel: Axes, x: int, y: int, cell: Cell | None, key: tuple[str, str | None, str], mark: str
) -> None:
    rating = cell.rating if cell else None
    box = Rectangle((x + 0.03, y + 0.05), 0.94, 0.9, linewidth=0)
    if rating is None:
        box.set(facecolor="white", edgecolor=FAINT, hatch="/////", linewidth=0.5)
    else:
        box.set_facecolor(COLOURS[rating])
    panel.add_patch(box)
    if cell is None or (cell.n_codings == 0 and rating is None):
        return
    if cell.thin:
        box.set(edgecolor=INK, linewidth=1.1, linestyle=(0, (3, 2)))
    link = f"#{cell_anchor(*key)}" if cell.n_codings else None
    box.set_url(link)
    ink = "white" if rating in (-2, 2) else INK
    behind = {"boxstyle": "round,pad=0.15", "facecolor": "white", "linewidth": 0}
    bbox = behind if rating is None else None
    panel.text(
        x + 0.5, y + 0.38, f"{signed(rating)}{mark}", color=ink, size=13, weight="bold",
        ha="center", va="center", url=link, bbox=bbox,
    )  # fmt: skip
    counts = f"{cell.promotes} : {cell.hinders}" if rating is not None else "mentioned"
    panel.text(
        x + 0.5, y + 0.76, counts, color=ink, size=7.5, ha="center", va="center", url=link,
        bbox=bbox,
    )  # fmt: skip


def _draw_bar(
    panel: Axes, y: int, cell: Cell | None, key: tuple[str, str | None, str], reach: float
) -> None:
    middle = y + 0.5
    if cell is None or cell.promotes + cell.hinders + cell.mixed == 0:
        panel.text(
            reach * 0.04, middle, "no evidence", color=FAINT, size=7.5, style="italic", va="center"
        )
        return
    link, half = f"#{cell_anchor(*key)}", cell.mixed / 2
    bars = (
        (-half, cell.mixed, MIXED),
        (half, cell.promotes, FOR),
        (-half - cell.hinders, cell.hinders, AGAINST),
    )
    for left, length, colour in bars:
        panel.add_patch(Rectangle((left, y + 0.2), length, 0.6, facecolor=colour, url=link))
    if cell.mixed:
        panel.text(0, middle, f"{cell.mixed}", ha="center", va="center", size=7, url=link)
    for at, n, side in (
        (half + cell.promotes + reach * 0.03, cell.promotes, "left"),
        (-half - cell.hinders - reach * 0.03, cell.hinders, "right"),
    ):
        panel.text(at, middle, f"{n}", ha=side, va="center", size=8, color=INK, url=link)


def _reach(cells: Sequence[Cell | None]) -> float:
    """Half the width of a panel in codings, with room for the numbers at the ends."""
    longest = max((c.mixed / 2 + max(c.promotes, c.hinders) for c in cells if c), default=1)
    return max(longest, 1) * 1.3


def _row_labels(study: Study, cases: Sequence[str]) -> list[str]:
    verdicts = {v.case: v.override or v.verdict for v in study.verdicts}
    shown = [case if len(case) <= 18 else f"{case[:17]}…" for case in cases]
    return [
        f"{name}  ({verdicts[case]})" if case in verdicts else name
        for name, case in zip(shown, cases, strict=True)
    ]


def _panels(figure: Figure, n: int, *, left: float, top: float) -> list[Axes]:
    """Lay out n panels in a row; left: share of the width, top: inches for the headings."""
    grid = figure.subplots(1, n, squeeze=False)
    height = figure.get_figheight()
    figure.subplots_adjust(
        left=left, right=0.995, top=1 - top / height, bottom=0.05 / height, wspace=0.06
    )
    return list(grid[0])


def _set_up(panel: Axes, width: int, height: int, title: str, *, pad: int) -> None:
    panel.set(xlim=(0, width), ylim=(height, 0), yticks=[])
    panel.set_title(title, size=9.5, weight="bold", color=INK, pad=pad)
    panel.tick_params(length=0, pad=4, labelsize=8, labelcolor=INK)
    panel.spines[:].set_visible(False)


def _name_rows(panel: Axes, labels: Sequence[str]) -> None:
    panel.set_yticks([y + 0.5 for y in range(len(labels))])
    panel.set_yticklabels(labels, size=9, color=INK)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw and save with text that stays text, and the same lines every time."""
    with mpl.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "npt-coder", "hatch.linewidth": 0.5}
    ):
        yield


def _for_a_page(svg: str) -> str:
    """Drop what is meant for a file of its own: style for every element, links to a new tab."""
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace(' target="_blank"', "").replace("\n", " ")
    return re.sub(r"  +", " ", svg)


def _with_own_ids(svg: str, prefix: str) -> str:
    """Prefix the ids, so that two drawings in one page never share one."""
    ids = set(re.findall(r' id="([^"]+)"', svg))

    def renamed(match: re.Match[str]) -> str:
        head, id, tail = match.groups()
        return f"{head}{prefix}-{id}{tail}" if id in ids else match.group()

    svg = re.sub(r'( id=")([^"]+)(")', renamed, svg)
    return re.sub(r'((?:url\(|href=")#)([^)"]+)([)"])', renamed, svg)
