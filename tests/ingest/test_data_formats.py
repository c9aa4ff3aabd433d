"""Rows and columns: csv, Excel, JSON and what lies along a recording."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from npt_coder.ingest.formats import delimited, eaf, records, sheet, textgrid
from npt_coder.ingest.formats.base import Unreadable
from npt_coder.model import ColumnNames


def said(result):
    return [(p.speaker, p.text, p.time) for p in result.paragraphs]


TALK = [("I", "How was it?", 0.0), ("P1", "Slow, mostly.", 4.5), ("I", "And now?", 9.0)]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        made = book.create_sheet(title)
        for row in rows:
            made.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        'start,speaker,text\n0,I,How was it?\n4.5,P1,"Slow, mostly."\n9,I,And now?\n',
        "start;speaker;text\n0;I;How was it?\n4.5;P1;Slow, mostly.\n9;I;And now?\n",
        "start\tspeaker\ttext\n0\tI:\tHow was it?\n4.5\tP1:\tSlow, mostly.\n9\tI:\tAnd now?\n",
    ],
    ids=["commas", "semicolons", "tabs"],
)
def test_columns_are_found_by_their_headings(text):
    result = delimited.read(text.encode("utf-8-sig"))
    assert said(result) == TALK
    assert "columns read: speaker = 'speaker', speech = 'text', time = 'start'" in result.notes


def test_without_headings_columns_are_found_by_what_they_hold():
    rows = "0:00,I,How was the week then?\n0:04,P1,It was slow I must say\n" * 3
    result = delimited.read(rows.encode())
    assert said(result)[:2] == [
        ("I", "How was the week then?", 0.0),
        ("P1", "It was slow I must say", 4.0),
    ]


def test_an_empty_speaker_goes_on_speaking():
    result = delimited.read(b"speaker,text\nI,Why?\nP1,Because.\n,And so on.\n")
    assert [who for who, *_ in said(result)] == ["I", "P1", "P1"]


def test_a_person_names_the_columns():
    raw = b"a,b,c\nx,I,Why?\ny,P1,Because.\n"
    result = delimited.read_columns(raw, ColumnNames("c", "b"))
    assert said(result) == [("I", "Why?", None), ("P1", "Because.", None)]
    with pytest.raises(Unreadable, match=r"no column 'z'. Its columns are: 'a', 'b', 'c'"):
        delimited.read_columns(raw, ColumnNames("z"))


def test_a_table_of_several_interviews_is_refused_by_name():
    raw = b"interview,speaker,text\nA1,I,Why?\nA2,I,How?\n"
    with pytest.raises(Unreadable, match=r"holds 2 interviews .*'interview': A1, A2"):
        delimited.read(raw)


def test_a_table_without_speech_says_how_to_name_it():
    with pytest.raises(Unreadable, match="--columns speech=HEADING"):
        delimited.read(b"id,score\n1,2\n3,4\n")


def test_a_workbook_is_read_from_its_first_table_and_other_sheets_are_named():
    rows = [["start", "speaker", "text"], [0, "I", "How was it?"], [4.5, "P1", "Slow, mostly."]]
    raw = workbook(("Notes", [["x"]]), ("Talk", [*rows, [9, "I", "And now?"]]), ("More", rows))
    result = sheet.read(raw)
    assert said(result) == TALK
    assert "'More'" in result.problems[0].message


@pytest.mark.parametrize(
    "document",
    [
        [{"speaker": w, "text": t, "start": s} for w, t, s in TALK],
        {"segments": [{"speaker": w, "text": t, "start": s} for w, t, s in TALK], "language": "en"},
        {"results": {"items": [{"name": w, "content": t, "start_time": s} for w, t, s in TALK]}},
    ],
    ids=["list", "speech-recognition", "nested"],
)
def test_json_is_read_wherever_the_utterances_lie(document):
    assert said(records.read(json.dumps(document).encode())) == TALK


def test_json_lines_are_read_and_a_broken_line_is_named():
    lines = [json.dumps({"speaker": w, "text": t, "start": s}) for w, t, s in TALK]
    assert said(records.read("\n".join(lines).encode())) == TALK
    with pytest.raises(Unreadable, match="line 2 is no JSON"):
        records.read(f"{lines[0]}\n{{".encode())


def test_tiers_of_a_textgrid_are_speakers_in_the_order_of_time():
    def tier(name, *intervals):
        body = "".join(
            f"        intervals [{i}]:\n            xmin = {a}\n            xmax = {b}\n"
            f'            text = "{words}"\n'
            for i, (a, b, words) in enumerate(intervals, start=1)
        )
        return (
            f'        class = "IntervalTier"\n        name = "{name}"\n        xmin = 0\n'
            f"        xmax = 12\n        intervals: size = {len(intervals)}\n{body}"
        )

    grid = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 12\n'
        "tiers? <exists>\nsize = 2\nitem []:\n    item [1]:\n"
        + tier("P1", (0, 4, ""), (4, 9, "Slow."), (9, 12, ""))
        + "    item [2]:\n"
        + tier("I", (0, 4, "How was it?"), (4, 9, ""), (9, 12, "And now?"))
    )
    assert said(textgrid.read(grid.encode("utf-16"))) == [
        ("I", "How was it?", 0.0), ("P1", "Slow.", 4.0), ("I", "And now?", 9.0),
    ]  # fmt: skip


def test_annotations_of_elan_are_read_by_time_with_their_participants():
    def annotation(slot, words):
        return (
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{slot}" TIME_SLOT_REF1="t{slot}" '
            f'TIME_SLOT_REF2="t9"><ANNOTATION_VALUE>{words}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )

    xml = (
        '<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/>'
        '<TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="4500"/></TIME_ORDER>'
        f'<TIER TIER_ID="tier-a" PARTICIPANT="P1">{annotation(2, "Slow.")}</TIER>'
        f'<TIER TIER_ID="I">{annotation(1, "How was it?")}</TIER></ANNOTATION_DOCUMENT>'
    )
    assert said(eaf.read(xml.encode())) == [("I", "How was it?", 0.0), ("P1", "Slow.", 4.5)]


# Cn: what stands for no character is taken out of a text, which is noted, as are controls.
CELL = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Zl", "Zp", "Zs"))).filter(
    str.strip
)


@given(st.lists(st.tuples(st.sampled_from(["I", "P1"]), CELL), min_size=1))
def test_any_cell_comes_back_as_it_was(rows):
    import csv

    buffer = io.StringIO()
    csv.writer(buffer).writerows([("speaker", "text"), *rows])
    result = delimited.read_columns(buffer.getvalue().encode(), ColumnNames("text", "speaker"))
    assert [(p.speaker, p.text) for p in result.paragraphs] == [(w, t.strip()) for w, t in rows]
