"""Lines: what pages leave behind in plain lines, and which lines a program wrapped."""

from __future__ import annotations

import re
from itertools import pairwise

_LINE_NUMBER = re.compile(r"^[ \t]*(\d{1,5})(?:[ \t]+|$)")
PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|seite|pagina|página)[ \t]*\d{1,4}"
    r"(?:[ \t]*(?:of|von|de|van|/)[ \t]*\d{1,4})?[\W_]*",
    re.I,
)
_QUOTE_MARK = re.compile(r"^(?:[ \t]*>)+(?:[ \t]|$)")
_WRAP_WIDTHS = range(40, 121)  # code points; narrower is verse, wider was not wrapped by a program


def without_margin(lines: list[str]) -> tuple[list[str], int]:
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


def without_page_numbers(lines: list[str]) -> tuple[list[str], int]:
    """Blank out lines such as `Page 3 of 12`, if there are several; return how many."""
    pages = {index for index, line in enumerate(lines) if PAGE_NUMBER.fullmatch(line)}
    if len(pages) < 2:
        return lines, 0
    return ["" if index in pages else line for index, line in enumerate(lines)], len(pages)


def wrap_width(lines: list[str]) -> int | None:
    """Return the width at which a program wrapped the lines, or None when none did.

    In code points. Wrapped text gives itself away: a line ends where the next word would not
    have fitted.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 6 or (width := lengths[int(len(lengths) * 0.97)]) not in _WRAP_WIDTHS:
        return None
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    n_full = sum(continues(a, b, width) for a, b in pairs)
    return width if n_full >= 4 and n_full * 2 >= len(pairs) else None


def continues(line: str, following: str, width: int) -> bool:
    """Say whether the first word of a line did not fit on the line before it."""
    if not line.strip() or not following.strip():
        return False
    return len(line) + 1 + len(following.split(None, 1)[0]) > width - 2
