"""Text: plain text and Markdown, a paragraph per line, wrapped lines joined again."""

from __future__ import annotations

import re
from itertools import pairwise

from npt_coder.ingest.decode import decode
from npt_coder.ingest.formats.base import (
    MAX_BYTES,
    FormatResult,
    Paragraph,
    ParagraphKind,
    Unreadable,
)
from npt_coder.ingest.formats.captions import TIMING
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
_LINE_NUMBER = re.compile(r"^[ \t]*(\d{1,5})(?:[ \t]+|$)")
_PAGE = re.compile(
    r"[\W_]*(?:page|seite|pagina|página)[ \t]*\d{1,4}"
    r"(?:[ \t]*(?:of|von|de|van|/)[ \t]*\d{1,4})?[\W_]*",
    re.I,
)
_QUOTE_MARK = re.compile(r"^(?:[ \t]*>)+(?:[ \t]|$)")
_FRONT_MATTER_LINES = 60
_BINARY = ((b"%PDF", "a PDF"), (b"{\\rtf", "an RTF document"), (OLE, "an old Office document"))
_WRAP_WIDTHS = range(40, 121)  # code points; narrower is verse, wider was not wrapped by a program


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is text by its suffix, and neither captions nor Word inside."""
    if suffix not in suffixes or is_word_package(head):
        return False
    start = peek(head)
    return suffix != ".txt" or not (start.startswith("WEBVTT") or TIMING.search(start[:400]))


def read(raw: bytes) -> FormatResult:
    """Read text and Markdown. Raises: Unreadable for what is no text, or far too long."""
    _refuse_what_is_no_text(raw)
    decoded = decode(raw)
    lines, n_margin = _without_margin(decoded.text.split("\n"))
    lines, n_pages = _without_page_numbers(lines)
    n_front = _front_matter(lines)
    width = _wrap_width(lines)
    paragraphs: list[Paragraph] = []
    n_rulers = n_escapes = n_joined = 0
    previous = ""
    for number, line in enumerate(lines, start=1):
        if number <= n_front:
            paragraphs.append(Paragraph(line, where=f"line {number}", kind="note"))
        elif line.strip() and not _RULER.match(line):
            joins = width is not None and _continues(previous, line, width)
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


def _without_margin(lines: list[str]) -> tuple[list[str], int]:
    """Take off line numbers or `>` marks, if nearly every line bears them; return how many."""
    filled = [line for line in lines if line.strip()]
    numbers = [int(found.group(1)) for line in filled if (found := _LINE_NUMBER.match(line))]
    rising = sum(a < b for a, b in pairwise(numbers))
    if len(numbers) >= max(5, 0.8 * len(filled)) and rising >= 0.9 * (len(numbers) - 1):
        return [_LINE_NUMBER.sub("", line) for line in lines], len(numbers)
    n_quoted = sum(bool(_QUOTE_MARK.match(line)) for line in filled)
    if n_quoted >= max(3, 0.8 * len(filled)):
        return [_QUOTE_MARK.sub("", line) for line in lines], n_quoted
    return lines, 0


def _without_page_numbers(lines: list[str]) -> tuple[list[str], int]:
    """Blank out lines such as `Page 3 of 12`, if there are several; return how many."""
    pages = {index for index, line in enumerate(lines) if _PAGE.fullmatch(line)}
    if len(pages) < 2:
        return lines, 0
    return ["" if index in pages else line for index, line in enumerate(lines)], len(pages)


def _front_matter(lines: list[str]) -> int:
    """Return how many lines a YAML block at the top takes, 0 when there is none."""
    if not lines or lines[0].strip() != "---":
        return 0
    for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], start=2):
        if line.strip() in ("---", "..."):
            return number
    return 0


def _wrap_width(lines: list[str]) -> int | None:
    """Return the width at which a program wrapped the lines, or None when none did.

    In code points. Wrapped text gives itself away: a line ends where the next word would not
    have fitted.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 6 or (width := lengths[int(len(lengths) * 0.97)]) not in _WRAP_WIDTHS:
        return None
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    n_full = sum(_continues(a, b, width) for a, b in pairs)
    return width if n_full >= 4 and n_full * 2 >= len(pairs) else None


def _continues(line: str, following: str, width: int) -> bool:
    if not line.strip() or not following.strip():
        return False
    return len(line) + 1 + len(following.split(None, 1)[0]) > width - 2
