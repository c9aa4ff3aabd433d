"""Minimise: rows of a truth table to the shortest expressions that say the same.

Quine 1952 (doi:10.2307/2308219) and McCluskey 1956 (doi:10.1002/j.1538-7305.1956.tb03835.x): pairs
of combinations that differ in one condition are joined until none is left, which gives the prime
implicants; the fewest of them that cover the rows make a model. All models that are equally short
are returned, since choosing among them is not arithmetic.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

MAX_MODELS = 25
"""More equally short models than this are counted as `more`, not listed."""


@dataclass(frozen=True, slots=True, order=True)
class Implicant:
    """A conjunction: bits under `mask` are fixed to those of `value`, the others are free."""

    mask: int
    value: int

    def covers(self, row: int) -> bool:
        """Say whether a combination (as bits) falls under the conjunction."""
        return row & self.mask == self.value

    @property
    def n_literals(self) -> int:
        """Return how many conditions the conjunction names."""
        return self.mask.bit_count()


@dataclass(frozen=True, slots=True)
class Minimum:
    """The shortest models, each a tuple of implicants. is_cut: there are more than are listed."""

    models: tuple[tuple[Implicant, ...], ...]
    is_cut: bool = False


def minimise(rows: Collection[int], free: Collection[int], n_conditions: int) -> Minimum:
    """Return the models with the fewest terms that cover all `rows` and nothing else but `free`.

    rows, free: combinations as bits, disjoint. Models with fewer conditions come first.
    """
    primes = [
        prime
        for prime in prime_implicants({*rows, *free}, n_conditions)
        if any(prime.covers(row) for row in rows)
    ]
    covers, is_cut = _smallest_covers(sorted(rows), primes)
    ordered = sorted(
        (tuple(sorted(cover, key=lambda p: _rank(p, n_conditions))) for cover in covers),
        key=lambda model: (
            sum(prime.n_literals for prime in model),
            [_rank(prime, n_conditions) for prime in model],
        ),
    )
    return Minimum(tuple(ordered[:MAX_MODELS]), is_cut or len(ordered) > MAX_MODELS)


def prime_implicants(allowed: Collection[int], n_conditions: int) -> tuple[Implicant, ...]:
    """Return the conjunctions within `allowed` that cannot lose a condition, in a fixed order."""
    every = (1 << n_conditions) - 1
    level = {Implicant(every, row) for row in allowed}
    primes: set[Implicant] = set()
    while level:
        joined: set[Implicant] = set()
        spent: set[Implicant] = set()
        for one in level:
            for bit in _bits(one.mask):
                other = Implicant(one.mask, one.value ^ bit)
                if other in level:
                    spent.add(one)
                    joined.add(Implicant(one.mask & ~bit, one.value & ~bit))
        primes |= level - spent
        level = joined
    return tuple(sorted(primes))


def _smallest_covers(
    rows: list[int], primes: list[Implicant]
) -> tuple[set[frozenset[Implicant]], bool]:
    """Return all covers of the rows with the fewest primes, and whether the search was cut."""
    by_row = {row: [p for p in primes if p.covers(row)] for row in rows}
    covered = {p: frozenset(row for row in rows if p.covers(row)) for p in primes}
    for size in range(1, len(rows) + 1):
        found: set[frozenset[Implicant]] = set()
        is_cut = _extend(frozenset(), frozenset(rows), size, by_row, covered, found, set())
        if found:
            return found, is_cut
    return set(), False


def _extend(
    chosen: frozenset[Implicant],
    open_rows: frozenset[int],
    left: int,
    by_row: Mapping[int, list[Implicant]],
    covered: Mapping[Implicant, frozenset[int]],
    found: set[frozenset[Implicant]],
    seen: set[frozenset[Implicant]],
) -> bool:
    """Add primes until no row is open; returns whether the search stopped with models to spare."""
    if not open_rows:
        found.add(chosen)
        return len(found) > MAX_MODELS
    if chosen in seen:
        return False
    seen.add(chosen)
    if left == 0 or _most(open_rows, covered) * left < len(open_rows):
        return False
    row = min(open_rows, key=lambda r: (len(by_row[r]), r))
    return any(
        _extend(chosen | {p}, open_rows - covered[p], left - 1, by_row, covered, found, seen)
        for p in by_row[row]
    )


def _most(open_rows: frozenset[int], covered: Mapping[Implicant, frozenset[int]]) -> int:
    return max((len(rows & open_rows) for rows in covered.values()), default=0)


def _rank(prime: Implicant, n_conditions: int) -> tuple[int, ...]:
    """Return a sort key: shorter first, then earlier conditions first, present before absent."""
    signs = []
    for place in range(n_conditions - 1, -1, -1):
        bit = 1 << place
        signs.append(2 if not prime.mask & bit else 0 if prime.value & bit else 1)
    return (prime.n_literals, *signs)


def _bits(mask: int) -> Iterable[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
