"""A label that points to one person is found, counted and said in words."""

from __future__ import annotations

from dataclasses import replace

from synthetic_study import study_of, transcript_of

from npt_coder.export.disclosure import disclosure_warning, lone_voices
from npt_coder.model import Speaker, Transcript


def test_one_nurse_in_a_case_and_wave_is_a_lone_voice() -> None:
    study = study_of((transcript_of([("I", "Yes?"), ("Nurse", "It works.")]),), ())
    assert lone_voices(study) == {("nurse", "Birch", "1")}
    warning = disclosure_warning(study)
    assert warning is not None
    assert warning.startswith("1 of 1 combination of job, case and wave belongs to a single person")


def test_two_nurses_hide_each_other() -> None:
    transcripts = (_said_by("p1", id="t1"), _said_by("p2", id="t2"))
    study = study_of(transcripts, ())
    assert lone_voices(study) == frozenset()
    assert disclosure_warning(study) is None


def test_the_same_person_interviewed_twice_is_still_alone() -> None:
    study = study_of((_said_by("p1", id="t1"), _said_by("p1", id="t2")), ())
    assert lone_voices(study) == {("nurse", "Birch", "1")}


def test_interviewers_are_not_counted() -> None:
    asked = replace(
        transcript_of([("I", "Yes?")]), speakers=(Speaker("I", "interviewer", "i", {"role": "x"}),)
    )
    assert lone_voices(study_of((asked,), ())) == frozenset()


def _said_by(person: str, *, id: str) -> Transcript:
    transcript = transcript_of([("Nurse", "It works.")], id=id)
    return replace(
        transcript, speakers=(Speaker("Nurse", "participant", person, {"role": "nurse"}),)
    )
