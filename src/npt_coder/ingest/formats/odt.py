"""Odt: OpenDocument text, as LibreOffice and Google Docs write it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from npt_coder.ingest.decode import in_words, normalise
from npt_coder.ingest.formats.base import (
    FormatResult,
    Paragraph,
    ParagraphKind,
    Remark,
    Unreadable,
)
from npt_coder.ingest.formats.columns import paragraphs_of_table
from npt_coder.ingest.formats.package import damaged, locked, open_package, parse_xml
from npt_coder.ingest.formats.remarks import pinned

name = "odt"
suffixes = (".fodt", ".odt", ".ott")

_WHAT = "OpenDocument text"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_T: Final = f"{{{_URN}text:1.0}}"
_TABLE: Final = f"{{{_URN}table:1.0}}"
_OFFICE: Final = f"{{{_URN}office:1.0}}"
_STYLE: Final = f"{{{_URN}style:1.0}}"
_FO: Final = f"{{{_URN}xsl-fo-compatible:1.0}}"
_DRAW: Final = f"{{{_URN}drawing:1.0}}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_P, _H, _SPAN, _NOTE = _T + "p", _T + "h", _T + "span", _T + "note"
_ANNOTATION = _OFFICE + "annotation"
_SKIPPED = {_T + "tracked-changes", _T + "sequence-decls", _OFFICE + "forms", _OFFICE + "scripts"}
_BLOCKS = {_P, _H, _TABLE + "table"}


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is OpenDocument text, by its suffix or its stated type."""
    is_stated = head.startswith(b"PK") and b"opendocument.text" in head[:200]
    return suffix in suffixes or (is_stated and suffix != ".docx")


def read(raw: bytes) -> FormatResult:
    """Read the body; comments and footnotes are pinned to their paragraphs. Raises: Unreadable."""
    root = parse_xml(_content(raw), _WHAT)
    body = next(root.iter(_OFFICE + "text"), None)
    if body is None:
        raise Unreadable(
            "an OpenDocument file without a text in it. Check that it is the right one."
        )
    reader = _Reader(_bold_styles(root))
    reader.counts["tracked deletions left out"] = len(list(root.iter(_T + "deletion")))
    reader.blocks(body)
    if not any(p.text.strip() for p in reader.paragraphs):
        raise Unreadable("a document without text. Check that it is the right file.")
    notes = in_words({what: n for what, n in reader.counts.items() if n})
    return FormatResult(tuple(reader.paragraphs), notes=notes, title=reader.title)


