"""Near: which phrases of a codebook nearly match a sentence, and what is missing.

Four near misses are looked for: words stand further apart than the phrase allows, two words stand
in the other order, one word is not there, or all is there and the grammar is not as asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from npt_coder.codebook.kept import Kept, Written
from npt_coder.codebook.language import english
from npt_coder.codebook.phrases import Gap, parse_phrase
from npt_coder.codebook.steps import BareSteps, Forms, Step, bare, ways, write_out
from npt_coder.model import Codebook, Rule
from npt_coder.tag.confirm import Refused

MOST = 5
"""Near misses that are told at most, the nearest first."""

COMMON = 200
"""A word of this rank or before, in spoken English, says too little alone."""

STRETCH = 3
"""Words by which a gap may be longer than the phrase allows."""

_UNRANKED = 1_000_000
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A phrase that nearly matched.

    found: words of the sentence that it did find, in the order of the sentence. share: of the
    words that it asks for, 0 to 1. missing: what kept it from matching, for people.
    """

    code: str
    rule: str
    phrase: str
    found: tuple[str, ...]
    missing: str
    share: float


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule of a code with each of its phrases written out."""

    code: str
    rule: Rule
    phrases: tuple[tuple[str, Written], ...]


@dataclass(frozen=True, slots=True)
class _Miss:
    """What keeps a sequence from matching: the sequence that does, and where its words stand."""

    steps: BareSteps
    places: tuple[int, ...]
    missing: str


def written_rules(codebook: Codebook) -> tuple[WrittenRule, ...]:
    """Write out the phrases of all rules, in the order of the codebook. Raises PhraseError."""
    kept = Kept()
    return tuple(
        WrittenRule(code.id, rule, tuple((text, _written(text, kept)) for text in rule.phrases))
        for code in codebook.codes
        for rule in code.rules
    )


def near_misses(
    rules: Iterable[WrittenRule],
    forms: Sequence[str],
    matched: Collection[str] = (),
    refused: Iterable[Refused] = (),
) -> tuple[NearMiss, ...]:
    """Return the rules that nearly match a sentence, each by its nearest phrase.

    forms: of all tokens of the sentence. matched: ids of rules that did match, which are left out.
    refused: matches by words whose grammar is not as asked. Of any other phrase at least two words
    must be there, one of them not common, and at most one may be missing. Order: share of the words
    found, then the codebook.
    """
    said = set(forms)
    by_grammar: dict[str, list[NearMiss]] = {}
    for miss in (_refusal(one, forms) for one in sorted(refused, key=lambda one: len(one.lacks))):
        by_grammar.setdefault(miss.rule, []).append(miss)
    nearest = [
        max(misses, key=lambda miss: miss.share)
        for rule in rules
        if rule.rule.id not in matched
        and (misses := by_grammar.get(rule.rule.id) or _of_rule(rule, forms, said))
    ]
    return tuple(sorted(nearest, key=lambda miss: -miss.share)[:MOST])


def forms_in(rules: Iterable[WrittenRule], forms: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return each word of a sentence -> the words that count as the same as it.

    They stand in every choice and lemma of the phrases in which the word stands.
    """
    classes = {
        step
        for rule in rules
        for _, (sequences, _) in rule.phrases
        for steps in sequences
        for step in _words(steps)
        if len(step) > 1
    }
    same = {
        word: frozenset.intersection(*own)
        for word in dict.fromkeys(forms)
        if (own := [step for step in classes if word in step])
    }
    return {word: tuple(sorted(others)) for word, others in same.items() if len(others) > 1}


def _written(phrase: str, kept: Kept) -> Written:
    known = kept.get(phrase)
    if known:
        return known
    parsed = parse_phrase(phrase)
    return tuple(dict.fromkeys(map(bare, write_out(parsed)))), parsed.window


def _refusal(refused: Refused, forms: Sequence[str]) -> NearMiss:
    target = refused.target
    assert target.rule is not None
    found = tuple(forms[place] for place in refused.places)
    missing = "; ".join(refused.lacks)
    return NearMiss(target.code, target.rule.id, target.phrase, found, missing, 1.0)


def _of_rule(rule: WrittenRule, forms: Sequence[str], said: set[str]) -> list[NearMiss]:
    """Return the near misses of a rule, none where its words are all there as they should be."""
    found: list[NearMiss] = []
    for phrase, (sequences, window) in rule.phrases:
        for steps in sequences:
            words = _words(steps)
            there = [step & said for step in words if not step.isdisjoint(said)]
            if len(there) < len(words) - 1 or not _tells(there):
                continue
            if _first_way(steps, forms, window):
                return []
            for miss in _misses(steps, forms, window):
                heard = _heard(miss, forms)
                if _tells([{form} for form in heard]):
                    share = len(heard) / len(words)
                    ends = (rule.code, rule.rule.id, phrase, heard, miss.missing, share)
                    found.append(NearMiss(*ends))
                    break
    return found


