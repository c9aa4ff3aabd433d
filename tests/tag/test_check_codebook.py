"""The check finds what is dead, duplicate or contradictory, and leaves sound rules alone."""

from dataclasses import replace

from small_books import book, code

from npt_coder.model import Code, Example, Problem, Rule
from npt_coder.tag.check import check_codebook


def problems(*codes: Code) -> list[Problem]:
    return list(check_codebook(book(*codes)))


def said(*rules: Rule) -> list[str]:
    return [f"{p.severity}: {p.message}" for p in problems(code("c", *rules))]


def test_a_sound_codebook_has_no_problems():
    examples = (Example("We refer.", "promotes"), Example("It rains.", instead="none"))
    assert problems(code("c", Rule("r", ("refer",)), examples=examples)) == []


def test_a_faulty_phrase_is_told_with_line_and_rule():
    (problem,) = problems(code("c", Rule("r", ("(a|b",), line=12)))
    assert (problem.where, problem.severity) == ("line 12, rule r", "error")


def test_a_phrase_that_its_own_unless_always_silences_is_dead():
    assert said(Rule("r", ("a different matter",), unless=("different matter",))) == [
        "error: “a different matter” can never fire: its unless “different matter” is in it."
    ]
    assert said(Rule("r", ("different ..2 matter",), unless=("different matter",))) == []


def test_a_phrase_that_holds_a_shorter_one_of_the_same_code_adds_nothing():
    (message,) = said(Rule("r", ("we all know", "all (know|see)")))
    assert "“we all know” adds nothing: “all (know|see)” is part of it." in message


def test_a_form_is_part_of_its_lemma_and_not_the_other_way():
    assert "adds nothing" in said(Rule("r", ("refer", "we =refers")))[0]
    assert said(Rule("r", ("=refers", "we refer"))) == []


def test_a_longer_phrase_adds_something_when_it_says_something_else():
    short = Rule("a", ("refer",))
    assert said(short, Rule("b", ("refer late",), "hinders")) == []
    assert said(short, Rule("b", ("refer late",), score=0.9)) == []
    assert said(short, Rule("b", ("refer late",), level="practice")) == []
    assert said(Rule("a", ("refer",), unless=("x",)), Rule("b", ("refer late",))) == []


def test_a_longer_phrase_with_its_own_negator_adds_what_negation_would_turn():
    assert said(Rule("r", ("see the point", "never see the point"))) == []


def test_one_phrase_for_and_against_under_one_code_is_a_contradiction():
    (message,) = said(Rule("a", ("we refer",)), Rule("b", ("we  refer",), "hinders"))
    assert message.startswith("error: “we  refer” is for in one rule and against in another (a)")


def test_one_phrase_twice_under_one_code_is_a_duplicate():
    (message,) = said(Rule("a", ("we refer",)), Rule("b", ("We refer",)))
    assert message == "warning: “We refer” stands in a already. Drop one."


def test_one_phrase_under_two_codes_names_both_but_for_levels():
    rule = Rule("a", ("refer",))
    (problem,) = problems(code("c", rule), code("d", Rule("b", ("refer",))))
    assert problem.where == "b.any"
    assert "also suggests c" in problem.message
    level = code("level.practice", Rule("b", ("refer",)), kind="level")
    assert problems(code("c", rule), level) == problems(level, code("c", rule)) == []


def test_an_example_that_the_rules_read_the_other_way_is_told():
    examples = (Example("It rains.", "promotes"), Example("We don't refer.", "promotes"))
    (problem,) = problems(code("c", Rule("r", ("refer",)), examples=examples))
    assert problem.where == "c.examples.2"
    assert "labelled promotes, but the code's own rules read hinders" in problem.message


def test_a_near_miss_that_the_rules_hit_is_told():
    example = Example("We refer.", instead="d")
    (problem,) = problems(code("c", Rule("r", ("refer",)), examples=(example,)), code("d"))
    assert "a near miss (→ d)" in problem.message


def test_a_near_miss_must_point_to_a_code_of_the_codebook():
    example = Example("It rains.", instead="nowhere")
    (problem,) = problems(code("c", examples=(example,)))
    assert (problem.severity, problem.where) == ("error", "c.examples.1")
    assert "'nowhere'" in problem.message


def test_a_sub_construct_needs_its_construct():
    (problem,) = problems(code("gone.sub", kind="sub-construct"))
    assert problem.severity == "error"
    assert "'gone'" in problem.message


def test_an_empty_field_is_told_and_errors_come_first():
    empty = replace(code("c"), full="", line=3)
    found = problems(empty, code("gone.sub", kind="sub-construct"))
    assert [(p.severity, p.where) for p in found] == [
        ("error", "gone.sub.id"),
        ("warning", "line 3, c.full"),
    ]
