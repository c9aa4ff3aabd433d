"""The schema for editors says what the reader says, as far as a schema can."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from npt_coder.codebook import read as reading
from npt_coder.codebook.read import read_codebook, shipped_codebooks
from npt_coder.errors import CodebookError
from npt_coder.model import CODE_KINDS, LEVELS, VALENCES
from npt_coder.shipped import shipped

SCHEMA = json.loads(shipped("codebooks", "codebook.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SOUND = {
    "codebook": "mine",
    "title": "t",
    "edition": 1,
    "source": "s",
    "codes": [
        {
            "id": "c",
            "name": "C",
            "mnemonic": "C",
            "kind": "theme",
            "brief": "b",
            "full": "f",
            "when_to_use": "u",
            "when_not_to_use": "n",
            "examples": [
                {"text": "we refer", "valence": "promotes"},
                {"text": "we eat", "instead": "none"},
            ],
            "rules": [
                {
                    "id": "r",
                    "any": ["refer"],
                    "unless": ["letter"],
                    "negated": "keep",
                    "level": "practice",
                    "score": 0.5,
                    "where": [{"of": "refer", "has": "subject", "is": "we", "absent": True}],
                }
            ],
        }
    ],
}


def is_read(book: object, folder: Path) -> bool:
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    try:
        read_codebook(path)
    except CodebookError:
        return False
    return True


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", shipped_codebooks())
def test_every_shipped_codebook_is_valid(name):
    book = yaml.safe_load(shipped("codebooks", f"{name}.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(book)] == []


def test_fields_and_words_are_those_of_the_reader():
    parts = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == reading._BOOK
    assert set(parts["code"]["properties"]) == reading._CODE
    assert set(parts["example"]["properties"]) == reading._EXAMPLE
    assert set(parts["rule"]["properties"]) == reading._RULE
    assert set(parts["where"]["properties"]) == reading._WHERE
    assert parts["code"]["properties"]["kind"]["enum"] == list(CODE_KINDS)
    assert parts["rule"]["properties"]["valence"]["enum"] == list(VALENCES)
    assert parts["rule"]["properties"]["level"]["enum"] == list(LEVELS)


def test_a_sound_codebook_is_valid_and_read(tmp_path):
    assert VALIDATOR.is_valid(SOUND) and is_read(SOUND, tmp_path)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("title",), None),
        (("colour",), "red"),
        (("at",), "construct"),
        (("codes", 0, "id"), None),
        (("codes", 0, "kind"), "idea"),
        (("codes", 0, "weight"), 2),
        (("codes", 0, "rules"), "refer"),
        (("codes", 0, "rules", 0, "any"), []),
        (("codes", 0, "rules", 0, "any"), [3]),
        (("codes", 0, "rules", 0, "score"), 7),
        (("codes", 0, "rules", 0, "score"), True),
        (("codes", 0, "rules", 0, "valence"), "good"),
        (("codes", 0, "rules", 0, "negated"), "turn"),
        (("codes", 0, "rules", 0, "hedged"), "flip"),
        (("codes", 0, "rules", 0, "speaker"), "nurse"),
        (("codes", 0, "rules", 0, "level"), "ward"),
        (("codes", 0, "rules", 0, "where", 0, "of"), None),
        (("codes", 0, "rules", 0, "where", 0, "who"), "we"),
        (("codes", 0, "rules", 0, "where", 0, "absent"), "yes"),
        (("codes", 0, "examples", 0, "instead"), "none"),
        (("codes", 0, "examples", 0, "valence"), None),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(tmp_path, place, value):
    book: dict = copy.deepcopy(SOUND)
    here = book
    for step in place[:-1]:
        here = here[step]
    if value is None:
        del here[place[-1]]
    else:
        here[place[-1]] = value
    assert not VALIDATOR.is_valid(book)
    assert not is_read(book, tmp_path)
