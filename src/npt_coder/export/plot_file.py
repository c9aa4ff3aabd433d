"""Plot file: a picture as .svg or .png, and the table that says the same as .csv beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from npt_coder.errors import UnknownName
from npt_coder.export.base import write_atomically
from npt_coder.export.csv import ENCODING, guarded
from npt_coder.export.figures import FAINT, drawing

PLOT_SUFFIXES = (".png", ".svg")
DOTS_PER_INCH = 200
_AROUND: dict[str, Any] = {"facecolor": "white", "bbox_inches": "tight", "pad_inches": 0.12}

_SYNTHETIC = "Synthetic data: the interviews are invented. "

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture and the table that says the same. note: what to know before reading it."""

    figure: Figure
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str

    def _repr_html_(self) -> str:
        """Show the picture with its note in a notebook."""
        sheet = _svg(self).decode()
        return f"{sheet[sheet.index('<svg') :]}<p>{escape(self.note)}</p>"


def write_plot(plot: Plot, path: Path, *, synthetic: bool = False) -> tuple[Path, Path]:
    """Write a picture (.svg or .png) and, beside it under the same name, its table as .csv.

    The note stands under the picture, so that it can be read without this program. synthetic:
    say there that nobody said any of it.

    Raises UnknownName for another suffix, UserError when a path cannot be written.
    """
    save = {".svg": _svg, ".png": _png}.get(path.suffix.lower())
    if save is None:
        raise UnknownName("suffix of a picture", path.suffix or path.name, PLOT_SUFFIXES)
    table = path.with_suffix(".csv")
    _write_note(plot, _SYNTHETIC + plot.note if synthetic else plot.note)
    write_atomically(path, save(plot))
    write_atomically(table, _csv(plot))
    return path, table


def _write_note(plot: Plot, note: str) -> None:
    """Write under the picture what its marks mean, in lines as wide as the picture."""
    width, height = plot.figure.get_size_inches()
    with drawing():
        box = plot.figure.get_tightbbox()
        lines = wrap(note, max(40, int(width * 14)))
        plot.figure.text(
            max(0.0, box.x0 / width), (box.y0 - 0.12) / height, "\n".join(lines), size=8, va="top",
            color=FAINT, linespacing=1.35,
        )  # fmt: skip


def _svg(plot: Plot) -> bytes:
    sheet = StringIO()
    FigureCanvasSVG(plot.figure)
    about = {"Date": None, "Creator": None, "Format": None, "Type": None, "Title": plot.title}
    with drawing():
        plot.figure.savefig(sheet, format="svg", metadata=about, **_AROUND)
    # In a file of its own nothing stands at the other end of a link.
    return re.sub(r"<a xlink:href=[^>]*>|</a>", "", sheet.getvalue()).encode()


def _png(plot: Plot) -> bytes:
    sheet = BytesIO()
    FigureCanvasAgg(plot.figure)
    about = {"Software": None, "Title": plot.title}
    with drawing():
        plot.figure.savefig(sheet, format="png", dpi=DOTS_PER_INCH, metadata=about, **_AROUND)
    return sheet.getvalue()


def _csv(plot: Plot) -> bytes:
    rows = [[guarded(v) if isinstance(v, str) else v for v in row] for row in plot.rows]
    frame = pd.DataFrame(rows, columns=[guarded(name) for name in plot.columns], dtype=object)
    return frame.to_csv(index=False, lineterminator="\r\n").encode(ENCODING)
