"""Index: finds taggers by name, this package's own and anybody's, through one door."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import cast

from npt_coder.errors import UnknownName
from npt_coder.model import Codebook
from npt_coder.tag.base import Tagger, TaggerMaker

_GROUP = "npt_coder.taggers"


def known_taggers() -> tuple[str, ...]:
    """Return the names of all installed taggers, sorted."""
    return tuple(sorted({entry.name for entry in entry_points(group=_GROUP)}))


def make_tagger(name: str, codebook: Codebook, codes: Sequence[str] | None = None) -> Tagger:
    """Make a tagger by name. Raises UnknownName with the known ones, CodebookError."""
    found = [entry for entry in entry_points(group=_GROUP) if entry.name == name]
    if not found:
        raise UnknownName("tagger", name, known_taggers())
    return cast(TaggerMaker, found[0].load())(codebook, codes)
