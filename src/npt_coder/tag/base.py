"""Base: what a tagger is.

To add a tagger:
1. Write a class that is made with (codebook, codes) and has the three names of `Tagger`.
2. Add one line to the entry points "npt_coder.taggers" of your package: `name = "module:Class"`.
   A class with `needs_study = True` is also handed the folder of the study, as `study=`; one with
   `uses_study = True` likewise, or None where there is no study. With `by_family = True` a change
   in the rules of one code makes it read again for all codes of the construct. `rests_on_rules`
   says what else such a change means; see `RestsOnRules`.
3. Abstaining is yielding nothing; every coding says why in its `reason`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Literal, Protocol

from npt_coder.model import Codebook, Coding, Level, Sentence, Valence

RestsOnRules = Literal["only", "also", "not", "wholly"]
"""How the codings of a turn rest on the rules of the codebook: only on the rules that match there;
on these and on what is no rule; not at all; or in a way that nobody said, which is the default and
has everything read again when a rule changes."""


class Tagger(Protocol):
    """Reads sentences and suggests codings. coder: name and identity, as `rules@1a2b3c4d5e6f`."""

    name: str
    coder: str

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        """Yield codings in the order of the sentences and of the codebook."""
        ...


class TaggerMaker(Protocol):
    """What an entry point names. codes: ids to suggest, None for all of the codebook."""

    def __call__(self, codebook: Codebook, codes: Sequence[str] | None = None) -> Tagger:
        """Make a tagger."""
        ...


def coding_id(
    sentence: Sentence, *, code: str, valence: Valence, level: Level | None, coder: str
) -> str:
    """Return the id of a suggestion: the same suggestion by the same coder has the same id."""
    parts = (sentence.transcript, sentence.start, sentence.end, code, valence, level, coder)
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:12]
