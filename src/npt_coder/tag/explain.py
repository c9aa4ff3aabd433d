"""Explain: how the rules of a codebook read a text, word by word, and what nearly fired."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from npt_coder.codebook.language import tokens
from npt_coder.model import Codebook
from npt_coder.sentences import split_text
from npt_coder.tag.near import NearMiss, WrittenRule, forms_in, near_misses, written_rules
from npt_coder.tag.rules import Firing, RulesTagger


@dataclass(frozen=True, slots=True)
class Explained:
    """One sentence: its words as rules see them, and every rule that matched.

    fired: rules that say something. stopped: rules that matched and were silenced, with why.
    near: rules that nearly matched. forms: word -> the forms that count as the same.
    """

    sentence: str
    words: tuple[str, ...]
    fired: tuple[Firing, ...]
    stopped: tuple[Firing, ...]
    near: tuple[NearMiss, ...]
    forms: Mapping[str, tuple[str, ...]]


def explain(
    codebook: Codebook, text: str, speaker: Collection[str] | None = None
) -> tuple[Explained, ...]:
    """Explain each sentence of a text. Raises CodebookError for faulty phrases.

    speaker: role and job of who says it; None, and no rule asks for them.
    """
    tagger, rules = RulesTagger(codebook), written_rules(codebook)
    return tuple(
        _sentence(tagger, rules, text[start:end], speaker) for start, end in split_text(text)
    )


def _sentence(
    tagger: RulesTagger,
    rules: tuple[WrittenRule, ...],
    sentence: str,
    speaker: Collection[str] | None,
) -> Explained:
    firings = tagger.firings(sentence, speaker)
    words = tuple(token.form for token in tokens(sentence))
    return Explained(
        sentence=sentence,
        words=words,
        fired=tuple(firing for firing in firings if not firing.stopped),
        stopped=tuple(firing for firing in firings if firing.stopped),
        near=near_misses(
            rules, words, {firing.rule.id for firing in firings}, tagger.refused(sentence)
        ),
        forms=forms_in(rules, words),
    )
