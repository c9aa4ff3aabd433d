"""How much longer a Word transcript takes to read than to unzip and parse.

`python -m benchmarks.ingest_speed`: 50 pages (about 25,000 words) of made-up talk, the reader of
the program against unzip plus an lxml parse of the same bytes, in one run on one core. The file is
as Word writes it: revision marks on paragraphs, fonts and language on every run, and a new run
where spelling was checked.
"""

from __future__ import annotations

import io
import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from npt_coder.ingest.formats import docx
from npt_coder.ingest.turns import split_turns

PAGES = 50
WORDS_A_PAGE = 500
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
    """Unzip and parse, and no more."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        etree.fromstring(package.read("word/document.xml"))


def read(raw: bytes) -> None:
    """Read paragraphs from the bytes."""
    docx.read(raw)


def understand(raw: bytes) -> None:
    """Read paragraphs and find the speakers."""
    split_turns(docx.read(raw).paragraphs)


def seconds(work: Callable[[bytes], None], raw: bytes, times: int = 15) -> float:
    """Return the best of several runs."""
    best = float("inf")
    for _ in range(times):
        begin = time.perf_counter()
        work(raw)
        best = min(best, time.perf_counter() - begin)
    return best


def peak(raw: bytes) -> int:
    """Return the most memory that Python held while it read, in bytes."""
    tracemalloc.start()
    understand(raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main() -> None:
    """Print the ratios."""
    raw = made_up()
    base = seconds(parse, raw)
    for name, work in (("read", read), ("read and find speakers", understand)):
        taken = seconds(work, raw)
        print(f"{name}: {taken * 1000:.1f} ms, {taken / base:.2f} x unzip and parse")
    once, four = peak(raw), peak(made_up(4 * PAGES))
    print(
        f"peak memory: {once / 2**20:.1f} MiB for {PAGES} pages, {four / once:.2f} x for four times"
    )


if __name__ == "__main__":
    main()
