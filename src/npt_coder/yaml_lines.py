"""YAML lines: YAML files of people with the line of every value, so that messages say where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import yaml

from npt_coder.errors import CodebookError
from npt_coder.model import Problem

Place = tuple[str | int, ...]
"""The way to a value: keys and indices from the top, as in ("codes", 3, "rules", 0, "any")."""


class LinedYaml:
    """The values of a YAML file and the lines they stand on, counted from 1."""

    def __init__(self, path: Path, value: object, lines: dict[Place, int]) -> None:
        self.path, self.value, self._lines = path, value, lines

    def line(self, place: Place) -> int | None:
        """Return the line of a value, or of the nearest value around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place)

    def problem(self, place: Place, message: str) -> Problem:
        """Make an error about a value, with its line and field."""
        field = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        line = self.line(place)
        where = f"line {line}, {field}" if field else f"line {line}"
        return Problem(str(self.path), message, where, "error")


def read_yaml(path: Path) -> LinedYaml:
    """Read a YAML file whose top is a mapping.

    Raises CodebookError when it cannot be opened, is not YAML, repeats a key, or is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            [Problem(str(path), f"cannot be read: {error}", None, "error")]
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else None
        message = f"not valid YAML: {error.problem or error.context}. Check quotes and indents."
        raise _refused(path, message, where) from error
    except yaml.YAMLError as error:
        raise CodebookError(
            [Problem(str(path), f"not valid YAML: {error}", None, "error")]
        ) from error
    if not isinstance(node, yaml.MappingNode):
        message = "must be a mapping of fields, like `codebook: my-study`."
        raise _refused(path, message, "line 1")
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    value = _value(node, (), lines, problems, str(path))
    if problems:
        raise CodebookError(problems)
    return LinedYaml(path, value, lines)


def _refused(path: Path, message: str, where: str | None = None) -> CodebookError:
    return CodebookError([Problem(str(path), message, where, "error")])


def _value(
    node: yaml.Node, place: Place, lines: dict[Place, int], problems: list[Problem], path: str
) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in made:
                where = f"line {key_node.start_mark.line + 1}, {key}"
                problems.append(Problem(path, "stands twice in one entry.", where, "error"))
            made[key] = _value(value_node, (*place, key), lines, problems, path)
        return made
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, (*place, i), lines, problems, path) for i, item in enumerate(node.value)
        ]
    return _scalar(cast(yaml.ScalarNode, node))


_plain = yaml.SafeLoader("")


def _scalar(node: yaml.ScalarNode) -> Any:
    return _plain.construct_object(node, deep=True)
