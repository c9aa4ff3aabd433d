"""Check: what is dead, duplicate or contradictory in a codebook that can be read.

Errors: phrases that cannot be parsed, codes whose parent is missing, a phrase that its own
`unless` always silences, one phrase under one code for and against. Warnings: a phrase that a
shorter one of the same code makes useless, one phrase under two codes, examples that the rules
read with the opposite valence, near misses that the rules do hit, empty fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.phrases import AnyWord, Choice, Element, Gap, Phrase, Word, parse_phrase
from npt_coder.errors import CodebookError
from npt_coder.model import Code, Codebook, Problem, Rule, Severity, Valence
from npt_coder.sentences import split_text
from npt_coder.tag.rules import RulesTagger, merged

_FIELDS = ("brief", "full", "when_to_use", "when_not_to_use")
_OPPOSITE: dict[Valence, Valence] = {"promotes": "hinders", "hinders": "promotes"}


def check_codebook(codebook: Codebook) -> tuple[Problem, ...]:
    """Return every problem found, errors first, each with its line and field."""
    try:
        compile_rules(codebook.codes, codebook.path or codebook.name)
    except CodebookError as error:
        return error.problems
    found = [
        *_tree(codebook),
        *_fields(codebook),
        *_within_codes(codebook),
        *_across_codes(codebook),
        *_examples(codebook),
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def _problem(
    codebook: Codebook, owner: Code | Rule, field: str, message: str, severity: Severity
) -> Problem:
    line = f"line {owner.line}, " if owner.line else ""
    return Problem(codebook.path or codebook.name, message, f"{line}{owner.id}.{field}", severity)


def _tree(codebook: Codebook) -> Iterator[Problem]:
    ids = {code.id for code in codebook.codes}
    for code in codebook.codes:
        if code.kind == "sub-construct" and code.parent not in ids:
            message = f"its construct '{code.parent}' is not in the codebook. Add it above."
            yield _problem(codebook, code, "id", message, "error")


def _fields(codebook: Codebook) -> Iterator[Problem]:
    for code in codebook.codes:
        for field in _FIELDS:
            if not getattr(code, field):
                yield _problem(codebook, code, field, "is empty. Coders need it.", "warning")


def _within_codes(codebook: Codebook) -> Iterator[Problem]:
    for code in codebook.codes:
        said: list[tuple[Rule, Phrase]] = []
        for rule in code.rules:
            said += [(rule, parse_phrase(phrase)) for phrase in rule.phrases]
            yield from _silenced(codebook, rule)
        for (one, first), (two, second) in combinations(said, 2):
            yield from _pair(codebook, one, first, two, second)


def _silenced(codebook: Codebook, rule: Rule) -> Iterator[Problem]:
    for phrase in rule.phrases:
        for unless in rule.unless:
            if _contains(parse_phrase(phrase), parse_phrase(unless)):
                message = f"“{phrase}” can never fire: its own unless “{unless}” is part of it."
                yield _problem(codebook, rule, "any", message, "error")


def _pair(
    codebook: Codebook, one: Rule, first: Phrase, two: Rule, second: Phrase
) -> Iterator[Problem]:
    if first.elements == second.elements and first.window == second.window:
        if _OPPOSITE.get(one.valence) == two.valence:
            message = f"“{second.text}” is for in one rule and against in another ({one.id})."
            yield _problem(codebook, two, "any", message, "error")
        else:
            message = f"“{second.text}” stands in {one.id} already."
            yield _problem(codebook, two, "any", message, "warning")
    elif one.valence == two.valence and one.when_negated == two.when_negated and not one.unless:
        for long, short, owner in ((second, first, two), (first, second, one)):
            if _contains(long, short):
                message = f"“{long.text}” adds nothing: “{short.text}” is part of it."
                yield _problem(codebook, owner, "any", message, "warning")


def _across_codes(codebook: Codebook) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for code in codebook.codes:
        for rule in code.rules:
            for phrase in rule.phrases:
                owner = first.setdefault(phrase, code.id)
                # A level speaks of where, a construct of what: both may hear the same words.
                if owner != code.id and code.kind != "level":
                    message = f"“{phrase}” also suggests {owner}. Is that meant?"
                    yield _problem(codebook, rule, "any", message, "warning")


def _contains(long: Phrase, short: Phrase) -> bool:
    """Say whether every match of `long` holds a match of `short`; plain word sequences only."""
    if long.window or short.window or not _plain(short.elements):
        return False
    n, m = len(long.elements), len(short.elements)
    return m < n and any(
        all(_covers(short.elements[j], long.elements[i + j]) for j in range(m))
        for i in range(n - m + 1)
    )


def _plain(elements: Iterable[Element]) -> bool:
    return all(isinstance(e, Word) or (isinstance(e, Choice) and _is_flat(e)) for e in elements)


def _is_flat(choice: Choice) -> bool:
    return not choice.optional and all(
        len(option) == 1 and isinstance(option[0], Word) for option in choice.options
    )


def _covers(short: Element, long: Element) -> bool:
    """Say whether whatever `long` matches, `short` matches too."""
    if isinstance(long, Gap | AnyWord) or (isinstance(long, Choice) and not _is_flat(long)):
        return False
    return _words(long) <= _words(short)


def _words(element: Element) -> set[Element]:
    if isinstance(element, Choice):
        return {option[0] for option in element.options}
    return {element}


def _examples(codebook: Codebook) -> Iterator[Problem]:
    tagger = RulesTagger(codebook)
    for code in codebook.codes:
        for number, example in enumerate(code.examples, start=1):
            heard = _heard(tagger, code.id, example.text)
            field = f"examples.{number}"
            if example.instead is not None and heard:
                message = f"a near miss (→ {example.instead}) that this code's own rules hit."
                yield _problem(codebook, code, field, message, "warning")
            elif example.valence and heard == _OPPOSITE.get(example.valence):
                message = f"labelled {example.valence}, but the code's own rules read {heard}."
                yield _problem(codebook, code, field, message, "warning")


def _heard(tagger: RulesTagger, code: str, text: str) -> Valence | None:
    """Return the valence with which the rules of a code read a passage, None for silence."""
    valences = {
        firing.valence
        for start, end in split_text(text)
        for firing in tagger.firings(text[start:end])
        if firing.code == code and not firing.stopped
    }
    return merged(valences) if valences else None
