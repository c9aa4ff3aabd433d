"""Cases: tables and file names that say whose transcript it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from npt_coder.errors import TableError
from npt_coder.ingest.cases import CaseTable, assign, read_cases, write_cases
from npt_coder.ingest.file_names import from_file_name
from npt_coder.ingest.read import read_transcript
from npt_coder.ingest.speakers import SpeakerRow, apply_speakers
from npt_coder.model import Transcript


def transcript(folder: Path, name: str, *, label: str = "GP1") -> Transcript:
    file = folder / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(f"I: Why?\n{label}: Rain.\nI: And?\n{label}: Snow.\n", encoding="utf-8")
    return read_transcript(file, root=folder).transcript


def table(folder: Path, text: str, *, encoding: str = "utf-8") -> CaseTable:
    file = folder / "cases.csv"
    file.write_bytes(text.encode(encoding))
    return read_cases(file, files=sorted(folder.glob("*.txt")))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_tables_are_read_as_spreadsheets_save_them(tmp_path, delimiter, encoding):
    one = transcript(tmp_path, "one.txt")
    text = "File,Case,wave,month,person,role\none.txt,Café,1,6,Café-GP1,gp\n"
    found = table(tmp_path, text.replace(",", delimiter), encoding=encoding)
    placed, problems = assign(one, found)
    assert (placed.case, placed.wave, placed.attributes) == ("Café", "1", {"month": "6"})
    assert placed.speaker("GP1").person == "Café-GP1"
    assert placed.speaker("GP1").attributes == {"role": "gp"}
    assert placed.speaker("I").person is None
    assert problems == found.problems == ()


def test_rows_that_do_not_fit_are_named_by_their_row(tmp_path):
    transcript(tmp_path, "one.txt")
    found = table(tmp_path, "file,case\none.txt,A\n\none.txt,B\ntwo.txt,C\n,D\n")
    assert [(problem.where, problem.message.split(".")[0]) for problem in found.problems] == [
        ("row 4", "'one"),
        ("row 5", "'two"),
        ("row 6", "names no file; the row is passed over"),
    ]
    assert found.rows[0].case == "A"


def test_a_table_without_the_file_column_names_the_columns_it_has(tmp_path):
    with pytest.raises(TableError, match=r"has no column 'file'.*name, case"):
        table(tmp_path, "name,case\none.txt,A\n")


def test_a_missing_table_is_a_sentence(tmp_path):
    with pytest.raises(TableError, match="cannot be read"):
        read_cases(tmp_path / "cases.csv")


@pytest.mark.parametrize(
    "written", ["sub/one.txt", "SUB\\One.txt", "./sub/one.txt", "one.txt", "one"]
)
def test_files_are_found_by_path_name_or_stem(tmp_path, written):
    placed, _ = assign(
        transcript(tmp_path, "sub/one.txt"), table(tmp_path, f"file,case\n{written},A\n")
    )
    assert placed.case == "A"


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("amber-w1-gp1", ("amber", "1", "gp1")),
        ("PracticeA_GP_wave2", ("PracticeA", "2", "GP")),
        ("Practice A - GP1 - w2", ("Practice A", "2", "GP1")),
        ("Practice A - GP1 - wave 2", ("Practice A", "2", "GP1")),
        ("site03_T1_nurse2", ("site03", "1", "nurse2")),
        ("amber wave 2", ("amber", "2", None)),
        ("amber-gp1", ("amber", None, "gp1")),
        ("interview 1", None),
        ("Interview_w1", None),
        ("GP1", None),
        ("2024-05-01 zoom", None),
        ("notes from the meeting", None),
        ("Rowan Hill interview", None),
    ],
)
def test_file_names_speak_only_where_the_pattern_is_there(stem, expected):
    assert from_file_name(stem) == expected


def test_without_a_table_the_file_name_and_a_specific_label_make_the_person(tmp_path):
    placed, _ = assign(transcript(tmp_path, "amber-w1-gp1.txt"), None)
    assert (placed.case, placed.wave, placed.speaker("GP1").person) == ("amber", "1", "amber-GP1")


def test_a_generic_label_is_a_person_of_its_own_file_only(tmp_path):
    found = table(tmp_path, "file,case\nday one.txt,A\nday two.txt,A\n")
    persons = {
        assign(transcript(tmp_path, name, label="P1"), found)[0].speaker("P1").person
        for name in ("day one.txt", "day two.txt")
    }
    assert persons == {"day-one-P1", "day-two-P1"}


def test_one_person_for_several_participants_is_a_question_back(tmp_path):
    file = tmp_path / "group.txt"
    file.write_text("I: Why?\nGP1: Rain.\nPN1: Snow.\nI: And?\nGP1: Ice.\nPN1: Hail.\n")
    group = read_transcript(file, root=tmp_path).transcript
    placed, problems = assign(group, table(tmp_path, "file,case,person\ngroup.txt,A,Ash\n"))
    assert "several participants" in problems[0].message
    assert placed.speaker("PN1").person == "A-PN1"
    placed, problems = assign(group, table(tmp_path, "file,case,person\ngroup.txt,A,A-PN1\n"))
    assert problems == ()


def test_a_transcript_without_a_case_is_said(tmp_path):
    _, problems = assign(transcript(tmp_path, "recording.txt"), None)
    assert "belongs to no case" in problems[0].message


def test_a_made_up_person_follows_the_case_and_one_set_by_hand_stays(tmp_path):
    one, _ = assign(transcript(tmp_path, "amber-w1-gp1.txt"), None)
    by_hand = apply_speakers(one, [SpeakerRow(one.id, "GP1", person="Ash")])
    found = table(tmp_path, "file,case\namber-w1-gp1.txt,Crimson\n")
    assert assign(one, found)[0].speaker("GP1").person == "Crimson-GP1"
    assert assign(by_hand, found)[0].speaker("GP1").person == "Ash"


def test_what_is_written_reads_back_the_same(tmp_path):
    found = table(tmp_path, "file,case,wave,person,role,month\none.txt,A,1,Ash,nurse,6\n")
    placed, _ = assign(transcript(tmp_path, "one.txt"), found)
    write_cases(tmp_path / "out.csv", [placed])
    again = read_cases(tmp_path / "out.csv").rows[0]
    assert (again.case, again.wave, again.person, again.role) == ("A", "1", "Ash", "nurse")
    assert again.attributes == {"month": "6"}
