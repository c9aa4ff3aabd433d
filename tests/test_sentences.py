"""Sentences are the same everywhere, lose nothing and keep their place in the text."""

import itertools
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.model import Speaker, Transcript, Turn
from npt_coder.sentences import MAX_WORDS, split_sentences, split_text


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_text(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We refer. | We do. | Do we? | Yes! | Really?! | Fine",
        "Dr. Brown came. | Mr. A. Smith of St. Mungo's did too.",
        "No. 4 is full. | No. | It was not.",
        "It was him and I. | Then we left.",
        "About 3.5 per cent, i.e. few, e.g. us, etc. and so on.",
        "We met at 9 a.m. to talk. | We left at 3 p.m. | Nobody came.",
        "I was… well… late. | Then… | We left... and came back... | Good.",
        "“Why would we?” she said. | He said “No.” | “We do.” | So.",
        'She said "we refer." | And she did.',
        "I sat. | [laughs] I sat there. | (pause) Then I left.",
        "We [inaudible] them. | Yes.",
        "first line\n | second line",
        "One.\n\n | Two.",
        "we did it. | then it was fine. | e.g. this one, approx. four.",
    ],
)
def test_a_text_is_split_at_its_bars(text):
    assert sentences(text.replace(" | ", " ").replace("\n ", "\n")) == [
        part.strip() for part in text.split(" | ")
    ]


def test_a_long_line_that_goes_on_in_lower_case_was_wrapped():
    text = "We have used it for some years in this practice, and by\nnow we like it.\nGood."
    assert sentences(text) == [text[:-6], "Good."]


def test_a_long_caption_without_full_stops_is_cut_at_a_clause():
    text = "so we went there " * 14 + "and then " + "we came back again " * 12
    pieces = sentences(text)
    assert all(len(piece.split()) <= MAX_WORDS for piece in pieces)
    assert pieces[1].startswith(("so ", "and ", "then "))
    assert " ".join(pieces).split() == text.split()


def test_a_caption_without_any_clause_is_cut_all_the_same():
    assert [len(piece.split()) for piece in sentences("word " * 130)] == [60, 60, 10]


def test_a_very_long_turn_takes_time_in_proportion():
    begin = time.perf_counter()
    assert len(split_text("word " * 200_000)) == 3334
    assert time.perf_counter() - begin < 10


@given(st.text(alphabet="ab AZ.?!…,\"'”’[]()\n\t1I ", max_size=120))
def test_no_character_is_lost_and_none_belongs_twice(text):
    spans = split_text(text)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


# --- over turns --------------------------------------------------------------------------------

TEXT = "Q: Do you?\nGP1: Yes. We do.\nX: Naïve – “so”. Hm."


def transcript(*turns: tuple[str, str]) -> Transcript:
    made = tuple(
        Turn(number, label, TEXT.index(speech), TEXT.index(speech) + len(speech))
        for number, (label, speech) in enumerate(turns, start=1)
    )
    speakers = (Speaker("Q", "interviewer"), Speaker("GP1", "participant"))
    return Transcript("t", "t.txt", "", "text", None, "T", TEXT, made, speakers)


SPOKEN = transcript(("Q", "Do you?"), ("GP1", "Yes. We do."), ("X", "Naïve – “so”. Hm."))


def test_positions_are_code_points_of_the_frozen_text():
    found = list(split_sentences(SPOKEN, roles=("interviewer", "participant", "unknown")))
    assert [s.text for s in found] == ["Do you?", "Yes.", "We do.", "Naïve – “so”.", "Hm."]
    assert all(TEXT[s.start : s.end] == s.text for s in found)
    assert [(s.turn, s.index) for s in found] == [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1)]


def test_interviewers_are_left_out_and_unlisted_speakers_are_kept():
    assert [s.speaker for s in split_sentences(SPOKEN)] == ["GP1", "GP1", "X", "X"]


def test_turns_that_nobody_wants_are_passed_over_and_the_others_are_as_ever():
    wanted = {s.turn for s in split_sentences(SPOKEN) if s.speaker == "GP1"}
    some = list(split_sentences(SPOKEN, turns=wanted))
    assert some == [s for s in split_sentences(SPOKEN) if s.speaker == "GP1"]


def test_a_sentence_knows_role_and_job_of_who_speaks_as_far_as_they_are_known():
    told = replace(
        SPOKEN, speakers=(Speaker("GP1", "participant", None, {"role": "general practitioner"}),)
    )
    known = {s.speaker: (s.role, s.job) for s in split_sentences(told)}
    assert known["GP1"] == ("participant", "general practitioner")
    assert known["X"] == ("unknown", "")
