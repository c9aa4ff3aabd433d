"""speakers.csv: round trip, corrections, and rows that do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import TableError
from npt_coder.ingest.read import read_transcript
from npt_coder.ingest.speakers import (
    SpeakerRow,
    apply_speakers,
    check_speakers,
    read_speakers,
    speaker_rows,
    write_speakers,
)
from npt_coder.model import Speaker, Transcript

CELL = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)


def transcript(folder: Path) -> Transcript:
    file = folder / "one.txt"
    file.write_text("I: Why?\nGP1: It rained, and then it snowed.\nI: And?\nGP1: We came.\n")
    return read_transcript(file, root=folder).transcript


def test_rows_written_and_read_change_nothing(tmp_path):
    one = transcript(tmp_path)
    write_speakers(tmp_path / "speakers.csv", speaker_rows([one]))
    table = read_speakers(tmp_path / "speakers.csv")
    assert table.problems == check_speakers(table, [one]) == ()
    assert apply_speakers(one, table.rows) == one


def test_the_table_shows_turns_words_and_why(tmp_path):
    first, second = speaker_rows([transcript(tmp_path)])
    assert (first.role, first.turns, first.words) == ("interviewer", "2", "2")
    assert (second.role, second.confidence) == ("participant", "0.90")
    assert second.reason.startswith("the label says so; questions in 0% of 2 turns")


def test_a_role_against_the_proposal_is_marked_as_set_by_hand(tmp_path):
    one = apply_speakers(transcript(tmp_path), [SpeakerRow("one", "I", role="participant")])
    assert speaker_rows([one])[0].reason == "set by hand"


def test_corrections_are_applied_and_absent_columns_leave_things_alone(tmp_path):
    one = transcript(tmp_path)
    rows = [SpeakerRow("one", "GP1", person="Ash", job="nurse", attributes={"since": "2019"})]
    speaker = apply_speakers(one, rows).speaker("GP1")
    assert speaker == Speaker("GP1", "participant", "Ash", {"since": "2019", "role": "nurse"})
    emptied = apply_speakers(one, [SpeakerRow("one", "GP1", role="Unknown", person="")])
    assert emptied.speaker("GP1") == Speaker("GP1", "unknown", None)
    assert apply_speakers(one, [SpeakerRow("two", "GP1", person="Elm")]) == one


def test_rows_that_cannot_be_used_are_named_and_the_rest_is_read(tmp_path):
    file = tmp_path / "speakers.csv"
    file.write_text(
        "transcript,label,role\none,GP1,boss\none,I,participant\n,I,participant\n"
        "one,I,interviewer\none,PN,unknown\ntwo,I,unknown\n"
    )
    table = read_speakers(file)
    assert [problem.where for problem in table.problems] == ["row 2", "row 4", "row 5"]
    assert "'boss' is no speaker role. Write one of: participant" in table.problems[0].message
    unknown = check_speakers(table, [transcript(tmp_path)])
    assert [problem.where for problem in unknown] == ["row 6", "row 7"]
    assert "Its labels are: I, GP1" in unknown[0].message


def test_a_table_without_labels_is_refused(tmp_path):
    file = tmp_path / "speakers.csv"
    file.write_text("transcript,role\none,unknown\n")
    with pytest.raises(TableError, match="no column 'label'"):
        read_speakers(file)


@given(st.lists(st.builds(SpeakerRow, CELL, CELL, person=CELL, job=CELL), max_size=5))
def test_any_cells_survive_the_round_trip(tmp_path_factory, rows):
    rows = list({(row.transcript, row.label): row for row in rows}.values())
    file = tmp_path_factory.mktemp("table") / "speakers.csv"
    write_speakers(file, rows)
    read = read_speakers(file).rows
    assert [(r.transcript, r.label, r.person, r.job) for r in read] == [
        (r.transcript, r.label, r.person, r.job) for r in rows
    ]
