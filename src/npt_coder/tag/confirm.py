"""Confirm: matches that ask for grammar stand or fall by a parse of the sentence, read by itself.

Rules that ask for words alone need no model. Of the others the words are looked for first, and
only sentences in which they stand are parsed; what stands is the same as if every sentence were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, islice
from typing import TYPE_CHECKING

from npt_coder.codebook.compile import CompiledRules
from npt_coder.codebook.conditions import Parse, asks_grammar, confirmed
from npt_coder.codebook.language import tokens
from npt_coder.codebook.tries import Match
from npt_coder.model import Code
from npt_coder.tag.syntax import SpacyModel, find_model, load_model, parses_of

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 512
"""Sentences of which the candidates are parsed together."""


class Confirmer:
    """Finds matches of rules, with those that ask for grammar confirmed by spaCy."""

    def __init__(self, rules: CompiledRules) -> None:
        """Take compiled rules. Raises NptCoderError when some need a model and there is none."""
        self._rules = rules
        asks = any(target.asked for target in rules.targets)
        self.model: SpacyModel | None = find_model() if asks else None

    def matches(self, texts: Iterable[str]) -> Iterator[list[Match]]:
        """Yield the matches of each sentence, in the order that the rules report them."""
        if self.model is None:
            yield from map(self._rules.matches, texts)
            return
        waiting = iter(texts)
        while some := list(islice(waiting, BATCH)):
            found = list(map(self._rules.matches, some))
            asking = [
                text
                for text, matches in zip(some, found, strict=True)
                if any(match.target.asked for match in matches)
            ]
            parses = dict(zip(asking, self._parses(asking), strict=True))
            for text, matches in zip(some, found, strict=True):
                yield _standing(text, matches, parses[text]) if text in parses else matches

    def _parses(self, texts: Sequence[str]) -> Iterator[Parse]:
        return parses_of(self._language, texts) if texts else iter(())

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
