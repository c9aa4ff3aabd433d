"""Marks: the places in a line where a speaker's label may stand. Candidates, not decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from npt_coder.ingest.clock import CLOCK, UNTIL, Clock, ClockHabits, leading_clock, seconds
from npt_coder.ingest.labels import MAX_LABEL, Shape, shape_of, tidy

Style = Literal["colon", "timed", "alone", "tab", "bracket", "lead", "dot", "dash", "space"]

_LOOK = 160  # code points from the start of a line; no label with its time is longer
_NUMBERING = re.compile(r"[ \t]*(?:\d{1,4}[.)]?[ \t]+)?(?:[-•>–][ \t]+)?")
_COLON = re.compile(rf"(?P<label>[^:：\t]{{1,{MAX_LABEL}}}?)[ \t]*[:：](?![/\\])[*_]{{0,3}}")
_TIMED = re.compile(
    rf"(?P<label>[^:：]{{1,{MAX_LABEL}}}?)(?P<before>[ \t,|•·–-]*[\[(<]?[ \t]*)"
    rf"(?P<clock>{CLOCK}){UNTIL}[ \t]*(?P<after>[\])>]?)[ \t]*(?P<colon>[:：]?)"
)
_TAB = re.compile(r"(?P<label>[^\t]{1,40})\t+(?=\S)")
_BRACKET = re.compile(r"[\[(<{](?P<label>[^\[\](){}<>]{1,40})[\])>}](?P<colon>[ \t]*[:：]?)")
_DOT = re.compile(r"(?P<label>[^\W\d_][\w -]{0,30}?)\.(?:[ \t]+(?=\S)|$)")
_DASH = re.compile(r"(?P<label>[^\t–—=|>-]{1,30}?)(?:[ \t]+[-–—=|>][ \t]*|[–—>-][ \t]+)(?=\S)")
_SPACE = re.compile(r"(?P<label>[^\W\d_]+(?:[ _-]?\d{1,3})?)(?P<gap>[ \t]+)(?=\S)")
_ENDS_A_SENTENCE = re.compile(r"[.?!,;…][\"'”’)*_]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file with what its paragraph says about it.

    n: its index among the lines. lead, joins, after_blank, where: see `Paragraph`.
    is_first: it begins its paragraph.
    """

    n: int
    text: str
    where: str
    lead: int = 0
    joins: bool = False
    after_blank: bool = False
    is_heading: bool = False
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A label that may stand at the start of a line.

    line: index of the line. speech: code point of the line at which speech begins; equal to the
    length of the line when the speech follows below. time: seconds. bold: the label stands out.
    """

    line: int
    label: str
    style: Style
    shape: Shape
    speech: int
    time: float | None = None
    bold: bool = False


def marks_in(line: Line, habits: ClockHabits) -> list[Mark]:
    """Return every reading of the start of a line as a speaker's label, likeliest first."""
    head = line.text[:_LOOK]
    clock = leading_clock(head, habits)
    numbering = _NUMBERING.match(head, clock.end)
    starts = {clock.end, numbering.end() if numbering else clock.end}
    marks: list[Mark] = []
    for start in sorted(starts):
        marks.extend(_marks_at(line, head, start, clock))
    return marks


def _marks_at(line: Line, head: str, start: int, clock: Clock) -> Iterator[Mark]:
    is_bold = line.lead > start
    for style, label, end, time in _readings(line, head, start, clock):
        label = tidy(label)
        shape = shape_of(label)
        if shape is not None:
            while end < len(line.text) and line.text[end] in " \t":
                end += 1
            yield Mark(line.n, label, style, shape, end, time, is_bold)


Reading = tuple[Style, str, int, float | None]


def _readings(line: Line, head: str, start: int, clock: Clock) -> Iterator[Reading]:
    """Yield (style, raw label, end of the label, time) for each way to read the line."""
    rest = head[start:]
    if not rest:
        return
    if ":" in rest or "：" in rest:
        yield from _with_clock_behind(line, head, start)
        if (found := _COLON.match(head, start)) and not _is_inside_a_number(head, found.end()):
            yield "colon", found["label"], found.end(), clock.time
    if rest[0] in "[(<{" and (found := _BRACKET.match(head, start)):
        yield "bracket", found["label"], found.end(), clock.time
    if "\t" in rest and (found := _TAB.match(head, start)):
        yield "tab", found["label"], found.end(), clock.time
    if start < line.lead < len(line.text.rstrip()):
        yield "lead", line.text[start : line.lead], line.lead, clock.time
    if len(line.text) <= start + MAX_LABEL and not _ENDS_A_SENTENCE.search(rest):
        yield ("timed" if clock.end else "alone"), rest, len(line.text), clock.time
    yield from _weak_readings(head, start, clock)


def _with_clock_behind(line: Line, head: str, start: int) -> Iterator[Reading]:
    """Yield `P1 0:00` header lines and `P1 [0:00] speech`; speech needs brackets or a colon."""
    found = _TIMED.match(head, start)
    if found and found["label"].strip():
        is_header = found.end() >= len(line.text.rstrip())
        if is_header or found["colon"] or (found["before"].strip() and found["after"]):
            yield "timed", found["label"], found.end(), seconds(found["clock"])


def _weak_readings(head: str, start: int, clock: Clock) -> Iterator[Reading]:
    """Yield labels set off by a stop, a dash or space: only codes and roles count there."""
    for style, pattern in _WEAK:
        found = pattern.match(head, start)
        if found and shape_of(tidy(found["label"])) in ("role", "code"):
            has_digit = any(char.isdigit() for char in found["label"])
            if style != "space" or has_digit or len(found["gap"]) > 1:
                yield style, found["label"], found.end(), clock.time


_WEAK: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("dot", _DOT),
    ("dash", _DASH),
    ("space", _SPACE),
)


def _is_inside_a_number(head: str, end: int) -> bool:
    """Say whether the colon before `end` belongs to a clock time or a ratio."""
    return end >= 2 and head[end - 2].isdigit() and head[end : end + 1].isdigit()
