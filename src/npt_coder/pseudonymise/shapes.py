"""Shapes: words that give somebody away by how they are written, and words that never do."""

from __future__ import annotations

import re
from typing import Literal, get_args

Kind = Literal[
    "person",
    "place",
    "organisation",
    "phone",
    "email",
    "address",
    "date of birth",
    "number",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_NAME = r"[A-Z][^\W\d_]*(?:['’-][A-Z]?[^\W\d_]+)*"
_TITLE = r"(?:Dr|Mrs|Mr|Ms|Miss|Mx|Prof|Professor|Doctor|Sister|Father|Reverend|Rev|Sir|Lady)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}))"
)
_BORN = r"\b(?:born|birth|birthday|dob|d\.o\.b\.?)\b[^.?!\n]{0,30}?\b"
_STREET = (
    r"(?:Street|Road|Avenue|Lane|Drive|Crescent|Terrace|Place|Gardens|Court|Close|Way|St|Rd|Ave)"
)
_PHONE = (
    r"(?<![\w.])((?:\+\d{1,3}[ -]?)?(?:\(0?\d{2,5}\)[ -]?|0\d{2,5}[ -]?)\d{3,4}[ -]?\d{3,4}"
    r"|\+\d{1,3}(?:[ -]?\d{2,4}){3,4})(?!\w)"
)
_CALLED = (
    r"\b(?:[Mm]y name is|[Mm]y name's|I am called|I'm called"
    r"|(?:she|he|they)(?:'s| is| are|'re) called|named)"
)
SHAPES: tuple[tuple[str, Kind, re.Pattern[str]], ...] = (
    ("e-mail address", "email", re.compile(r"\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    ("date of birth", "date of birth", re.compile(rf"(?i){_BORN}({_DAY})")),
    ("record number", "number", re.compile(r"\b(\d{3}[ -]\d{3}[ -]\d{4}|\d{10})\b")),
    ("telephone number", "phone", re.compile(_PHONE)),
    ("British postcode", "address", re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b")),
    (
        "house number and street",
        "address",
        re.compile(rf"\b(\d{{1,4}}[a-zA-Z]? (?:{_NAME} ){{1,3}}{_STREET})\b"),
    ),
    ("title before a name", "person", re.compile(rf"\b{_TITLE}\.? ({_NAME}(?: {_NAME})?)")),
    ("says a name", "person", re.compile(rf"{_CALLED} ({_NAME}(?: {_NAME})?)")),
)
"""Why, what kind, and the pattern whose first group is the mention."""

# What a language model takes for a name in talk, and is none.
NO_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        i i'm i've i'd i'll ok okay aye yeah yes no oh um er eh mm hmm mhm right so well like god
        jesus christ lord monday tuesday wednesday thursday friday saturday sunday january february
        march april june july august september october november december christmas easter english
        scottish british welsh irish gp gps nhs clp clps mdt it hr ct mri a&e dna covid zoom teams
        google word excel email interviewer interviewee participant respondent inaudible crosstalk
        laughter laughs pause
        """,
    )
)
