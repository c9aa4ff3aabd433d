"""Docx: Word documents, read from the XML so that tracked insertions are not lost.

Libraries that offer a paragraph's text drop what was inserted under track changes; this reader
walks the body itself: insertions stay, deletions go, paragraphs and tables keep their order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from npt_coder.ingest.decode import in_words, normalise
from npt_coder.ingest.formats.base import (
    FormatResult,
    Paragraph,
    ParagraphKind,
    Remark,
    RemarkKind,
    Unreadable,
)
from npt_coder.ingest.formats.columns import paragraphs_of_table
from npt_coder.ingest.formats.package import Package, damaged, open_package, parse_xml
from npt_coder.ingest.formats.remarks import pinned
from npt_coder.ingest.formats.sniff import is_word_package

name = "docx"
suffixes = (".docm", ".docx")

_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _TBL, _TR, _TC = _W + "p", _W + "tbl", _W + "tr", _W + "tc"
_R, _T, _RPR, _PPR = _W + "r", _W + "t", _W + "rPr", _W + "pPr"
_VAL, _DEL, _ID = _W + "val", _W + "del", _W + "id"
_P_STYLE = _W + "pStyle"
_BOX = _W + "txbxContent"
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_LEFT_OUT = {  # element -> what is counted, in words
    _W + "del": "tracked deletions left out",
    _W + "moveFrom": "tracked moves read at their new place",
}
_COUNTED = {_W + "ins": "tracked insertions kept"}
_REFERENCES: Mapping[str, RemarkKind] = {
    _W + "commentReference": "comment",
    _W + "footnoteReference": "footnote",
    _W + "endnoteReference": "endnote",
}
_PARTS: Mapping[RemarkKind, str] = {
    "comment": "word/comments.xml",
    "footnote": "word/footnotes.xml",
    "endnote": "word/endnotes.xml",
}
_RANGE_START = _W + "commentRangeStart"
_NOT_TEXT = {_PPR, _RPR, _W + "tblPr", _W + "tblGrid", _W + "trPr", _W + "tcPr", _W + "sdtPr"}
_NOT_TEXT |= {_W + "sectPr", _W + "instrText", _W + "delText", _MC + "Fallback"}
# What the quick way through a paragraph does not read, nearly all of it rare.
_SPECIAL = (
    *_CHARACTERS,
    *_LEFT_OUT,
    *_COUNTED,
    *_REFERENCES,
    _BOX,
    _MC + "Fallback",
    _W + "instrText",
)
_HEADING = re.compile(r"(?i)(?:heading|title|subtitle|berschrift|titre|titel|kop|ttulo|rubrik)\d*")
_STANDS_OUT = frozenset((_W + "b", _W + "i", _W + "u"))
_OFF = ("0", "false", "off", "none")
_WHAT = "Word document"
_string = etree.XPath("string()")  # all text below an element, which in a plain run is w:t alone
_LOOK = 50_000  # bytes at the start that tell how the file is laid out
_BLANKS = re.compile(rb">\s+<w:[rt][ >]")  # a file laid out for people to read has blanks there


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is a Word document, by its suffix or by the package inside."""
    if suffix in suffixes:
        return True
    return is_word_package(head) and suffix in (".doc", ".txt", ".md", ".text", ".markdown", "")


def read(raw: bytes) -> FormatResult:
    """Read the body of a Word document, comments and notes pinned to what they are about.

    Raises: Unreadable for damaged, locked or huge files.
    """
    with open_package(raw, _WHAT) as package:
        xml = _document_xml(package)
        root = parse_xml(xml, _WHAT)
        reader = _Reader(_remarks_of(package))
    body = next(root.iter(_W + "body"), None)
    if body is None:
        raise Unreadable(damaged(_WHAT))
    reader.careful = _special_paragraphs(body, everything=bool(_BLANKS.search(xml[:_LOOK])))
    reader.blocks(body)
    if not any(p.text.strip() for p in reader.paragraphs):
        raise Unreadable("a Word document without text. Check that it is the right file.")
    return FormatResult(tuple(reader.paragraphs), notes=in_words(reader.counts), title=reader.title)


def _document_xml(package: Package) -> bytes:
    """Return the main part of the package. Raises: Unreadable when there is none."""
    xml = package.part(_main_part(package.names))
    if xml is None:
        raise Unreadable(
            "no Word document inside: the package has no readable word/document.xml. Open it in "
            "Word and save it as .docx."
        )
    return _transitional(xml)


