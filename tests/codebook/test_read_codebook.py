"""A codebook is read whole, or refused with every fault at its line and field."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.codebook.read import read_codebook, shipped_codebooks
from npt_coder.errors import CodebookError, UnknownName
from npt_coder.model import Codebook, Example, Problem, Rule

HEAD = "codebook: mine\ntitle: Mine\nedition: '1'\nsource: Invented for a test\n"
CODE = """\
  - id: {id}
    name: Some name
    mnemonic: SO
    kind: {kind}
    brief: Brief.
    full: Full.
    when_to_use: When.
    when_not_to_use: When not.
"""
RULES = """\
    rules:
      - {{id: {id}, any: [refer]}}
"""


def code(id: str, kind: str = "theme", rule: str | None = None) -> str:
    return CODE.format(id=id, kind=kind) + (RULES.format(id=rule) if rule else "")


def write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[Problem]:
    with pytest.raises(CodebookError) as caught:
        read_codebook(path)
    return list(caught.value.problems)


def places(path: Path) -> list[str | None]:
    return [problem.where for problem in problems(path)]


def test_every_field_arrives(tmp_path):
    text = HEAD + "codes:\n" + code("work")
    text += """\
    examples:
      - {text: We refer., valence: promotes}
      - {text: It rains., instead: none}
    rules:
      - id: w.refer
        any: [refer, "send ..3 to"]
        valence: hinders
        negated: drop
        hedged: lower
        unless: [matter]
        speaker: [general practitioner]
        level: practice
        score: 0.4
"""
    found = read_codebook(write(tmp_path, text)).codes[0]
    assert (found.id, found.brief, found.when_not_to_use) == ("work", "Brief.", "When not.")
    assert found.examples == (Example("We refer.", "promotes"), Example("It rains.", None, "none"))
    phrases = ("refer", "send ..3 to")
    expected = Rule("w.refer", phrases, "hinders", "drop", ("matter",), "practice", 0.4, 18)
    expected = replace(expected, when_hedged="lower", speaker=("general practitioner",))
    assert found.rules == (expected,)


def test_a_rule_that_says_little_promotes_flips_and_has_a_middling_score(tmp_path):
    rule = (
        read_codebook(write(tmp_path, HEAD + "codes:\n" + code("work", rule="r"))).codes[0].rules[0]
    )
    assert (rule.valence, rule.when_negated, rule.score) == ("promotes", "flip", 0.7)
    assert (rule.level, rule.unless, rule.speaker) == (None, (), ())
    assert rule.when_hedged == "keep"


def test_a_rule_cannot_ask_for_interviewers_who_are_not_coded(tmp_path):
    text = HEAD + "codes:\n" + code("a") + "    rules:\n"
    text += "      - {id: r, any: [refer], speaker: [Interviewer]}\n"
    (problem,) = problems(write(tmp_path, text))
    assert "interviewers are not coded" in str(problem) and "rules.1.speaker" in str(problem)


def test_all_faults_are_told_at_once_with_line_and_field(tmp_path):
    text = "codebook: mine\ntitle: [no]\ncolour: red\ncodes:\n" + code("work", kind="thing")
    text += """\
    examples:
      - {text: We refer.}
    rules:
      - {id: r1, any: [], score: 2, valence: good}
