"""Furniture: page numbers, running heads and line numbers that pages carry beside the talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from npt_coder.ingest.formats.lines import PAGE_NUMBER

_HEIGHT = 6.0  # points by which the height of a running head may vary
_EDGE = 3  # lines at the top and at the bottom of a page where furniture stands
_BARE_NUMBER = re.compile(r"[\W_]*(?:p\.[ \t]*)?\d{1,4}(?:[ \t]*(?:of|/)[ \t]*\d{1,4})?[\W_]*")
_LINE_NUMBER = re.compile(r"(\d{1,5})(?:[ \t]+|$)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page. x, y: of its start, in points; size: of its letters, in points.

    pieces: what else it is printed in, each with the x at which it begins. lead: code points at
    its start that are printed bold or italic.
    """

    text: str
    page: int
    x: float
    y: float
    size: float
    pieces: tuple[tuple[float, str], ...] = ()
    lead: int = 0


def without_furniture(pages: Sequence[Sequence[PageLine]]) -> tuple[list[PageLine], Counter[str]]:
    """Return the lines of all pages that are talk, and a count of what was left out.

    A line at the edge of a page goes when it is a page number, or when the same words (digits
    aside) stand at the same height at the edge of at least half of the pages.
    """
    counts: Counter[str] = Counter()
    edges = [_edges(page) for page in pages]
    seen = Counter(
        key for page, at in zip(pages, edges, strict=True) for key in {_key(page[i]) for i in at}
    )
    enough = max(2, len(pages) / 2)
    kept: list[PageLine] = []
    for page, at in zip(pages, edges, strict=True):
        numbers = _page_numbers(page) if len(pages) > 1 else set()
        for index, line in enumerate(page):
            if index in numbers or (index in at and seen[_key(line)] >= enough):
                counts["page numbers and running heads left out"] += 1
            else:
                kept.append(line)
    return _without_line_numbers(kept, counts), counts


def _edges(page: Sequence[PageLine]) -> set[int]:
    return {i for i in range(len(page)) if i < _EDGE or i >= len(page) - _EDGE}


def _page_numbers(page: Sequence[PageLine]) -> set[int]:
    """Return the outermost lines of a page that are nothing but a number."""
    ends = (range(len(page)), range(len(page) - 1, -1, -1))
    found = set()
    for end in ends:
        for index in list(end)[:_EDGE]:
            if _is_page_number(page[index].text):
                found.add(index)
                break
    return found


def _is_page_number(text: str) -> bool:
    return bool(PAGE_NUMBER.fullmatch(text) or _BARE_NUMBER.fullmatch(text))


def _key(line: PageLine) -> tuple[str, int]:
    """Return what makes two lines of furniture one: words, digits aside, and height."""
    return _DIGITS.sub("#", " ".join(line.text.split()).casefold()), round(line.y / _HEIGHT)


def _without_line_numbers(lines: list[PageLine], counts: Counter[str]) -> list[PageLine]:
    """Take off numbers that run up along the margin: on every line, or on every fifth."""
    found = {
        i: int(m.group(1)) for i, line in enumerate(lines) if (m := _LINE_NUMBER.match(line.text))
    }
    rising = [i for i, (a, b) in _pairs(found) if _is_next(a, b)]
    if len(found) < 5 or len(rising) < 0.9 * (len(found) - 1) or len(found) < 0.15 * len(lines):
        return lines
    counts["line numbers in the margin left out"] = len(found)
    return [
        replace(line, text=_LINE_NUMBER.sub("", line.text, count=1)) if i in found else line
        for i, line in enumerate(lines)
    ]


def _pairs(numbers: dict[int, int]) -> list[tuple[int, tuple[int, int]]]:
    return [(i, (numbers[i], numbers[j])) for i, j in pairwise(sorted(numbers))]


def _is_next(a: int, b: int) -> bool:
    """Say whether a line number follows another; each page may begin again at 1."""
    return b - a in (1, 5, 10) or b in (1, 5)
