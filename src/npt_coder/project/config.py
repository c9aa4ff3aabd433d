"""Config: npt-coder.toml, the settings of a study that people read and edit."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from npt_coder.errors import ProjectError

FILE_NAME = "npt-coder.toml"

_TEXTS = ("name", "codebook", "rule", "case", "synthetic")
_LISTS = ("taggers", "notes", "compare_by", "rounds")
_SURVEY_TEXTS = ("file", "direction", "case", "wave")
_SURVEY = (*_SURVEY_TEXTS, "items", "not_relevant", "already_reversed")
_MAY_BE_EMPTY = ("rule", "synthetic")

_TEMPLATE = """\
# Settings of one npt-coder study. Edit by hand; every command reads this file.

# Shown at the head of reports.
name = {name}

# A shipped codebook (see `npt-coder codebook list`) or the path of your own YAML file,
# relative to this folder.
codebook = {codebook}

# The classification rule: a shipped name, the path of your own YAML file, or "" for none.
rule = {rule}

# Who proposes codings, in this order.
taggers = {taggers}

# What a case is called in your study, and statements that every report must carry.
case = {case}
notes = {notes}

# When the transcripts are invented: the statement that says so, shown wherever results are.
synthetic = {synthetic}

# By what the report compares cases: "verdict", or columns that you added to cases.csv.
compare_by = {compare_by}

# Days (like "2026-02-28") on which a new round of coding began, for agreement over time.
rounds = {rounds}

# A NoMAD survey that the report lays beside the ratings; it is never a part of a verdict.
"""
_NO_SURVEY = """\
# [survey]
# file = "survey.csv"
# direction = "agree-high"   # or "agree-low": what the file writes for strong agreement
# Also: case, wave, items, not_relevant, already_reversed, as the options of `npt-coder nomad`.
"""


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A NoMAD survey and how to read it. file: relative to the folder of the study.

    case, wave: names of columns, "" for the usual ones. items: numbered to 23 or to 20, 0 for
    what the file says. not_relevant: codes for not relevant. already_reversed: item 13 is turned.
    """

    file: str
    direction: str
    case: str = ""
    wave: str = ""
    items: int = 0
    not_relevant: tuple[str, ...] = ()
    already_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a study.

    notes: statements that every report carries word for word. synthetic: the statement that the
    transcripts are invented, or "". compare_by: `verdict` or attributes of cases. rounds: days
    (YYYY-MM-DD) on which a round of coding began.
    """

    name: str
    codebook: str = "npt"
    rule: str = "deep-end"
    taggers: tuple[str, ...] = ("default",)
    case: str = "practice"
    synthetic: str = ""
    notes: tuple[str, ...] = ()
    compare_by: tuple[str, ...] = ("verdict",)
    rounds: tuple[str, ...] = ()
    survey: SurveyFile | None = None


def read_config(path: Path) -> Config:
    """Read npt-coder.toml.

    Raises ProjectError for a file that is not TOML, an unknown key or a value of a wrong type.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path}: not a valid settings file: {error}.") from error
    known = (*_TEXTS, *_LISTS, "survey")
    if unknown := sorted(set(raw) - set(known)):
        raise ProjectError(
            f"{path}: unknown setting '{unknown[0]}'. Known: {', '.join(sorted(known))}."
        )
    texts = {key: _text(path, key, raw[key]) for key in _TEXTS if key in raw}
    lists = {key: _texts(path, key, raw[key]) for key in _LISTS if key in raw}
    survey = _survey(path, raw["survey"]) if "survey" in raw else None
    return Config(**{"name": path.parent.name, **texts}, **lists, survey=survey)  # type: ignore[arg-type]


def write_config(path: Path, config: Config) -> None:
    """Write npt-coder.toml with comments for people."""
    values = {
        # JSON strings and lists of strings are TOML too.
        "name": config.name,
        "codebook": config.codebook,
        "rule": config.rule,
        "taggers": list(config.taggers),
        "case": config.case,
        "notes": list(config.notes),
        "synthetic": config.synthetic,
        "compare_by": list(config.compare_by),
        "rounds": list(config.rounds),
    }
    text = _TEMPLATE.format(**{key: _toml(value) for key, value in values.items()})
    path.write_text(text + _survey_table(config.survey), encoding="utf-8", newline="\n")


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _survey_table(survey: SurveyFile | None) -> str:
    if survey is None:
        return _NO_SURVEY
    given = {key: value for key, value in asdict(survey).items() if value}
    lines = (f"{key} = {_toml(value)}" for key, value in given.items())
    return "\n".join(["[survey]", *lines, ""])


def _survey(path: Path, table: object) -> SurveyFile:
    if not isinstance(table, dict):
        raise ProjectError(f"{path}: 'survey' must be a table: [survey], below it file = ...")
    if unknown := sorted(set(table) - set(_SURVEY)):
        raise ProjectError(
            f"{path}: unknown setting '{unknown[0]}' in [survey]. Known: {', '.join(_SURVEY)}."
        )
    for key in ("file", "direction"):
        if key not in table:
            raise ProjectError(
                f"{path}: [survey] lacks '{key}'. Name the file, and the direction: agree-high "
                "or agree-low."
            )
    values = {key: _text(path, key, table[key]) for key in _SURVEY_TEXTS if key in table}
    items, reversed = table.get("items", 0), table.get("already_reversed", False)
    if type(items) is not int or type(reversed) is not bool:
        raise ProjectError(
            f"{path}: in [survey] 'items' is a number and 'already_reversed' is true or false."
        )
    codes = _texts(path, "not_relevant", table.get("not_relevant", []))
    return SurveyFile(**values, items=items, not_relevant=codes, already_reversed=reversed)


def _text(path: Path, key: str, value: object) -> str:
    if isinstance(value, str) and (value.strip() or key in _MAY_BE_EMPTY):
        return value
    raise ProjectError(f"{path}: '{key}' must be a text in quotation marks.")


def _texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ProjectError(f"{path}: '{key}' must be a list of texts, like [\"rules\"].")
