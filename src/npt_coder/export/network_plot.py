"""Network plot: link workers to the left, what they share to the right, ties between.

Placed by a rule and not by chance, so that the same table is the same picture. Areas differ in
mark, dash and depth of grey; a tie is wider with more referrals; what bridges has a diamond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from npt_coder.errors import UserError
from npt_coder.export.figures import FAINT, INK, drawing
from npt_coder.export.plot_file import Plot

_ROW = 0.27  # inches
_SWEEPS = 24
_Name = TypeVar("_Name")
_AREAS: Mapping[str | None, tuple[str, str, str, Any]] = {
    "high": ("high deprivation", "#22262b", "o", "-"),
    "mixed": ("mixed", "#2b6496", "s", (0, (4, 2))),
    "low": ("low deprivation", "#c4731f", "^", (0, (1, 1.5))),
    None: ("area not told", "#8a8f96", "D", "-."),
}


def network_plot(document: Mapping[str, Any]) -> Plot:
    """Draw the link workers of a document of `networks` with what two or more of them named.

    Raises UserError when no tie joins two link workers.
    """
    workers = document["link_workers"]
    shared = document["shared"]
    known = {worker["link_worker"] for worker in workers}
    among = [tie for tie in document["network"]["ties"] if tie["to"] in known]
    among = [tie for tie in among if tie["to_kind"] == "link worker"]
    if not shared and not among:
        raise UserError(
            "no contact is named by two link workers, and none is a link worker of the file: there "
            "is no network to draw. Check the names of organisations."
        )
    rows = max(len(workers), len(shared))
    height, right = _placed(shared, among, [worker["link_worker"] for worker in workers], rows)
    figure = Figure(figsize=(9.2, _ROW * rows + 1.1))
    with drawing():
        panel = figure.subplots()
        panel.set(xlim=(-0.62, 1.5), ylim=(rows - 0.3, -1.1))
        panel.set_axis_off()
        _draw_ties(panel, document["network"]["ties"], workers, height, right)
        _draw_among(panel, among, height)
        _draw_workers(panel, workers, height)
        _draw_shared(panel, shared, right)
        _legend(panel, workers)
        figure.subplots_adjust(left=0.01, right=0.99, top=0.99, bottom=0.6 / figure.get_figheight())
    title = "Link workers and the organisations that they share"
    note = (
        "Right: what two or more link workers named; a diamond stands where link workers lose "
        "their path to each other without it. A wider line means more referrals in two months. "
        "Arcs to the left join link workers of whom one named the other. In brackets: caseload, "
        "and contacts that nobody else named."
    )
    told = f"{document['synthetic']} {note}" if document["synthetic"] else note
    return Plot(figure, title, *_table(document["network"]["ties"]), told)


def _placed(
    shared: Sequence[Mapping[str, Any]],
    among: Sequence[Mapping[str, Any]],
    workers: Sequence[str],
    rows: int,
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return heights to the left and to the right, where few lines cross.

    Each side is sorted by the mean place of what it is tied to on the other, a few times over
    (barycentre method, Sugiyama, Tagawa and Toda 1981).
    """
    ties = {(node["kind"], node["name"]): node["named_by"] for node in shared}
    mates: dict[str, set[str]] = {name: set() for name in workers}
    for tie in among:
        mates[tie["link_worker"]].add(tie["to"])
        mates[tie["to"]].add(tie["link_worker"])
    left = _spread(list(workers), rows)
    right: dict[tuple[str, str], float] = {}
    for _ in range(_SWEEPS):
        right = _spread(
            sorted(ties, key=lambda one: (fmean(left[w] for w in ties[one]), one)), rows
        )
        middle = {
            name: [right[one] for one in ties if name in ties[one]]
            + [left[mate] for mate in sorted(mates[name])]
            for name in workers
        }
        place = {name: fmean(middle[name] or [left[name]]) for name in workers}
        left = _spread(sorted(workers, key=lambda name: (place[name], name)), rows)
    return left, right


