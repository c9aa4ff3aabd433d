"""Every number in a figure is the number of its cell, and the same study draws the same lines."""

from __future__ import annotations

import re
from itertools import product

from lxml import etree

from npt_coder.export.base import Study
from npt_coder.export.figures import Picture, evidence_bars, heat_map
from npt_coder.export.words import cell_anchor, signed

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"


def test_every_number_in_the_heat_map_equals_its_cell(study: Study) -> None:
    texts = _linked_texts(heat_map(study, study.cases, study.waves))
    for case, wave, name in product(study.cases, study.waves, study.constructs):
        cell = study.cell(case, wave, name)
        assert cell is not None
        expected = [signed(cell.rating), f"{cell.promotes} : {cell.hinders}"]
        link = f"#{cell_anchor(case, wave, name)}"
        assert texts.get(link, []) == (expected if cell.n_codings else [])


def test_a_missing_cell_is_hatched_and_holds_no_number(study: Study) -> None:
    svg = heat_map(study, study.cases, study.waves).svg
    missing = [
        place
        for place in product(study.cases, study.waves, study.constructs)
        if not study.cells_by_wave[place[:2]][place[2]].n_codings
    ]
    assert missing
    assert svg.count("fill: url(#") == len(missing)
    assert "<pattern" in svg


def test_bars_write_the_counts_for_and_against(study: Study) -> None:
    texts = _linked_texts(evidence_bars(study, study.cases, "2"))
    for case, name in product(study.cases, study.constructs):
        cell = study.cell(case, "2", name)
        if cell and cell.n_codings:
            expected = [cell.promotes, cell.hinders] + [cell.mixed] * bool(cell.mixed)
            found = [int(text) for text in texts[f"#{cell_anchor(case, '2', name)}"]]
            assert sorted(found) == sorted(expected)


def test_the_table_of_a_figure_says_the_same(study: Study) -> None:
    picture = heat_map(study, study.cases, study.waves)
    assert picture.columns[0] == "Coherence, wave 1"
    for case, entries in picture.rows:
        for (wave, name), entry in zip(
            product(study.waves, study.constructs), entries, strict=True
        ):
            cell = study.cell(case, wave, name)
            assert cell is not None
            assert entry.text == signed(cell.rating)
            assert (entry.anchor is None) == (cell.n_codings == 0)


def test_the_same_study_draws_the_same_lines_and_two_figures_share_no_id(study: Study) -> None:
    heat, bars = heat_map(study, study.cases, study.waves), evidence_bars(study, study.cases, "2")
    assert heat == heat_map(study, study.cases, study.waves)
    assert not _ids(heat) & _ids(bars)


def test_links_stay_in_the_page(study: Study) -> None:
    svg = heat_map(study, study.cases, study.waves).svg
    assert "target=" not in svg
    assert "<style" not in svg


def test_a_case_may_be_called_anything(study: Study) -> None:
    picture = heat_map(study, ("<b>&$x_1$</b>",), study.waves)
    etree.fromstring(picture.svg)
    assert "<b>" not in picture.svg


def _linked_texts(picture: Picture) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in etree.fromstring(picture.svg).iter(f"{SVG}a"):
        words = ["".join(text.itertext()).strip() for text in link.iter(f"{SVG}text")]
        found.setdefault(link.get(LINK, ""), []).extend(words)
    return found


def _ids(picture: Picture) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', picture.svg))
