"""Ratings follow the CFIR rules: people decide, explicit instances make a 2, missing is not 0."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.classify.ratings import Rating, Said, Thin, hear, rate_cell

RULES = Rating()
THIN = Thin(min_codings=2, min_people=2)


def said(*talk: str) -> list[Said]:
    """Make codings from words such as "anna+", "ben-", "ben±", "cleo·", "dan~" (a general +)."""
    signs = {"+": "promotes", "-": "hinders", "±": "mixed", "·": "descriptive", "~": "promotes"}
    return [
        Said(
            id=f"c{number}",
            name="coherence",
            person=word[:-1],
            role="GP",
            valence=signs[word[-1]],
            score=0.3 if word[-1] == "~" else 0.7,
        )
        for number, word in enumerate(talk)
    ]


def rating(*talk: str) -> int | None:
    return rate_cell("coherence", said(*talk), RULES, THIN).rating


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (["anna+", "ben+"], 2),
        (["anna-", "ben-"], -2),
        (["anna+"], 1),
        (["anna+", "anna+", "anna+"], 1),
        (["anna~", "ben~"], 1),
        (["anna+", "ben-"], 0),
        (["anna±", "ben±"], 0),
        (["anna+", "ben+", "cleo-"], 1),
        (["anna+", "ben+", "cleo+", "dan+", "eve-"], 2),
        ([], None),
        (["anna·", "ben·"], None),
    ],
    ids=[
        "two people with explicit instances make a 2",
        "and a -2 against",
        "one person makes a 1",
        "one talkative person still makes a 1",
        "two people in general terms make a 1",
        "one for and one against is contradictory",
        "mixed talk is balanced",
        "mixed people with a direction make a 1",
        "four of five is direction enough for a 2",
        "nothing said is missing",
        "descriptive talk has no direction",
    ],
)
def test_a_cell_is_rated_as_the_rating_rules_say(talk, expected):
    assert rating(*talk) == expected


def test_one_talkative_person_does_not_outvote_two_others():
    assert rating("anna+", "anna+", "anna+", "anna+", "ben-", "cleo-") == -1


def test_a_net_share_of_people_at_the_balance_is_still_contradictory():
    assert rating("anna+", "ben+", "cleo+", "dan-", "eve-") == 0


def test_a_coding_at_the_explicit_score_is_an_instance():
    at_the_score = [replace(s, score=RULES.explicit_score) for s in said("anna+", "ben+")]
    assert rate_cell("coherence", at_the_score, RULES, THIN).rating == 2


def test_much_mixed_talk_leaves_a_person_undecided():
    spoken = said("anna+", *["anna±"] * 8)
    assert rate_cell("coherence", spoken, RULES, THIN).rating == 0
    neither_side = replace(RULES, mixed_weight=0.0)
    assert rate_cell("coherence", spoken, neither_side, THIN).rating == 1


def test_a_person_comes_to_one_voice_per_cell_and_an_undecided_one_shows_no_instance():
    voices = hear(said("anna+", "anna+", "anna-", "ben+", "ben-", "cleo·"), RULES)["coherence"]
    assert {person: voice.n_codings for person, voice in voices.items()} == {"anna": 3, "ben": 2}
    assert {person: voice.direction for person, voice in voices.items()} == {"anna": 1, "ben": 0}
    assert {person: voice.is_explicit for person, voice in voices.items()} == {
        **{"anna": True, "ben": False},
    }


def test_counts_people_and_jobs_are_kept_apart_by_side():
    cell = rate_cell("coherence", said("anna+", "ben-", "ben±", "cleo·"), RULES, THIN)
    assert (cell.promotes, cell.hinders, cell.mixed, cell.descriptive) == (1, 1, 1, 1)
    assert cell.people == ("anna", "ben")
    assert cell.roles == ("GP",)
    assert cell.n_codings == 4


def test_talk_about_another_construct_does_not_count():
    other = [replace(s, name="collective_action") for s in said("anna+", "ben+")]
    assert rate_cell("coherence", other, RULES, THIN).rating is None


@pytest.mark.parametrize(
    ("talk", "thin"),
    [(["anna+"], True), (["anna+", "anna+"], True), (["anna+", "ben+"], False), ([], True)],
)
def test_a_cell_is_thin_below_the_codings_or_people_asked_for(talk, thin):
    assert rate_cell("coherence", said(*talk), RULES, THIN).thin is thin


people = st.sampled_from(["anna", "ben", "cleo", "dan"])
talk = st.lists(st.tuples(people, st.sampled_from("+-±·")).map("".join), max_size=12)


@given(talk)
def test_a_new_person_in_favour_never_lowers_a_rating(spoken):
    before = rating(*spoken)
    after = rating(*spoken, "zoe+")
    assert after is not None
    assert after >= (before if before is not None else 1)


@given(talk, st.randoms())
def test_the_order_of_codings_does_not_matter(spoken, chance):
    shuffled = list(spoken)
    chance.shuffle(shuffled)
    assert rating(*shuffled) == rating(*spoken)


@given(talk)
def test_for_and_against_are_mirror_images(spoken):
    mirrored = [word.translate(str.maketrans("+-", "-+")) for word in spoken]
    before, after = rating(*spoken), rating(*mirrored)
    assert after == (None if before is None else -before)


@given(talk)
def test_missing_means_that_nothing_for_or_against_was_said(spoken):
    judged = [word for word in spoken if not word.endswith("·")]
    assert (rating(*spoken) is None) == (not judged)
