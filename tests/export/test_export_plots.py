"""A plot shows the numbers of its table, in the same lines every time."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lines import Line
from lxml import etree

from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import Study
from npt_coder.export.plot_file import Plot, write_plot
from npt_coder.export.plots import (
    co_occurrence,
    diverging_bars,
    forest,
    heat_map,
    stability,
    trajectories,
)
from npt_coder.matrix import co_occurrence as meetings

LINES = (Line("coherence.a", 0.5, -0.1, 0.9, 40), Line("overall", 0.61, 0.4, 0.8, 80))


def every(study: Study) -> dict[str, Plot]:
    return {
        "heat": heat_map(study),
        "bars": diverging_bars(study),
        "trajectories": trajectories(study),
        "stability": stability(study),
        "codes": co_occurrence(meetings(study.evidence), study),
        "forest": forest(LINES, figure_name="kappa", unit="sentence"),
    }


def words(plot: Plot, folder: Path) -> list[str]:
    path, _ = write_plot(plot, folder / "p.svg")
    return [" ".join(t.itertext()).strip() for t in etree.parse(path).iter("{*}text")]


@pytest.mark.parametrize("kind", ["heat", "bars", "trajectories", "stability", "codes", "forest"])
def test_the_same_plot_is_the_same_picture_without_dead_links(
    kind: str, study: Study, tmp_path: Path
) -> None:
    for suffix in ("svg", "png"):
        both = [
            write_plot(every(study)[kind], tmp_path / f"{n}.{suffix}")[0].read_bytes() for n in "ab"
        ]
        assert both[0] == both[1]
    assert b"<a " not in (tmp_path / "a.svg").read_bytes()


def test_the_table_of_ratings_leaves_blank_what_is_missing(study: Study) -> None:
    for case, wave, title, rating, *_ in heat_map(study).rows:
        (name,) = (name for name, t in study.constructs.items() if t == title)
        cell = study.cell(str(case), str(wave), name)
        assert rating == (cell.rating if cell else None)


def test_bars_say_which_side_is_which(study: Study, tmp_path: Path) -> None:
    assert {"against", "mixed", "for"} <= set(words(diverging_bars(study), tmp_path))


def test_trajectories_have_a_panel_for_each_case_and_need_two_waves(
    study: Study, tmp_path: Path
) -> None:
    shown = words(trajectories(study), tmp_path)
    assert all(case in shown for case in study.cases)
    with pytest.raises(UserError, match="two waves"):
        trajectories(replace(study, waves=("1",)))


def test_stability_keeps_kinds_of_runs_apart(study: Study) -> None:
    plot = stability(study)
    assert plot.columns[3:] == ("bootstrap over people", "leave one person out")
    assert plot.rows[0][2:] == (0.86, 172 / 200, 1.0)
    with pytest.raises(UserError, match="no rule"):
        stability(replace(study, verdicts=()))


def test_a_verdict_that_was_not_tried_has_no_share(study: Study, tmp_path: Path) -> None:
    untried = tuple(replace(v, stability=None, trials=()) for v in study.verdicts)
    plot = stability(replace(study, verdicts=untried))
    assert {row[2] for row in plot.rows} == {None}
    assert any("not tried" in word for word in words(plot, tmp_path))


def test_codes_that_meet_are_drawn_with_their_count(study: Study, tmp_path: Path) -> None:
    matrix = meetings(study.evidence, all_codes=("never.given",))
    plot = co_occurrence(matrix, study)
    names = [str(code) for code in matrix.frame.index]
    lower = [
        str(matrix.frame.iloc[i, j])
        for i in range(len(names))
        for j in range(i + 1)
        if matrix.frame.iloc[i, j]
    ]
    shown = [word for word in words(plot, tmp_path) if re.fullmatch(r"\d+", word)]
    assert sorted(shown) == sorted(lower)
    assert plot.rows[0][0] == "never.given"


def test_a_forest_plot_writes_estimate_interval_and_n(tmp_path: Path) -> None:
    shown = words(forest(LINES, figure_name="kappa", unit="sentence"), tmp_path)
    assert "0.50 [−0.10, 0.90]  n = 40" in [re.sub(" +n", "  n", word) for word in shown]
    with pytest.raises(UserError, match="nothing to draw"):
        forest((), figure_name="kappa", unit="sentence")


def test_a_suffix_that_is_no_picture_is_refused_before_anything_is_written(
    study: Study, tmp_path: Path
) -> None:
    with pytest.raises(UnknownName, match=r"\.png, \.svg"):
        write_plot(heat_map(study), tmp_path / "p.csv")
    assert list(tmp_path.iterdir()) == []


def test_what_the_marks_mean_stands_under_the_picture(study: Study, tmp_path: Path) -> None:
    for name, plot in every(study).items():
        assert plot.note[:40] in " ".join(words(plot, tmp_path)), name


def test_a_picture_of_synthetic_interviews_says_so(study: Study, tmp_path: Path) -> None:
    path, _ = write_plot(heat_map(study), tmp_path / "p.svg", synthetic=True)
    assert "Synthetic data" in path.read_text(encoding="utf-8")
    path, _ = write_plot(heat_map(study), tmp_path / "p.svg")
    assert "Synthetic data" not in path.read_text(encoding="utf-8")


def test_a_notebook_shows_the_picture_itself_and_what_its_marks_mean(study: Study) -> None:
    shown = heat_map(study)._repr_html_()
    assert shown.startswith("<svg") and shown.count("<svg") == shown.count("</svg>") == 1
    assert "Hatched: missing" in shown
