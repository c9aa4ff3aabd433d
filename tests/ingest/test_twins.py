"""One interview, saved by LibreOffice in each format it writes, is the same talk in all of them."""

from pathlib import Path

import pytest

from npt_coder.ingest.read import read_transcript

TWINS = Path(__file__).parents[1] / "samples" / "twins"


def talk(path: Path) -> list[tuple[str, str]]:
    """Return who says what; how lines were broken is the format's affair."""
    t = read_transcript(path).transcript
    return [(turn.speaker, " ".join(t.text[turn.start : turn.end].split())) for turn in t.turns]


@pytest.mark.parametrize("suffix", ["odt", "rtf", "html", "pdf", "txt", "vtt"])
def test_a_twin_gives_the_turns_of_the_word_document(suffix):
    assert talk(TWINS / f"twin.{suffix}") == talk(TWINS / "twin.docx")


def test_the_word_document_itself_is_read_right():
    said = talk(TWINS / "twin.docx")
    assert len(said) == 16
    assert said[0][0] == "Interviewer" and said[-1][1].endswith("the first time that anybody has.")


def test_headers_footers_and_line_numbers_of_a_pdf_are_left_out_and_counted():
    path = TWINS.parent / "page-furniture-and-line-numbers.pdf"
    whole = talk(TWINS / "twin.docx")
    assert talk(path) == whole + whole[2:] + whole[4:]
    result = read_transcript(path)
    notes = " ".join(result.transcript.normalisation)
    assert "page numbers and running heads left out" in notes
    assert "line numbers in the margin left out" in notes