def _content(raw: bytes) -> bytes:
    if raw.lstrip()[:5] == b"<?xml":
        return raw  # the flat form, one XML file
    with open_package(raw, _WHAT) as package:
        manifest = package.part("META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise Unreadable(locked(_WHAT))
        xml = package.part("content.xml")
    if xml is None:
        raise Unreadable(damaged(_WHAT))
    return xml


def _bold_styles(root: etree._Element) -> frozenset[str]:
    """Return the names of the automatic styles that are bold or italic."""
    found = set()
    for style in root.iter(_STYLE + "style"):
        for text in style.iter(_STYLE + "text-properties"):
            marks = (text.get(_FO + "font-weight"), text.get(_FO + "font-style"))
            if "bold" in marks or "italic" in marks:
                found.add(style.get(_STYLE + "name") or "")
    return frozenset(found)


@dataclass(slots=True)
class _Words:
    """The text of one paragraph while it is read."""

    pieces: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    is_leading: bool = True
    remarks: list[Remark] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    def add(self, text: str | None, *, is_bold: bool) -> None:
        if not text:
            return
        self.pieces.append(text)
        if self.is_leading and text.strip():
            self.is_leading = is_bold
        if self.is_leading:
            self.lead.append(text)


class _Reader:
    """Walks a body once and keeps its paragraphs, title and counts."""

    def __init__(self, bold: frozenset[str]) -> None:
        self.paragraphs: list[Paragraph] = []
        self.counts: Counter[str] = Counter()
        self.title: str | None = None
        self._bold = bold
        self._n_paragraphs = 0
        self._n_tables = 0
        self._after_blank = False

    def blocks(self, parent: etree._Element) -> None:
        """Read paragraphs and tables in order, through lists and sections."""
        for child in parent:
            if child.tag in (_P, _H):
                self._paragraph(child)
            elif child.tag == _TABLE + "table":
                self._table(child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                self.blocks(child)

    def _paragraph(self, element: etree._Element) -> None:
        self._n_paragraphs += 1
        words = _Words()
        self._inline(element, words, is_bold=False)
        plain, changes = normalise("".join(words.pieces))
        self.counts.update(changes)
        kind: ParagraphKind = "heading" if element.tag == _H else "speech"
        if not plain.strip():
            self._after_blank = True
        else:
            if kind == "heading" and self.title is None and not self.paragraphs:
                self.title = " ".join(plain.split())
            self.paragraphs.append(
                Paragraph(
                    plain.strip(),
                    where=f"paragraph {self._n_paragraphs}",
                    kind=kind,
                    after_blank=self._after_blank,
                    lead=len("".join(words.lead).lstrip()),
                    remarks=tuple(words.remarks),
                )
            )
            self._after_blank = False
        for box in words.boxes:
            self.blocks(box)

    def _inline(self, element: etree._Element, words: _Words, *, is_bold: bool) -> None:
        """Gather text, spaces, tabs, breaks, notes and frames, in document order."""
        words.add(_folded(element.text), is_bold=is_bold)
        for child in element:
            tag = child.tag
            if tag == _T + "s":
                words.add(" " * _count(child), is_bold=is_bold)
            elif tag == _T + "tab":
                words.add("\t", is_bold=is_bold)
            elif tag == _T + "line-break":
                words.add("\n", is_bold=is_bold)
            elif tag in (_NOTE, _ANNOTATION):
                words.remarks.extend(_remark(child))
            elif tag == _DRAW + "frame":
                words.boxes.extend(child.iter(_DRAW + "text-box"))
            elif isinstance(tag, str) and tag not in _BLOCKS:
                style = child.get(_T + "style-name") or ""
                self._inline(child, words, is_bold=is_bold or style in self._bold)
            words.add(_folded(child.tail), is_bold=is_bold)

    def _table(self, table: etree._Element) -> None:
        self._n_tables += 1
        inner = _Reader(self._bold)
        rows = [
            [inner.cell(cell) for cell in _cells(row)] for row in table.iter(_TABLE + "table-row")
        ]
        self.counts.update(inner.counts)
        found = paragraphs_of_table(rows, where=f"table {self._n_tables}")
        remarks = [remark for paragraph in inner.paragraphs for remark in paragraph.remarks]
        self.paragraphs.extend(pinned(found, remarks))
        self._after_blank = True

    def cell(self, cell: etree._Element) -> str:
        """Return the text of a cell, its paragraphs on lines of their own."""
        n_before = len(self.paragraphs)
        self.blocks(cell)
        return "\n".join(paragraph.text for paragraph in self.paragraphs[n_before:])


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            yield child


def _remark(element: etree._Element) -> Iterator[Remark]:
    """Yield the comment or note of an element, if it says anything."""
    lines = ("".join(map(str, p.itertext())).strip() for p in element.iter(_P))
    text = "\n".join(line for line in lines if line)
    if not text:
        return
    if element.tag == _ANNOTATION:
        author = element.findtext(_DC + "creator") or ""
        yield Remark("comment", text, author, element.findtext(_DC + "date") or "")
    else:
        is_end = element.get(_T + "note-class") == "endnote"
        yield Remark("endnote" if is_end else "footnote", text)


def _count(element: etree._Element) -> int:
    """Return how many spaces a space element stands for, within reason."""
    given = element.get(_T + "c") or "1"
    return min(int(given), 100) if given.isdigit() else 1


def _folded(text: str | None) -> str:
    """Fold white space as the format asks: line ends and runs of it are one space."""
    if not text:
        return ""
    body = " ".join(text.split())
    before = " " if text[0].isspace() else ""
    after = " " if text[-1].isspace() and body else ""
    return f"{before}{body}{after}"
