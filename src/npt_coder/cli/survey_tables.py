"""Survey tables: what `nomad` shows of a survey, made from its document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from npt_coder.cli import show

if TYPE_CHECKING:
    from rich.table import Table

_FEW = 5
"""With fewer complete respondents alpha is kept to --json: it can be anything."""


def tables(document: Mapping[str, Any]) -> list[Table | str]:
    """Return the tables and lines."""
    missing = ", ".join(f"{n} {kind}" for kind, n in document["missing"].items())
    return [
        f"{document['n']} answer sheets, read as {document['direction']}. Scores: "
        f"{document['scores']}.",
        *([f"Missing answers: {missing}."] if missing else []),
        _scales_table(document),
        _groups_table(document),
        *_joint_tables(document["joint"]),
        *(f"note: {note}" for note in document["notes"]),
    ]


def _scales_table(document: Mapping[str, Any]) -> Table:
    columns = ("subscale", "items", "mean", "sd", "n", "missing", "alpha", "n for alpha")
    rows = [
        (
            name.replace("_", " "),
            own["n_items"],
            *(_short(own["mean"]), _short(own["sd"]), own["n"], own["missing"]),
            _alpha(own),
            own["n_alpha"],
        )
        for name, own in document["subscales"].items()
        if own["n_items"]
    ]
    rows += [
        (
            f"item {one['item']}, {one['label']} (0-10)",
            1,
            _short(one["mean"]),
            "",
            one["n"],
            "",
            "",
            "",
        )
        for one in document["general"]
    ]
    title = "All answer sheets, alpha with 95% interval (Feldt)"
    return show.table(title, columns, rows, right=columns[1:])


def _groups_table(document: Mapping[str, Any]) -> Table:
    """Show each wave, then each case and wave: mean (persons with a score), and alpha below it."""
    names = [name for name, own in document["subscales"].items() if own["n_items"]]
    rows = [
        (
            one.get("case", "all cases"),
            one["wave"],
            one["n"],
            *(_mean_and_alpha(one["subscales"][name]) for name in names),
        )
        for one in (*document["waves"], *document["cases"])
    ]
    title = (
        "By case and wave: mean (persons with a score), below it alpha from "
        f"{_FEW} complete respondents on"
    )
    columns = ("case", "wave", "n", *(name.replace("_", " ") for name in names))
    return show.table(title, columns, rows, right=columns[2:])


def _mean_and_alpha(own: Mapping[str, Any]) -> str:
    alpha = _alpha(own) if own["n_alpha"] >= _FEW else "–"
    return f"{_short(own['mean'])} ({own['n']})\n{alpha}"


def _joint_tables(joint: Mapping[str, Any] | None) -> list[Table | str]:
    if joint is None:
        return []
    columns = ("case", "wave", "construct", "survey mean", "n", "rating", "for / against", "people")
    rows = [
        (
            *(row["case"], row["wave"], row["construct"].replace("_", " ")),
            *(_short(row["mean"]), row["n"], _rating(row)),
            "–" if row["people"] is None else f"{row['promotes']} / {row['hinders']}",
            "–" if row["people"] is None else row["people"],
        )
        for row in joint["rows"]
    ]
    title = "Survey (1 to 5) beside interviews (-2 to +2); neither is an input to the other"
    lines: list[Table | str] = [show.table(title, columns, rows, right=columns[3:])]
    for key, words in (("only_surveyed", "survey"), ("only_interviewed", "interviews")):
        if joint[key]:
            lines.append(f"Only in the {words}: {', '.join(joint[key])}.")
    return lines


def _rating(row: Mapping[str, Any]) -> str:
    if row["rating"] is None:
        return "missing"
    return f"{row['rating']:+d}{' thin' if row['thin'] else ''}" if row["rating"] else "0"


def _alpha(own: Mapping[str, Any]) -> str:
    if own["alpha"] is None:
        return "–"
    low, high = own["alpha_ci95"]
    return f"{_short(own['alpha'])} [{_short(low)}, {_short(high)}]"


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
