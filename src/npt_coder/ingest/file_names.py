"""File names: the case, wave and person that a name such as `amber-w1-gp1` gives away."""

from __future__ import annotations

import re
from typing import NamedTuple

from npt_coder.ingest.lexicon import JOBS, METADATA, ROLES

_WAVE = re.compile(r"(?i)(?:w|wave|t|timepoint|round)[ _-]?(\d{1,2})")
_SPLIT_WAVE = re.compile(r"(?i)(?<![^\W_])(wave|timepoint|round)[ _-]+(\d{1,2})(?![^\W_])")
_SPACED_DASH = re.compile(r"\s+[-–—]\s+")
_SEPARATOR = re.compile(r"[-_\s]+")
_PERSON = re.compile(r"([^\W\d_]{1,12})[ _-]?\d{0,3}")
_GENERIC = METADATA | {"audio", "final", "clean", "anon", "anonymised", "draft", "new", "copy"}


class FileNameHint(NamedTuple):
    """What a file name says. Parts stand as found; None for what it does not say."""

    case: str
    wave: str | None
    person: str | None


def from_file_name(stem: str) -> FileNameHint | None:
    """Read case, wave and person from a file name without its suffix, or None.

    Only where the pattern is really there: a wave (`w1`, `wave2`, `T1`) beside a case, or a case
    followed by a job such as GP1. A name of other words says nothing.
    """
    parts = _parts(stem)
    waves = [part for part in parts if _WAVE.fullmatch(part)]
    others = [part for part in parts if not _WAVE.fullmatch(part)]
    if len(waves) > 1 or not 1 <= len(others) <= 2 or not _is_case(others[0]):
        return None
    person = others[1] if len(others) == 2 else None
    if person is not None and not _is_person(person, beside_wave=bool(waves)):
        return None
    if not waves and person is None:
        return None
    found = _WAVE.fullmatch(waves[0]) if waves else None
    return FileNameHint(others[0], str(int(found.group(1))) if found else None, person)


def _parts(stem: str) -> list[str]:
    """Split at spaced dashes where there are any, else at every hyphen, underscore and space."""
    joined = _SPLIT_WAVE.sub(r"\1\2", stem.strip())
    pattern = _SPACED_DASH if _SPACED_DASH.search(joined) else _SEPARATOR
    return [part for part in pattern.split(joined) if part]


def _is_case(part: str) -> bool:
    words = re.findall(r"[^\W\d_]+", part)
    if not words or len(part) < 2:
        return False
    is_numbered = any(char.isdigit() for char in part) or len(words) > 1
    word = words[0].casefold()
    return word not in ROLES and (is_numbered or word not in _GENERIC)


def _is_person(part: str, *, beside_wave: bool) -> bool:
    found = _PERSON.fullmatch(part)
    if not found:
        return False
    word = found.group(1).casefold()
    return word in JOBS or (beside_wave and (word in ROLES or any(c.isdigit() for c in part)))
