"""A matrix lays evidence out as rows and columns; what is missing is missing, not 0."""

from itertools import count

import pandas as pd
import pytest

from npt_coder.errors import UnknownName
from npt_coder.matrix import build_matrix, evidence_frame, natural, of_wave, tally, waves
from npt_coder.model import Code, Codebook, Coding, Reason, Speaker, Transcript, Turn


def code(id, kind):
    return Code(id, id.title(), id, kind, "", "", "", "", (), (), "")


CODEBOOK = Codebook(
    "small",
    "Small",
    "1",
    "none",
    (
        code("coherence", "construct"),
        code("coherence.differentiation", "sub-construct"),
        code("level.practice", "level"),
    ),
    "h",
)
TEXT = "I: Well?\n\nP: It is new. It is late."


def transcript(id, case, wave, person):
    return Transcript(
        id=id,
        source=f"{id}.txt",
        sha256=id,
        format="text",
        encoding="utf-8",
        title=id,
        text=TEXT,
        turns=(Turn(1, "I", 3, 8), Turn(2, "P", 13, 36, 4.0)),
        speakers=(Speaker("I", "interviewer"), Speaker("P", "participant", person, {"role": "GP"})),
        case=case,
        wave=wave,
    )


NUMBERS = count(1)


def coding(transcript, code, valence="promotes", level=None, start=13):
    end = start + 10
    return Coding(
        id=f"c{next(NUMBERS)}",
        transcript=transcript,
        start=start,
        end=end,
        quote=TEXT[start:end],
        code=code,
        valence=valence,
        level=level,
        coder="rules@x",
        score=0.7,
        reason=Reason(("r",), ("new",)),
    )


TRANSCRIPTS = (
    transcript("a9", "Amber", "9", "anna"),
    transcript("a10", "Amber", "10", "ben"),
    transcript("c10", "Cyan", "10", None),
)
CODINGS = (
    coding("a10", "coherence.differentiation"),
    coding("a10", "coherence", "hinders", "practice", start=24),
    coding("a10", "coherence.differentiation", start=24),
    coding("a9", "level.practice", "descriptive"),
    coding("c10", "coherence", "mixed"),
)
EVIDENCE = evidence_frame(CODINGS, TRANSCRIPTS, CODEBOOK)


def cells(**options):
    made = build_matrix(
        EVIDENCE, known_waves=("9", "10"), all_rows=("Amber", "Cyan", "Ochre"), **options
    )
    return {
        (row, column): made.frame.loc[row, column]
        for row in made.frame.index
        for column in made.frame.columns
    }


def test_a_coding_knows_its_speaker_turn_case_and_construct():
    row = EVIDENCE[EVIDENCE["id"] == CODINGS[0].id].iloc[0]
    assert (row["case"], row["wave"], row["speaker"], row["person"], row["role"]) == (
        *("Amber", "10", "P", "ben", "GP"),
    )
    assert (row["turn"], row["time"], row["construct"], row["kind"]) == (
        *(2, 4.0, "coherence", "sub-construct"),
    )


def test_a_speaker_without_a_person_is_a_person_of_that_transcript():
    assert set(EVIDENCE[EVIDENCE["transcript"] == "c10"]["person"]) == {"c10: P"}


def test_evidence_stands_in_the_order_of_the_study_and_of_the_text():
    assert list(EVIDENCE["transcript"]) == ["a9", "a10", "a10", "a10", "c10"]
    assert list(EVIDENCE["start"]) == [13, 13, 24, 24, 13]


def test_wave_10_comes_after_wave_9():
    assert waves(TRANSCRIPTS) == ("9", "10")
    assert sorted(["w10", "w9", "W1"], key=natural) == ["W1", "w9", "w10"]


def test_the_last_wave_is_that_of_the_study_even_for_other_cases():
    assert set(of_wave(EVIDENCE, "last", ("9", "10"))["wave"]) == {"10"}
    assert len(of_wave(EVIDENCE, "all", ("9", "10"))) == 5
    with pytest.raises(UnknownName, match="last"):
        of_wave(EVIDENCE, "11", ("9", "10"))


def test_counts_roll_sub_constructs_up_and_a_silent_case_counts_0():
    found = cells(cells="count")
    assert found["Amber", "coherence"] == 3
    assert found["Cyan", "coherence"] == 1
    assert found["Ochre", "coherence"] == 0


def test_net_is_for_minus_against_and_silence_is_not_a_balance():
    found = cells(cells="net")
    assert found["Amber", "coherence"] == 1
    assert found["Cyan", "coherence"] == 0
    assert found["Ochre", "coherence"] is pd.NA


def test_people_and_binary_say_who_and_whether():
    assert cells(cells="people")["Amber", "coherence"] == 1
    assert cells(cells="binary")["Amber", "coherence"] == 1
    assert cells(cells="binary")["Ochre", "coherence"] == 0


def test_quotes_carry_sign_words_and_place():
    first = cells(cells="quotes")["Amber", "coherence"].splitlines()[0]
    assert first == "+ “It is new.” (P, a10, turn 2)"


def test_codes_as_given_are_columns_when_asked_for():
    found = cells(columns="code")
    assert found["Amber", "coherence.differentiation"] == 2
    assert found["Amber", "coherence"] == 1


def test_a_level_keeps_only_its_codings():
    assert cells(level="practice")["Amber", "coherence"] == 1


def test_codings_behind_a_cell_are_kept():
    made = build_matrix(EVIDENCE, known_waves=("9", "10"))
    assert made.codings["Cyan", "coherence"] == (CODINGS[4].id,)
    assert made.wave == "10"


def test_any_column_can_be_rows():
    made = build_matrix(EVIDENCE, rows="role", wave="all")
    assert list(made.frame.index) == ["GP"]
    assert made.wave is None


@pytest.mark.parametrize("option", [{"rows": "colour"}, {"columns": "mood"}, {"cells": "sum"}])
def test_unknown_names_list_the_known_ones(option):
    with pytest.raises(UnknownName, match="Known:"):
        build_matrix(EVIDENCE, **option)


def test_a_tally_counts_by_case_wave_name_and_level():
    row = tally(EVIDENCE).loc[("Amber", "10", "coherence", "practice")]
    assert (row["promotes"], row["hinders"], row["codings"], row["people"]) == (0, 1, 1, 1)


def test_no_codings_make_an_empty_frame_with_all_columns():
    empty = evidence_frame((), TRANSCRIPTS, CODEBOOK)
    assert empty.empty
    assert list(empty.columns) == list(EVIDENCE.columns)
