"""Config: npt-coder.toml, the settings of a study that people read and edit."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from npt_coder.errors import ProjectError

FILE_NAME = "npt-coder.toml"

_TEXTS = ("name", "codebook", "rule", "case", "synthetic")
_LISTS = ("taggers", "notes")
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
"""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a study.

    notes: statements that every report carries word for word. synthetic: the statement that the
    transcripts are invented, or "".
    """

    name: str
    codebook: str = "npt"
    rule: str = "deep-end"
    taggers: tuple[str, ...] = ("default",)
    case: str = "practice"
    synthetic: str = ""
    notes: tuple[str, ...] = ()


def read_config(path: Path) -> Config:
    """Read npt-coder.toml.

    Raises ProjectError for a file that is not TOML, an unknown key or a value of a wrong type.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path}: not a valid settings file: {error}.") from error
    known = (*_TEXTS, *_LISTS)
    if unknown := sorted(set(raw) - set(known)):
        raise ProjectError(
            f"{path}: unknown setting '{unknown[0]}'. Known: {', '.join(sorted(known))}."
        )
    texts = {key: _text(path, key, raw[key]) for key in _TEXTS if key in raw}
    lists = {key: _texts(path, key, raw[key]) for key in _LISTS if key in raw}
    return Config(**{"name": path.parent.name, **texts}, **lists)  # type: ignore[arg-type]


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
    }
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    path.write_text(_TEMPLATE.format(**quoted), encoding="utf-8", newline="\n")


def _text(path: Path, key: str, value: object) -> str:
    if isinstance(value, str) and (value.strip() or key in _MAY_BE_EMPTY):
        return value
    raise ProjectError(f"{path}: '{key}' must be a text in quotation marks.")


def _texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ProjectError(f"{path}: '{key}' must be a list of texts, like [\"rules\"].")
