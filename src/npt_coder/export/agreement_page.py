"""Agreement page: who coded, how well they agree on each code, and where they do not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from npt_coder.export import plots
from npt_coder.export.base import Study
from npt_coder.export.figures import Entry, Picture, svg_for_page
from npt_coder.export.pages import Agreement, Interval
from npt_coder.export.sheets import turn_anchor
from npt_coder.export.words import MISSING, code_words, counted, listed

COLUMNS = ("Code", "n", "Prevalence", "Counts", "Agreement", "Kappa", "Alpha", "AC1")
SHORT_COLUMNS = ("Code", "n", "Prevalence", "Counts", "Kappa", "AC1")
ROUND_COLUMNS = ("Round", "Codebook", "Units", "Agreement", "Kappa", "Alpha")
COUNTS = "Counts: both / only {} / only {} / neither."
_FIGURES = ("percent", "kappa", "alpha", "ac1")
_N_CODES, _N_EACH = 8, 2

Row = tuple[str, ...]
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One unit on which two coders differ. link: its turn in the page, or None."""

    place: str
    link: str | None
    ratings: str
    quote: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What the page shows. rows: (is a construct, or all together; cells under COLUMNS).

    clashes: (code, how many disagreements it has in all, the first of them).
    """

    heading: str
    rows: tuple[tuple[bool, Row], ...]
    counts: str
    forest: Picture | None
    pairs: tuple[Row, ...]
    rounds: tuple[Row, ...]
    clashes: tuple[tuple[str, int, tuple[Disagreement, ...]], ...]
    notes: tuple[str, ...]


def agreement_page(study: Study) -> AgreementPage | None:
    """Return what to show of agreement; None where no two people can be compared."""
    made = study.agreement
    if made is None or made.document is None:
        return None
    found = made.document
    return AgreementPage(
        heading=_heading(found),
        rows=tuple(_rows(study, found)),
        counts=COUNTS.format(*found["coders"]) if len(found["coders"]) == 2 else "",
        forest=_forest(study, made),
        pairs=tuple(_row(" and ".join(pair["coders"]), pair) for pair in found["pairs"]),
        rounds=tuple(_rounds(found)),
        clashes=tuple(_clashes(study, found)),
        notes=tuple(found["notes"]),
    )


def short_rows(study: Study) -> tuple[Row, ...]:
    """Return the rows under SHORT_COLUMNS of constructs and of all codes together."""
    page = agreement_page(study)
    if page is None:
        return ()
    whole = [row for is_whole, row in page.rows if is_whole]
    chosen = whole if len(whole) > 1 else [row for _, row in page.rows]
    return tuple(tuple(row[COLUMNS.index(head)] for head in SHORT_COLUMNS) for row in chosen)


def _heading(found: Figures) -> str:
    groups = f" in {counted(len(found['transcripts']), 'transcript')}"
    return (
        f"{listed(tuple(found['coders']))}. Unit: {found['unit']}; {found['n_units']:,} units"
        f"{groups}. Universe: {found['universe']}, {found['universe_means']}. Figures with their "
        "95% intervals."
    )


def _rows(study: Study, found: Figures) -> Iterator[tuple[bool, Row]]:
    """Yield each construct with the codes below it, then all together."""
    constructs = {entry["code"]: entry for entry in found["constructs"]}
    below: dict[str, list[Figures]] = defaultdict(list)
    for entry in found["codes"]:
        code = study.codebook.code(entry["code"])
        below[(code.parent if code else None) or entry["code"]].append(entry)
    for top in dict.fromkeys((*constructs, *below)):
        if top in constructs:
            yield True, _row(code_words(study, top), constructs[top])
        for entry in below[top]:
            if entry["code"] != top or top not in constructs:
                yield False, _row(code_words(study, entry["code"]), entry)
    yield True, _row("All codes together", found["overall"])


def _row(name: str, entry: Figures) -> Row:
    counts = entry.get("counts") or {}
    told = MISSING
    if "both" in counts:
        told = " / ".join(
            str(n) for n in (counts["both"], *counts["only"].values(), counts["neither"])
        )
    head = (name, f"{entry['n']:,}", _share_words(entry.get("prevalence")), told)
    return (*head, *(_with_interval(entry, key) for key in _FIGURES))


def _rounds(found: Figures) -> Iterator[Row]:
    for one in found["rounds"]:
        figures = (_with_interval(one["overall"], key) for key in _FIGURES[:3])
        yield (one["round"], one["edition"] or MISSING, f"{one['n_units']:,}", *figures)


def _clashes(study: Study, found: Figures) -> Iterator[tuple[str, int, tuple[Disagreement, ...]]]:
    """Yield the codes on which coders differ most, each with its first disagreements."""
    by_code: dict[str, list[Figures]] = defaultdict(list)
    for one in found["disagreements"]:
        by_code[one["code"]].append(one)
    worst = sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0]))
    for code, own in worst[:_N_CODES]:
        yield code_words(study, code), len(own), tuple(_clash(study, o) for o in own[:_N_EACH])


def _clash(study: Study, one: Figures) -> Disagreement:
    turn = re.search(r", turn (\d+)", one["unit"])
    is_known = turn and any(t.id == one["group"] for t in study.transcripts)
    return Disagreement(
        place=one["unit"],
        link=turn_anchor(one["group"], int(turn[1])) if turn and is_known else None,
        ratings=", ".join(f"{who}: {value}" for who, value in one["ratings"].items()),
        quote=one["quote"] or "",
    )


def _forest(study: Study, made: Agreement) -> Picture | None:
    if not made.forest or made.document is None:
        return None
    plot = plots.forest(made.forest, figure_name="kappa", unit=made.document["unit"])
    rows = tuple(
        (
            "All codes together" if row.label == "overall" else code_words(study, row.label),
            tuple(Entry(text, "", None) for text in _interval_words(row)),
        )
        for row in made.forest
    )
    width = round(float(plot.figure.get_figwidth()) * 72)
    heads = ("Kappa", "From", "To", "n")
    return Picture(svg_for_page(plot.figure, "forest"), width, heads, rows, "Code", plot.note)


def _interval_words(row: Interval) -> Sequence[str]:
    return (*(figure_words(v) for v in (row.estimate, row.low, row.high)), f"{row.n:,}")


def _with_interval(entry: Figures, key: str) -> str:
    bounds = entry.get(f"{key}_ci95")
    interval = f" [{figure_words(bounds[0])}, {figure_words(bounds[1])}]" if bounds else ""
    return figure_words(entry.get(key)) + interval


def figure_words(value: float | None) -> str:
    """Write a figure with two decimals; what has no meaning is a dash, what is not all never 1."""
    if value is None:
        return MISSING
    if 0.995 <= value < 1:
        return f"{value:.3f}" if value < 0.9995 else ">0.999"
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _share_words(share: float | None) -> str:
    """Write a share, with a third decimal where it is rare: 3 in 1,000 is not 0.00."""
    return f"{share:.3f}" if share and share < 0.01 else figure_words(share)
