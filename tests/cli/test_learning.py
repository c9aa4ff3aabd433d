"""Reviewing in an order that teaches, and learning from what was decided."""

import pytest

SEES = ("I could see the point of the {}.", "Once I saw the {} I could see the point at once.")
OTHER = ("It takes a minute to do the {}.", "The {} does take a minute, no more.")
THINGS = ("clinic", "form", "phone", "list", "letter", "book", "room", "van")


@pytest.fixture
def big_study(npt, codebook, tmp_path):
    """Eight synthetic interviews in which rules find two codes again and again."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for number, thing in enumerate(THINGS):
        turns = [
            f"P{number}: {sentence.format(thing)} {other.format(thing)}"
            for sentence, other in zip(SEES * 2, OTHER * 2, strict=True)
        ]
        text = "\n\n".join(f"I: And then?\n\n{turn}" for turn in turns)
        (folder / f"t{number}.txt").write_text(text, encoding="utf-8")
    study = tmp_path / "big"
    ran = npt("run", folder, "--out", study, "--codebook", codebook, "--tagger", "rules", "--quiet")
    assert ran.code == 0, ran.err
    return study


def waiting(npt, study, order):
    return npt("review", "--project", study, "--order", order, "--json").json["waiting"]


def test_every_order_shows_every_suggestion_and_random_is_another_order(npt, big_study):
    text, mixed = waiting(npt, big_study, "text"), waiting(npt, big_study, "random")
    assert sorted(w["id"] for w in text) == sorted(w["id"] for w in mixed)
    assert [w["id"] for w in text] != [w["id"] for w in mixed]
    diverse = waiting(npt, big_study, "diverse")
    assert {w["code"] for w in diverse[:4]} == {"coherence", "collective_action"}


def test_an_order_that_there_is_not_is_named(npt, big_study):
    ran = npt("review", "--project", big_study, "--order", "best")
    assert ran.code == 1
    assert "uncertain" in ran.err


def test_what_is_decided_no_longer_waits(npt, big_study):
    first = waiting(npt, big_study, "text")[0]["id"]
    npt("accept", first, "--project", big_study)
    assert first not in {w["id"] for w in waiting(npt, big_study, "text")}


def test_nothing_decided_is_nothing_to_learn_from(npt, big_study):
    ran = npt("learn", "--project", big_study)
    assert ran.code == 1
    assert "nobody has accepted, rejected or added a coding yet" in ran.err


def test_too_few_decisions_are_said_plainly(npt, big_study):
    ids = [w["id"] for w in waiting(npt, big_study, "text")[:4]]
    npt("accept", *ids, "--project", big_study)
    ran = npt("learn", "--project", big_study)
    assert "No code has enough decisions yet" in ran.out


def test_the_learned_tagger_codes_what_people_accepted_and_says_from_how_much(npt, big_study):
    ids = [w["id"] for w in waiting(npt, big_study, "text")]
    npt("accept", *ids, "--project", big_study)
    codes = {c["code"]: c for c in npt("learn", "--project", big_study, "--json").json["codes"]}
    assert codes["coherence"]["n"] >= 30
    assert codes["coherence"]["f1"] > 0.9 and codes["coherence"]["f1_ci95"][0] > 0.8
    assert codes["reflexive_monitoring"]["refused"]
    assert npt("code", "--project", big_study, "--tagger", "learned").code == 0
    made = npt("codings", "--project", big_study, "--json").json["codings"]
    ours = [c for c in made if c["coder"].startswith("learned@")]
    assert {c["code"] for c in ours} == {"coherence", "collective_action"}
    assert all("learned from" in str(c["reason"]) for c in ours)
    before = len(made)
    npt("code", "--project", big_study, "--tagger", "learned")
    assert len(npt("codings", "--project", big_study, "--json").json["codings"]) == before


def test_the_learned_tagger_needs_to_have_learned(npt, big_study):
    ran = npt("code", "--project", big_study, "--tagger", "learned")
    assert ran.code == 1
    assert "Run `npt-coder learn` first" in ran.err