def _misses(steps: BareSteps, forms: Sequence[str], window: int | None) -> Iterator[_Miss]:
    if window is None:
        yield from _too_far(steps, forms)
        yield from _other_order(steps, forms)
    else:
        yield from _too_wide(steps, forms, window)
    yield from _one_missing(steps, forms, window)


def _too_far(steps: BareSteps, forms: Sequence[str]) -> Iterator[_Miss]:
    for i in range(1, len(steps)):
        if isinstance(steps[i], Gap):
            continue
        before = steps[i - 1]
        allowed = before.most if isinstance(before, Gap) else 0
        kept = i - isinstance(before, Gap)
        stretched = (*steps[:kept], Gap(allowed + STRETCH), *steps[i:])
        if places := _first_way(stretched, forms, None):
            right = _standing(steps[:i])
            one, two = places[right - 1], places[right]
            between = two - one - 1
            apart = f"{between} word{'s' if between > 1 else ''} apart"
            limit = f"at most {allowed}" if allowed else "none between"
            missing = f"“{forms[one]}” and “{forms[two]}” are {apart}; the phrase allows {limit}"
            yield _Miss(stretched, places, missing)


def _other_order(steps: BareSteps, forms: Sequence[str]) -> Iterator[_Miss]:
    at = [i for i, step in enumerate(steps) if isinstance(step, frozenset)]
    for i, j in pairwise(at):
        swapped = (*steps[:i], steps[j], *steps[i + 1 : j], steps[i], *steps[j + 1 :])
        if places := _first_way(swapped, forms, None):
            one, two = (forms[places[_standing(steps[:k])]] for k in (i, j))
            yield _Miss(swapped, places, f"“{one}” stands before “{two}”; the phrase has it after")


def _too_wide(steps: BareSteps, forms: Sequence[str], window: int) -> Iterator[_Miss]:
    wider = tuple(Gap(s.most + STRETCH) if isinstance(s, Gap) else s for s in steps)
    if places := _first_way(wider, forms, window + STRETCH):
        one, two = forms[places[0]], forms[places[-1]]
        many = places[-1] - places[0] + 1
        missing = f"“{one}” to “{two}” is {many} words; the phrase allows at most {window}"
        yield _Miss(wider, places, missing)


def _one_missing(steps: BareSteps, forms: Sequence[str], window: int | None) -> Iterator[_Miss]:
    """Yield what is found without one word, which may be left out or another in its place."""
    for k, step in enumerate(steps):
        if isinstance(step, frozenset):
            without = _trimmed((*steps[:k], Gap(1), *steps[k + 1 :]))
            if places := _first_way(without, forms, window):
                before = _standing(steps[:k])
                side = f"after “{forms[places[before - 1]]}”" if before else ""
                side = side or f"before “{forms[places[0]]}”"
                yield _Miss(without, places, f"needs {_one_of(step)} {side}")


def _one_of(forms: Forms) -> str:
    shown = sorted(forms, key=lambda form: (_rank(form), form))
    if len(shown) == 1:
        return f"“{shown[0]}”"
    return "one of " + ", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")


def _heard(miss: _Miss, forms: Sequence[str]) -> tuple[str, ...]:
    standing = (step for step in miss.steps if not isinstance(step, Gap))
    pairs = zip(standing, miss.places, strict=True)
    return tuple(forms[place] for step, place in pairs if isinstance(step, frozenset))


def _tells(words: Sequence[Iterable[str]]) -> bool:
    """Say whether two words or more are there, one of them not common, each of some forms."""
    return len(words) > 1 and any(_rank(form) > COMMON for forms in words for form in forms)


def _rank(form: str) -> int:
    return english().ranks.get(form, _UNRANKED)


def _words(steps: BareSteps) -> list[Forms]:
    return [step for step in steps if isinstance(step, frozenset)]


def _standing(steps: BareSteps) -> int:
    """Return how many steps stand on a word of the sentence."""
    return sum(not isinstance(step, Gap) for step in steps)


def _trimmed(steps: BareSteps) -> BareSteps:
    """Drop gaps at the ends, which mean nothing."""
    inside = [i for i, step in enumerate(steps) if not isinstance(step, Gap)]
    return steps[inside[0] : inside[-1] + 1]


def _first_way(steps: BareSteps, forms: Sequence[str], window: int | None) -> tuple[int, ...]:
    """Return the first tokens on which a sequence can stand within a window, none if on none."""

    def fits(step: Step, at: int) -> bool:
        return not isinstance(step, frozenset) or forms[at] in step

    for first in range(len(forms)):
        for places in ways(steps, fits, first, len(forms)):
            if window is None or places[-1] - first < window:
                return places
    return ()
