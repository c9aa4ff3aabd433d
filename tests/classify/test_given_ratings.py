"""A rating that a person gives a cell counts instead of that of its codings, and both are told."""

from dataclasses import replace

import pandas as pd
import pytest

from npt_coder.classify.ratings import Said, Thin
from npt_coder.classify.rule import ClassificationRule, classify, judge
from npt_coder.classify.sensitivity import with_sensitivity

RULE = ClassificationRule(
    *("small", "1", "", "", "", "last"),
    met=("FIP", "fully"),
    not_met=("PIP", "partly"),
    unknown=("cannot tell", "too little"),
    above=0,
    constructs=("coherence",),
    levels={"community": "level.community"},
    thin_constructs=Thin(2, 2),
    thin_levels=Thin(2, 1),
)
SAID = [
    Said(f"{name}-{person}", name, person, "GP", "promotes", 0.7)
    for name in ("coherence", "level.community")
    for person in ("anna", "ben")
]


def judged(**given):
    return judge("Amber", SAID, replace(RULE, given=given))


def test_a_given_rating_decides_in_place_of_that_of_the_codings():
    assert judged().verdict == "FIP"
    assert judged(coherence=-1).verdict == "PIP"
    assert judged(community=0).verdict == "PIP"


def test_a_cell_that_a_person_calls_missing_is_unknown():
    assert judged(coherence=None).verdict == "cannot tell"


def test_a_given_rating_is_never_too_thin_to_count():
    thin = judge("Amber", SAID[:1], RULE)
    given = judge("Amber", SAID[:1], replace(RULE, given={"coherence": 2, "community": 1}))
    assert (thin.verdict, given.verdict) == ("cannot tell", "FIP")
    assert not given.constructs["coherence"].thin


def test_the_counts_and_codings_of_a_cell_stay_as_they_are():
    before, after = judged().constructs["coherence"], judged(coherence=-1).constructs["coherence"]
    assert replace(after, rating=before.rating) == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"coherence": -1}, "Coherence -1, given by a person (codings: +2): 2 for, 0 against"),
        ({"coherence": None}, "Coherence missing, given by a person (codings: +2)."),
    ],
)
def test_the_reason_tells_both_ratings(given, words):
    assert judged(**given).reasons[0].startswith(words)


def test_a_given_rating_holds_in_every_run_of_the_sensitivity():
    columns = ("id", "construct", "person", "role", "valence", "score")
    frame = pd.DataFrame(
        [(s.id, s.name, s.person, s.role, s.valence, s.score) for s in SAID], columns=columns
    ).assign(case="Amber", wave="1", status="accepted", transcript="t")
    given = {"Amber": {"coherence": -2, "community": -2}}
    verdicts = classify(frame, RULE, cases=["Amber"], waves=["1"], given=given)
    (tried,) = with_sensitivity(frame, RULE, verdicts, waves=["1"], draws=20, given=given)
    assert (tried.verdict, tried.stability) == ("PIP", 1.0)
