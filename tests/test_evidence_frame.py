"""Evidence keeps every coding, knows who spoke, and never turns silence into a number."""

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from npt_coder.errors import UnknownName
from npt_coder.matrix import (
    EVIDENCE_COLUMNS,
    build_matrix,
    evidence_frame,
    natural,
    of_wave,
    tally,
    waves,
)
from npt_coder.model import (
    VALENCES,
    Code,
    Codebook,
    Coding,
    Reason,
    Speaker,
    Transcript,
    Turn,
)

TEXT = "Heading\n\nP: It works.\n\nQ: It does not."
CODES = ("uptake", "trust")
CODEBOOK = Codebook(
    *("small", "Small", "1", "none"),
    tuple(Code(id, id, id, "theme", "", "", "", "", (), (), "") for id in CODES),
    "h",
)


def transcript(id="t1", case="Amber", wave="1"):
    return Transcript(
        *(id, f"{id}.txt", id, "text", "utf-8", id, TEXT),
        turns=(Turn(1, "P", 12, 21), Turn(2, "Q", 26, 38)),
        speakers=(Speaker("P", "participant", "anna", {"role": "GP"}), Speaker("Q")),
        case=case,
        wave=wave,
    )


def coding(id, code="uptake", valence="promotes", *, of="t1", start=12, level=None):
    quote = TEXT[start : start + 2]
    return Coding(
        *(id, of, start, start + 2, quote, code, valence, level, "rules@x", 0.7, Reason())
    )


def evidence(*codings, transcripts=None):
    return evidence_frame(codings, transcripts or (transcript(),), CODEBOOK)


# --- the frame of evidence --------------------------------------------------------------------


def test_a_coding_outside_every_turn_is_kept_without_speaker_or_turn():
    frame = evidence(coding("a", start=0), coding("b"))
    assert list(frame["id"]) == ["a", "b"]
    assert frame.loc[0, ["speaker", "person", "role", "turn"]].isna().all()


def test_a_turn_stays_a_whole_number_beside_missing_ones():
    quotes = build_matrix(evidence(coding("a", start=0), coding("b")), cells="quotes")
    assert quotes.frame.loc["Amber", "uptake"] == "+ “He” (t1)\n+ “It” (P, t1, turn 1)"


def test_a_code_that_left_the_codebook_is_kept_last_and_without_a_kind():
    frame = evidence(coding("a", "gone"), coding("b", "trust"))
    assert list(frame["code"]) == ["trust", "gone"]
    assert list(frame["construct"]) == ["trust", "gone"]
    assert frame["kind"].isna().tolist() == [False, True]


def test_every_column_has_its_place():
    assert tuple(evidence(coding("a")).columns) == EVIDENCE_COLUMNS


@given(st.permutations([coding(str(n), CODES[n % 2], start=12 + n // 4) for n in range(8)]))
def test_the_order_of_codings_changes_nothing(codings):
    expected = evidence(*sorted(codings, key=lambda c: c.id))
    pd.testing.assert_frame_equal(evidence(*codings), expected)


# --- waves and names --------------------------------------------------------------------------


def test_a_case_not_visited_at_the_last_wave_has_no_evidence_then():
    both = (transcript("t1", "Amber", "9"), transcript("t2", "Cyan", "10"))
    frame = evidence(coding("a"), coding("b", of="t2"), transcripts=both)
    assert set(of_wave(frame, "last", waves(both))["case"]) == {"Cyan"}


def test_in_a_study_without_waves_the_last_wave_is_everything():
    frame = evidence(coding("a"), transcripts=(transcript(wave=None),))
    assert list(of_wave(frame, "last", ())["id"]) == ["a"]
    assert build_matrix(frame).wave is None


def test_a_number_that_is_no_digit_of_ten_sorts_as_a_letter():
    assert sorted(["²", "10", "9"], key=natural) == ["9", "10", "²"]


@given(st.sets(st.text(max_size=6)))
@example({"Amber", "amber", "AMBER"})
def test_names_have_one_natural_order_whatever_they_are(names):
    ways = (sorted(names), sorted(names, reverse=True))
    one, other = (sorted(way, key=natural) for way in ways)
    assert one == other


@given(st.lists(st.integers(0, 10**6)))
def test_numbers_sort_as_numbers(numbers):
    assert sorted(map(str, numbers), key=natural) == [str(n) for n in sorted(numbers)]


# --- silence ----------------------------------------------------------------------------------


def test_talk_that_is_only_descriptive_has_no_net():
    frame = evidence(coding("a", valence="descriptive"), coding("b", "trust", "mixed"))
    found = build_matrix(frame, cells="net").frame.loc["Amber"]
    assert found["uptake"] is pd.NA
    assert found["trust"] == 0


pairs = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(VALENCES)), max_size=8)


@given(pairs)
def test_missing_never_becomes_0_and_a_balance_never_becomes_missing(said):
    frame = evidence(*(coding(str(n), code, valence) for n, (code, valence) in enumerate(said)))
    net = build_matrix(frame, cells="net", all_rows=["Amber"], all_columns=CODES).frame
    for code in CODES:
        judged = [v for c, v in said if c == code and v != "descriptive"]
        expected = judged.count("promotes") - judged.count("hinders") if judged else pd.NA
        value = net.loc["Amber", code]
        assert value is expected if expected is pd.NA else value == expected


@given(pairs)
def test_every_coding_stands_behind_exactly_one_cell(said):
    frame = evidence(*(coding(str(n), code, valence) for n, (code, valence) in enumerate(said)))
    made = build_matrix(frame)
    behind = [id for ids in made.codings.values() for id in ids]
    assert sorted(behind) == sorted(frame["id"])
    counts = {place: made.frame.loc[place] for place in made.codings}
    assert counts == {place: len(ids) for place, ids in made.codings.items()}


def test_an_unknown_level_lists_the_known_ones():
    with pytest.raises(UnknownName, match="community, patient, practice"):
        build_matrix(evidence(coding("a")), level="street")


# --- the long table ---------------------------------------------------------------------------


def test_a_tally_counts_people_and_jobs_once_and_sorts_waves_naturally():
    both = (transcript("t9", wave="9"), transcript("t10", wave="10"))
    frame = evidence(
        coding("a", of="t10"),
        coding("b", of="t10", valence="hinders", start=14),
        coding("c", of="t10", valence="descriptive", start=26),
        coding("d", of="t9", level="practice"),
        transcripts=both,
    )
    made = tally(frame)
    assert list(made.index) == [
        ("Amber", "9", "uptake", "practice"),
        ("Amber", "10", "uptake", ""),
    ]
    assert made.loc[("Amber", "10", "uptake", "")].to_dict() == {
        **{"promotes": 1, "hinders": 1, "mixed": 0, "descriptive": 1},
        **{"codings": 3, "people": 2, "roles": 1},
    }


def test_a_tally_of_nothing_has_its_columns():
    made = tally(evidence())
    assert made.empty
    assert list(made.columns) == [*VALENCES, "codings", "people", "roles"]
