"""An expression over codes finds the passages that it describes, and says where it goes wrong."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import UserError
from npt_coder.matrix import meets, parse, retrieved

CODES = ("a", "b", "c", "a.one", "factor.room", "with space", "not")
COLUMNS = ["id", "transcript", "start", "end", "code", "valence"]
# One transcript of two turns, 0 to 20 and 20 to 40; another of one turn.
SAID = pd.DataFrame(
    [
        ("1", "t", 0, 10, "a.one", "promotes"),
        ("2", "t", 5, 12, "b", "hinders"),
        ("3", "t", 14, 18, "c", "promotes"),
        ("4", "t", 22, 30, "a", "hinders"),
        ("5", "u", 0, 9, "b", "promotes"),
    ],
    columns=COLUMNS,
)
TURNS = {"t": [(0, 20), (20, 40)], "u": [(0, 20)]}


def found(text, within="segment", said=SAID):
    made = retrieved(said, parse(text, CODES), within=within, turns=TURNS)
    return "".join(made["id"])


@pytest.mark.parametrize(
    ("text", "within", "ids"),
    [
        ("a", "segment", "14"),
        ("a and b", "segment", "12"),
        ("a and c", "segment", ""),
        ("a and c", "turn", "13"),
        ("a and not b", "segment", "4"),
        ("a and not b", "turn", "4"),
        ("a and not b", "transcript", ""),
        ("b and not a", "transcript", "5"),
        ("a or b", "segment", "1245"),
        ("a:hinders", "segment", "4"),
        ("not a", "segment", "35"),
        ("not (a or b)", "segment", "3"),
        ("not not b", "segment", "25"),
    ],
)
def test_codings_of_the_codes_asked_for_are_found_where_the_passage_fits(text, within, ids):
    assert found(text, within) == ids


def test_a_segment_is_judged_with_all_that_overlaps_it_and_nothing_that_only_touches_it():
    touching = pd.DataFrame(
        [("1", "t", 0, 5, "a", "promotes"), ("2", "t", 5, 9, "b", "promotes")], columns=COLUMNS
    )
    assert found("a and b", said=touching) == ""
    assert found("a and b", "turn", said=touching) == "12"


def test_and_binds_before_or_and_not_before_both():
    borne = {("c", "promotes")}
    assert meets(parse("a and b or c", CODES), borne)
    assert not meets(parse("a and (b or c)", CODES), borne)
    assert meets(parse("not a and c", CODES), borne)


def test_names_may_stand_for_a_group_and_be_quoted():
    assert meets(parse("factor", CODES), {("factor.room", "mixed")})
    assert meets(parse('"with space":mixed', CODES), {("with space", "mixed")})
    assert meets(parse('not "not"', CODES), {("a", "mixed")})
    assert meets(parse("A AND B".lower().replace("and", "AND"), CODES), {("a", "m"), ("b", "m")})


@pytest.mark.parametrize(
    ("text", "character", "words"),
    [
        ("", 1, "expected a code"),
        ("a and", 6, "expected a code"),
        ("a b", 3, "expected `and`"),
        ("(a or b", 8, "expected `)` for the `(` at character 1"),
        ("a) or b", 2, "expected `and`"),
        ("a and wrong", 7, "unknown code 'wrong'"),
        ("a and b:good", 7, "comes a valence"),
        ("a:", 1, "comes a valence"),
        ('a and "b', 7, "quotation mark"),
        ("a  or or b", 7, "expected a code"),
    ],
)
def test_a_mistake_is_named_with_its_place(text, character, words):
    with pytest.raises(UserError) as caught:
        parse(text, CODES)
    message = str(caught.value)
    assert f"character {character}:" in message
    assert words in message
    assert message.splitlines()[-1] == " " * (character + 1) + "^"


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "c"]),
    lambda parts: st.one_of(
        parts.map(lambda p: f"not ({p})"),
        st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.sets(st.sampled_from("abc")))
def test_an_expression_means_what_it_means_in_python(text, borne):
    names = {name: name in borne for name in "abc"}
    wanted = eval(text, {}, names)
    assert meets(parse(text, CODES), {(name, "mixed") for name in borne}) == wanted


@given(st.text(alphabet='ab( )"not:dr.', max_size=15))
def test_whatever_is_written_is_read_or_refused_with_a_sentence(text):
    try:
        parse(text, CODES)
    except UserError as error:
        assert str(error).startswith("--where, character ")


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10), st.sampled_from("abc")), max_size=10)
)
def test_segments_are_those_that_a_look_at_every_pair_would_find(spans):
    rows = sorted((start, start + length, code) for start, length, code in spans)
    said = pd.DataFrame(
        [(str(i), "t", s, e, c, "mixed") for i, (s, e, c) in enumerate(rows)], columns=COLUMNS
    )
    wanted = set()
    for start, end, _ in rows:
        near = [i for i, (s, e, _) in enumerate(rows) if s < end and e > start]
        codes = {rows[i][2] for i in near}
        if "a" in codes and "b" not in codes:
            wanted |= {str(i) for i in near if rows[i][2] == "a"}
    made = retrieved(said, parse("a and not b", CODES), turns={})
    assert set(made["id"]) == wanted
