"""Pdf: the text layer of a PDF, in lines, without what pages add to it."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile

from pypdf import PageObject, PdfReader

from npt_coder.ingest.decode import in_words, normalise
from npt_coder.ingest.formats.base import FormatResult, Paragraph, Unreadable
from npt_coder.ingest.formats.furniture import PageLine, without_furniture
from npt_coder.ingest.formats.sniff import peek

name = "pdf"
suffixes = (".pdf",)

MAX_PAGES = 2000
_SAME_LINE = 0.35  # of the size of the letters: pieces this near in height share a line
_COLUMN = 20.0  # points between two columns of a table at least
_MANY_BESIDE = 0.3  # share of the lines that begin in the second column of a table
_FULL = 0.8  # of the usual length of a long line; letters differ in width
_NEW_PARAGRAPH = 1.25  # of the usual distance between lines
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_BROKEN_WORD = re.compile(r"(\w+)[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"([^\W\d_]+)(\S*)\s*")
_SCANNED = (
    "scanned: its pages are pictures, without a text layer. Run text recognition (OCR) over it, "
    "check the result, and ingest that."
)
_DAMAGED = "damaged or cut short: it is no complete PDF. Get the file again from where it was made."
_LOCKED = "protected by a password. Save a copy without one and ingest that."


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is a PDF, by its suffix or its first bytes."""
    return suffix == ".pdf" or (
        suffix in (".txt", ".doc", "") and peek(head[:1024]).startswith("%PDF-")
    )


def read(raw: bytes) -> FormatResult:
    """Read the text layer: page furniture goes, wrapped lines and broken words are joined.

    Raises: Unreadable for scans, locked and damaged files.
    """
    pages = _pages(raw)
    n_letters = sum(len(line.text) for page in pages for line in page)
    if n_letters < 4 * len(pages):
        raise Unreadable(_SCANNED)
    kept, counts = without_furniture(pages)
    kept = _with_tabs(kept)
    n_broken = _join_broken_words(kept)
    paragraphs = _paragraphs(kept, counts)
    if not paragraphs:
        raise Unreadable("a PDF without text beside its page numbers. Check the file.")
    counts["broken words joined at line ends"] = n_broken
    counts["wrapped lines joined"] = sum(paragraph.joins for paragraph in paragraphs)
    notes = in_words({what: n for what, n in counts.items() if n})
    return FormatResult(tuple(paragraphs), notes=notes)


def _pages(raw: bytes) -> list[list[PageLine]]:
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(_LOCKED)
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable(f"has {len(reader.pages)} pages, which no interview has.")
        return [_lines(page, number) for number, page in enumerate(reader.pages, start=1)]
    except Unreadable:
        raise
    except Exception as error:  # the library raises many kinds on damaged files
        raise Unreadable(_DAMAGED) from error


def _lines(page: PageObject, number: int) -> list[PageLine]:
    """Return the lines of a page from top to bottom, pieces of a line from left to right."""
    pieces: list[PageLine] = []

    def keep(
        text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float
    ) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            height = abs(size * (tm[3] or 1) * (cm[3] or 1)) or 10.0
            lead = len(text) if _stands_out(font) else 0
            pieces.append(PageLine(text, number, x, y, height, lead=lead))

    plain = page.extract_text(visitor_text=keep)
    return _placed(plain, pieces)


def _placed(plain: str, pieces: Sequence[PageLine]) -> list[PageLine]:
    """Give each line of the plain text the place of the piece that begins it.

    The library spaces the words of a line better than places alone can tell.
    """
    lines: list[PageLine] = []
    at = 0
    for text in plain.split("\n"):
        squeezed = "".join(text.split())
        if not squeezed or not pieces:
            continue
        found = next((i for i in range(at, len(pieces)) if _begins(squeezed, pieces[i].text)), None)
        place = pieces[at - 1] if found is None and at else pieces[found or 0]
        at = at if found is None else found + 1
        own = _beside(place, pieces[at:]) if found is not None else []
        plain_line = _spelled_out(text.strip())
        lines.append(
            replace(
                place,
                text=plain_line,
                pieces=tuple((piece.x, piece.text) for piece in own),
                lead=_lead(plain_line, place, own),
            )
        )
    return lines


def _stands_out(font: object) -> bool:
    """Say whether the name of a font says that it is bold or italic."""
    name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
    return bool(re.search(r"bold|black|italic|oblique", name, re.IGNORECASE))