def _transitional(xml: bytes) -> bytes:
    return xml.replace(_STRICT, _TRANSITIONAL) if _STRICT in xml[:4096] else xml


def _main_part(names: Sequence[str]) -> str:
    """Return the name of the main part; some editors do not call it word/document.xml."""
    if "word/document.xml" in names:
        return "word/document.xml"
    return next((n for n in sorted(names) if re.fullmatch(r"word/document\d*\.xml", n)), "")


def _remarks_of(package: Package) -> dict[tuple[RemarkKind, str], Remark]:
    """Return the comments, footnotes and endnotes of a package by kind and id."""
    found: dict[tuple[RemarkKind, str], Remark] = {}
    for kind, part in _PARTS.items():
        xml = package.part(part)
        if xml is None:
            continue
        for element in parse_xml(_transitional(xml), _WHAT):
            lines = ("".join(t.text or "" for t in p.iter(_T)) for p in element.iter(_P))
            text = "\n".join(line.strip() for line in lines if line.strip())
            author, at = element.get(_W + "author") or "", element.get(_W + "date") or ""
            if text:
                found[kind, element.get(_W + "id") or ""] = Remark(kind, text, author, at)
    return found


@dataclass(slots=True)
class _Words:
    """The text of one paragraph while it is read; lead: pieces at its start that stand out."""

    pieces: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    is_leading: bool = True
    boxes: list[etree._Element] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)  # id of a comment -> first piece
    remarks: list[Remark] = field(default_factory=list)


