"""Formula: an expression such as `resources*leadership*(mindset+~size)`, read and worked out.

`*` is AND (the least), `+` is OR (the most), `~` is NOT (1 minus). Names are those of the table,
whatever their capitals, and may hold spaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from npt_coder.compare.minimise import Implicant
from npt_coder.compare.sets import Memberships
from npt_coder.errors import UserError

_DEEPEST = 50


def evaluate(formula: str, sets: Mapping[str, Memberships]) -> Memberships:
    """Return the membership of each case in an expression over named sets.

    Raises UserError that points at the place where the expression cannot be read.
    """
    reader = _Reader(formula, {name.casefold(): values for name, values in sets.items()})
    made = reader.alternatives(0)
    reader.finish(tuple(sets))
    return made


def names_in(formula: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that a formula uses, in the order given. Raises UserError."""
    reader = _Reader(formula, {name.casefold(): np.zeros(1) for name in names})
    reader.alternatives(0)
    reader.finish(names)
    return tuple(name for name in names if name.casefold() in reader.used)


def in_words(implicant: Implicant, conditions: Sequence[str]) -> str:
    """Write a conjunction with the names of its conditions: `a*~b`."""
    n = len(conditions)
    literals = [
        name if implicant.value & (1 << (n - 1 - index)) else f"~{name}"
        for index, name in enumerate(conditions)
        if implicant.mask & (1 << (n - 1 - index))
    ]
    return "*".join(literals)


@dataclass(slots=True)
class _Reader:
    """A cursor over the text of a formula."""

    text: str
    sets: Mapping[str, Memberships]
    at: int = 0
    used: set[str] = field(default_factory=set)

    def alternatives(self, depth: int) -> Memberships:
        made = self._conjunction(depth)
        while self._take("+"):
            made = np.maximum(made, self._conjunction(depth))
        return made

    def finish(self, known: Sequence[str]) -> None:
        if self._rest():
            raise self._lost(known)

    def _conjunction(self, depth: int) -> Memberships:
        made = self._factor(depth)
        while self._take("*"):
            made = np.minimum(made, self._factor(depth))
        return made

    def _factor(self, depth: int) -> Memberships:
        if depth > _DEEPEST:
            raise UserError(f"the formula '{self.text}' is nested too deep.")
        if self._take("~"):
            return 1 - self._factor(depth + 1)
        # A name comes before a bracket, since names such as `(reverse) size` may begin with one.
        rest = self._rest().casefold()
        for name in sorted(self.sets, key=len, reverse=True):
            if rest.startswith(name) and _ends(rest[len(name) :]):
                self.at = len(self.text) - len(rest) + len(name)
                self.used.add(name)
                return self.sets[name]
        if not self._take("("):
            raise self._lost(tuple(self.sets))
        made = self.alternatives(depth + 1)
        if not self._take(")"):
            raise UserError(f"the formula '{self.text}' lacks a closing bracket.")
        return made

    def _rest(self) -> str:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.text[self.at :]

    def _take(self, sign: str) -> bool:
        found = self._rest().startswith(sign)
        self.at += len(sign) if found else 0
        return found

    def _lost(self, known: Sequence[str]) -> UserError:
        rest = self._rest()
        where = f"at '{rest[:30]}'" if rest else "at its end"
        return UserError(
            f"the formula '{self.text}' cannot be read {where}. Join names with * (and), + (or), "
            f"~ (not) and brackets. Names: {', '.join(known)}."
        )


def _ends(rest: str) -> bool:
    """Say whether a name may end before this text."""
    return not rest.strip() or rest.lstrip()[0] in "*+)"
