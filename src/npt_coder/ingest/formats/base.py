"""Formats, base: what a reader of transcripts is and what it yields.

To add a format:
1. Write a module with the four names of `Format` below: `name`, `suffixes`, `claims`, `read`.
   `claims` looks at the first bytes and the suffix; exactly one format may claim a file.
   `read` turns bytes into paragraphs in reading order, and raises `Unreadable` for a file that
   cannot be read. It does not decide who speaks, unless the structure of the file says so.
2. Add one line to the entry points "npt_coder.formats" of your package: `name = "module"`.
3. Put one sample per quirk beside the tests; the contract tests of the formats take it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from npt_coder.errors import NptCoderError
from npt_coder.model import Problem

ParagraphKind = Literal["speech", "heading", "note"]
RemarkKind = Literal["comment", "footnote", "endnote", "annotation"]
MAX_BYTES = 64 * 1024 * 1024  # of one text, packed or unpacked; a day of talk is about 1 MB
HEAD_BYTES = 4096  # what `claims` is shown


class Unreadable(NptCoderError):
    """A file that a format claims but cannot read; reason: a sentence without the path."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote about a paragraph, apart from the talk.

    about: the words that it is pinned to, "" for the whole paragraph. at: as the file gives it.
    """

    kind: RemarkKind
    text: str
    author: str = ""
    at: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text as the file sets it apart; may hold several lines.

    speaker: set when the structure of the file names one (voice tag, speaker column).
    time: seconds from the start of the recording. where: the place in the file, in words.
    kind: `note` and `heading` are never speech, unless a heading is a speaker's label.
    joins: it goes on with the paragraph before by a space (captions, wrapped lines).
    after_blank: an empty line stands before it. lead: length in code points of the part at the
    start that stands out (bold, italics), often a label. remarks: what was written about it.
    """

    text: str
    speaker: str | None = None
    time: float | None = None
    where: str = ""
    kind: ParagraphKind = "speech"
    joins: bool = False
    after_blank: bool = False
    lead: int = 0
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class FormatResult:
    """What a reader makes of a file. problems: without the path, which the caller adds.

    encoding: None for formats that are not plain text. notes: what normalisation did.
    """

    paragraphs: tuple[Paragraph, ...]
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    title: str | None = None
    problems: tuple[Problem, ...] = ()


class Format(Protocol):
    """A module that reads one kind of transcript file.

    A format of rows and columns has a function `read_columns(raw, names)` as well, which takes
    the `ColumnNames` that a person gave.
    """

    name: str
    suffixes: tuple[str, ...]

    def claims(self, head: bytes, suffix: str) -> bool:
        """Say whether this format is the one for a file.

        head: the first bytes of the file. suffix: lower case with its dot, or "".
        """
        ...

    def read(self, raw: bytes) -> FormatResult:
        """Read a whole file. Raises: Unreadable."""
        ...
