"""Decisions are applied in order; the coding itself is never edited."""

from npt_coder.model import Coding, Decision, Reason
from npt_coder.review.decide import current_codings, standing

SUGGESTED = Coding(
    id="c1",
    transcript="t1",
    start=0,
    end=4,
    quote="Word",
    code="coherence",
    valence="promotes",
    level="practice",
    coder="rules@abc",
    score=0.5,
    reason=Reason(),
)


def after(*decisions: Decision) -> Coding:
    return current_codings([SUGGESTED], decisions)[0]


def by(action: str, **changes: str | None) -> Decision:
    return Decision("c1", action, "anna", "2026-01-01", "", changes)


def test_without_decisions_a_coding_is_a_suggestion_that_counts():
    assert after() == SUGGESTED
    assert standing([after()]) == (SUGGESTED,)


def test_a_rejected_coding_is_kept_and_does_not_count():
    rejected = after(by("reject"))
    assert rejected.status == "rejected"
    assert standing([rejected]) == ()


def test_the_latest_decision_holds():
    assert after(by("reject"), by("accept")).status == "accepted"


def test_a_change_accepts_with_new_values_and_leaves_the_others():
    changed = after(by("change", valence="hinders"))
    assert (changed.status, changed.valence, changed.code, changed.level) == (
        *("accepted", "hinders", "coherence", "practice"),
    )


def test_a_change_can_take_the_level_away():
    assert after(by("change", level=None)).level is None


def test_a_withdrawn_suggestion_can_come_back():
    assert after(by("retire")).status == "retired"
    assert after(by("retire"), by("restore")).status == "suggested"


def test_a_decision_about_an_unknown_coding_says_nothing():
    other = Decision("gone", "reject", "anna", "2026-01-01")
    assert current_codings([SUGGESTED], [other]) == (SUGGESTED,)
