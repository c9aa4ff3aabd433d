"""Confirm: matches that ask for grammar stand or fall by a parse of the sentence, read by itself.

Rules that ask for words alone need no model. Of the others the words are looked for first, and
only sentences in which they stand are parsed; what stands is the same as if every sentence were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, groupby, islice
from typing import TYPE_CHECKING

from npt_coder.codebook.compile import CompiledRules
from npt_coder.codebook.conditions import Parse, asks_grammar, confirmed, unmet
from npt_coder.codebook.language import tokens
from npt_coder.codebook.tries import Match, Target
from npt_coder.model import Code
from npt_coder.tag.syntax import SpacyModel, find_model, load_model, parses_of

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 512
"""Sentences of which the candidates are parsed together."""

MAX_PARSED = 4_000
"""Parses remembered at most, beyond those of one batch: some sentences are said again and again."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A match by its words that does not stand.

    places: the tokens of its words. lacks: what is asked in vain, in words; never empty.
    """

    target: Target
    places: tuple[int, ...]
    lacks: tuple[str, ...]


class Confirmer:
    """Finds matches of rules, with those that ask for grammar confirmed by spaCy."""

    def __init__(self, rules: CompiledRules) -> None:
        """Take compiled rules. Raises NptCoderError when some need a model and there is none."""
        self._rules = rules
        asks = any(target.asked for target in rules.targets)
        self.model: SpacyModel | None = find_model() if asks else None
        self._parsed: dict[str, Parse] = {}

    def matches(self, texts: Iterable[str]) -> Iterator[list[Match]]:
        """Yield the matches of each sentence, in the order that the rules report them."""
        if self.model is None:
            yield from map(self._rules.matches, texts)
            return
        waiting = iter(texts)
        while some := list(islice(waiting, BATCH)):
            found = list(map(self._rules.matches, some))
            asks = [any(match.target.asked for match in matches) for matches in found]
            parses = self._parses(compress(some, asks))
            for text, matches, asking in zip(some, found, asks, strict=True):
                yield _standing(text, matches, parses[text]) if asking else matches

    def refused(self, text: str) -> list[Refused]:
        """Return the matches in a sentence that its grammar refuses, in the order of the rules."""
        candidates = [match for match in self._rules.matches(text) if match.target.asked]
        if not candidates:
            return []
        parse = self._parses([text])[text]
        forms = [token.form for token in tokens(text)]
        found = []
        for target, first, _ in sorted(candidates, key=lambda match: match.target.order):
            assert target.asked is not None
            places, lacks = unmet(target.asked, forms, parse, first)
            if lacks and target.use == "any":
                found.append(Refused(target, places, lacks))
        return found

    def _parses(self, texts: Iterable[str]) -> Mapping[str, Parse]:
        """Return the parses of some sentences and of others; each is parsed once while kept."""
        if len(self._parsed) > MAX_PARSED:
            self._parsed.clear()
        fresh = [text for text in dict.fromkeys(texts) if text not in self._parsed]
        if fresh:
            self._parsed.update(zip(fresh, parses_of(self._language, fresh), strict=True))
        return self._parsed

    @cached_property
    def _language(self) -> Language:
        assert self.model is not None
        entities = any(t.asked.needs_entities for t in self._rules.targets if t.asked)
        return load_model(self.model, entities=entities)


def grammar_model(codes: Iterable[Code]) -> str:
    """Return the model on which the codings of some codes depend, "" when on none.

    Raises NptCoderError when a rule asks for grammar and no model is installed.
    """
    asks = any(asks_grammar(rule) for code in codes for rule in code.rules)
    return str(find_model()) if asks else ""


def _standing(text: str, matches: Sequence[Match], parse: Parse) -> list[Match]:
    """Return the matches that stand. Where only silencers would be left, nothing is."""
    forms = [token.form for token in tokens(text)]
    standing = [match for match in matches if match.target.asked is None]
    asking = [match for match in matches if match.target.asked is not None]
    asking.sort(key=lambda match: match.target.order)
    for _, own in groupby(asking, key=lambda match: match.target.order):
        candidates = list(own)
        target = candidates[0].target
        assert target.asked is not None
        firsts = [match.first for match in candidates]
        found = confirmed(target.asked, forms, parse, firsts)
        standing += [Match(target, first, last) for first, last in found.items()]
    if not any(match.target.use == "any" for match in standing):
        return []
    return sorted(standing, key=lambda m: (m.first, m.last, m.target.order))
