"""A YAML file is read with the line of every value, or refused with the line of every fault."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import CodebookError
from npt_coder.yaml_lines import LinedYaml, read_yaml

BOOK = """\
name: mine

codes:
  - id: a
    any: [x, y]
  - id: b
    full: >
      Two
      lines.
"""


def read(folder: Path, text: str) -> LinedYaml:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        read(folder, text)
    return [f"{problem.where}: {problem.message}" for problem in caught.value.problems]


def test_every_value_knows_its_line(tmp_path):
    file = read(tmp_path, BOOK)
    places = [("name",), ("codes",), ("codes", 0, "any", 1), ("codes", 1), ("codes", 1, "full")]
    assert [file.line(place) for place in places] == [1, 4, 5, 6, 7]


def test_a_value_that_is_not_there_has_the_line_of_what_is_around_it(tmp_path):
    file = read(tmp_path, BOOK)
    assert file.line(("codes", 1, "brief")) == 6
    assert file.line(("nowhere",)) == 1


def test_a_problem_counts_items_from_one_as_people_do(tmp_path):
    problem = read(tmp_path, BOOK).problem(("codes", 0, "any", 1), "is odd.")
    assert str(problem) == f"{tmp_path / 'mine.yaml'}, line 5, codes.1.any.2: is odd."
    assert problem.severity == "error"


def test_plain_values_arrive_as_yaml_means_them(tmp_path):
    text = "a: 1\nb: 0.5\nc: true\nd: null\ne: '1'\nf: [x, {g: 2}]\nh: yes\n"
    expected = {"a": 1, "b": 0.5, "c": True, "d": None, "e": "1", "f": ["x", {"g": 2}], "h": True}
    assert read(tmp_path, text).value == expected


def test_keys_are_words_even_where_yaml_would_read_something_else(tmp_path):
    assert read(tmp_path, "no: 1\n4: 2\n").value == {"no": 1, "4": 2}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path):
    plain = read(tmp_path, BOOK)
    (tmp_path / "mine.yaml").write_bytes(b"\xef\xbb\xbf" + BOOK.replace("\n", "\r\n").encode())
    other = read_yaml(tmp_path / "mine.yaml")
    assert other.value == plain.value
    assert other.line(("codes", 1, "full")) == 7


def test_every_repeated_key_is_told_at_once(tmp_path):
    assert refused(tmp_path, "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n") == [
        "line 2, a: stands twice in one entry.",
        "line 5, b.c: stands twice in one entry.",
    ]


def test_an_alias_is_refused_even_inside_itself(tmp_path):
    (said,) = refused(tmp_path, "a: &x [1]\nb: *x\n")
    assert "cannot refer to another part of the file" in said
    (said,) = refused(tmp_path, "a: &x\n  b: *x\n")
    assert "cannot refer to another part of the file" in said


def test_broken_yaml_names_its_line(tmp_path):
    (said,) = refused(tmp_path, "a: 1\nb: [1,\nc: 2\n")
    assert said.startswith("line 4: not valid YAML")
    assert "Check quotes and indents" in said


def test_a_value_of_a_foreign_type_is_refused_and_nothing_is_run(tmp_path):
    (said,) = refused(tmp_path, "a: !!python/name:os.getcwd x\n")
    assert said.startswith("line 1, a: 'x' cannot be read as a value")


@pytest.mark.parametrize("text", ["", "- a", "plain", "# only a remark"])
def test_what_is_no_mapping_is_refused(tmp_path, text):
    assert "must be a mapping" in refused(tmp_path, text)[0]


@pytest.mark.parametrize("depth", [200, 5_000, 200_000])
def test_entries_without_end_are_refused_in_words(tmp_path, depth):
    (said,) = refused(tmp_path, "a: 1\nb: " + "[" * depth + "]" * depth)
    assert said == "line 2: entries lie too deep within each other."


values = st.recursive(
    st.one_of(st.integers(-99, 99), st.booleans(), st.none(), st.text("ab é:#'\"\n-", max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("xyz", min_size=1), values, max_size=4), st.booleans())
def test_whatever_is_written_is_read_again(tmp_path_factory, value, flow):
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    assert read(tmp_path_factory.mktemp("yaml"), text).value == value
