"""A matrix as a workbook: every cell leads to its quotes, every quote to its turn; text is text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from synthetic_study import coding_of, study_of, transcript_of

from npt_coder.errors import UserError
from npt_coder.export.base import Study
from npt_coder.export.framework import read_framework
from npt_coder.export.matrix_book import matrix_workbook
from npt_coder.export.workbook import MAX_LINKS
from npt_coder.matrix import Matrix, build_matrix, co_occurrence


def opened(matrix: Matrix, study: Study, folder: Path) -> Workbook:
    content, _ = matrix_workbook(matrix, study)
    (folder / "m.xlsx").write_bytes(content)
    return load_workbook(folder / "m.xlsx")


def counts(study: Study, **options: str) -> Matrix:
    return build_matrix(study.evidence, wave="all", all_rows=study.cases, **options)  # type: ignore[arg-type]


def summaries(study: Study, texts: dict[tuple[str, str], str]) -> Matrix:
    made = counts(study)
    values = [
        [texts.get((row, column), pd.NA) for column in made.frame.columns]
        for row in made.frame.index
    ]
    frame = pd.DataFrame(values, made.frame.index, made.frame.columns, dtype=object)
    return replace(made, frame=frame, cells="summary")


def target(cell: object) -> tuple[str, int]:
    sheet, _, row = cell.hyperlink.location.partition("!A")  # type: ignore[attr-defined]
    return sheet.strip("'").replace("''", "'"), int(row)


@pytest.mark.parametrize("cells", ["count", "binary", "people", "net", "quotes"])
def test_every_cell_leads_to_its_quotes_and_every_quote_to_its_turn(
    cells: str, study: Study, tmp_path: Path
) -> None:
    matrix = counts(study, cells=cells)
    book = opened(matrix, study, tmp_path)
    rows, columns = list(matrix.frame.index), list(matrix.frame.columns)
    for (row, column), ids in matrix.codings.items():
        cell = book["Matrix"].cell(rows.index(row) + 2, columns.index(column) + 2)
        sheet, at = target(cell)
        heads = [head.value for head in book[sheet][1]]
        listed = [r[heads.index("Id")].value for r in book[sheet].iter_rows(min_row=at)][: len(ids)]
        assert sorted(listed) == sorted(ids)
        quote = book[sheet].cell(at, heads.index("Quote") + 1).value
        turns, there = target(book[sheet].cell(at, heads.index("Turn") + 1))
        assert quote in book[turns].cell(there, 8).value


def test_quotes_come_with_the_path_of_the_code_and_every_attribute(
    study: Study, tmp_path: Path
) -> None:
    first = replace(study.transcripts[0], attributes={"month": "6"})
    known = replace(study, transcripts=(first, *study.transcripts[1:]))
    sheet = opened(counts(known), known, tmp_path)["Coherence"]
    heads = [head.value for head in sheet[1]]
    assert heads[-1] == "month"
    codes = {row[heads.index("Code")].value for row in sheet.iter_rows(min_row=2)}
    assert "Coherence: Differentiation" in codes
    months = {(r[heads.index("Transcript")].value, r[-1].value) for r in sheet.iter_rows(min_row=2)}
    assert all((month == "6") == (id == first.id) for id, month in months)


def test_a_missing_number_is_a_dash_and_a_zero_is_a_zero(study: Study, tmp_path: Path) -> None:
    silent = replace(study, cases=(*study.cases, "Yew"))
    assert opened(counts(silent), silent, tmp_path)["Matrix"].cell(5, 2).value == 0
    assert opened(counts(silent, cells="net"), silent, tmp_path)["Matrix"].cell(5, 2).value == "–"


def test_headings_stay_in_view_and_numbers_are_coloured(study: Study, tmp_path: Path) -> None:
    book = opened(counts(study), study, tmp_path)
    assert book["Matrix"].freeze_panes == "B2"
    assert len(book["Matrix"].conditional_formatting) == 1
    assert book["Coherence"]["B2"].alignment.wrap_text


def test_the_legend_says_what_numbers_mean_and_that_the_material_is_synthetic(
    study: Study, tmp_path: Path
) -> None:
    book = opened(counts(study, cells="net"), study, tmp_path)
    words = " ".join(str(cell.value) for row in book["Legend"] for cell in row)
    assert "minus codings against" in words
    assert str(study.synthetic) in words


def test_words_that_look_like_formulas_or_links_stay_words(tmp_path: Path) -> None:
    words = '=HYPERLINK("http://example.org","click") and +1, @home'
    transcript = replace(transcript_of([("Nurse", words)], case="=1+1"), attributes={"=a": "=2"})
    study = study_of((transcript,), (coding_of(transcript, words, "coherence.differentiation"),))
    for matrix in (counts(study, cells="quotes"), summaries(study, {("=1+1", "coherence"): "=3"})):
        book = opened(matrix, study, tmp_path)
        cells = [cell for sheet in book for row in sheet for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink and cell.hyperlink.target for cell in cells)


def test_columns_with_like_or_forbidden_names_have_sheets_of_their_own(tmp_path: Path) -> None:
    words = "It is new."
    people = ["A/B", "a:b", "Matrix", "it's", "x" * 40, "x" * 40 + "y"]
    transcripts = tuple(
        transcript_of([("Nurse", words)], id=f"t{n}", case=name) for n, name in enumerate(people)
    )
    codings = tuple(coding_of(t, words, "coherence.differentiation") for t in transcripts)
    study = study_of(transcripts, codings)
    matrix = build_matrix(study.evidence, rows="construct", columns="case", wave="all")
    book = opened(matrix, study, tmp_path)
    for column, name in enumerate(matrix.frame.columns, start=2):
        sheet, at = target(book["Matrix"].cell(2, column))
        heads = [head.value for head in book[sheet][1]]
        assert book[sheet].cell(at, heads.index("Case") + 1).value == name


def test_where_codes_meet_is_a_workbook_too(study: Study, tmp_path: Path) -> None:
    matrix = co_occurrence(study.evidence)
    book = opened(matrix, study, tmp_path)
    (row, column), ids = next((p, i) for p, i in matrix.codings.items() if p[0] != p[1])
    at = [list(matrix.frame.index).index(name) + 2 for name in (row, column)]
    cell = book["Matrix"].cell(*at)
    assert cell.value == matrix.frame.loc[row, column]
    assert len(ids) > 1


def test_links_that_a_sheet_cannot_hold_are_reported(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_LINKS == 65_530
    monkeypatch.setattr("npt_coder.export.workbook.MAX_LINKS", 3)
    _, losses = matrix_workbook(counts(study), study)
    assert [loss.what for loss in losses] == ["links"]


def test_the_same_matrix_is_the_same_file(study: Study) -> None:
    assert matrix_workbook(counts(study), study) == matrix_workbook(counts(study), study)


# --- framework -------------------------------------------------------------------------------


def test_a_framework_matrix_invents_nothing_and_points_to_quotes(
    study: Study, tmp_path: Path
) -> None:
    book = opened(summaries(study, {("Birch", "coherence"): "They see it."}), study, tmp_path)
    sheet = book["Summaries"]
    heads = [head.value for head in sheet[1]]
    place = heads.index("Coherence") + 1
    assert sheet.cell(2, place).value == "They see it."
    assert not any(sheet.cell(row, place).value for row in (3, 4))
    said = set(study.evidence["quote"])
    for line in str(sheet.cell(2, place + 1).value).splitlines():
        if "“" in line:
            assert any(quote.startswith(line.partition("“")[2][:20]) for quote in said)
    assert target(sheet.cell(2, place + 1))[0] == "Coherence"
    assert book["npt-coder"].sheet_state == "veryHidden"


def written(study: Study, folder: Path, change: object) -> Path:
    book = opened(summaries(study, {("Birch", "coherence"): "They see it."}), study, folder)
    change(book["Summaries"])  # type: ignore[operator]
    book.save(folder / "back.xlsx")
    return folder / "back.xlsx"


def test_what_people_wrote_comes_back_also_when_rows_and_columns_were_moved(
    study: Study, tmp_path: Path
) -> None:
    def change(sheet: object) -> None:
        sheet["B3"] = "  Nobody does.\nYet. "  # type: ignore[index]
        last = sheet.max_row + 5  # type: ignore[attr-defined]
        for column in "ABD":
            sheet[f"{column}{last}"] = sheet[f"{column}3"].value  # type: ignore[index]
            sheet[f"{column}3"] = None  # type: ignore[index]
        for row in range(1, last + 1):
            b, d = sheet[f"B{row}"], sheet[f"D{row}"]  # type: ignore[index]
            b.value, d.value = d.value, b.value

    came = read_framework(written(study, tmp_path, change))
    second = study.cases[1]
    assert came.problems == ()
    assert (came.attribute, came.wave) == ("case", None)
    assert came.before["Birch", "coherence"] == "They see it."
    assert came.now["Birch", "coherence"] == "They see it."
    # Columns follow in natural order: the second one, B, is this construct.
    assert came.now[second, "cognitive_participation"] == "Nobody does.\nYet."


def test_formulas_strange_rows_and_lost_columns_are_told_and_not_read(
    study: Study, tmp_path: Path
) -> None:
    def change(sheet: object) -> None:
        sheet["B2"] = "=1+1"  # type: ignore[index]
        sheet["A3"], sheet["B3"] = "Nowhere", "Words."  # type: ignore[index]
        sheet["D1"] = "Something else"  # type: ignore[index]

    came = read_framework(written(study, tmp_path, change))
    told = " ".join(map(str, came.problems))
    assert "cell B2: a formula" in told
    assert "row 3: the row “Nowhere”" in told
    assert "is gone" in told
    assert ("Birch", "coherence") not in came.now


@pytest.mark.parametrize("content", [b"", b"no workbook"])
def test_a_file_that_is_no_framework_matrix_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(UserError, match=r"x\.xlsx"):
        read_framework(tmp_path / "x.xlsx")


def test_a_workbook_of_other_people_is_refused_with_what_to_do(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(UserError, match="--cells summary"):
        read_framework(tmp_path / "x.xlsx")
