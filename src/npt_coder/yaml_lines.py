"""YAML lines: YAML files of people with the line of every value, so that messages say where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import yaml

from npt_coder.errors import CodebookError
from npt_coder.model import Problem

Place = tuple[str | int, ...]
"""The way to a value: keys and indices from the top, as in ("codes", 3, "rules", 0, "any")."""

MAX_DEPTH = 100
"""Lists and mappings within each other that a file may have."""


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
        field, line = _field(place), self.line(place)
        where = f"line {line}, {field}" if field else f"line {line}"
        return Problem(str(self.path), message, where, "error")


def read_yaml(path: Path) -> LinedYaml:
    """Read a YAML file whose top is a mapping.

    Raises CodebookError when it cannot be opened, is not YAML, repeats a key, refers to another
    part of itself (`*name`), lies too deep within itself, or is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        _refuse_depth(path, text)
        node = yaml.compose(text, Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, f"cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise _refused(path, f"not valid YAML: {_said(error)}", _line(error)) from error
    if not isinstance(node, yaml.MappingNode):
        raise _refused(path, "must be a mapping of fields, like `codebook: my-study`.", "line 1")
    reader = _Values(path)
    value = reader.value(node, ())
    if reader.problems:
        raise CodebookError(reader.problems)
    return LinedYaml(path, value, reader.lines)


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refuse_depth(path: Path, text: str) -> None:
    """Refuse entries within entries without end, which would end the program instead."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            where = f"line {event.start_mark.line + 1}" if event.start_mark else None
            raise _refused(path, "entries lie too deep within each other.", where)


def _refused(path: Path, message: str, where: str | None = None) -> CodebookError:
    return CodebookError([Problem(str(path), message, where, "error")])


def _said(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError):
        return str(error)
    return f"{error.problem or error.context}. Check quotes and indents."


def _line(error: yaml.YAMLError) -> str | None:
    mark = isinstance(error, yaml.MarkedYAMLError) and (error.problem_mark or error.context_mark)
    return f"line {mark.line + 1}" if mark else None


class _Values:
    """Turns nodes into plain values, remembers lines and collects problems."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._loader = yaml.SafeLoader("")

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        # An alias gives the same node again, and could stand inside itself.
        if id(node) in self._seen:
            self._fault(node, place, "cannot refer to another part of the file. Write it out.")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]
        made: dict[str, Any] = {}
        for key_node, value_node in cast(yaml.MappingNode, node).value:
            key = str(key_node.value)
            if key in made:
                self._fault(key_node, (*place, key), "stands twice in one entry.")
            made[key] = self.value(value_node, (*place, key))
        return made

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        try:
            return self._loader.construct_object(node, deep=True)
        except (ValueError, yaml.YAMLError):
            self._fault(node, place, f"'{node.value}' cannot be read as a value; put it in quotes.")
            return None

    def _fault(self, node: yaml.Node, place: Place, message: str) -> None:
        where = f"line {node.start_mark.line + 1}, {_field(place)}"
        self.problems.append(Problem(str(self.path), message, where, "error"))


def _field(place: Place) -> str:
    """Write a place for people, list items counted from 1: codes.3.rules.1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
