"""Text: plain text and Markdown, a paragraph per line, wrapped lines joined again."""

from __future__ import annotations

import re

from npt_coder.ingest.decode import decode
from npt_coder.ingest.formats.base import (
    MAX_BYTES,
    FormatResult,
    Paragraph,
    ParagraphKind,
    Unreadable,
)
from npt_coder.ingest.formats.captions import TIMING
from npt_coder.ingest.formats.lines import (
    continues,
    without_margin,
    without_page_numbers,
    wrap_width,
)
from npt_coder.ingest.formats.sniff import OLE, is_word_package, peek

name = "text"
suffixes = (".markdown", ".md", ".text", ".txt")

_HEADING = re.compile(r"^#{1,6}[ \t]+(?=\S)")
_RULER = re.compile(r"^[ \t]*([-*_=~#·•])(?:[ \t]*\1){2,}[ \t]*$")
_ESCAPED = re.compile(r"\\([\[\](){}#*_!.+>~`-])")
_HARD_BREAK = re.compile(r"(?<!\\)\\[ \t]*$")
# Bold or italics round a label: `**First Last:** text`, `***Participant***`, `*Anna*: text`.
_LEAD = re.compile(
    r"^[ \t]*(?:[-*>][ \t]+)?(\*{2,3}|__|\*(?=[^*]+\*[ \t]*:|[^*]+:[ \t]*\*|[^*.?!\"“]+\*[ \t]*$))"
    r"(?P<lead>[^*\n]{1,80}?)\1"
)
_FRONT_MATTER_LINES = 60
_BINARY = ((OLE, "an old Office document"),)


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is text by its suffix, and neither captions nor Word inside."""
    start = peek(head)
    if suffix not in suffixes or is_word_package(head) or start.startswith(("%PDF-", "{\\rtf")):
        return False
    return suffix != ".txt" or not (start.startswith("WEBVTT") or TIMING.search(start[:400]))


def read(raw: bytes) -> FormatResult:
    """Read text and Markdown. Raises: Unreadable for what is no text, or far too long."""
    _refuse_what_is_no_text(raw)
    decoded = decode(raw)
    lines, n_margin = without_margin(decoded.text.split("\n"))
    lines, n_pages = without_page_numbers(lines)
    n_front = _front_matter(lines)
    width = wrap_width(lines)
    paragraphs: list[Paragraph] = []
    n_rulers = n_escapes = n_joined = 0
    previous = ""
    for number, line in enumerate(lines, start=1):
        if number <= n_front:
            paragraphs.append(Paragraph(line, where=f"line {number}", kind="note"))
        elif line.strip() and not _RULER.match(line):
            joins = width is not None and continues(previous, line, width)
            plain, escapes = _ESCAPED.subn(r"\1", _HARD_BREAK.sub("", line))
            after_blank = not previous.strip() and number > 1
            paragraphs.append(_paragraph(plain, number, joins=joins, after_blank=after_blank))
            n_escapes += escapes
            n_joined += joins
        n_rulers += bool(_RULER.match(line)) and number > n_front
        previous = line
    changes = {
        "line numbers or quote marks in the margin left out": n_margin,
        "page numbers left out": n_pages,
        "wrapped lines joined": n_joined,
        "Markdown escapes undone": n_escapes,
        "ruled lines left out": n_rulers,
    }
    notes = tuple(f"{what}: {n}" for what, n in changes.items() if n)
    return FormatResult(tuple(paragraphs), decoded.encoding, (*decoded.notes, *notes))


def _paragraph(line: str, number: int, *, joins: bool, after_blank: bool) -> Paragraph:
    """Return a line as a paragraph, its Markdown marks turned into `kind` and `lead`."""
    kind: ParagraphKind = "speech"
    if heading := _HEADING.match(line):
        kind, line = "heading", line[heading.end() :]
    length = 0
    if found := _LEAD.match(line):
        lead = found["lead"].strip()
        line, length = lead + line[found.end() :], len(lead)
    where = f"line {number}"
    return Paragraph(
        line.strip(), None, None, where, kind, joins=joins, after_blank=after_blank, lead=length
    )


def _refuse_what_is_no_text(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    for mark, what in _BINARY:
        if raw.startswith(mark):
            raise Unreadable(f"{what} under the name of a text file. Save it as .docx or .txt.")
    sample = raw[:100_000]
    controls = sum(byte < 9 or 13 < byte < 32 for byte in sample) - sample.count(0)
    if controls * 50 > len(sample):
        raise Unreadable("not text: it holds binary data. Check that it is the right file.")


def _front_matter(lines: list[str]) -> int:
    """Return how many lines a YAML block at the top takes, 0 when there is none."""
    if not lines or lines[0].strip() != "---":
        return 0
    for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], start=2):
        if line.strip() in ("---", "..."):
            return number
    return 0
