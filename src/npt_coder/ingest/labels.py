"""Labels: what a speaker's label looks like, and when two spellings are one label."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from npt_coder.ingest.lexicon import (
    EVENTS,
    INTERVIEWER,
    JOBS,
    JOINERS,
    METADATA,
    MODIFIERS,
    OPENERS,
    PARTICIPANT,
    PARTICLES,
    ROLES,
)

Shape = Literal["role", "code", "name", "handle"]

_OPEN_OR_EVENT = OPENERS | EVENTS
_PLAIN = METADATA | OPENERS | EVENTS
MAX_LABEL = 60  # code points
_WEAKEST_FIRST: tuple[Shape, ...] = ("handle", "name", "code", "role")
_ASIDE = re.compile(r"\s*[\[(][^\])]*[\])]\s*$")  # First Last (SL), Participant 3 (female, 45)
_JOINER = re.compile(JOINERS, re.I)
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_CODE = re.compile(r"[A-Z]{1,4}[-_. ]?\d{1,4}[a-zA-Z]?|[A-Z]{1,4}|[a-z]{1,4}\d{1,3}")
_ANY_CODE = re.compile(r"(?=[^\d]*\d)(?=.*[^\W\d_])[^\W_]+(?:[-_][^\W_]+){0,3}")
_NUMBERED = re.compile(r"(?:[\s#._-]*\d{1,4}[a-z]?|[\s._-]+(?:[A-Za-z]|[ivxIVX]{1,4}))[.)]?$")
_NUMBERING = re.compile(r"\d+[.)]?\s")
_TRAILING_NUMBER = re.compile(r"[\s#._-]*\d+\s*$")
_SPEECH_MARKS = re.compile(r"[\"“”„«»?!;…<>=|@\\{}]|://|\.\s+\S*\s+\S")


@lru_cache(maxsize=4096)
def tidy(label: str) -> str:
    """Return a label without markup, brackets around it, colon and white space at its edges."""
    label = label.strip().strip("*_\u200e\u200f\u202a\u202b\u202c").strip()
    if len(label) > 2 and (label[0], label[-1]) in (("[", "]"), ("(", ")"), ("<", ">")):
        label = label[1:-1]
    return " ".join(label.strip().rstrip(":：").strip("*_ \t").split())


@lru_cache(maxsize=4096)
def key(label: str) -> str:
    """Return the identity of a label: `Interviewer1` and `interviewer 1` are one speaker."""
    letters = re.sub(r"[\W_]+", "", label).casefold()
    return letters or label.casefold()


@lru_cache(maxsize=4096)
def shape_of(label: str) -> Shape | None:
    """Say what a tidy label looks like, or None for what can be no label.

    role: a word such as Interviewer or Patient, perhaps numbered. code: initials or a pseudonym
    such as GP1. name: capitalised words. handle: one lower-case word, which needs more evidence.
    """
    if not label or len(label) > MAX_LABEL or _SPEECH_MARKS.search(label):
        return None
    if _NUMBERING.match(label):
        return None
    bare = _ASIDE.sub(" ", label).strip() or label.strip("[]() ")
    parts = [part for part in _JOINER.split(bare) if part.strip()]
    if len(parts) > 1:
        return _shape_of_several(bare, parts)
    if "," in bare:
        return _shape_of_name_turned_round(bare)
    return _shape_of_one(bare)


def stem_of(label: str) -> str:
    """Return the label without a number at its end: `Question 3` -> `question`."""
    return key(_TRAILING_NUMBER.sub("", label))


@lru_cache(maxsize=4096)
def is_hardly_a_speaker(label: str) -> bool:
    """Say whether the label begins or ends as metadata, headings or plain sentences do."""
    words = [word.strip(".").casefold() for word in _WORD.findall(_ASIDE.sub(" ", label))]
    if not words:
        return True
    if shape_of(label) == "code":
        return words[0] in METADATA or (len(words[0]) > 1 and words[0] in _OPEN_OR_EVENT)
    return words[0] in _PLAIN or words[-1] in _PLAIN or not OPENERS.isdisjoint(words)


def is_strong_role(label: str) -> bool:
    """Say whether the label names a part in an interview, so that one occurrence is enough."""
    words = [word.strip(".").casefold() for word in _WORD.findall(label)]
    if shape_of(label) != "role" or any(word in METADATA for word in words):
        return False
    is_numbered = any(char.isdigit() for char in label)
    return is_numbered or any(word in INTERVIEWER | PARTICIPANT and len(word) > 1 for word in words)


def _shape_of_several(label: str, parts: list[str]) -> Shape | None:
    """Return the weakest shape of joint speakers, as in `Interviewee 1 and/or Interviewee 2`."""
    shapes = {_shape_of_one(part.strip()) for part in parts}
    if len(parts) > 4 or None in shapes:
        return _shape_of_one(label)
    return next(shape for shape in _WEAKEST_FIRST if shape in shapes)


def _shape_of_name_turned_round(label: str) -> Shape | None:
    """Return "name" for `Last, First`, "role" for `GP, practice A`."""
    pieces = [piece.strip() for piece in label.split(",")]
    if len(pieces) > 3:
        return None
    if _is_role(pieces[0]):
        return "role"
    return "name" if all(_is_name(piece) for piece in pieces) else None


def _shape_of_one(label: str) -> Shape | None:
    if _is_role(label):
        return "role"
    if _CODE.fullmatch(label):
        return "code"
    if len(label) <= 24 and _ANY_CODE.fullmatch(label):
        return "code"
    if _is_name(label):
        return "name"
    is_handle = label.isalpha() and label.islower() and len(label) <= 20
    return "handle" if is_handle else None


def _is_role(label: str) -> bool:
    """Say whether a role or job word carries the label, with at most a number or modifiers."""
    words = [word.strip(".").casefold() for word in _WORD.findall(_NUMBERED.sub("", label))]
    if not words:
        words = [word.strip(".").casefold() for word in _WORD.findall(label)]
    if not words or len(words) > 4 or not any(word in ROLES for word in words):
        return False
    if len(words) == 1 and len(words[0]) <= 2 and words[0] not in JOBS:
        return False  # I, Q, A, P: codes, which need to recur
    return all(word in ROLES or word in MODIFIERS for word in words)


def _is_name(label: str) -> bool:
    if any(char.isdigit() for char in label):
        label = _TRAILING_NUMBER.sub("", label)
    words = label.split()
    if not 1 <= len(words) <= 4 or any(char.isdigit() for char in label):
        return False
    if not all(_WORD.fullmatch(word) for word in words):
        return False
    lower = [word.casefold() in PARTICLES for word in words]
    capital = [_is_capital(word) for word in words]
    return any(capital) and all(a or b for a, b in zip(lower, capital, strict=True))


def _is_capital(word: str) -> bool:
    """Say whether a word bears a capital (also iPhone, McKay), or its script knows none."""
    return any(char.isupper() for char in word) or word[0].lower() == word[0].upper()