class _Reader:
    """Walks a body once and keeps its paragraphs, title and counts."""

    def __init__(self, remarks: Mapping[tuple[RemarkKind, str], Remark]) -> None:
        self._remarks = remarks
        self.careful: frozenset[etree._Element] = frozenset()  # paragraphs of more than plain runs
        self.paragraphs: list[Paragraph] = []
        self.counts: Counter[str] = Counter()
        self.title: str | None = None
        self._n_paragraphs = 0
        self._n_tables = 0
        self._carried = ""  # text of a paragraph whose end was deleted under track changes
        self._after_blank = False

    def blocks(self, parent: etree._Element) -> None:
        """Read paragraphs and tables in order, whatever content controls lie round them."""
        for child in parent:
            tag = child.tag
            if tag == _P:
                self._paragraph(child)
            elif tag == _TBL:
                self._table(child)
            elif tag in _LEFT_OUT:
                self.counts[_LEFT_OUT[tag]] += 1
            elif tag not in _NOT_TEXT:
                self.blocks(child)

    def _paragraph(self, element: etree._Element) -> None:
        self._n_paragraphs += 1
        if element in self.careful or self._carried:
            self._special_paragraph(element)
            return
        text = _string(element)
        if text.strip():
            self._keep(text, _plain_lead(element), _kind(_first(element, _PPR)), ())
        else:
            self._after_blank = True

    def _special_paragraph(self, element: etree._Element) -> None:
        words = self._words_of(element)
        text = self._carried + "".join(words.pieces)
        lead = len(self._carried + "".join(words.lead)) if words.lead else 0
        self._carried = ""
        properties = _first(element, _PPR)
        if properties is not None and next(properties.iter(_DEL), None) is not None:
            self._carried = text
        elif text.strip():
            self._keep(text, lead, _kind(properties), words.remarks)
        else:
            self._after_blank = True
        for box in words.boxes:
            self.blocks(box)

    def _keep(self, text: str, lead: int, kind: ParagraphKind, remarks: Sequence[Remark]) -> None:
        plain, changes = normalise(text)
        if changes:
            self.counts.update(changes)
        if kind == "heading" and self.title is None and not self.paragraphs:
            self.title = " ".join(plain.split())
        n_indent = len(plain) - len(plain.lstrip())
        where = f"paragraph {self._n_paragraphs}"
        self.paragraphs.append(
            Paragraph(
                plain.strip(),
                where=where,
                kind=kind,
                after_blank=self._after_blank,
                lead=max(0, lead - n_indent),
                remarks=tuple(remarks),
            )
        )
        self._after_blank = False

    def _table(self, table: etree._Element) -> None:
        self._n_tables += 1
        inner = _Reader(self._remarks)
        inner.careful = self.careful
        rows = [[inner.cell(cell) for cell in _cells(row)] for row in _rows(table)]
        self.counts.update(inner.counts)
        found = paragraphs_of_table(rows, where=f"table {self._n_tables}")
        remarks = [remark for paragraph in inner.paragraphs for remark in paragraph.remarks]
        found = pinned(found, remarks)
        if found and self.paragraphs:
            found[0] = replace(found[0], after_blank=True)
        self.paragraphs.extend(found)
        self._after_blank = True

    def cell(self, cell: etree._Element) -> str:
        """Return the text of a cell, its paragraphs on lines of their own."""
        n_before = len(self.paragraphs)
        self.blocks(cell)
        return "\n".join(paragraph.text for paragraph in self.paragraphs[n_before:])

    def _words_of(self, element: etree._Element) -> _Words:
        words = _Words()
        self._inline(element, words)
        return words

    def _inline(self, element: etree._Element, words: _Words) -> None:
        """Gather the text under a paragraph: runs, links, fields, insertions, text boxes."""
        for child in element:
            tag = child.tag
            if tag == _R:
                self._run(child, words)
            elif tag == _BOX:
                words.boxes.append(child)
            elif tag in _LEFT_OUT:
                self.counts[_LEFT_OUT[tag]] += 1
            elif tag == _RANGE_START:
                words.opened[child.get(_ID) or ""] = len(words.pieces)
            elif tag not in _NOT_TEXT:
                if tag in _COUNTED:
                    self.counts[_COUNTED[tag]] += 1
                self._inline(child, words)

    def _run(self, run: etree._Element, words: _Words) -> None:
        text = ""
        for child in run:
            tag = child.tag
            if tag == _T:
                text += child.text or ""
            elif tag in _CHARACTERS:
                text += _CHARACTERS[tag]
            elif tag in _REFERENCES:
                self._remark(_REFERENCES[str(tag)], child.get(_ID) or "", words)
            elif tag not in _NOT_TEXT:
                self._inline(child, words)
        words.pieces.append(text)
        if words.is_leading and text.strip():
            words.is_leading = _stands_out(run)
            if words.is_leading:
                words.lead.append(text)

    def _remark(self, kind: RemarkKind, id: str, words: _Words) -> None:
        """Pin a comment or note to the words that it is about, if they are marked."""
        remark = self._remarks.get((kind, id))
        if remark is None:
            return
        first = words.opened.get(id, len(words.pieces)) if kind == "comment" else 0
        about = "".join(words.pieces[first:]) if kind == "comment" else ""
        words.remarks.append(replace(remark, about=" ".join(about.split())))


def _special_paragraphs(body: etree._Element, *, everything: bool) -> frozenset[etree._Element]:
    """Return the paragraphs that hold anything but plain runs, in one pass over the document."""
    if everything:
        return frozenset(body.iter(_P))
    found = (next(element.iterancestors(_P), None) for element in body.iter(*_SPECIAL))
    return frozenset(paragraph for paragraph in found if paragraph is not None)


def _plain_lead(element: etree._Element) -> int:
    """Return how far a paragraph of plain runs stands out from its start, in code points."""
    length = 0
    for run in element.iterchildren(_R):
        if not _stands_out(run):
            break
        length += len(_string(run))
    return length


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table that were not deleted, also those in content controls."""
    for child in table:
        if child.tag == _TR:
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag not in _NOT_TEXT:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == _TC:
            yield child
        elif child.tag not in _NOT_TEXT:
            yield from _cells(child)


def _kind(properties: etree._Element | None) -> ParagraphKind:
    style = None if properties is None else _first(properties, _P_STYLE)
    if style is not None and _HEADING.fullmatch(style.get(_VAL) or ""):
        return "heading"
    return "speech"


def _stands_out(run: etree._Element) -> bool:
    """Say whether a run is bold, italic or underlined."""
    properties = _first(run, _RPR)
    if properties is None:
        return False
    return any(mark.tag in _STANDS_OUT and mark.get(_VAL, "1") not in _OFF for mark in properties)


def _first(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the first child if it has this tag, as the schema asks of properties."""
    child = element[0] if len(element) else None
    return child if child is not None and child.tag == tag else None