def _spread(ordered: Sequence[_Name], rows: int) -> dict[_Name, float]:
    step = (rows - 1) / (len(ordered) - 1) if len(ordered) > 1 else 0.0
    return {name: n * step for n, name in enumerate(ordered)}


def _draw_ties(
    panel: Axes,
    ties: Sequence[Mapping[str, Any]],
    workers: Sequence[Mapping[str, Any]],
    height: Mapping[str, float],
    right: Mapping[tuple[str, str], float],
) -> None:
    area = {worker["link_worker"]: worker["area"] for worker in workers}
    most = max((tie["referrals"] for tie in ties), default=0) or 1
    for tie in ties:
        end = right.get((tie["to_kind"], tie["to"]))
        if end is None:
            continue
        _, colour, _, dash = _AREAS[area[tie["link_worker"]]]
        width = 0.7 + 2.3 * tie["referrals"] / most
        ends = [height[tie["link_worker"]], end]
        panel.plot([0, 1], ends, color=colour, linestyle=dash, linewidth=width, alpha=0.75,
                   zorder=1)  # fmt: skip


def _draw_among(
    panel: Axes, among: Sequence[Mapping[str, Any]], height: Mapping[str, float]
) -> None:
    pairs = sorted({tuple(sorted((height[t["link_worker"]], height[t["to"]]))) for t in among})
    for high, low in pairs:
        bend = min(0.45, 0.16 + 0.02 * (low - high))
        panel.add_patch(
            FancyArrowPatch(
                (-0.30, high), (-0.30, low), arrowstyle="-", color=FAINT, linewidth=1.1,
                connectionstyle=f"arc3,rad={bend:.2f}", zorder=0,
            )
        )  # fmt: skip


def _draw_workers(
    panel: Axes, workers: Sequence[Mapping[str, Any]], height: Mapping[str, float]
) -> None:
    for worker in workers:
        y = height[worker["link_worker"]]
        _, colour, mark, _ = _AREAS[worker["area"]]
        panel.plot(0, y, mark, color=colour, markersize=7, zorder=3)
        caseload = "–" if worker["caseload"] is None else worker["caseload"]
        words = f"{_short(worker['link_worker'], 16)} ({caseload}, +{worker['unshared']})"
        panel.text(-0.03, y, words, size=8, ha="right", va="center", color=INK)
    panel.text(0, -0.85, "link workers", size=9, weight="bold", ha="right", color=INK)
    panel.text(1, -0.85, "shared", size=9, weight="bold", ha="left", color=INK)


def _draw_shared(
    panel: Axes, shared: Sequence[Mapping[str, Any]], right: Mapping[tuple[str, str], float]
) -> None:
    for node in shared:
        y = right[node["kind"], node["name"]]
        mark = "D" if node["bridges"] else "o"
        panel.plot(1, y, mark, markerfacecolor="white", markeredgecolor=INK, markersize=6.5,
                   zorder=3)  # fmt: skip
        words = f"{_short(node['name'], 38)} ({len(node['named_by'])})"
        weight = "bold" if node["bridges"] else "normal"
        panel.text(1.03, y, words, size=8, va="center", color=INK, weight=weight)


def _legend(panel: Axes, workers: Sequence[Mapping[str, Any]]) -> None:
    told = {worker["area"] for worker in workers}
    for area in (area for area in _AREAS if area in told):
        words, colour, mark, dash = _AREAS[area]
        panel.plot([], [], color=colour, marker=mark, linestyle=dash, label=words)
    panel.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4, frameon=False,
                 fontsize=8.5, handlelength=3.4)  # fmt: skip


def _table(
    ties: Sequence[Mapping[str, Any]],
) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    columns = ("link_worker", "to", "to_kind", "contacts", "referrals")
    return columns, tuple(tuple(tie[column] for column in columns) for tie in ties)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
