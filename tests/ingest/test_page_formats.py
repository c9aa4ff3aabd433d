"""Rich text, OpenDocument, web pages and PDF: what is kept, joined, left out and refused."""

import pytest
from word_package import package

from npt_coder.ingest.formats import html, odt, pdf, rtf
from npt_coder.ingest.formats.base import MAX_BYTES, Unreadable
from npt_coder.ingest.formats.furniture import PageLine, without_furniture
from npt_coder.ingest.turns import split_turns


def texts(result):
    return [paragraph.text for paragraph in result.paragraphs]


# --- rtf


def test_an_emoji_in_rtf_is_one_character_again():
    raw = rb"{\rtf1\ansi\uc1 I: How?\par P1: Well \u-10179?\u-8704? indeed.\par}"
    assert texts(rtf.read(raw)) == ["I: How?", "P1: Well \U0001f600 indeed."]


def test_half_a_surrogate_pair_is_shown_as_unreadable_not_lost():
    assert texts(rtf.read(rb"{\rtf1\uc1 A \u-10179? b\par}")) == ["A � b"]


def test_western_letters_of_rtf_are_read_in_its_code_page():
    raw = rb"{\rtf1\ansi\ansicpg1252 caf\'e9 \'93yes\'94\par}"
    assert texts(rtf.read(raw)) == ["café “yes”"]


def test_a_table_in_rtf_is_read_by_its_columns():
    row = rb"\trowd\cellx1000\cellx5000 %s\cell %s\cell\row"
    rows = b"".join(row % pair for pair in [(b"I", b"How was it?"), (b"P1", b"Slow.")] * 2)
    found = rtf.read(rb"{\rtf1 " + rows + rb"}")
    assert [(p.speaker, p.text) for p in found.paragraphs][:2] == [
        ("I", "How was it?"),
        ("P1", "Slow."),
    ]


# --- odt

HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def document(body: str, *, prolog: str = "") -> bytes:
    xml = f"{prolog}{HEAD}<office:body><office:text>{body}</office:text></office:body>"
    return package({"content.xml": f"{xml}</office:document-content>".encode()})


def test_spaces_tabs_and_breaks_of_opendocument_are_characters():
    body = '<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d\n   e</text:p>'
    assert texts(odt.read(document(body))) == ["a   b\tc\nd e"]


def test_a_comment_of_opendocument_is_a_memo_and_no_speech():
    comment = (
        "<office:annotation><dc:creator>Coder A</dc:creator><dc:date>2026-01-02</dc:date>"
        "<text:p>Why so slow?</text:p></office:annotation>"
    )
    talk = split_turns(
        odt.read(
            document(f"<text:p>I: How?</text:p><text:p>P1: Slow.{comment}</text:p>")
        ).paragraphs
    )
    (memo,) = talk.memos
    assert (memo.text, memo.author, talk.text[memo.start : memo.end]) == (
        "Why so slow?", "Coder A", "Slow.",
    )  # fmt: skip


def test_tracked_deletions_of_opendocument_are_left_out_and_counted():
    gone = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    result = odt.read(document(f"{gone}<text:p>I: kept</text:p>"))
    assert texts(result) == ["I: kept"]
    assert result.notes == ("tracked deletions left out: 1",)


# --- html


def test_blocks_breaks_and_lists_of_a_page_are_paragraphs_and_lines():
    page = (
        b"<p><b>I:</b> How\n was it?<p>P1: Slow.<br>Very.<ul><li>I: And now?</ul><script>x</script>"
    )
    found = html.read(b"<html><body>" + page)
    assert texts(found) == ["I: How was it?", "P1: Slow.\nVery.", "I: And now?"]
    assert found.paragraphs[0].lead == len("I:")


def test_a_table_of_a_page_is_read_by_its_columns():
    rows = "".join(f"<tr><td>{w}<td>{t}" for w, t in [("I", "How was it?"), ("P1", "Slow.")] * 2)
    found = html.read(f"<table>{rows}</table>".encode())
    assert next((p.speaker, p.text) for p in found.paragraphs) == ("I", "How was it?")


def test_a_page_is_read_in_the_encoding_that_it_declares():
    raw = '<html><meta charset="windows-1252"><p>café “yes”'.encode("cp1252")
    assert texts(html.read(raw)) == ["café “yes”"]


# --- pdf


def line(text: str, page: int, y: float) -> PageLine:
    return PageLine(text, page, 50.0, y, 11.0)


def test_what_recurs_at_the_same_height_of_pages_is_furniture():
    pages = [
        [line("Study 12, confidential", n, 800), line(f"said {'abc'[n - 1]}", n, 700),
         line(f"- {n} -", n, 40)]
        for n in (1, 2, 3)
    ]  # fmt: skip
    kept, counts = without_furniture(pages)
    assert [k.text for k in kept] == ["said a", "said b", "said c"]
    assert counts.total() == 6


def test_a_label_that_recurs_at_the_edge_of_pages_but_not_at_one_height_stays():
    pages = [[line("P1:", n, 800 - 20 * n), line("and so on", n, 600 - 30 * n)] for n in (1, 2, 3)]
    kept, _ = without_furniture(pages)
    assert [k.text for k in kept].count("P1:") == 3


def test_numbers_in_the_talk_are_no_line_numbers():
    lines = [line(f"{n} of us came", 1, 800 - 20 * i) for i, n in enumerate((7, 3, 12, 5, 40, 2))]
    kept, _ = without_furniture([lines])
    assert kept[0].text == "7 of us came"


def blank_pdf() -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def locked_pdf() -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# --- refusals


@pytest.mark.parametrize(
    ("format", "raw", "words"),
    [
        (pdf, blank_pdf(), r"scanned.*\(OCR\)"),
        (pdf, locked_pdf(), "password"),
        (pdf, blank_pdf()[:200], "cut short"),
        (odt, document("<text:p>x</text:p>")[:100], "cut short"),
        (odt, document("<text:p>x</text:p>", prolog='<!DOCTYPE x [<!ENTITY a "b">]>'), "entities"),
        (odt, package({"content.xml": b" " * (MAX_BYTES + 9)}), "unpacks to more than 64 MiB"),
        (odt, package({"content.xml": b"<a/>"}), "without a text"),
        (rtf, b"{\\rtf1 }", "without text"),
        (html, b"<html><body></body></html>", "without text"),
    ],
    # Not from the bytes: a package holds the time at which it was made.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_says_why(format, raw, words):
    with pytest.raises(Unreadable, match=words):
        format.read(raw)