def _lead(line: str, first: PageLine, beside: Sequence[PageLine]) -> int:
    """Return how far a line stands out from its start, 0 when all of it or nothing does."""
    plain = next((piece for piece in beside if not piece.lead), None)
    if not first.lead or plain is None:
        return 0
    at = line.find(plain.text.strip()[:12])
    return len(line[:at].rstrip()) if at > 0 else 0


def _beside(place: PageLine, following: Sequence[PageLine]) -> list[PageLine]:
    """Return the pieces that share a line with the one that begins it."""
    return list(takewhile(lambda p: abs(p.y - place.y) < _SAME_LINE * place.size, following))


def _begins(line: str, piece: str) -> bool:
    start = "".join(piece.split())[:8]
    return bool(start) and (line.startswith(start) or start.startswith(line))


def _spelled_out(text: str) -> str:
    """Write ligatures as their letters and tabs between words as spaces."""
    text = _LIGATURES.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    return re.sub(
        r"(?<=\S)[\t ]+(?=\S)", lambda m: " " if "\t" not in m.group() else m.group(), text
    )


def _with_tabs(lines: Sequence[PageLine]) -> list[PageLine]:
    """Put a tab where the second of two columns begins: labels left, speech beside them."""
    starts = Counter(round(line.x) for line in lines)
    left = min((x for x, n in starts.items() if n >= 0.05 * len(lines)), default=0)
    beside = {x: n for x, n in starts.items() if x > left + _COLUMN}
    if not beside or max(beside.values()) < _MANY_BESIDE * len(lines):
        return list(lines)
    second = max(beside, key=lambda x: beside[x])
    return [_tabbed(line, second) if round(line.x) < second else line for line in lines]


def _tabbed(line: PageLine, second: float) -> PageLine:
    for x, piece in line.pieces:
        at = line.text.find(piece.strip()[:12])
        if abs(x - second) < 3 and at > 0:
            return replace(line, text=f"{line.text[:at].rstrip()}\t{line.text[at:]}")
    return line


def _join_broken_words(lines: list[PageLine]) -> int:
    """Put words together that a hyphen broke at the end of a line; returns how many, in place.

    A word counts as broken when the file also has it whole; else the hyphen is the writer's.
    """
    words = Counter(
        word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+", line.text)
    )
    n = 0
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        end, start = _BROKEN_WORD.search(line.text), _FIRST_WORD.match(following.text)
        if not end or not start or not start.group(1)[0].islower():
            continue
        is_whole = (end.group(1) + start.group(1)).casefold() in words
        stem = line.text[: end.end(1)] if is_whole else line.text
        lines[index] = replace(line, text=stem + start.group(1) + start.group(2))
        lines[index + 1] = replace(following, text=following.text[start.end() :])
        n += 1
    return n


def _paragraphs(lines: Sequence[PageLine], counts: Counter[str]) -> list[Paragraph]:
    """Return a paragraph per line; `joins` where the line before was full and nothing set apart."""
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(len(lengths) * 0.95)] if lengths else 0
    usual = _usual_distance(lines)
    paragraphs: list[Paragraph] = []
    before: PageLine | None = None
    for line in lines:
        text, changes = normalise(line.text)
        counts.update(changes)
        if not text.strip():
            continue
        is_apart = before is not None and _is_apart(before, line, usual)
        joins = before is not None and not is_apart and _is_full(before.text, text, width)
        where = f"page {line.page}"
        paragraphs.append(
            Paragraph(text.strip(), where=where, joins=joins, after_blank=is_apart, lead=line.lead)
        )
        before = line
    return paragraphs


def _is_full(before: str, text: str, width: int) -> bool:
    """Say whether the first word of a line hardly fitted on the line before it."""
    return len(before) + 1 + len(text.split(None, 1)[0]) > _FULL * width


def _usual_distance(lines: Sequence[PageLine]) -> float:
    """Return the commonest distance from line to line within a page, in points."""
    gaps = [
        round(a.y - b.y, 1)
        for _, page in groupby(lines, key=lambda line: line.page)
        for a, b in pairwise(list(page))
        if 0 < a.y - b.y < 4 * max(a.size, 1)
    ]
    return Counter(gaps).most_common(1)[0][0] if gaps else 0.0


def _is_apart(before: PageLine, line: PageLine, usual: float) -> bool:
    """Say whether a line stands clear of the one before it, on the same page."""
    return bool(usual) and line.page == before.page and before.y - line.y > _NEW_PARAGRAPH * usual
