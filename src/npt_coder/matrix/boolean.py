"""Boolean: passages by the codes that they bear, in words such as `coherence and not workload`.

    expression = all { "or" all }        all = one { "and" one }
    one        = "not" one | "(" expression ")" | name [ ":" valence ]

A name is the id of a code; it stands for all below it too. `not` binds before `and`, `and` before
`or`. A name with spaces, or one that is a word of the language, goes between double quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from npt_coder.errors import UserError
from npt_coder.model import VALENCES

Unit = Literal["segment", "turn", "transcript"]
UNITS: tuple[Unit, ...] = get_args(Unit)

Borne = Collection[tuple[str, str]]
"""The (code, valence) pairs that a passage bears."""

Span = tuple[int, int]

_WORDS = re.compile(r'\s*(?:([()])|"([^"]*)"(:[\w-]+)?|([^\s()"]+))')


@dataclass(frozen=True, slots=True)
class Named:
    """A passage bears this code, or one below it; valence None: whatever its valence."""

    code: str
    valence: str | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """A passage that is not so."""

    of: Expression


@dataclass(frozen=True, slots=True)
class All:
    """A passage of which every part is so."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """A passage of which at least one part is so."""

    of: tuple[Expression, ...]


Expression = Named | Not | All | Any


def parse(text: str, codes: Collection[str]) -> Expression:
    """Read an expression over these codes.

    Raises UserError with the character, counted from 1, at which it goes wrong.
    """
    parser = _Parser(text, codes)
    made = parser.any()
    if parser.here is not None:
        raise parser.error("expected `and`, `or` or the end")
    return made


def meets(expression: Expression, borne: Borne) -> bool:
    """Say whether a passage that bears these codes is what the expression asks for."""
    match expression:
        case Named():
            return any(_is_named(expression, code, valence) for code, valence in borne)
        case Not(of):
            return not meets(of, borne)
        case All(of):
            return all(meets(part, borne) for part in of)
        case Any(of):
            return any(meets(part, borne) for part in of)


def retrieved(
    evidence: pd.DataFrame,
    expression: Expression,
    *,
    within: Unit = "segment",
    turns: Mapping[str, Sequence[Span]],
) -> pd.DataFrame:
    """Return the codings behind the passages that meet an expression, in the order of evidence.

    within: a passage is a coded segment with all codings that share a character with it, a turn,
    or a whole transcript. turns: transcript -> (start, end) in code points, in order. Of a
    passage the codings of the codes that are asked for are returned; all of them when the
    expression only says what must not be there. A passage without any coding is not found.
    """
    asked = tuple(_asked(expression))
    kept: list[object] = []
    for transcript, said in evidence.groupby("transcript", sort=False):
        spans = list(zip(said["start"].astype(int), said["end"].astype(int), strict=True))
        pairs = list(zip(said["code"], said["valence"], strict=True))
        found: set[int] = set()
        for members in _passages(spans, within, turns.get(str(transcript), ())):
            if meets(expression, {pairs[member] for member in members}):
                found.update(m for m in members if _is_asked(asked, pairs[m]))
        kept += [said.index[place] for place in sorted(found)]
    return evidence.loc[evidence.index.isin(kept)]


def _asked(expression: Expression, *, wanted: bool = True) -> Iterator[Named]:
    """Yield what a passage must bear, as against what it must not."""
    match expression:
        case Named():
            if wanted:
                yield expression
        case Not(of):
            yield from _asked(of, wanted=not wanted)
        case All(of) | Any(of):
            for part in of:
                yield from _asked(part, wanted=wanted)


def _is_asked(asked: Sequence[Named], pair: tuple[str, str]) -> bool:
    return not asked or any(_is_named(named, *pair) for named in asked)


def _is_named(named: Named, code: str, valence: str) -> bool:
    return named.valence in (None, valence) and (
        code == named.code or code.startswith(f"{named.code}.")
    )


def _passages(spans: list[Span], within: Unit, turns: Sequence[Span]) -> Iterator[set[int]]:
    """Yield each passage as the places of its codings among the spans, which are in order."""
    if within == "transcript":
        yield set(range(len(spans)))
        return
    starts = [start for start, _ in spans]
    longest = max((end - start for start, end in spans), default=0)
    for start, end in sorted(set(spans)) if within == "segment" else turns:
        near = range(bisect_left(starts, start - longest), bisect_left(starts, end))
        if members := {place for place in near if spans[place][1] > start}:
            yield members


# --- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of an expression; at: its first character, from 0."""

    text: str
    at: int
    is_quoted: bool = False
    valence: str = ""

    def is_(self, word: str) -> bool:
        return not self.is_quoted and self.text.lower() == word


class _Parser:
    """Walks over the words of one expression."""

    def __init__(self, text: str, codes: Collection[str]) -> None:
        self.text, self.codes = text, codes
        self.words = list(self._split())
        self.place = 0

    @property
    def here(self) -> _Word | None:
        """Return the word that comes next, or None at the end."""
        return self.words[self.place] if self.place < len(self.words) else None

    def any(self) -> Expression:
        """Read parts with `or` between."""
        parts = self._parts("or", self._all)
        return parts[0] if len(parts) == 1 else Any(parts)

    def error(self, wrong: str, at: int | None = None) -> UserError:
        """Say what is wrong, and where."""
        if at is None:
            at = self.here.at if self.here else len(self.text.rstrip())
        return UserError(f"--where, character {at + 1}: {wrong}.\n  {self.text}\n  {' ' * at}^")

    def _all(self) -> Expression:
        parts = self._parts("and", self._one)
        return parts[0] if len(parts) == 1 else All(parts)

    def _parts(self, word: str, read: Callable[[], Expression]) -> tuple[Expression, ...]:
        parts = [read()]
        while self.here and self.here.is_(word):
            self.place += 1
            parts.append(read())
        return tuple(parts)

    def _one(self) -> Expression:
        word = self.here
        if word is None or word.is_("and") or word.is_("or") or word.is_(")"):
            raise self.error("expected a code, `not` or `(`")
        self.place += 1
        if word.is_("not"):
            return Not(self._one())
        if not word.is_("("):
            return self._named(word)
        made = self.any()
        if not (self.here and self.here.is_(")")):
            raise self.error(f"expected `)` for the `(` at character {word.at + 1}")
        self.place += 1
        return made

    def _named(self, word: _Word) -> Named:
        if word.is_quoted:
            name, valence = word.text, word.valence
        else:
            name, _, valence = word.text.partition(":")
        if not any(code == name or code.startswith(f"{name}.") for code in self.codes):
            known = ", ".join(sorted(self.codes))
            raise self.error(f"unknown code '{name}'. Known: {known}", word.at)
        if ":" in word.text + word.valence and valence.lstrip(":") not in VALENCES:
            kinds = ", ".join(VALENCES)
            raise self.error(f"after `{name}:` comes a valence: {kinds}", word.at)
        return Named(name, valence.lstrip(":") or None)

    def _split(self) -> Iterator[_Word]:
        at, end = 0, len(self.text.rstrip())
        while at < end:
            found = _WORDS.match(self.text, at)
            if found is None:
                start = at + len(self.text[at:]) - len(self.text[at:].lstrip())
                raise self.error("a quotation mark without its partner", start)
            bracket, quoted, valence, plain = found.groups()
            text = next(part for part in (bracket, quoted, plain) if part is not None)
            begin = found.end() - len(found[0].lstrip())
            yield _Word(text, begin, quoted is not None, valence or "")
            at = found.end()
