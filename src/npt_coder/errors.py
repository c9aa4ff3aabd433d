"""Errors for people: each says where, what is wrong and what to do.

NptCoderError
└── UserError               a mistake that the user can mend (exit 1)
    ├── IngestError         a transcript that cannot be read
    ├── CodebookError       a codebook or classification rule that cannot be used
    ├── TableError          cases.csv, speakers.csv or another table
    ├── ProjectError        no project, a broken one, or one made by a newer version
    └── UnknownName         a name that is not among the known ones
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from npt_coder.model import Problem


class NptCoderError(Exception):
    """Base of every error that this package raises on purpose."""


class UserError(NptCoderError):
    """A mistake that the user can mend; the message says how."""


class IngestError(UserError):
    """A transcript file that cannot be read. path: the file. reason: without the path."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.path, self.reason)


class CodebookError(UserError):
    """A YAML file that cannot be used. problems: each with line and field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class TableError(UserError):
    """A table edited by people that cannot be used as it stands. problems: one per row."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class ProjectError(UserError):
    """A project that is not there, cannot be opened or cannot be written."""


class UnknownName(UserError):
    """A name that is not among the known ones, with the list of those that are."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(sorted(known))
        super().__init__(f"unknown {what} '{name}'. Known: {', '.join(self.known) or 'none'}.")
