"""Clock: time codes as transcripts write them, in seconds from the start of the recording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?(?!\d)(?!:\d)"
_LONG_CLOCK = r"\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?(?!\d)(?!:\d)"
UNTIL = rf"(?:[ \t]*(?:-+>?|[–—]|to)[ \t]*{CLOCK})?"  # the second half of a range of time
_NUMBER = re.compile(r"-?\d+")
_FIRM_START = re.compile(
    rf"[ \t]*(?:[\[(<#]+[ \t]*({CLOCK}){UNTIL}(?:-\d+)?[ \t]*[\])>#]+|({_LONG_CLOCK}){UNTIL})"
    r"[ \t]*[-–|:]?[ \t]*"
)
_BARE_START = re.compile(rf"[ \t]*({CLOCK}){UNTIL}(?:[ \t]+[-–|]?[ \t]*|$)")
_BARE_END = re.compile(rf"(?<=[.?!…\"'”’)\]])[ \t]+({CLOCK})$")
_INSIDE = re.compile(
    rf"[ \t]*(?:\[[ \t]*({CLOCK}){UNTIL}[ \t]*\]|#({CLOCK})(?:-\d+)?#"
    rf"|\([ \t]*({_LONG_CLOCK}){UNTIL}[ \t]*\))[ \t]*"
)
_HABIT_LINES = 3  # lines with a short time code at one end before it is taken for one
_HABIT_SHARE = 0.1  # and their share of all lines


@dataclass(frozen=True, slots=True)
class ClockHabits:
    """Whether lines of a file begin or end with time codes that bear no brackets (`0:10`)."""

    at_start: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time code at the start of a line, in seconds, and where the rest begins."""

    time: float | None = None
    end: int = 0


@dataclass(frozen=True, slots=True)
class Unclocked:
    """Speech without its time codes. n: how many there were. last: seconds, of one at the end."""

    text: str
    n: int = 0
    last: float | None = None


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


def clock_habits(lines: Sequence[str]) -> ClockHabits:
    """Say how a file writes time codes; one time of day in a sentence makes no habit."""
    enough = max(_HABIT_LINES, _HABIT_SHARE * len(lines))
    starts = sum(line[:1].isdigit() and bool(_BARE_START.match(line)) for line in lines)
    ends = sum(line[-1:].isdigit() and bool(_BARE_END.search(line[-40:])) for line in lines)
    return ClockHabits(starts >= enough, ends >= enough)


def leading_clock(text: str, habits: ClockHabits) -> Clock:
    """Return the time code that a line begins with, a short bare one only where it is a habit."""
    if text[:1] not in "[(<#0123456789 \t":
        return Clock()
    found = _FIRM_START.match(text) or (_BARE_START.match(text) if habits.at_start else None)
    if not found:
        return Clock()
    return Clock(seconds(next(group for group in found.groups() if group)), found.end())


def without_clocks(speech: str, habits: ClockHabits) -> Unclocked:
    """Take out time codes that stand in the middle or at the end of speech.

    Only what cannot be a time of day that somebody mentions: in square brackets, between
    hashes, with hours, minutes and seconds in round brackets, or bare at the end by habit.
    """
    if ":" not in speech:
        return Unclocked(speech)
    speech = speech.rstrip()
    found = list(_INSIDE.finditer(speech))
    text = _INSIDE.sub(" ", speech).strip() if found else speech
    if habits.at_end and (end := _BARE_END.search(text)):
        return Unclocked(text[: end.start()], len(found) + 1, seconds(end.group(1)))
    if not found:
        return Unclocked(speech)
    last = found[-1]
    code = next(group for group in last.groups() if group)
    is_at_end = last.end() == len(speech)
    return Unclocked(text, len(found), seconds(code) if is_at_end else None)
