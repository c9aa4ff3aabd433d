"""Word documents: what the reader keeps, leaves out, counts and refuses."""

from __future__ import annotations

import io
import zipfile

import pytest
from word_package import NAMESPACES, p, package, run, table, word

from npt_coder.ingest.formats import docx
from npt_coder.ingest.formats.base import MAX_BYTES, Unreadable
from npt_coder.ingest.turns import split_turns

DIALOGUE = p("I: How was it?") + p("P1: Slow.") + p("I: And now?") + p("P1: Quick.")


def said(raw: bytes) -> list[tuple[str, str]]:
    talk = split_turns(docx.read(raw).paragraphs)
    return [(turn.speaker, talk.text[turn.start : turn.end]) for turn in talk.turns]


def texts(raw: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.read(raw).paragraphs]


def test_tracked_insertions_are_kept_and_deletions_dropped_and_both_counted():
    result = docx.read(
        word(
            p(
                "I came ",
                f"<w:ins>{run('in May ')}</w:ins>",
                "<w:del><w:r><w:delText>in June </w:delText></w:r></w:del>",
                "by bus.",
            )
        )
    )
    assert [x.text for x in result.paragraphs] == ["I came in May by bus."]
    assert set(result.notes) == {"tracked insertions kept: 1", "tracked deletions left out: 1"}


def test_moved_text_stands_once_at_its_new_place():
    moved = run("moved words")
    raw = word(p("a", f"<w:moveFrom>{moved}</w:moveFrom>") + p(f"<w:moveTo>{moved}</w:moveTo>"))
    assert texts(raw) == ["a", "moved words"]


def test_a_deleted_paragraph_end_joins_two_paragraphs():
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert texts(word(f"<w:p>{mark}{run('P1: It was ')}</w:p>" + p("slow."))) == [
        "P1: It was slow."
    ]


def test_tables_keep_their_place_between_paragraphs():
    raw = word(p("before") + table(("a", "b", "c")) + p("after"))
    assert texts(raw) == ["before", "a\tb\tc", "after"]


def test_a_table_of_speaker_and_speech_gives_turns():
    raw = word(
        p("Title", style="Heading1")
        + table(
            ("INT:", "How was it?"), ("GP1:", "Slow: really."), ("INT:", "Why?"), ("GP1:", "Rain.")
        )
    )
    assert said(raw) == [
        ("INT", "How was it?"),
        ("GP1", "Slow: really."),
        ("INT", "Why?"),
        ("GP1", "Rain."),
    ]


def test_a_table_of_time_speaker_and_speech_under_headings_keeps_the_times():
    raw = word(
        table(
            ("Time", "Speaker", "Text"),
            ("00:01", "Rowan Hill", "Ready?"),
            ("00:04", "", "Then go on."),
            ("00:09", "Ash Field", "I was late."),
            ("00:12", "Rowan Hill", "Why?"),
        )
    )
    talk = split_turns(docx.read(raw).paragraphs)
    assert [(t.speaker, t.time) for t in talk.turns] == [
        ("Rowan Hill", 1.0),
        ("Ash Field", 9.0),
        ("Rowan Hill", 12.0),
    ]
    assert talk.text.startswith("Time\tSpeaker\tText\n\nRowan Hill: Ready?\nThen go on.")


def test_numbered_rows_beside_labelled_text_are_read_by_their_labels():
    raw = word(
        table(
            ("1", "I: How was it?"), ("2", "P1: Slow."), ("3", "I: And now?"), ("4", "P1: Quick.")
        )
    )
    assert said(raw)[0] == ("I", "How was it?")
    assert len(said(raw)) == 4


def test_soft_line_breaks_part_label_and_speech():
    lines = "<w:r><w:t>Rowan Hill   0:01</w:t><w:br/><w:t>Ready?</w:t></w:r>"
    other = "<w:r><w:t>Ash Field   0:03</w:t><w:br/><w:t>Yes.</w:t></w:r>"
    assert said(word(p(lines) + p(other))) == [("Rowan Hill", "Ready?"), ("Ash Field", "Yes.")]


def test_a_bold_label_alone_is_a_label():
    raw = word(
        p(run("Rowan", bold=True)) + p("Why?") + p(run("Ash", bold=True)) + p("Rain.")
        + p(run("Rowan", bold=True)) + p("And?") + p(run("Ash", bold=True)) + p("Snow.")
    )  # fmt: skip
    assert said(raw)[:2] == [("Rowan", "Why?"), ("Ash", "Rain.")]


def test_text_boxes_are_read_once():
    box = f"<w:txbxContent>{p('in the box')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(word(p("outside", f"<w:r>{both}</w:r>"))) == ["outside", "in the box"]


def with_notes(body: str) -> bytes:
    def notes(root: str, element: str, *, about: str = "") -> bytes:
        text = p(f"A {element}.")
        xml = (
            f"<w:{root} {NAMESPACES}><w:{element} w:id='7' {about}>{text}</w:{element}></w:{root}>"
        )
        return xml.encode()

    main = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return package(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": main.encode(),
            "word/comments.xml": notes(
                "comments", "comment", about="w:author='Coder A' w:date='2026-01-02T03:04:05Z'"
            ),
            "word/footnotes.xml": notes("footnotes", "footnote"),
        }
    )


