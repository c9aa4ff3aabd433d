"""Roles: who interviews and who answers, by words and habits, never by number."""

from __future__ import annotations

import pytest

from npt_coder.ingest.formats.base import Paragraph
from npt_coder.ingest.roles import RoleGuess, is_generic, propose_roles
from npt_coder.ingest.turns import split_turns


def roles_of(*said: tuple[str, str]) -> dict[str, RoleGuess]:
    talk = split_turns([Paragraph(speech, speaker=label) for label, speech in said])
    return {guess.label: guess for guess in propose_roles(talk.text, talk.turns, talk.labels)}


ANSWER = "We began in spring, and it took most of a year before anybody came to us of their own."
ASKS, TELLS = "How did it begin here?", ANSWER


@pytest.mark.parametrize("label", ["Interviewer", "I", "INT", "Interviewer 2", "Moderator", "Q"])
def test_a_label_that_says_interviewer_settles_it(label):
    guesses = roles_of((label, "Mm."), ("P1", TELLS), (label, "Right."), ("P1", TELLS))
    assert guesses[label].role == "interviewer"
    assert guesses["P1"].role == "participant"
    assert guesses[label].confidence > 0.8


@pytest.mark.parametrize(
    ("asking", "telling"), [("Speaker 1", "Speaker 2"), ("R2", "R1"), ("A", "B")]
)
def test_the_number_in_a_label_does_not_decide(asking, telling):
    for one, other in ((asking, telling), (telling, asking)):
        guesses = roles_of(*[(one, ASKS), (other, TELLS)] * 4)
        assert guesses[one].role == "interviewer"
        assert guesses[other].role == "participant"


def test_jobs_speak_for_participants():
    guesses = roles_of(*[("GP1", "Was it? Was it not?"), ("Practice nurse", TELLS)] * 3)
    assert {guess.role for guess in guesses.values()} == {"participant"}


def test_two_who_talk_alike_stay_unknown():
    guesses = roles_of(*[("Rowan", TELLS), ("Ash", TELLS)] * 4)
    assert {guess.role for guess in guesses.values()} == {"unknown"}


def test_in_a_group_one_asks_and_the_others_answer():
    guesses = roles_of(*[("Rowan", ASKS), ("Ash", TELLS), ("Elm", TELLS), ("Oak", "Yes.")] * 3)
    assert guesses["Rowan"].role == "interviewer"
    assert {guesses[label].role for label in ("Ash", "Elm", "Oak")} == {"participant"}


def test_the_reason_gives_the_figures():
    guesses = roles_of(*[("Rowan", ASKS), ("Ash", TELLS)] * 4)
    assert guesses["Rowan"].reason == "questions in 100% of 4 turns, 21% of the words"


@pytest.mark.parametrize(
    "label", ["Participant", "Speaker 2", "P1", "SPEAKER_00", "A", "Respondent"]
)
def test_labels_that_mean_somebody_else_in_the_next_file_are_generic(label):
    assert is_generic(label)


@pytest.mark.parametrize("label", ["GP1", "CLP2", "Rowan Hill", "Practice nurse", "PM1", "REC1"])
def test_labels_that_say_who_it_is_are_not_generic(label):
    assert not is_generic(label)
