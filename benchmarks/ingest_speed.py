"""How much longer a Word transcript takes to read than to unzip and parse.

`python -m benchmarks.ingest_speed`: 50 pages (about 25,000 words) of made-up talk, the reader of
the program against unzip plus a parse of the same bytes, by the standard library and by lxml, in
one run on one core. The file is as Word writes it: revision marks on paragraphs, fonts and language
on every run, and a new run where spelling was checked.
"""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from functools import partial
from xml.etree import ElementTree

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from benchmarks.ratio import Ratio, fastest
from npt_coder.ingest.formats import docx
from npt_coder.ingest.turns import split_turns

PAGES = 50
WORDS_A_PAGE = 500
ROUNDS = 15
_WORDS = ("so", "we", "had", "to", "ring", "them", "again", "it", "was", "not", "there", "but")


def made_up(pages: int = PAGES) -> bytes:
    """Return a Word file of so many pages, a paragraph for each turn of about 60 words."""
    dice = random.Random(1)
    document = Document()
    for turn in range(pages * WORDS_A_PAGE // 60):
        paragraph = document.add_paragraph()
        paragraph._p.set(qn("w:rsidR"), f"{turn:08X}")
        _run(paragraph, "P1: " if turn % 2 else "Interviewer: ").bold = True
        for _ in range(6):
            _run(paragraph, " ".join(dice.choices(_WORDS, k=10)) + " ")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _run(paragraph: Paragraph, text: str) -> Run:
    """Add a run with the properties that Word gives each."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    run._r.get_or_add_rPr().append(language)
    return run


def parse(raw: bytes) -> None:
    """Unzip and parse with the standard library, and no more."""
    ElementTree.fromstring(_unzip(raw))


def parse_by_lxml(raw: bytes) -> None:
    """Unzip and parse with lxml, which the reader uses too, and no more."""
    etree.fromstring(_unzip(raw))


def _unzip(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return package.read("word/document.xml")


def read(raw: bytes) -> None:
    """Read paragraphs from the bytes."""
    docx.read(raw)


def understand(raw: bytes) -> None:
    """Read paragraphs and find the speakers."""
    split_turns(docx.read(raw).paragraphs)


def milliseconds() -> list[float]:
    """Return the least of several rounds of each: two parses, reading, and finding speakers."""
    raw = made_up()
    works = (parse, parse_by_lxml, read, understand)
    return [1000 * taken for taken in fastest([partial(work, raw) for work in works], ROUNDS)]


def peak(raw: bytes) -> int:
    """Return the most memory that Python held while it read, in bytes."""
    tracemalloc.start()
    understand(raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def ratios() -> list[Ratio]:
    """Measure reading a Word file against unzipping and parsing it."""
    standard, lxml, reading, whole = milliseconds()
    return [
        Ratio(
            "a Word transcript read, time / unzip and parse",
            reading / standard,
            1.5,
            "at most",
            f"{reading:.0f} ms / {standard:.0f} ms, {PAGES} pages; against lxml "
            f"{reading / lxml:.2f}; with speakers found {whole / standard:.2f}",
        )
    ]


def main() -> None:
    """Print the ratios."""
    standard, lxml, reading, whole = milliseconds()
    for name, taken in (("read", reading), ("read and find speakers", whole)):
        print(
            f"{name}: {taken:.1f} ms, {taken / standard:.2f} x unzip and parse, "
            f"{taken / lxml:.2f} x with lxml"
        )
    once, four = peak(made_up()), peak(made_up(4 * PAGES))
    print(
        f"peak memory: {once / 2**20:.1f} MiB for {PAGES} pages, {four / once:.2f} x for four times"
    )


if __name__ == "__main__":
    main()
