"""Index: finds taggers by name, this package's own and anybody's, through one door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from npt_coder.errors import UnknownName, UserError
from npt_coder.model import Codebook
from npt_coder.tag.base import RestsOnRules, Tagger, TaggerMaker

_GROUP = "npt_coder.taggers"


def known_taggers() -> tuple[str, ...]:
    """Return the names of all installed taggers, sorted."""
    return tuple(sorted({entry.name for entry in entry_points(group=_GROUP)}))


def make_tagger(
    name: str,
    codebook: Codebook,
    codes: Sequence[str] | None = None,
    *,
    study: Path | None = None,
) -> Tagger:
    """Make a tagger by name; study: the folder that a tagger of the study's own is kept in.

    Raises UnknownName with the known ones, CodebookError, and UserError for a tagger that needs
    a study where there is none.
    """
    make = _maker(name)
    if getattr(make, "uses_study", False):
        return cast(Tagger, make(codebook, codes, study=study))
    if not getattr(make, "needs_study", False):
        return cast(TaggerMaker, make)(codebook, codes)
    if study is None:
        raise UserError(f"the tagger '{name}' belongs to a study. Name it with --project.")
    return cast(Tagger, make(codebook, codes, study=study))


def is_by_family(name: str) -> bool:
    """Say whether a tagger weighs the rules of a construct and its sub-constructs together.

    Raises UnknownName.
    """
    return bool(getattr(_maker(name), "by_family", False))


def rests_on_rules(name: str) -> RestsOnRules:
    """Say how what a tagger says of a turn rests on the rules. Raises UnknownName."""
    return cast(RestsOnRules, getattr(_maker(name), "rests_on_rules", "wholly"))


def _maker(name: str) -> Callable[..., object]:
    found = [entry for entry in entry_points(group=_GROUP) if entry.name == name]
    if not found:
        raise UnknownName("tagger", name, known_taggers())
    return cast(Callable[..., object], found[0].load())
