"""Turns: who speaks from where to where, and the frozen text that the positions stand on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from npt_coder.ingest.clock import ClockHabits, clock_habits, leading_clock, without_clocks
from npt_coder.ingest.evidence import choose_marks
from npt_coder.ingest.formats.base import Paragraph, Remark
from npt_coder.ingest.formats.columns import heading_kind
from npt_coder.ingest.head import first_speech, metadata
from npt_coder.ingest.labels import key, tidy
from npt_coder.ingest.marks import Line, Mark, marks_in
from npt_coder.model import Memo, Problem, Turn

UNKNOWN = "Unknown"  # the one speaker of a file that names nobody
_NO_SPEAKERS = (
    "no speakers found. The text can be coded, but interviewer and participant are not told "
    "apart: label the turns (`I:` and `P1:` at the start of a line) and ingest the file again."
)
_LONG_OPENING = 60  # words; a title and metadata are shorter
# A heading of the topic guide, as `Question 2: Now`; "Part 2 of it" goes on in a sentence.
_TOPIC = re.compile(
    r"[\W_]*(?:question|section|part|topic|theme|chapter|frage|teil|thema|pregunta|tema)"
    r"[ \t]*\d{1,3}[ \t]*(?:[.:–—-][^\n]{0,150})?[\W_]*",
    re.I,
)
_END_NOTE = re.compile(
    r"[\W_]*(?:end|ende|fin|einde) (?:of|der|des|du|de|van)\b.{0,40}"
    r"(?:interview|recording|transcript|tape|audio|aufnahme|entretien|opname)\w*[\W_]*",
    re.I,
)
_ENDS_A_SENTENCE = re.compile(r"[.?!…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Talk:
    """Frozen text with its turns; labels: the speakers in order of appearance.

    title: the heading above the talk, "" without one. attributes: the metadata at the head.
    has_speakers: False when nobody was named and the one speaker is `UNKNOWN`.
    notes: what was changed on the way, in words. memos: remarks of the file, in text order.
    """

    text: str
    turns: tuple[Turn, ...]
    labels: tuple[str, ...]
    title: str
    attributes: Mapping[str, str]
    has_speakers: bool
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    memos: tuple[Memo, ...] = ()


@dataclass(slots=True)
class _Block:
    """One block of the frozen text while it grows: a turn, or a note when nobody speaks."""

    speaker: str | None
    time: float | None = None
    where: str = ""
    pieces: list[str] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)  # positions from the start of the block

    def add(self, text: str, *, glue: str, remarks: Sequence[Remark] = ()) -> None:
        if text:
            self.pieces.extend((glue, text) if self.pieces else (text,))
        for remark in remarks:
            self.memos.append(self._memo(remark, len(text)))

    def _memo(self, remark: Remark, n_last: int) -> Memo:
        """Pin a remark to its words in the text added last, else to all of that text."""
        speech = "".join(self.pieces)
        begin = len(speech) - n_last
        words = r"\s+".join(map(re.escape, remark.about.split()))
        found = re.compile(words).search(speech, begin) if words else None
        start, end = found.span() if found else (begin, len(speech))
        return Memo(start, end, remark.text, remark.kind, remark.author, remark.at)


def split_turns(paragraphs: Sequence[Paragraph]) -> Talk:
    """Find the speakers of a file by evidence over all of it, and freeze the text.

    The opening comes first, unchanged and in no turn; then each turn as `LABEL: speech`, blocks
    apart by an empty line. Raises nothing: doubts are problems of the result.
    """
    lines, sources = _lines_of(paragraphs)
    habits = clock_habits([line.text for line in lines])
    is_structured = any(p.speaker for p in paragraphs)
    candidates = [
        []
        if source.speaker or source.kind == "note" or (is_structured and source.joins)
        else marks_in(line, habits)
        for line, source in zip(lines, sources, strict=True)
    ]
    candidates = _without_headings(lines, candidates)
    marks = choose_marks(lines, candidates)
    begin = _beginning(lines, sources, marks)
    marks = {index: mark for index, mark in marks.items() if index >= begin}
    builder = _Builder(habits, _spellings(marks, sources, begin))
    for index, (line, source) in enumerate(zip(lines, sources, strict=True)):
        builder.take(line, source, marks.get(index), is_head=index < begin)
    title = next((line.text.strip() for line in lines[:begin] if line.is_heading), "")
    return _freeze(builder, title, metadata(lines[:begin]))


def _lines_of(paragraphs: Sequence[Paragraph]) -> tuple[list[Line], list[Paragraph]]:
    """Return every line that is not empty with the paragraph it comes from."""
    lines: list[Line] = []
    sources: list[Paragraph] = []
    for paragraph in paragraphs:
        is_first = True
        blank = paragraph.after_blank
        for text in paragraph.text.split("\n"):
            if not text.strip():
                blank = blank or not is_first
                continue
            lines.append(
                Line(
                    len(lines),
                    text.strip(" "),
                    paragraph.where,
                    lead=paragraph.lead if is_first else 0,
                    joins=paragraph.joins and is_first,
                    after_blank=blank,
                    is_heading=paragraph.kind == "heading",
                    is_first=is_first,
                )
            )
            sources.append(paragraph)
            is_first = blank = False
    return lines, sources


def _without_headings(lines: Sequence[Line], candidates: Sequence[list[Mark]]) -> list[list[Mark]]:
    """Take out the headings of a table that was flattened: Speaker, and Speech beside or below."""
    found = list(candidates)
    for index, marks in enumerate(found):
        rest = lines[index].text[marks[0].speech :] if marks else ""
        if marks and not rest.strip() and index + 1 < len(lines):
            rest = lines[index + 1].text
        is_heading = any(heading_kind(mark.label) == "speaker" for mark in marks)
        if is_heading and heading_kind(rest) in ("speech", "time"):
            found[index] = []
    return found


def _beginning(
    lines: Sequence[Line], sources: Sequence[Paragraph], marks: Mapping[int, Mark]
) -> int:
    """Return the index of the first line of talk."""
    given = next((i for i, source in enumerate(sources) if source.speaker), None)
    if given is not None and not marks:
        return given
    begin = first_speech(lines, marks)
    return begin if given is None else min(given, begin)


def _spellings(
    marks: Mapping[int, Mark], sources: Sequence[Paragraph], begin: int
) -> dict[str, str]:
    """Return the commonest spelling of each label; the first one where two are as common."""
    spelled: dict[str, Counter[str]] = {}
    for index, source in enumerate(sources[begin:], start=begin):
        found = source.speaker or (marks[index].label if index in marks else None)
        if found:
            label = tidy(found) or UNKNOWN
            spelled.setdefault(key(label), Counter())[label] += 1
    return {k: counts.most_common(1)[0][0] for k, counts in spelled.items()}


class _Builder:
    """Takes lines in order and grows the blocks of the frozen text."""

    def __init__(self, habits: ClockHabits, spellings: Mapping[str, str]) -> None:
        self.blocks: list[_Block] = []
        self.n_clocks = 0
        self._habits = habits
        self._spellings = spellings
        self._pending: float | None = None  # a time code waiting for the turn that it begins
        self._speaker: str | None = None
        self._remarks: tuple[Remark, ...] = ()  # of a paragraph whose text is still to come

    @property
    def has_speakers(self) -> bool:
        return bool(self._spellings)

    def take(self, line: Line, source: Paragraph, mark: Mark | None, *, is_head: bool) -> None:
        """Add one line: as a note, as the start of a turn, or to the turn that is going on."""
        if line.is_first:
            self._remarks += source.remarks
        if mark is not None:
            self.n_clocks += mark.time is not None
            time = source.time if mark.time is None else mark.time
            self._begin(line, self._label(mark.label), time, line.text[mark.speech :])
        elif source.speaker:
            self._begin(line, self._label(source.speaker), source.time, line.text)
        elif is_head or self._is_nobodys(line, source):
            self._note(line)
        else:
            self._go_on(line, source)

    def _is_nobodys(self, line: Line, source: Paragraph) -> bool:
        if line.is_heading or source.kind == "note":
            return True
        if not line.joins and (_END_NOTE.fullmatch(line.text) or _TOPIC.fullmatch(line.text)):
            return True
        return self.has_speakers and self._speaker is None

    def _label(self, found: str) -> str:
        return self._spellings[key(tidy(found) or UNKNOWN)]

    def _note(self, line: Line) -> None:
        clock = leading_clock(line.text, self._habits)
        if clock.end and clock.end >= len(line.text):
            self._pending = clock.time
            self.n_clocks += 1
            return
        if not self.blocks or self.blocks[-1].speaker is not None or line.after_blank:
            self.blocks.append(_Block(None, where=line.where))
        self.blocks[-1].add(line.text, glue="\n", remarks=self._taken())

    def _begin(self, line: Line, label: str, time: float | None, speech: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.speaker != label:
            last = self._open(label, line.where)
        self._add(last, line, speech, time)

    def _go_on(self, line: Line, source: Paragraph) -> None:
        clock = leading_clock(line.text, self._habits)
        if clock.end:
            self.n_clocks += 1
            if clock.end >= len(line.text.rstrip()):
                self._pending = clock.time
                return
        time = source.time if clock.time is None else clock.time
        speaker = self._speaker or UNKNOWN
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.speaker != speaker or self._is_new_paragraph(last, line):
            last = self._open(speaker, line.where)
        self._add(last, line, line.text[clock.end :], time)

    def _is_new_paragraph(self, last: _Block, line: Line) -> bool:
        """Without speakers each paragraph is a turn of its own, so that it can be cited."""
        if self.has_speakers:
            return False
        return not line.joins or bool(_ENDS_A_SENTENCE.search(last.pieces[-1]))

    def _open(self, speaker: str, where: str) -> _Block:
        self.blocks.append(_Block(speaker, where=where))
        self._speaker = speaker if self.has_speakers else None
        return self.blocks[-1]

    def _add(self, block: _Block, line: Line, speech: str, time: float | None) -> None:
        if not block.pieces and block.time is None:
            block.time = time if time is not None else self._pending
            self._pending = None
        plain = without_clocks(speech, self._habits)
        self.n_clocks += plain.n
        if plain.last is not None:
            self._pending = plain.last
        speech = plain.text.strip()
        remarks = self._taken() if speech else ()
        block.add(speech, glue=" " if line.joins else "\n", remarks=remarks)

    def _taken(self) -> tuple[Remark, ...]:
        taken, self._remarks = self._remarks, ()
        return taken


def _freeze(builder: _Builder, title: str, attributes: Mapping[str, str]) -> Talk:
    """Lay the blocks end to end and count the positions of the turns in code points."""
    parts: list[str] = []
    turns: list[Turn] = []
    problems: list[Problem] = []
    memos: list[Memo] = []
    position = 0
    for block in builder.blocks:
        speech = "".join(block.pieces)
        if not speech:
            problems.append(_says_nothing(block))
            continue
        prefix = "\n\n" if parts else ""
        label = f"{block.speaker}: " if block.speaker is not None else ""
        start = position + len(prefix) + len(label)
        parts.append(f"{prefix}{label}{speech}")
        position = start + len(speech)
        memos.extend(replace(m, start=start + m.start, end=start + m.end) for m in block.memos)
        if block.speaker is not None:
            turns.append(Turn(len(turns) + 1, block.speaker, start, position, block.time))
    labels = tuple(dict.fromkeys(turn.speaker for turn in turns))
    problems.extend(_doubts(builder, turns))
    notes = (f"time codes taken out of the text: {builder.n_clocks}",) if builder.n_clocks else ()
    return Talk(
        text="".join(parts),
        turns=tuple(turns),
        labels=labels,
        title=title,
        attributes=attributes,
        has_speakers=builder.has_speakers,
        notes=notes,
        problems=tuple(problems),
        memos=tuple(sorted(memos, key=lambda memo: (memo.start, memo.end))),
    )


def _says_nothing(block: _Block) -> Problem:
    return Problem("", f"the label '{block.speaker}' has no speech; it is left out.", block.where)


def _doubts(builder: _Builder, turns: Sequence[Turn]) -> list[Problem]:
    if turns and not builder.has_speakers:
        return [Problem("", _NO_SPEAKERS)]
    opening = [block for block in builder.blocks if block.speaker is None]
    first_turn = next((i for i, b in enumerate(builder.blocks) if b.speaker is not None), 0)
    n_words = sum(len(" ".join(b.pieces).split()) for b in opening[:first_turn])
    if n_words <= _LONG_OPENING:
        return []
    message = (
        f"{n_words} words stand before the first speaker and belong to no turn. If somebody "
        "says them, put a label (`I:`) before them in a copy of the file."
    )
    return [Problem("", message)]
