"""Spot: which texts may hold one of a few phrases, for much less than it takes to read them."""

from __future__ import annotations

from collections.abc import Iterable

from npt_coder.codebook.compile import CompiledRules, sequences_of
from npt_coder.codebook.language import is_as_written
from npt_coder.codebook.steps import BareSteps, Forms
from npt_coder.codebook.tries import commonness


class Spotter:
    """Says in which texts phrases may stand; no is certain, yes is not.

    Letters are looked for before a text is cut into words: of each sequence those of its rarest
    word, which no text that holds the sequence can lack.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Write out phrases of the rule language. Raises CodebookError for faulty ones."""
        sequences = sequences_of(phrases)
        self._rules = CompiledRules(sequences)
        self._letters = _letters_of(steps for steps, _, _ in sequences)

    def may_hold(self, text: str) -> bool:
        """Say whether one of the phrases may stand in a sentence of a text."""
        return self.may_hold_letters(text) and self._rules.may_match(text)

    def may_hold_letters(self, text: str) -> bool:
        """Say whether the letters of one of the phrases stand in a text, however long."""
        if self._letters is None:
            return True
        lower = text.lower()
        for letters in self._letters:  # noqa: SIM110 - any() would take twice as long
            if letters in lower:
                return True
        return False


def _letters_of(sequences: Iterable[BareSteps]) -> tuple[str, ...] | None:
    """Return letters of which every text with one of the sequences holds some, None for none."""
    found: set[str] = set()
    for steps in sequences:
        written = [step for step in steps if isinstance(step, frozenset) and _is_as_written(step)]
        if not written:
            return None
        found |= min(written, key=lambda forms: (commonness(forms), sorted(forms)))
    return tuple(
        letters
        for letters in sorted(found)
        if not any(other in letters for other in found if other != letters)
    )


def _is_as_written(forms: Forms) -> bool:
    return all(map(is_as_written, forms))
