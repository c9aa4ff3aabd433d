"""Pictures: plots made for a paper as drawings in the page, each with the table of its numbers."""

from __future__ import annotations

from npt_coder.export import plots
from npt_coder.export.base import Study
from npt_coder.export.figures import Entry, Picture, svg_for_page
from npt_coder.export.plot_file import Plot
from npt_coder.export.trajectories import trajectories
from npt_coder.export.words import name_words
from npt_coder.matrix import co_occurrence


def trajectory_picture(study: Study) -> Picture | None:
    """Draw ratings from wave to wave; None in a study with fewer than two waves.

    Its table has a row per case and links each case and wave to its quotes.
    """
    found = trajectories(study)
    if not found or not study.constructs:
        return None
    made = plots.trajectories(study)
    names = (*study.constructs, *study.levels)
    rows: dict[str, list[Entry]] = {}
    for own in found:
        anchors = [step.anchor for step in own.steps if step.anchor]
        entry = Entry(str(own), _change_words(own.change), anchors[-1] if anchors else None)
        rows.setdefault(own.case, []).append(entry)
    return Picture(
        svg_for_page(made.figure, "waves"),
        _points(made),
        tuple(name_words(study, name) for name in names),
        tuple((case, tuple(entries)) for case, entries in rows.items()),
        note=made.note,
    )


def meeting_picture(study: Study) -> Picture | None:
    """Draw where codes stand on the same words, over all waves; None where no two codes meet."""
    codes = [code.id for code in study.codebook.codes if code.kind != "sub-construct"]
    met = co_occurrence(study.evidence, all_codes=codes)
    met_by = {(a, b): int(n) for a, row in met.frame.iterrows() for b, n in row.items()}
    used = [code for code in met.frame.index if met_by[code, code]]
    if not any(met_by[a, b] for a in used for b in used if a != b):
        return None
    made = plots.co_occurrence(met, study)
    rows = tuple(
        (name_words(study, a), tuple(Entry(str(met_by[a, b]), "", None) for b in used))
        for a in used
    )
    heads = tuple(name_words(study, code) for code in used)
    return Picture(
        svg_for_page(made.figure, "meeting"), _points(made), heads, rows, "Code", made.note
    )


def _change_words(change: int | None) -> str:
    if change is None:
        return "cannot be compared"
    if change == 0:
        return "as before"
    return f"{abs(change)} {'up' if change > 0 else 'down'}"


def _points(plot: Plot) -> int:
    return round(float(plot.figure.get_figwidth()) * 72)
