"""What coders marked is laid over units as a reader would do it by eye."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.agree.coders import coder_name, views
from npt_coder.agree.ratings import NOT_RATED, one_code_per_unit, rolled_up
from npt_coder.agree.report import by_dots
from npt_coder.agree.units import (
    Source,
    Stretch,
    n_outside,
    overlaps_of_code,
    overlaps_of_codes,
    ratings_of_views,
)
from npt_coder.agree.valence import valence_ratings
from npt_coder.model import Coding, Decision, Reason

TEXT = "We knew why. It rained. We all refer."
SENTENCES = (Stretch(0, 12, "s1"), Stretch(13, 23, "s2"), Stretch(24, 37, "s3"))
SOURCE = Source("t1", TEXT, SENTENCES)
TURN = Source("t1", TEXT, (Stretch(0, 37, "turn 1"),))


def coding(id, start, end, code="x", coder="anna", transcript="t1", valence="promotes"):
    quote = TEXT[start:end]
    return Coding(
        id, transcript, start, end, quote, code, valence, None, coder, 1.0, Reason(), "2026-01-01"
    )


def seen(codings, decisions=(), read=None, name="anna"):
    return next(v for v in views(codings, decisions, read or {}) if v.coder == name)


def values(codings, decisions=(), read=None, source=SOURCE, kind="sentence", codes=("x",)):
    every = views(codings, decisions, read or {})
    made = ratings_of_views(every, [source], codes, kind)
    return dict(zip(made.coders, made.values[0].tolist(), strict=True)), made


def test_a_sentence_is_coded_when_a_segment_touches_it():
    said, _ = values([coding("1", 3, 20), coding("2", 24, 37, coder="ben")])
    assert said == {"anna": [1, 1, 0], "ben": [0, 0, 1]}


def test_a_segment_that_ends_where_a_sentence_begins_does_not_touch_it():
    said, _ = values([coding("1", 0, 13), coding("2", 12, 24, coder="ben")])
    assert said == {"anna": [1, 0, 0], "ben": [0, 1, 0]}


def test_given_segments_are_the_same_only_with_both_ends():
    said, made = values(
        [coding("1", 0, 12), coding("2", 0, 12, coder="ben"), coding("3", 0, 7, coder="ben")],
        kind="given",
    )
    assert [unit.quote for unit in made.units] == ["We knew", "We knew why."]
    assert said == {"anna": [0, 1], "ben": [1, 1]}


def test_characters_are_stretches_weighted_by_their_length():
    said, made = values(
        [coding("1", 0, 12), coding("2", 3, 23, coder="ben")], source=TURN, kind="character"
    )
    assert [unit.weight for unit in made.units] == [3, 9, 11, 14]
    assert made.n_units == len(TEXT)
    assert said == {"anna": [1, 1, 0, 0], "ben": [0, 1, 1, 0]}


@given(st.lists(st.tuples(st.integers(0, 36), st.integers(1, 37)), max_size=6))
def test_stretches_cover_every_character_of_speech_once(spans):
    codings = [coding(str(n), a, b) for n, (a, b) in enumerate(spans) if a < b]
    codings += [coding("last", 0, 1, coder="ben")]
    said, made = values(codings, source=TURN, kind="character")
    assert made.n_units == len(TEXT)
    marked = {p for c in codings if c.coder == "anna" for p in range(c.start, c.end)}
    weights = [unit.weight for unit in made.units]
    assert sum(np.multiply(said.get("anna", [0] * len(weights)), weights)) == len(marked)


def test_a_transcript_that_a_coder_did_not_work_on_is_not_rated():
    said, _ = values([coding("1", 0, 12), coding("2", 0, 12, coder="ben", transcript="t2")])
    assert said["ben"] == [NOT_RATED] * 3


def test_a_machine_has_judged_what_it_has_read_even_without_a_suggestion():
    said, _ = values([coding("1", 0, 12)], read={"rules": ["t1"]})
    assert said["rules"] == [0, 0, 0]


def test_a_suggestion_is_the_machines_and_a_decision_the_persons():
    machine = [coding(n, a, b, coder="rules@abc") for n, a, b in (("1", 0, 12), ("2", 13, 23))]
    decisions = [Decision("1", "accept", "anna", "t"), Decision("2", "reject", "anna", "t")]
    said, _ = values(machine, decisions)
    assert said == {"anna": [1, 0, 0], "rules": [1, 1, 0]}
    anna = seen(machine, decisions)
    assert (anna.saw, anna.is_machine) == ({"rules"}, False)
    assert seen(machine, decisions, name="rules").title == "rules (machine)"


def test_suggestions_that_a_reviewer_has_not_come_to_are_not_judged():
    machine = [coding(n, a, b, coder="rules@abc") for n, a, b in (("1", 0, 12), ("2", 13, 23))]
    said, _ = values(machine, [Decision("1", "accept", "anna", "t")])
    assert said["anna"] == [1, NOT_RATED, 0]


def test_somebody_who_coded_without_looking_at_suggestions_judged_everything():
    said, _ = values([coding("1", 0, 12, coder="rules@abc"), coding("2", 13, 23)])
    assert said == {"anna": [0, 1, 0], "rules": [1, 0, 0]}


def test_a_change_of_code_is_the_persons_alone():
    machine = [coding("1", 0, 12, coder="rules@abc")]
    decisions = [Decision("1", "change", "anna", "t", changes={"code": "y"})]
    assert [m.code for m in seen(machine, decisions).marks] == ["y"]
    assert [m.code for m in seen(machine, decisions, name="rules").marks] == ["x"]


def test_what_a_run_withdrew_is_no_longer_suggested_until_it_comes_back():
    machine = [coding("1", 0, 12, coder="rules@abc")]
    gone = Decision("1", "retire", "anna", "t")
    assert seen(machine, [gone], name="rules").marks == ()
    back = [gone, Decision("1", "restore", "anna", "t")]
    assert len(seen(machine, back, name="rules").marks) == 1
    assert [v.coder for v in views(machine, back, {})] == ["rules"]


def test_what_somebody_took_back_is_not_theirs():
    mine = [coding("1", 0, 12), coding("2", 13, 23)]
    left = seen(mine, [Decision("2", "reject", "anna", "t")]).marks
    assert [(m.start, m.end) for m in left] == [(0, 12)]


def test_the_name_of_a_tagger_is_without_its_hash():
    assert (coder_name("rules@12ab"), coder_name("anna")) == ("rules", "anna")


def test_codings_outside_the_speech_are_counted():
    every = views([coding("1", 12, 13), coding("2", 0, 5)], (), {})
    assert n_outside(every, [SOURCE]) == 1


def test_a_construct_is_coded_when_something_below_it_is():
    codes = ("coherence", "coherence.differentiation", "factor.time")
    _, made = values(
        [coding("1", 0, 5, codes[1]), coding("2", 13, 20, codes[0], coder="ben")], codes=codes
    )
    up = rolled_up(made, by_dots)
    assert up.codes == ("coherence", "factor.time")
    assert up.values[0].tolist() == [[1, 0, 0], [0, 1, 0]]


def test_codes_are_values_of_one_variable_only_where_no_unit_has_two():
    codes = ("x", "y")
    one = [coding("1", 0, 5), coding("2", 0, 5, "y", coder="ben"), coding("3", 24, 30, "y")]
    _, made = values(one, codes=codes)
    alone = one_code_per_unit(made)
    assert alone.categories == (("not coded", "x", "y"),)
    assert alone.values[0].tolist() == [[1, 0, 2], [2, 0, 0]]
    _, made = values([*one, coding("4", 0, 5, "y")], codes=codes)
    assert one_code_per_unit(made) is None


@pytest.mark.parametrize("kind", ["sentence", "given"])
def test_valence_is_compared_where_both_gave_the_code(kind):
    codings = [
        coding("1", 0, 12),
        coding("2", 0, 12, coder="ben", valence="hinders"),
        coding("3", 13, 23, coder="ben"),
        coding("4", 24, 37),
        coding("5", 24, 37, valence="hinders"),
        coding("6", 24, 37, coder="ben", valence="mixed"),
    ]
    made = valence_ratings(views(codings, (), {}), [SOURCE], kind)
    assert made.values[0].tolist() == [[0, 2], [1, 2]]


def test_segments_lie_on_speech_without_what_is_between():
    """Sentences leave out two spaces, so the continuum has 35 code points."""
    every = views([coding("1", 0, 23), coding("2", 0, 23, coder="ben")], (), {})
    (laid,) = overlaps_of_code(every, [SOURCE], ["x"])
    assert laid.l.sum() == 2 * 35
    assert laid.l[1, 1] == 2 * 22


def test_overlapping_codes_of_one_coder_leave_the_family_without_a_meaning():
    every = views(
        [coding("1", 0, 12), coding("2", 5, 20, "y"), coding("3", 0, 12, coder="ben")], (), {}
    )
    assert overlaps_of_codes(every, [SOURCE], {"x": 1, "y": 2}) is None
    assert overlaps_of_codes(every, [SOURCE], {"x": 1}) is not None
