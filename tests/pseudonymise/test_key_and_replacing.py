"""The key is consistent and private; replacing marks, never deletes, and can be undone by it."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import TableError
from npt_coder.pseudonymise.key import Entry, make_key, read_key, write_key
from npt_coder.pseudonymise.mentions import Mention
from npt_coder.pseudonymise.replace import replace_words


def people(*names):
    return [Mention(0, len(name), name, "person", "test") for name in names]


def as_pairs(key):
    return {entry.words: entry.replacement for entry in key}


def test_one_person_has_one_pseudonym_across_files():
    key = make_key({"a": people("Ada Mensah", "Ada"), "b": people("Mensah", "Joan")})
    assert as_pairs(key) == {
        "Ada Mensah": "Person 1", "Ada": "Person 1", "Mensah": "Person 1", "Joan": "Person 2",
    }  # fmt: skip
    assert [(e.count, e.files) for e in key if e.words == "Ada"] == [(1, 1)]


def test_a_first_name_that_two_people_share_goes_with_neither():
    key = make_key({"a": people("Ada Mensah", "Ada Kerr", "Ada")})
    assert as_pairs(key)["Ada"] == "Person 3"


def test_an_older_key_stays_as_it_is_and_new_numbers_go_on():
    before = [
        Entry("Ada", "person", "Person 4"),
        Entry("Joan", "person", "the manager", wanted=False),
    ]
    key = make_key({"a": people("Ada", "Kim")}, before)
    assert as_pairs(key) == {"Ada": "Person 4", "Joan": "the manager", "Kim": "Person 5"}
    assert [entry.wanted for entry in key] == [True, False, True]


def test_a_key_comes_back_as_it_was_written_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "keys" / "key.csv"
    entries = (
        Entry("Ada, née Kerr", "person", "Person 1"),
        Entry("Elm", "place", "Place 1", False),
    )
    write_key(path, entries)
    assert read_key(path) == entries
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_row_of_a_key_that_cannot_be_used_is_named(tmp_path):
    path = tmp_path / "key.csv"
    path.write_text(
        "words,kind,replacement,replace\nAda,human,P,yes\n,person,P,yes\nA,person,P,maybe\n"
    )
    with pytest.raises(TableError) as caught:
        read_key(path)
    assert [p.where for p in caught.value.problems] == ["row 2", "row 3", "row 4"]


def test_the_longest_words_win_and_brackets_are_left_alone():
    key = [Entry("Ada", "person", "Person 2"), Entry("Ada Mensah", "person", "Person 1")]
    text, done = replace_words("Ada Mensah, Ada, ADA, Adam and [Ada].", key)
    assert text == "[Person 1], [Person 2], [Person 2], Adam and [Ada]."
    assert [one.words for one in done] == ["Ada Mensah", "Ada", "ADA"]


def test_what_a_person_does_not_want_replaced_stays():
    assert replace_words("Ada", [Entry("Ada", "person", "Person 1", wanted=False)]) == ("Ada", ())


@given(
    st.text(alphabet="ab AB[]\n.,", max_size=60),
    st.lists(st.sampled_from(["a", "ab", "A b", "B"]), unique=True),
)
def test_a_text_can_be_put_back_from_the_record(text, names):
    key = [Entry(name, "person", f"Person {i}") for i, name in enumerate(names)]
    changed, done = replace_words(text, key)
    back, at = [], 0
    for one in done:
        mark = f"[{one.replacement}]"
        start = changed.index(mark, at)
        back += [changed[at:start], one.words]
        at = start + len(mark)
    assert "".join([*back, changed[at:]]) == text
    assert all(text[one.start : one.end] == one.words for one in done)
