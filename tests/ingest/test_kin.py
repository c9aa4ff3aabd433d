"""Which labels are offered as one speaker, in a file and across a study."""

from npt_coder.ingest.kin import kin_across


def study(*files):
    return [[(label, role, None) for label, role in speakers] for speakers in files]


ASKS, ANSWERS = "interviewer", "participant"


def test_spellings_of_one_label_in_several_files_are_offered_as_one():
    files = study(
        [("Interviewer1", ASKS), ("P1", ANSWERS)],
        [("Interviewer 1", ASKS), ("P2", ANSWERS)],
        [("Ash Field", ASKS), ("P3", ANSWERS)],
        [("AF", ASKS), ("P4", ANSWERS)],
    )
    assert kin_across(files) == (("AF", "Ash Field"), ("Interviewer 1", "Interviewer1"))


def test_labels_that_talk_to_each_other_or_differ_in_role_are_two_people():
    assert kin_across(study([("Ash Field", ASKS), ("AF", ANSWERS)])) == ()
    assert kin_across(study([("Ash Field", ASKS)], [("AF", ANSWERS)])) == ()


def test_codes_of_participants_are_never_joined():
    assert kin_across(study([("P1", ANSWERS)], [("P2", ANSWERS)], [("P1", ANSWERS)])) == ()


def test_labels_that_have_one_person_already_are_not_offered_again():
    files = [[("Ash Field", ASKS, "AF")], [("AF", ASKS, "AF")]]
    assert kin_across(files) == ()
