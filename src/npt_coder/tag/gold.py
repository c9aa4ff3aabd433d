"""Gold: labelled passages, one JSON object a line, for judging taggers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from npt_coder.errors import TableError
from npt_coder.model import VALENCES, Problem, Valence


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage. codes: code id -> valence, None when not labelled; empty is a true
    negative. group: the setting, within which passages are alike.
    """

    id: str
    text: str
    codes: dict[str, Valence | None]
    group: str


def read_gold(path: Path) -> tuple[tuple[Passage, ...], tuple[Problem, ...]]:
    """Read {id, text, codes: [{code, valence}], group} from each line; bad lines are problems.

    Raises TableError when the file cannot be read or holds no usable line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TableError([Problem(str(path), f"cannot be read: {error}", None, "error")]) from error
    passages: dict[str, Passage] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            passage = _passage(json.loads(line), number)
            if passage.id in passages:
                raise ValueError(f"the id '{passage.id}' stands twice")
            passages[passage.id] = passage
        except ValueError as error:
            message = "not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            problems.append(Problem(str(path), f"left out: {message}.", f"line {number}"))
    if not passages:
        message = 'no passage to judge. Each line is {"id", "text", "codes": [...], "group"}.'
        raise TableError([*problems, Problem(str(path), message, None, "error")])
    return tuple(passages.values()), tuple(problems)


def _passage(raw: Any, number: int) -> Passage:
    """Read one object. Raises ValueError that says what is wrong with it."""
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise ValueError("needs an object with a `text`")
    if not isinstance(raw.get("codes"), list):
        raise ValueError("needs `codes`, a list; empty where nothing is coded")
    codes: dict[str, Valence | None] = {}
    for item in raw["codes"]:
        if not isinstance(item, dict) or not isinstance(item.get("code"), str):
            raise ValueError("each of `codes` needs an object with a `code`")
        valence = item.get("valence")
        if valence is not None and valence not in VALENCES:
            raise ValueError(f"'{valence}' is no valence ({', '.join(VALENCES)})")
        codes[item["code"]] = cast("Valence | None", valence)
    return Passage(str(raw.get("id", number)), raw["text"], codes, str(raw.get("group", "")))