"""
    assert places(write(tmp_path, text)) == [
        "line 3, colour",
        "line 2, title",
        "line 1, edition",
        "line 1, source",
        "line 8, codes.1.kind",
        "line 14, codes.1.examples.1",
        "line 16, codes.1.rules.1.any",
        "line 16, codes.1.rules.1.score",
        "line 16, codes.1.rules.1.valence",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "not valid YAML"),
        ("- a\n- b", "must be a mapping"),
        ("", "must be a mapping"),
        ("codebook: a\ncodebook: b\n", "stands twice"),
        (HEAD + "codes: 4\n", "must be a list"),
        (HEAD + "codes: [plain]\n", "must be an entry"),
        (HEAD + "codes: []\n", "at least one code"),
        (HEAD + "codes: &all [*all]\n", "cannot refer to another part"),
        (HEAD.replace("'1'", "2026-99-99") + "codes: []", "put it in quotes"),
        (HEAD.replace("'1'", "!odd 1") + "codes: []", "put it in quotes"),
        (HEAD + "at: construct\ncodes: []\n", "no meaning without"),
    ],
)
def test_odd_yaml_is_refused_in_words(tmp_path, text, said):
    assert said in str(problems(write(tmp_path, text))[0])


def test_a_file_that_is_not_there_or_not_text_is_a_fault_of_the_user(tmp_path):
    assert "cannot be read" in str(problems(tmp_path / "gone.yaml")[0])
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xff")
    assert "cannot be read" in str(problems(tmp_path / "bytes.yaml")[0])


def test_codes_and_rules_have_ids_of_their_own(tmp_path):
    text = HEAD + "codes:\n" + code("a", rule="r") + code("b", rule="r") + code("a")
    found = problems(write(tmp_path, text))
    assert [(p.where, "stands on line" in p.message) for p in found] == [
        ("line 25, id", True),
        ("line 26, id", True),
    ]


def test_an_unknown_name_lists_the_shipped_codebooks():
    with pytest.raises(UnknownName) as caught:
        read_codebook("nonsense")
    assert caught.value.known == shipped_codebooks()
    assert "npt" in shipped_codebooks()


# --- extends -----------------------------------------------------------------------------------

PARENT = HEAD + "codes:\n" + code("top", "construct", "t") + code("top.sub", "sub-construct", "s")


def child(extra: str) -> str:
    return HEAD.replace("mine", "child") + "extends: mine.yaml\n" + extra


def test_a_codebook_that_extends_adds_and_overrides_only_what_it_names(tmp_path):
    write(tmp_path, PARENT)
    text = child("codes:\n  - {id: top, brief: Anew.}\n" + code("more"))
    book = read_codebook(write(tmp_path, text, "child.yaml"))
    assert [c.id for c in book.codes] == ["top", "top.sub", "more"]
    assert (book.codes[0].brief, book.codes[0].full) == ("Anew.", "Full.")
    assert [rule.id for rule in book.codes[0].rules] == ["t"]


def test_folding_moves_rules_and_examples_of_sub_constructs_up(tmp_path):
    write(tmp_path, PARENT)
    book = read_codebook(write(tmp_path, child("at: construct\n"), "child.yaml"))
    assert [(c.id, [r.id for r in c.rules]) for c in book.codes] == [("top", ["t", "s"])]


def test_folding_points_near_misses_to_constructs_and_drops_those_within_one(tmp_path):
    near = """\
    examples:
      - {text: One., instead: top.b}
      - {text: Two., instead: other.c}
"""
    text = code("top", "construct") + code("top.a", "sub-construct") + near
    text += code("top.b", "sub-construct") + code("other", "construct")
    write(tmp_path, HEAD + "codes:\n" + text + code("other.c", "sub-construct"))
    book = read_codebook(write(tmp_path, child("at: construct\n"), "child.yaml"))
    assert book.codes[0].examples == (Example("Two.", None, "other"),)


def test_an_inherited_rule_keeps_its_id_for_itself(tmp_path):
    write(tmp_path, PARENT)
    path = write(tmp_path, child("codes:\n" + code("more", rule="s")), "child.yaml")
    assert "belongs to 'top.sub'" in problems(path)[0].message


def test_a_ring_of_codebooks_is_refused(tmp_path):
    write(tmp_path, HEAD + "extends: child.yaml\n")
    path = write(tmp_path, child(""), "child.yaml")
    assert "cannot extend itself: child.yaml extends mine.yaml" in str(problems(path)[0])


# --- identity ----------------------------------------------------------------------------------


def read_value(folder: Path, value: object, **style: object) -> Codebook:
    text = yaml.safe_dump(value, allow_unicode=True, **style)  # type: ignore[call-overload]
    return read_codebook(write(folder, text))


@given(seed=st.randoms(), flow=st.booleans(), width=st.integers(20, 200))
def test_identity_does_not_depend_on_how_the_file_is_written(tmp_path_factory, seed, flow, width):
    def shuffled(value):
        if isinstance(value, dict):
            keys = sorted(value)
            seed.shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    folder = tmp_path_factory.mktemp("book")
    value = yaml.safe_load(PARENT)
    plain = read_value(folder, value)
    other = read_value(
        folder, shuffled(value), default_flow_style=flow, width=width, sort_keys=False
    )
    assert plain.hash == other.hash
    assert [c.hash for c in plain.codes] == [c.hash for c in other.codes]


def test_a_definition_changes_the_codebook_and_not_what_the_machine_reads(tmp_path):
    before = read_codebook(write(tmp_path, PARENT))
    after = read_codebook(write(tmp_path, PARENT.replace("Full.", "Fuller.")))
    assert before.hash != after.hash
    assert [c.hash for c in before.codes] == [c.hash for c in after.codes]


def test_a_rule_changes_its_own_code_and_no_other(tmp_path):
    before = read_codebook(write(tmp_path, PARENT))
    text = PARENT.replace("{id: s, any: [refer]}", "{id: s, any: [refers]}")
    after = read_codebook(write(tmp_path, text))
    same = [one.hash == two.hash for one, two in zip(before.codes, after.codes, strict=True)]
    assert same == [True, False]