COMMENTED = (
    "<w:commentRangeStart w:id='7'/>"
    + run("quite slow")
    + "<w:commentRangeEnd w:id='7'/><w:r><w:commentReference w:id='7'/></w:r>"
)


def test_a_comment_is_a_memo_on_the_words_that_it_is_about():
    talk = split_turns(
        docx.read(with_notes(DIALOGUE + p("P1: Well, ", COMMENTED, ", I say."))).paragraphs
    )
    (memo,) = talk.memos
    assert talk.text[memo.start : memo.end] == "quite slow"
    assert (memo.kind, memo.text, memo.author, memo.at) == (
        "comment", "A comment.", "Coder A", "2026-01-02T03:04:05Z",
    )  # fmt: skip
    assert "A comment" not in talk.text


def test_a_footnote_is_a_memo_on_its_paragraph():
    foot = "<w:r><w:footnoteReference w:id='7'/></w:r>"
    talk = split_turns(docx.read(with_notes(DIALOGUE + p("P1: Done.", foot))).paragraphs)
    (memo,) = talk.memos
    assert (memo.kind, memo.text, talk.text[memo.start : memo.end]) == (
        "footnote", "A footnote.", "Done.",
    )  # fmt: skip


def test_a_comment_in_a_table_is_pinned_to_its_cell():
    cell = f"<w:tc>{p(COMMENTED)}</w:tc>"
    rows = f"<w:tr><w:tc>{p('P1')}</w:tc>{cell}</w:tr>" + "".join(
        f"<w:tr><w:tc>{p(who)}</w:tc><w:tc>{p(what)}</w:tc></w:tr>"
        for who, what in (("I", "How was it?"), ("P1", "As ever."), ("I", "And now?"))
    )
    talk = split_turns(docx.read(with_notes(f"<w:tbl>{rows}</w:tbl>")).paragraphs)
    (memo,) = talk.memos
    assert talk.text[memo.start : memo.end] == "quite slow"


def test_links_fields_and_content_controls_keep_their_words():
    inside = f"<w:sdt><w:sdtContent>{p('P1: ', '<w:hyperlink>' + run('a link') + '</w:hyperlink>')}"
    assert texts(word(inside + "</w:sdtContent></w:sdt>")) == ["P1: a link"]


def test_a_tab_stop_is_no_tab_and_a_tab_is():
    stops = "<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
    raw = word(f"<w:p>{stops}<w:r><w:t>I:</w:t><w:tab/><w:t>Why?</w:t></w:r></w:p>")
    assert texts(raw) == ["I:\tWhy?"]


def test_strict_documents_and_other_names_of_the_main_part_are_read():
    strict = NAMESPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    xml = f"<w:document {strict}><w:body>{DIALOGUE}</w:body></w:document>".encode()
    assert len(said(package({"word/document.xml": xml}))) == 4
    assert len(said(word(DIALOGUE, part="word/document2.xml"))) == 4


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def cut_short() -> bytes:
    return word(DIALOGUE)[:200]


def without_main_part() -> bytes:
    return package({"[Content_Types].xml": b"<Types/>"})


def not_xml() -> bytes:
    return package({"word/document.xml": b"<w:document"})


def with_entities() -> bytes:
    prolog = "<!DOCTYPE w:document [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    return word(p("&a;"), prolog=prolog)


def billion_laughs() -> bytes:
    steps = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return word(p("&a9;"), prolog=f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{steps}]>')


def bomb() -> bytes:
    return package({"word/document.xml": b" " * (MAX_BYTES + 10)})


def deeply_nested() -> bytes:
    return word("<w:sdt>" * 5000 + "</w:sdt>" * 5000)


def encrypted() -> bytes:
    raw = bytearray(word(DIALOGUE))
    for at in range(len(raw) - 4):
        if raw[at : at + 4] == b"PK\x01\x02":
            raw[at + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (locked, "password"),
        (cut_short, "cut short"),
        (without_main_part, "no Word document inside"),
        (not_xml, "damaged"),
        (with_entities, "entities"),
        (billion_laughs, "entities|damaged"),
        (bomb, "unpacks to more than 64 MiB"),
        (deeply_nested, "damaged"),
        (encrypted, "password"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(make, words):
    with pytest.raises(Unreadable, match=words):
        docx.read(make())


def test_a_document_without_text_says_so():
    with pytest.raises(Unreadable, match="without text"):
        docx.read(word("<w:p/>"))


def test_the_quick_and_the_careful_way_through_a_paragraph_agree():
    plain = p(run("GP1:", bold=True), " It was ", "slow.")
    careful = plain.replace("</w:p>", "<w:ins/></w:p>")
    quick, slow = docx.read(word(plain)).paragraphs, docx.read(word(careful)).paragraphs
    assert quick == slow
    assert quick[0].lead == 4


def test_the_size_is_bounded_before_unpacking_ends():
    with zipfile.ZipFile(io.BytesIO(bomb())) as file:
        assert file.getinfo("word/document.xml").compress_size < 1_000_000
