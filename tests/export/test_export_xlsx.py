"""The workbook: numbers that lead to quotes, and words that stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from synthetic_study import coding_of, study_of, transcript_of

from npt_coder.export.base import Study
from npt_coder.export.workbook import MAX_CHARACTERS
from npt_coder.export.xlsx import write


@pytest.fixture(scope="module")
def book(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("xlsx") / "matrix.xlsx"
    write(study, path)
    return load_workbook(path)


def test_the_sheets_are_those_of_a_hand_made_matrix(study: Study, book: Workbook) -> None:
    assert book.sheetnames == [
        "Read me", "Verdicts", "Matrix", *study.constructs.values(), "Levels", "Quotes",
        "Transcripts", "Codebook",
    ]  # fmt: skip


def test_every_sheet_keeps_its_headings_in_view(book: Workbook) -> None:
    assert {sheet.freeze_panes for sheet in book} == {"B2", "D2"}


def test_the_matrix_holds_the_ratings_of_the_last_wave(study: Study, book: Workbook) -> None:
    sheet = book["Matrix"]
    for (row, case), (i, name) in product(
        enumerate(study.cases, start=2), enumerate(study.constructs)
    ):
        cell = study.cell(case, "2", name)
        assert cell is not None
        shown = [sheet.cell(row, 2 + 5 * i + j).value for j in range(5)]
        rating = "–" if cell.rating is None else cell.rating
        assert shown == [rating, cell.promotes, cell.hinders, cell.mixed, len(cell.people)]


def test_every_link_lands_on_the_first_quote_of_its_cell(study: Study, book: Workbook) -> None:
    quotes = book["Quotes"]
    heads = [cell.value for cell in quotes[1]]
    ids = [row[heads.index("Id")].value for row in quotes.iter_rows(min_row=2)]
    for (row, case), (i, name) in product(
        enumerate(study.cases, start=2), enumerate(study.constructs)
    ):
        link = book["Matrix"].cell(row, 2 + 5 * i).hyperlink
        cell = study.cell(case, "2", name)
        assert cell is not None
        assert (link is not None) == (cell.rating is not None)
        if link is not None:
            target = re.fullmatch(r"'?Quotes'?!A(\d+)", link.location)
            assert target is not None
            first = min(ids.index(id) for id in cell.codings)
            assert int(target[1]) == first + 2


def test_all_quotes_are_there_with_their_context_and_a_filter(study: Study, book: Workbook) -> None:
    sheet = book["Quotes"]
    heads = [cell.value for cell in sheet[1]]
    shown = {row[heads.index("Id")].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(shown) == set(study.evidence["id"])
    for quote in study.evidence.to_dict("records"):
        row = shown[quote["id"]]
        assert row[heads.index("Quote")].value == quote["quote"]
        assert row[heads.index("Turn")].value == quote["turn"]
        assert row[heads.index("Job")].value == quote["role"]
        assert row[heads.index("Quote")].alignment.wrap_text
    assert sheet.auto_filter.ref is not None


def test_words_that_look_like_formulas_or_links_stay_words(tmp_path: Path) -> None:
    words = '=HYPERLINK("http://example.org","click") and +1, @home'
    transcript = replace(transcript_of([("Nurse", words)], case="=1+1"), attributes={"=a": "=2"})
    coding = coding_of(transcript, words, "coherence.differentiation")
    write(study_of((transcript,), (coding,)), tmp_path / "matrix.xlsx")
    cells = [c for sheet in load_workbook(tmp_path / "matrix.xlsx") for r in sheet for c in r]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert words in {cell.value for cell in cells}
    assert not any(c.hyperlink and c.hyperlink.target for c in cells)


def test_a_quote_leads_to_its_turn_in_the_transcript(study: Study, book: Workbook) -> None:
    sheet, turns = book["Quotes"], book["Transcripts"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        link = row[heads.index("Turn")].hyperlink.location
        assert link.startswith("'Transcripts'!A")
        (there,) = turns.iter_rows(int(link.rpartition("A")[2]), int(link.rpartition("A")[2]))
        assert there[0].value == row[heads.index("Transcript")].value
        assert row[heads.index("Quote")].value in there[7].value


def test_synthetic_material_is_announced_on_the_first_sheet(study: Study, book: Workbook) -> None:
    words = [cell.value for row in book["Read me"] for cell in row]
    assert study.synthetic in words


def test_a_missing_rating_is_a_dash_on_every_sheet(study: Study, book: Workbook) -> None:
    for name, title in study.constructs.items():
        for row, (case, wave) in enumerate(product(study.cases, study.waves), start=2):
            cell = study.cell(case, wave, name)
            assert cell is not None
            expected = "–" if cell.rating is None else cell.rating
            assert book[title].cell(row, 3).value == expected


def test_text_too_long_for_a_cell_is_cut_and_reported(tmp_path: Path) -> None:
    words = "word " * (MAX_CHARACTERS // 5 + 10)
    transcript = transcript_of([("Nurse", words.strip())])
    coding = coding_of(transcript, words.strip(), "coherence.differentiation")
    losses = write(study_of((transcript,), (coding,)), tmp_path / "matrix.xlsx")
    assert [(loss.what, loss.count) for loss in losses] == [
        ("texts cut short", 2)  # the quote, and the turn that it is
    ]
    longest = max(
        (c.value for c in load_workbook(tmp_path / "matrix.xlsx")["Quotes"][2] if c.value),
        key=lambda value: len(str(value)),
    )
    assert len(str(longest)) == MAX_CHARACTERS


@pytest.mark.parametrize("title", ["Quotes", "A/B: [x]?*", "A title of over thirty-one letters"])
def test_a_construct_may_be_called_anything(title: str, study: Study, tmp_path: Path) -> None:
    named = replace(study, constructs={**study.constructs, "coherence": title})
    write(named, tmp_path / "matrix.xlsx")
    assert "Quotes" in load_workbook(tmp_path / "matrix.xlsx").sheetnames


def test_a_row_is_as_high_as_its_longest_text(study: Study, tmp_path: Path) -> None:
    write(replace(study, notes=("word " * 200,)), tmp_path / "matrix.xlsx")
    sheet = load_workbook(tmp_path / "matrix.xlsx")["Read me"]
    (row,) = [r for r in range(1, sheet.max_row + 1) if "word word" in str(sheet.cell(r, 2).value)]
    assert sheet.row_dimensions[row].height >= 10 * 15
