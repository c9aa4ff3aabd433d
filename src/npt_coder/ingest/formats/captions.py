"""Captions: tolerant reading of timed cues, for .vtt and .srt alike.

An own parser, since real exports break the strict ones: a Teams time such as
`0:0:-6.-820 --> 0:0:8.970` makes `webvtt` drop the cue in silence and `srt` refuse the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from npt_coder.ingest.clock import seconds
from npt_coder.ingest.decode import Decoded, decode
from npt_coder.ingest.formats.base import MAX_BYTES, FormatResult, Paragraph, Unreadable
from npt_coder.model import Problem

_TIME = r"-?\d+(?::-?\d+){1,2}(?:[.,]-?\d+)?"
TIMING = re.compile(rf"^[ \t]*({_TIME})[ \t]*-+>[ \t]*({_TIME})(?:[ \t].*)?$", re.M)
_BLOCK = re.compile(r"^(?:NOTE|STYLE|REGION)(?:[ \t].*)?$", re.M)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>|</v>")
# Only the tags of the two standards: `<UNSURE>` is a transcriber's mark and stays.
_TAGS = re.compile(
    r"</?(?:c|i|b|u|s|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>|\{\\an?\d\}", re.I
)
_CUE_ID = re.compile(r"\d+|[0-9A-Fa-f-]{32,}(?:[/_-][\w-]+)*")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption. start: seconds from the start of the recording. line: counted from 1."""

    start: float
    text: str
    line: int


def read_captions(raw: bytes, *, kind: str) -> FormatResult:
    """Read a caption file into one paragraph per voice of each cue.

    kind: the name of the format for messages. Raises: Unreadable when there is no speech.
    """
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MiB, which no interview is.")
    decoded = decode(raw)
    cues = find_cues(decoded.text)
    paragraphs = tuple(part for cue in cues for part in _voices(cue))
    if not paragraphs:
        raise Unreadable(
            f"a {kind} file without a single cue that holds speech. Export the captions again."
        )
    return FormatResult(paragraphs, decoded.encoding, _notes(decoded, cues), None, _doubts(cues))


def find_cues(text: str) -> list[Cue]:
    """Return the cues in file order; headers, ids, NOTE, STYLE and REGION blocks are left out."""
    timings = list(TIMING.finditer(text))
    cues: list[Cue] = []
    line, counted = 1, 0
    for index, timing in enumerate(timings):
        is_last = index + 1 == len(timings)
        stop = len(text) if is_last else timings[index + 1].start()
        line += text.count("\n", counted, timing.start())
        counted = timing.start()
        payload = _payload(text[timing.end() : stop], is_last=is_last)
        cues.append(Cue(seconds(timing.group(1)) or 0.0, payload, line))
    return cues


def _payload(between: str, *, is_last: bool) -> str:
    """Return the speech between two timing lines, without the id of the next cue."""
    lines = between.strip("\n").split("\n") if between.strip() else []
    if lines and not is_last:
        after_blank = len(lines) == 1 or not lines[-2].strip()
        # An id stands in a block of its own; a counter may lack the blank line before it.
        stands_alone = between.endswith("\n") and not between.endswith("\n\n")
        if stands_alone and (
            (after_blank and len(lines) > 1) or _CUE_ID.fullmatch(lines[-1].strip())
        ):
            lines.pop()
    kept: list[str] = []
    is_block = False
    for index, line in enumerate(lines):
        is_block = bool(line.strip()) and (is_block or _starts_block(lines, index))
        if not is_block and line.strip():
            kept.append(line.strip())
    return "\n".join(kept)


def _starts_block(lines: list[str], index: int) -> bool:
    return index > 0 and not lines[index - 1].strip() and bool(_BLOCK.match(lines[index]))


def _voices(cue: Cue) -> list[Paragraph]:
    """Split a cue at its voice tags, and at its lines, since each line may bear a label."""
    where = f"line {cue.line}"
    first, *rest = _VOICE.split(cue.text)
    pieces = [(None, first), *zip(rest[0::2], rest[1::2], strict=True)]
    paragraphs: list[Paragraph] = []
    for name, speech in pieces:
        speaker = " ".join(_TAGS.sub("", name or "").split()) or None
        for line in _TAGS.sub("", speech).split("\n"):
            if line.strip():
                text = line.strip()
                paragraphs.append(Paragraph(text, speaker, max(0.0, cue.start), where, joins=True))
    return paragraphs


def _notes(decoded: Decoded, cues: list[Cue]) -> tuple[str, ...]:
    return (*decoded.notes, f"captions joined into turns; time codes kept with them: {len(cues)}")


def _doubts(cues: list[Cue]) -> tuple[Problem, ...]:
    early = [cue for cue in cues if cue.start < 0]
    if not early:
        return ()
    message = (
        f"{len(early)} cues have a time before the start of the recording; they are set to 0:00 "
        "and their speech is read all the same."
    )
    return (Problem("", message, f"line {early[0].line}"),)


def without_entities(result: FormatResult, unescape: dict[str, str]) -> FormatResult:
    """Return the result with character references replaced in speech and speakers."""
    pattern = re.compile("|".join(map(re.escape, unescape)))

    def plain(text: str) -> str:
        return pattern.sub(lambda found: unescape[found.group()], text)

    paragraphs = tuple(
        replace(p, text=plain(p.text), speaker=plain(p.speaker) if p.speaker else None)
        for p in result.paragraphs
    )
    return replace(result, paragraphs=paragraphs)
