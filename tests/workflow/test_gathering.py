"""Gathering names doubles, holds spellings of a case together, and survives being killed."""

import pytest

from npt_coder.errors import ProjectError
from npt_coder.model import Stamp
from npt_coder.workflow.gather import ingest, start_study
from npt_coder.workflow.opening import open_study

ANNA = Stamp("anna", "2026-01-01T10:00:00+00:00")
TALK = "I: How was it?\n\nGP1: We all refer now.\n\nI: And then?\n\nGP1: It rained.\n"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "interviews"
    made.mkdir()
    (made / "amber-w1-gp1.txt").write_text(TALK)
    return made


def words(report):
    return [str(problem) for one in report.gathered for problem in one.problems]


def test_the_same_interview_in_two_formats_is_named(folder):
    (folder / "copy.md").write_text(TALK.replace("\n\n", "\n\n\n"))
    report = ingest(None, [folder], ANNA, dry_run=True)
    assert any("the same words as 'amber-w1-gp1'" in text for text in words(report))


def test_another_file_of_a_known_name_is_kept_beside_it_and_named(folder, tmp_path):
    study = start_study(tmp_path / "study", "npt")
    ingest(study, [folder], ANNA)
    (folder / "amber-w1-gp1.txt").write_text(TALK.replace("rained", "snowed"))
    report = ingest(study, [folder], ANNA)
    assert [t.id for t in study.store.transcripts()] == ["amber-w1-gp1", "amber-w1-gp1-2"]
    assert any("of this name is in the study as 'amber-w1-gp1'" in text for text in words(report))


def test_cases_that_differ_in_capitals_only_are_one(folder):
    (folder / "AMBER-w2-gp2.txt").write_text(TALK.replace("rained", "snowed"))
    report = ingest(None, [folder], ANNA, dry_run=True)
    assert len({one.transcript.case for one in report.gathered}) == 1


def test_the_same_bytes_are_never_added_twice(folder, tmp_path):
    study = start_study(tmp_path / "study", "npt")
    ingest(study, [folder], ANNA)
    again = ingest(study, [folder], ANNA)
    assert [one.state for one in again.gathered] == ["known"]
    assert len(study.store.transcripts()) == 1


def test_tables_are_written_even_when_the_first_run_was_killed_before_them(folder, tmp_path):
    study = start_study(tmp_path / "study", "npt")
    ingest(study, [folder], ANNA)
    study.speakers_csv.unlink()
    ingest(study, [folder], ANNA)
    assert "GP1" in study.speakers_csv.read_text(encoding="utf-8-sig")


def test_edits_of_both_tables_at_once_are_both_taken_over(folder, tmp_path):
    study = start_study(tmp_path / "study", "npt")
    ingest(study, [folder], ANNA)
    for path, old, new in (
        (study.cases_csv, "amber,1", "Ochre,3"),
        (study.speakers_csv, "interviewer", "unknown"),
    ):
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    reopened, problems = open_study(study.folder, ANNA)
    (transcript,) = reopened.store.transcripts()
    assert problems == ()
    assert (transcript.case, transcript.wave) == ("Ochre", "3")
    assert transcript.speaker("I").role == "unknown"


@pytest.mark.parametrize(("codebook", "rule"), [("npt", "npt"), ("deep-end", "deep-end")])
def test_a_new_study_gets_the_rule_that_fits_its_codebook(tmp_path, codebook, rule):
    assert start_study(tmp_path / "study", codebook).config.rule == rule


def test_a_second_study_in_one_folder_is_refused(tmp_path):
    start_study(tmp_path / "study", "npt")
    with pytest.raises(ProjectError, match="there is a project already"):
        start_study(tmp_path / "study", "npt")
