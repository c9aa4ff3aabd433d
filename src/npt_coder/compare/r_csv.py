"""R csv: calibrated cases as the R package QCA reads them, and the commands that do so.

QCA (Dusa, doi:10.1007/978-3-319-75668-4) wants set names of letters and digits and no missing
value: names are changed and incomplete cases left out, and both are reported.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from npt_coder.compare.report import Sets


@dataclass(frozen=True, slots=True)
class RTable:
    """A csv file for R. names: ours -> R's. left_out: cases that lack a value."""

    text: str
    names: dict[str, str]
    left_out: tuple[str, ...]


def table_for_r(sets: Sets, outcome: str) -> RTable:
    """Write the complete cases: the name of the case, its conditions, its outcome."""
    whole = sets.complete(sets.names)
    names = _r_names((*whole.names, outcome))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("case", *names.values()))
    for case, row, y in zip(whole.cases, whole.x, whole.y, strict=True):
        writer.writerow((case, *(_shown(value) for value in (*row, y))))
    left_out = tuple(case for case in sets.cases if case not in whole.cases)
    return RTable(text.getvalue(), names, left_out)


def commands_for_r(file: str, outcome: str, *, consistency: float, min_cases: int) -> list[str]:
    """Return the lines of R that read the file and solve it. outcome: R's name for it."""
    return [
        "library(QCA)",
        f'cases <- read.csv("{file}", row.names = 1)',
        f'rows <- truthTable(cases, outcome = "{outcome}", incl.cut = {consistency:g}, '
        f"n.cut = {min_cases}, show.cases = TRUE, complete = TRUE)",
        "minimize(rows, details = TRUE, show.cases = TRUE)",
        'minimize(rows, include = "?", details = TRUE, show.cases = TRUE)',
    ]


def _r_names(names: Iterable[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]", "", name).upper() or "SET"
        plain = plain if plain[0].isalpha() else f"X{plain}"
        number = 2
        unique = plain
        while unique in made.values():
            unique, number = f"{plain}{number}", number + 1
        made[name] = unique
    return made


def _shown(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
