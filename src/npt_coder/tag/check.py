"""Check: what is dead, duplicate or contradictory in a codebook that can be read.

Errors: phrases that cannot be parsed, codes whose parent is missing, near misses of codes that
are not there, a phrase that its own `unless` always silences, one phrase under one code for and
against. Warnings: a phrase that a
shorter one of the same code makes useless, one phrase under two codes, examples that the rules
read with the opposite valence, near misses that the rules do hit, empty fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.language import english
from npt_coder.codebook.phrases import AnyWord, parse_phrase
from npt_coder.codebook.steps import Step, Steps, bare, steps_of
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
        said = []
        for rule in code.rules:
            own = [_Said(rule, phrase) for phrase in rule.phrases]
            yield from _silenced(codebook, own, [_Said(rule, phrase) for phrase in rule.unless])
            said += own
        for one, two in combinations(said, 2):
            yield from _pair(codebook, one, two)


class _Said:
    """A phrase of a rule, written out. free: its words may come in any order."""

    def __init__(self, rule: Rule, phrase: str) -> None:
        self.rule, self.phrase = rule, phrase
        self.sequences = steps_of(phrase)
        self.free = parse_phrase(phrase).window is not None
        self.openings = _forms(sequence[0] for sequence in self.sequences)


def _silenced(
    codebook: Codebook, said: Iterable[_Said], unless: Sequence[_Said]
) -> Iterator[Problem]:
    for one, silencer in product(said, unless):
        if _hold(one, silencer):
            message = f"“{one.phrase}” can never fire: its unless “{silencer.phrase}” is in it."
            yield _problem(codebook, one.rule, "any", message, "error")


def _pair(codebook: Codebook, one: _Said, two: _Said) -> Iterator[Problem]:
    if one.rule.where != two.rule.where or one.rule.speaker != two.rule.speaker:
        return  # the same words in different grammar, or of different people
    if one.sequences == two.sequences and one.free == two.free:
        if _OPPOSITE.get(one.rule.valence) == two.rule.valence:
            message = (
                f"“{two.phrase}” is for in one rule and against in another ({one.rule.id}). "
                "Keep one."
            )
            yield _problem(codebook, two.rule, "any", message, "error")
        else:
            message = f"“{two.phrase}” stands in {one.rule.id} already. Drop one."
            yield _problem(codebook, two.rule, "any", message, "warning")
    elif _say_the_same(one.rule, two.rule):
        for long, short in ((two, one), (one, two)):
            is_never_silent = not short.rule.unless or short.rule.id == long.rule.id
            if is_never_silent and _hold(long, short, unnegated=True):
                message = f"“{long.phrase}” adds nothing: “{short.phrase}” is part of it."
                yield _problem(codebook, long.rule, "any", message, "warning")


def _say_the_same(one: Rule, two: Rule) -> bool:
    said = [(r.valence, r.when_negated, r.when_hedged, r.level, r.score) for r in (one, two)]
    return said[0] == said[1]


def _across_codes(codebook: Codebook) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for code in codebook.codes:
        # A level speaks of where, a construct of what: both may hear the same words.
        for rule in code.rules if code.kind != "level" else ():
            for phrase in rule.phrases:
                owner = first.setdefault(phrase, code.id)
                if owner != code.id:
                    message = f"“{phrase}” also suggests {owner}. Is that meant?"
                    yield _problem(codebook, rule, "any", message, "warning")


def _hold(long: _Said, short: _Said, *, unnegated: bool = False) -> bool:
    """Say whether every match of `long` holds a match of `short`.

    unnegated: and no negator of `long` stands before it. False where free order or a gap in
    `short` makes it hard to say.
    """
    # Most pairs share no word; they are told apart at once.
    if long.free or short.free or short.openings.isdisjoint(_forms(long.sequences[0])):
        return False
    return all(
        any(_holds(whole, part, unnegated=unnegated) for part in short.sequences)
        for whole in long.sequences
    )


def _holds(whole: Steps, part: Steps, *, unnegated: bool) -> bool:
    for i in range(len(whole) - len(part) + 1):
        if all(_covers(p, w) for p, w in zip(part, whole[i:], strict=False)):
            return not (unnegated and _forms(whole[:i]) & english().negators)
    return False


def _forms(steps: Iterable[Step]) -> set[str]:
    return {form for step in bare(tuple(steps)) if isinstance(step, frozenset) for form in step}


def _covers(part: Step, whole: Step) -> bool:
    """Say whether whatever `whole` matches, `part` matches too."""
    if isinstance(whole, frozenset):
        return isinstance(part, AnyWord) or (isinstance(part, frozenset) and whole <= part)
    return part == whole


def _examples(codebook: Codebook) -> Iterator[Problem]:
    tagger = RulesTagger(codebook)
    known = {code.id for code in codebook.codes} | {"none"}
    for code in codebook.codes:
        for number, example in enumerate(code.examples, start=1):
            heard = _heard(tagger, code.id, example.text)
            field = f"examples.{number}"
            if example.instead is not None and example.instead not in known:
                message = f"a near miss of '{example.instead}', which is not in the codebook."
                yield _problem(codebook, code, field, message, "error")
            elif example.instead is not None and heard:
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
