"""Near: which phrases of a codebook nearly match a sentence, and what is missing.

Three near misses are looked for: one word is not there, words stand further apart than the phrase
allows, or the words are there and the grammar is not as asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from npt_coder.codebook.kept import Kept
from npt_coder.codebook.language import english, tokens
from npt_coder.codebook.phrases import Gap
from npt_coder.codebook.steps import BareSteps, Forms, Step, bare, steps_of, ways
from npt_coder.model import Code, Codebook, Rule

MOST = 5
"""Near misses that are told at most, the nearest first."""

_COMMON = 400  # a word of this rank or before says little alone
_STRETCH = 5  # words that a gap may be longer than allowed


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A phrase that nearly matched. found: words of the sentence it did find. share: of its words.

    missing: what was not there, for people.
    """

    code: str
    rule: str
    phrase: str
    found: tuple[str, ...]
    missing: str
    share: float


def near_misses(
    codebook: Codebook, sentence: str, matched: Collection[str] = ()
) -> tuple[NearMiss, ...]:
    """Return the rules that nearly match a sentence, each by its nearest phrase.

    matched: ids of rules that did match, which are left out. At least two words of a phrase must
    be there, one of them no common word.
    """
    forms = [token.form for token in tokens(sentence)]
    kept = Kept()
    best: list[NearMiss] = []
    for code in codebook.codes:
        for rule in code.rules:
            if rule.id in matched:
                continue
            misses = list(_of_rule(code, rule, forms, kept))
            if misses:
                best.append(max(misses, key=lambda miss: miss.share))
    return tuple(sorted(best, key=lambda miss: -miss.share)[:MOST])


def forms_in(codebook: Codebook, sentence: str) -> dict[str, tuple[str, ...]]:
    """Return each word of a sentence -> the words that count as the same in some phrase.

    The smallest such class; words that stand alone in every phrase are left out.
    """
    words = {token.form for token in tokens(sentence)}
    kept = Kept()
    smallest: dict[str, Forms] = {}
    for code in codebook.codes:
        for rule in code.rules:
            for steps in (s for phrase in rule.phrases for s in _sequences(phrase, kept)):
                for step in (one for one in steps if isinstance(one, frozenset)):
                    for word in words & step:
                        if word not in smallest or len(step) < len(smallest[word]):
                            smallest[word] = step
    ordered = dict.fromkeys(token.form for token in tokens(sentence))
    known = (word for word in ordered if len(smallest.get(word, ())) > 1)
    return {word: tuple(sorted(smallest[word])) for word in known}


def _sequences(phrase: str, kept: Kept) -> Iterable[BareSteps]:
    known = kept.get(phrase)
    return known[0] if known else dict.fromkeys(map(bare, steps_of(phrase)))


def _of_rule(code: Code, rule: Rule, forms: Sequence[str], kept: Kept) -> Iterator[NearMiss]:
    said = set(forms)
    for phrase in rule.phrases:
        for steps in _sequences(phrase, kept):
            words = [step for step in steps if isinstance(step, frozenset)]
            there = [step for step in words if step & said]
            if len(there) < 2 or len(there) < len(words) - 1 or all(map(_is_common, there)):
                continue
            for missing, places in _tries(steps, forms):
                found = tuple(forms[place] for place in places)
                if len(found) > 1 and not all(
                    english().ranks.get(f, 9999) <= _COMMON for f in found
                ):
                    yield NearMiss(
                        code.id, rule.id, phrase, found, missing, len(found) / (len(words) + 0.5)
                    )
                    break


def _is_common(step: Forms) -> bool:
    return min(english().ranks.get(form, 9999) for form in step) <= _COMMON


def _tries(steps: BareSteps, forms: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what keeps a sequence from matching, with the places of the words that are there."""
    if places := _first_way(steps, forms):
        yield "the words are there, and the grammar is not as asked", places
        return
    stretched = tuple(
        piece
        for i, step in enumerate(steps)
        for piece in ((Gap(step.most + _STRETCH),) if isinstance(step, Gap) else
                      (Gap(_STRETCH), step) if i and not isinstance(steps[i - 1], Gap) else (step,))
    )  # fmt: skip
    if places := _first_way(stretched, forms):
        yield _too_far(steps, forms, places), places
    for k, step in enumerate(steps):
        if isinstance(step, frozenset):
            without = (*steps[:k], *((Gap(1),) if 0 < k < len(steps) - 1 else ()), *steps[k + 1 :])
            if places := _first_way(_trimmed(without), forms):
                yield f"needs {_one_of(step)}{_beside(steps, k, forms, places)}", places


def _too_far(steps: BareSteps, forms: Sequence[str], places: Sequence[int]) -> str:
    allowed, at = 0, 0
    for step in steps:
        if isinstance(step, Gap):
            allowed = step.most
            continue
        if at and (between := places[at] - places[at - 1] - 1) > allowed:
            one, two = forms[places[at - 1]], forms[places[at]]
            limit = f"at most {allowed}" if allowed else "none"
            return f"“{one}” and “{two}” stand {between} words apart; the phrase allows {limit}"
        allowed, at = 0, at + 1
    return "its words stand too far apart"


def _beside(steps: BareSteps, k: int, forms: Sequence[str], places: Sequence[int]) -> str:
    before = sum(not isinstance(step, Gap) for step in steps[:k])
    if before:
        return f" after “{forms[places[before - 1]]}”"
    return f" before “{forms[places[0]]}”"


def _one_of(forms: Forms) -> str:
    shown = sorted(forms, key=lambda form: (english().ranks.get(form, 9999), form))
    if len(shown) == 1:
        return f"“{shown[0]}”"
    return "one of " + ", ".join(shown[:4]) + (", …" if len(shown) > 4 else "")


def _trimmed(steps: BareSteps) -> BareSteps:
    """Drop gaps at the ends, which mean nothing."""
    inside = list(steps)
    while inside and isinstance(inside[0], Gap):
        inside.pop(0)
    while inside and isinstance(inside[-1], Gap):
        inside.pop()
    return tuple(inside)


def _first_way(steps: BareSteps, forms: Sequence[str]) -> tuple[int, ...]:
    """Return the first tokens on which the words of a sequence can stand, none if on none."""

    def fits(step: Step, at: int) -> bool:
        return not isinstance(step, frozenset) or forms[at] in step

    for first in range(len(forms)):
        for places in ways(steps, fits, first, len(forms)):
            return places
    return ()
