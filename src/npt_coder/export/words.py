"""Words: how ratings, counts, times and places are written for people."""

from __future__ import annotations

import re
from hashlib import sha256

from npt_coder.export.base import Study
from npt_coder.model import Cell, Valence

FOR_AND_AGAINST: dict[Valence, str] = {
    "promotes": "for",
    "hinders": "against",
    "mixed": "mixed",
    "descriptive": "descriptive",
}
SIGNS: dict[Valence, str] = {"promotes": "+", "hinders": "−", "mixed": "±", "descriptive": "·"}
MISSING = "–"


def signed(rating: int | None) -> str:
    """Write a rating with its sign; a missing rating is a dash, never 0."""
    if rating is None:
        return MISSING
    return f"+{rating}" if rating > 0 else f"−{-rating}" if rating < 0 else "0"


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """Write a number with its noun in the right form: `1 case`, `1,204 cases`."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def listed(words: tuple[str, ...]) -> str:
    """Join words as people do: `a, b and c`."""
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def evidence_words(cell: Cell | None) -> str:
    """Say how much evidence a cell holds, for and against apart."""
    if cell is None or cell.n_codings == 0:
        return "no evidence"
    counts = (
        (cell.promotes, "for"),
        (cell.hinders, "against"),
        (cell.mixed, "mixed"),
        (cell.descriptive, "descriptive"),
    )
    always = {"for", "against"} if cell.promotes or cell.hinders or cell.mixed else set()
    return " · ".join(f"{n} {word}" for n, word in counts if n or word in always)


def voices_words(cell: Cell) -> str:
    """Say how many people stand behind a cell, and in which jobs."""
    people = counted(len(cell.people), "person", "people")
    return f"{people}: {', '.join(cell.roles)}" if cell.roles else people


def operation_words(cell: Cell | None) -> str:
    """Say whether work is in operation at a level; silence is not the same as `not`."""
    if cell is None or (cell.n_codings == 0 and cell.rating is None):
        return "no evidence"
    if cell.rating is None:
        return "mentioned only"
    if cell.rating == 0:
        return "mixed"
    return "in operation" if cell.rating > 0 else "not in operation"


def clock(seconds: float | None) -> str:
    """Write seconds from the start of a recording as `m:ss` or `h:mm:ss`; unknown is empty."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def when_words(at: str) -> str:
    """Write an ISO 8601 moment for people: `2026-11-23 09:30 UTC`; other text stays as it is."""
    found = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|\+00:00)$", at)
    return f"{found[1]} {found[2]} UTC" if found else at


def wave_words(wave: str | None) -> str:
    """Name a time point: a bare number becomes `wave 2`, other names stay as they are."""
    if wave is None:
        return "no wave given"
    if wave == "all":
        return "all waves"
    return f"wave {wave}" if wave.isdecimal() else wave


def code_words(study: Study, id: str) -> str:
    """Name a code with its parent: `Coherence: Differentiation`."""
    code = study.codebook.code(id)
    if code is None:
        return study.constructs.get(id) or study.levels.get(id) or id
    parent = study.codebook.code(code.parent) if code.parent else None
    return f"{parent.name}: {code.name}" if parent else code.name


def name_words(study: Study, name: str) -> str:
    """Name a cell (a construct, a level or any other code) for people."""
    return study.constructs.get(name) or study.levels.get(name) or code_words(study, name)


def anchor(kind: str, *parts: str | None) -> str:
    """Make an id for a place in a page: the same parts always, other parts never the same."""
    plain = re.sub(r"[^a-z0-9]+", "-", " ".join(part or "" for part in parts).lower()).strip("-")
    # The hash keeps apart what the plain form runs together: "GP 1" and "GP-1".
    return f"{kind}-{plain[:40]}-{sha256(repr(parts).encode()).hexdigest()[:8]}"


def cell_anchor(case: str, wave: str | None, name: str) -> str:
    """Return the place of one cell among the evidence."""
    return anchor("cell", case, wave, name)


def coding_anchor(kind: str, id: str) -> str:
    """Return the place of one coding: `m-...` in its transcript, `q-...` among the evidence."""
    return f"{kind}-{id}" if re.fullmatch(r"[A-Za-z0-9_-]+", id) else anchor(kind, id)
