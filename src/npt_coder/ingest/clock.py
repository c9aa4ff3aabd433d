"""Clock: time codes as transcripts write them, in seconds from the start of the recording."""

from __future__ import annotations

import re
from dataclasses import dataclass

CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?(?!\d)(?!:\d)"
LONG_CLOCK = r"\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?(?!\d)(?!:\d)"
_IN_SPEECH = re.compile(
    rf"[ \t]*(?:\[[ \t]*({CLOCK})[ \t]*\]|#({CLOCK})(?:-\d+)?#"
    rf"|\([ \t]*({LONG_CLOCK})[ \t]*\))[ \t]*"
)
_NUMBER = re.compile(r"-?\d+")


def seconds(clock: str) -> float | None:
    """Return a time code such as `0:01`, `00:21:14`, `1:02:03.5` in seconds, or None.

    Some exports write each part of a time before the recording with its own minus
    (`0:0:-6.-820`); such a time is negative as a whole.
    """
    parts = clock.strip().replace(",", ".").split(":")
    if not 2 <= len(parts) <= 3:
        return None
    whole, _, fraction = parts[-1].partition(".")
    fields = [*parts[:-1], whole]
    if not all(_NUMBER.fullmatch(field.strip()) for field in fields):
        return None
    digits = fraction.strip().lstrip("-")
    if digits and not digits.isdecimal():
        return None
    total = 0.0
    for field in fields:
        total = total * 60 + abs(int(field))
    total += int(digits) / 10 ** len(digits) if digits else 0.0
    return round(-total if "-" in clock else total, 3)


@dataclass(frozen=True, slots=True)
class Trail:
    """Speech without its time codes. n: how many there were. last: seconds, of one at the end."""

    text: str
    n: int = 0
    last: float | None = None


def without_clocks(speech: str) -> Trail:
    """Take out time codes that stand in the middle or at the end of speech.

    Only what cannot be a time of day that somebody mentions: in square brackets, between
    hashes, or with hours, minutes and seconds in round brackets.
    """
    if ":" not in speech:
        return Trail(speech)
    found = list(_IN_SPEECH.finditer(speech))
    if not found:
        return Trail(speech)
    last = found[-1]
    is_at_end = not speech[last.end() :].strip()
    code = next(group for group in last.groups() if group)
    text = _IN_SPEECH.sub(" ", speech).strip()
    return Trail(text, len(found), seconds(code) if is_at_end else None)
