"""Rtf: rich text, its characters beyond the basic plane put together again."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from npt_coder.ingest.decode import in_words, normalise
from npt_coder.ingest.formats.base import MAX_BYTES, FormatResult, Paragraph, Unreadable
from npt_coder.ingest.formats.columns import paragraphs_of_table

name = "rtf"
suffixes = (".rtf",)

_BEGIN = b"{\\rtf"
_ROW = re.compile(r"[^\n]*\|")  # a row of a table, as the library writes it
# Fields, pictures and embedded objects hold long runs of hex digits that are no speech.
_OBJECT = re.compile(rb"\\(?:pict|objdata|bin)\b")
_DAMAGED = (
    "damaged or cut short: it is no complete RTF document. Get the file again, or open it in a "
    "word processor and save it as .docx."
)


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is RTF; many files called .doc are, and some .txt."""
    return suffix == ".rtf" or (head.lstrip().startswith(_BEGIN) and suffix in (".doc", ".txt"))


def read(raw: bytes) -> FormatResult:
    """Read the paragraphs and tables. Raises: Unreadable."""
    if not raw.lstrip().startswith(_BEGIN):
        raise Unreadable(_DAMAGED)
    if len(raw) > MAX_BYTES and not _OBJECT.search(raw):
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    try:
        source = raw.decode("latin-1")
        found: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, TypeError, RecursionError) as error:
        raise Unreadable(_DAMAGED) from error
    text, changes = normalise(_whole(found))
    if not text.strip():
        raise Unreadable("an RTF document without text. Check that it is the right file.")
    return FormatResult(tuple(_paragraphs(text)), notes=in_words(changes))


def _whole(text: str) -> str:
    """Return text whose surrogate pairs are one character; lone halves become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _paragraphs(text: str) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    rows: list[list[str]] = []
    n_tables = 0
    after_blank = False
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if _ROW.fullmatch(line):
            rows.append([cell.strip() for cell in line.rstrip("|").split("|")])
            continue
        if rows:
            n_tables += 1
            paragraphs.extend(paragraphs_of_table(rows, where=f"table {n_tables}"))
            rows = []
        if line.strip():
            where = f"paragraph {number}"
            paragraphs.append(Paragraph(line.strip(), where=where, after_blank=after_blank))
        after_blank = not line.strip()
    return paragraphs
