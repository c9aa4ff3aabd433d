"""Decode: bytes to text with LF lines, and a record of what was changed on the way.

Ordinary characters stay as found: no Unicode normal form is applied.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from charset_normalizer import from_bytes

# Longest mark first: the mark of UTF-32 LE begins with the one of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN_SIGNS = frozenset(b"\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa3\xab\xbb")  # …‘’“”•–— £«»
_SAMPLE = 200_000  # bytes that the guess of an unknown encoding looks at
_UNPRINTABLE = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_CHANGES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\r\n"), "\n", "Windows line ends (CRLF) made LF"),
    (re.compile(r"\r"), "\n", "old line ends (CR) made LF"),
    (re.compile(r"[\x85\u2028\u2029]"), "\n", "Unicode line ends (NEL, LS, PS) made LF"),
    (re.compile(r"[\x0b\x0c]"), "\n", "page or column breaks made LF"),
    (re.compile("\u00ad"), "", "soft hyphens left out"),
    (re.compile("[\u00a0\u202f]"), " ", "no-break spaces made spaces"),
    (re.compile("[\u200b\ufeff\u2060]"), "", "zero-width spaces left out"),
    (re.compile(f"[{_UNPRINTABLE}]"), "", "control characters left out"),
)
_ODD = re.compile(f"[\r\x85\u2028\u2029\x0b\x0c\u00ad\u00a0\u202f\u200b\ufeff\u2060{_UNPRINTABLE}]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with LF lines; encoding: its Python name; notes: what was changed, with counts."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(raw: bytes) -> Decoded:
    """Decode the bytes of a text file. Raises nothing: what cannot be read becomes U+FFFD."""
    body, encoding = _encoding(raw)
    found = body.decode(encoding, errors="replace")
    text, changes = normalise(found)
    bad = found.count("\ufffd")
    notes = [f"read as {encoding}, which had to be guessed"] if _was_guessed(encoding) else []
    if bad:
        notes.append(f"unreadable bytes shown as \ufffd: {bad}")
    return Decoded(text, encoding, (*notes, *in_words(changes)))


def normalise(text: str) -> tuple[str, Counter[str]]:
    """Return the text with plain line ends and spaces, and a count of each kind of change."""
    changes: Counter[str] = Counter()
    if text.isascii() and text.isprintable():  # far quicker than the pattern
        return text, changes
    if _ODD.search(text):
        for pattern, replacement, what in _CHANGES:
            text, n = pattern.subn(replacement, text)
            if n:
                changes[what] += n
    return text, changes


def in_words(changes: Mapping[str, int]) -> tuple[str, ...]:
    """Return counted changes as sentences for the record of a transcript."""
    return tuple(f"{what}: {n}" for what, n in changes.items())


def _encoding(raw: bytes) -> tuple[bytes, str]:
    """Return the bytes without a byte-order mark, and the encoding to read them in."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :], encoding
    if wide := _wide_encoding(raw):
        return raw, wide
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw, _single_byte_encoding(raw)
    return raw, "utf-8"


def _wide_encoding(raw: bytes) -> str | None:
    """Return UTF-16 LE or BE when zero bytes stand on one side of the pairs, else None."""
    sample = raw[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 50) or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _single_byte_encoding(raw: bytes) -> str:
    """Choose for bytes that are not UTF-8: damaged UTF-8, Windows Western, or a guess."""
    damaged = raw.decode("utf-8", errors="replace")
    if sum(map(damaged.count, "\ufffd")) * 10 < sum(c > "\x7f" for c in damaged):
        return "utf-8"
    sample = raw[:_SAMPLE]
    high = sum(byte > 0x7F and byte not in _WESTERN_SIGNS for byte in sample)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    # Western European text is mostly plain letters; other scripts in one byte are mostly high.
    if high * 4 < letters:
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def _was_guessed(encoding: str) -> bool:
    return not encoding.startswith("utf")
