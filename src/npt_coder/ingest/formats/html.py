"""Html: web pages and transcripts saved as such; blocks become paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from npt_coder.ingest.decode import decode, normalise
from npt_coder.ingest.formats.base import (
    MAX_BYTES,
    FormatResult,
    Paragraph,
    ParagraphKind,
    Unreadable,
)
from npt_coder.ingest.formats.columns import paragraphs_of_table
from npt_coder.ingest.formats.sniff import peek

name = "html"
suffixes = (".htm", ".html", ".xhtml")

_SKIPPED = {"script", "style", "head", "template", "noscript", "svg", "nav", "select", "button"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "div", "section", "article", "main", "body", "ul", "ol", "li", "dl", "dt", "dd"}
_BLOCKS |= {"blockquote", "pre", "header", "footer", "aside", "figure", "form", "hr", "html"}
_BLOCKS |= {"table", "tr", "td", "th", "caption"}
_BLOCKS |= _HEADINGS
_BOLD = {"b", "strong", "i", "em", "u"}
_PAGE = re.compile(r"(?i)\s*(?:<!--.{0,400}?-->\s*)*<(?:!doctype html|html)\b", re.S)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{3,20})", re.I)


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is a web page, by its suffix or its first tag."""
    return suffix in suffixes or (suffix == ".doc" and bool(_PAGE.match(peek(head))))


def read(raw: bytes) -> FormatResult:
    """Read blocks, line breaks and tables. Raises: Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    decoded = decode(_as_declared(raw))
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, recover=True)
    try:
        root = lxml_html.document_fromstring(decoded.text, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("a web page without text. Check that it is the right file.") from error
    reader = _Reader()
    reader.block(root)
    reader.flush()
    if not any(p.text.strip() for p in reader.paragraphs) or "<" not in decoded.text:
        raise Unreadable("a web page without text. Check that it is the right file.")
    title = " ".join((root.findtext(".//title") or "").split()) or None
    return FormatResult(tuple(reader.paragraphs), decoded.encoding, decoded.notes, title)


def _as_declared(raw: bytes) -> bytes:
    """Return the page in UTF-8 when its head names another encoding that fits."""
    declared = _CHARSET.search(raw[:2048])
    if declared is None:
        return raw
    try:
        return raw.decode(declared.group(1).decode("ascii")).encode("utf-8", "replace")
    except (LookupError, UnicodeError):
        return raw


@dataclass(slots=True)
class _Reader:
    """Gathers the text of a page block by block, with a stack so that deep nesting is no harm."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    is_leading: bool = True
    kind: ParagraphKind = "speech"
    n_blocks: int = 0
    n_tables: int = 0

    def block(self, root: etree._Element, *, flat: bool = False) -> None:
        """Read everything under an element; a block begins and ends a paragraph.

        flat: cells are blocks as well, so that tables in tables cannot be nested without end.
        """
        n_plain = 0
        for event, element, is_bold in _events(root, flat=flat):
            tag = str(element.tag)
            n_plain += (tag == "pre") * (1 if event == "start" else -1)
            if event == "table":
                self.flush()
                self._table(element)
            elif event == "start":
                if tag in _BLOCKS:
                    self.flush()
                    self.kind = "heading" if tag in _HEADINGS else "speech"
                if tag == "br":
                    self.pieces.append("\n")
                self._add(element.text, is_bold=is_bold, is_plain=n_plain > 0)
            else:
                if tag in _BLOCKS:
                    self.flush()
                    self.kind = "speech"
                self._add(element.tail, is_bold=is_bold, is_plain=n_plain > 0)

    def _add(self, text: str | None, *, is_bold: bool, is_plain: bool) -> None:
        if not text:
            return
        self.pieces.append(text if is_plain else re.sub(r"[ \t\r\n\f]+", " ", text))
        if self.is_leading and text.strip():
            self.is_leading = is_bold
        if self.is_leading:
            self.lead.append(self.pieces[-1])

    def flush(self) -> None:
        """End the paragraph that is going on."""
        text = "\n".join(line.strip(" ") for line in "".join(self.pieces).split("\n")).strip()
        text, _ = normalise(text)
        if text:
            self.n_blocks += 1
            lead = len("".join(self.lead).lstrip())
            where = f"block {self.n_blocks}"
            self.paragraphs.append(Paragraph(text, where=where, kind=self.kind, lead=lead))
        self.pieces, self.lead, self.is_leading = [], [], True

    def _table(self, table: etree._Element) -> None:
        self.n_tables += 1
        own = (row for row in table.iter("tr") if next(row.iterancestors("table")) is table)
        rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in own]
        rows = [row for row in rows if row]
        self.paragraphs.extend(paragraphs_of_table(rows, where=f"table {self.n_tables}"))


Event = tuple[str, etree._Element, bool]


def _events(root: etree._Element, *, flat: bool) -> Iterator[Event]:
    """Yield the start and end of every element that is read; a table whole, as one event.

    The third value says whether the text that follows stands out.
    """
    n_bold = 0
    tables: set[etree._Element] = set()
    skip: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if skip is not None:
            if event == "end" and element is skip:
                skip = None
                yield "end", element, n_bold > 0
            continue
        if not isinstance(tag, str) or tag in _SKIPPED or (tag == "table" and not flat):
            if event == "start":
                if tag == "table" and element not in tables:
                    tables.add(element)
                    yield "table", element, False
                skip = element
            continue
        n_bold += (tag in _BOLD) * (1 if event == "start" else -1)
        yield event, element, n_bold > 0


def _cell(cell: etree._Element) -> str:
    """Return the text of a cell, its blocks on lines of their own."""
    inner = _Reader()
    inner.block(cell, flat=True)
    inner.flush()
    return "\n".join(paragraph.text for paragraph in inner.paragraphs)
