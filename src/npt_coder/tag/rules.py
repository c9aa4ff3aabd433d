"""Rules: suggests codings by the codebook's own tagging rules, every match explained.

Rules that ask for words alone need no model; those that ask for grammar too are confirmed by spaCy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from npt_coder.codebook.compile import CompiledRules, compile_rules
from npt_coder.codebook.conditions import asks_grammar
from npt_coder.codebook.language import Token, tokens
from npt_coder.codebook.tries import Match
from npt_coder.errors import UnknownName
from npt_coder.model import (
    LEVELS,
    Code,
    Codebook,
    Coding,
    Level,
    Reason,
    Rule,
    Sentence,
    Valence,
)
from npt_coder.tag.base import coding_id
from npt_coder.tag.confirm import BATCH, Confirmer, Refused, grammar_model
from npt_coder.tag.negation import hedging, negator_of

HEDGED = 0.5
"""What is left of the score of a rule that says `hedged: lower`."""

_FLIPPED: dict[Valence, Valence] = {"promotes": "hinders", "hinders": "promotes"}


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that matched in a sentence, and what became of it.

    start, end: of the matched words, code points of the sentence. stopped: why it says nothing
    after all, or "". negator: the word that negates the match, or "". hedge: the words that hedge
    it, or "".
    """

    code: str
    rule: Rule
    words: str
    start: int
    end: int
    valence: Valence
    negator: str = ""
    stopped: str = ""
    hedge: str = ""

    @property
    def score(self) -> float:
        """How sure the rule is of this match, in [0, 1]."""
        is_lower = self.hedge and self.rule.when_hedged == "lower"
        return self.rule.score * HEDGED if is_lower else self.rule.score


class RulesTagger:
    """Suggests at most one coding per sentence and code."""

    name = "rules"
    rests_on_rules = "only"

    def __init__(self, codebook: Codebook, codes: Sequence[str] | None = None) -> None:
        """Compile the rules of the named codes, or of all. Raises CodebookError, UnknownName."""
        known = {code.id for code in codebook.codes}
        wanted = known if codes is None else set(codes)
        for unknown in sorted(wanted - known):
            raise UnknownName("code", unknown, known)
        # Level codes are always read: they give the level of the others.
        self._codes = [c for c in codebook.codes if c.id in wanted or c.kind == "level"]
        self._wanted = wanted
        self._levels = {c.id: _level_of(c) for c in self._codes if c.kind == "level"}
        self._rules: CompiledRules = compile_rules(self._codes, codebook.path or codebook.name)
        self._confirmer = Confirmer(self._rules)
        model = grammar_model(codebook.codes)
        identity = (
            sha256(f"{codebook.hash}{model}".encode()).hexdigest() if model else codebook.hash
        )
        self.coder = f"{self.name}@{identity[:12]}"

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        """Yield codings in the order of the sentences, then of the codebook."""
        for sentence, matches in self._matched(sentences):
            if matches:
                firings = judge(sentence.text, matches, (sentence.role, sentence.job))
                yield from self._codings(sentence, [f for f in firings if not f.stopped])

    def firings(self, text: str, speaker: Collection[str] | None = None) -> list[Firing]:
        """Return every rule that matched in a sentence, stopped ones with the reason.

        speaker: role and job of who speaks; None, and no rule asks for them.
        """
        (matches,) = self._confirmer.matches([text])
        return judge(text, matches, speaker)

    def refused(self, text: str) -> list[Refused]:
        """Return the matches in a sentence that its grammar refuses, each with what it lacks."""
        return self._confirmer.refused(text)

    def _matched(self, sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, list[Match]]]:
        waiting = iter(sentences)
        if self._confirmer.model is None:
            for sentence in waiting:
                yield sentence, self._rules.matches(sentence.text)
        while some := list(islice(waiting, BATCH)):
            found = self._confirmer.matches([sentence.text for sentence in some])
            yield from zip(some, found, strict=True)

    def _codings(self, sentence: Sentence, firings: list[Firing]) -> Iterator[Coding]:
        by_code: dict[str, list[Firing]] = {}
        for firing in firings:
            by_code.setdefault(firing.code, []).append(firing)
        heard = {self._levels[id] for id in by_code if id in self._levels}
        level_here = heard.pop() if len(heard) == 1 else None
        for code in self._codes:
            if code.id in by_code and code.id in self._wanted:
                fired = by_code[code.id]
                level = self._levels.get(code.id) or _rule_level(fired, level_here)
                yield self._coding(sentence, code, fired, level)

    def _coding(
        self, sentence: Sentence, code: Code, firings: list[Firing], level: Level | None
    ) -> Coding:
        valence = merged({firing.valence for firing in firings})
        return Coding(
            id=coding_id(sentence, code=code.id, valence=valence, level=level, coder=self.coder),
            transcript=sentence.transcript,
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
            code=code.id,
            valence=valence,
            level=level,
            coder=self.coder,
            score=max(firing.score for firing in firings),
            reason=Reason(
                rules=tuple(dict.fromkeys(f.rule.id for f in firings)),
                words=tuple(dict.fromkeys(f.words for f in firings)),
                note="; ".join(self._notes(firings)),
            ),
        )

    def _notes(self, firings: list[Firing]) -> Iterator[str]:
        if negators := list(dict.fromkeys(f.negator for f in firings if f.negator)):
            yield f"negated: {', '.join(negators)}"
        if hedges := list(dict.fromkeys(f.hedge for f in firings if f.hedge)):
            yield f"hedged: {', '.join(hedges)}"
        if any(asks_grammar(firing.rule) for firing in firings):
            yield f"grammar: {self._confirmer.model}"


def judge(
    text: str, matches: Sequence[Match], speaker: Collection[str] | None = None
) -> list[Firing]:
    """Say what becomes of each match: its valence under negation, its hedge, or what stopped it.

    speaker: role and job of who speaks; None, and no rule asks for them.
    """
    words = tokens(text)
    silenced: dict[str, str] = {}
    idioms: list[Match] = []
    hedges: list[Match] = []
    for match in matches:
        if match.target.use == "unless" and match.target.rule:
            silenced.setdefault(match.target.rule.id, _quote(text, words, match))
        elif match.target.use == "hedge":
            hedges.append(match)
        elif match.target.use != "any":
            idioms.append(match)
    fired = [m for m in matches if m.target.use == "any"]
    found = [_firing(text, words, match, silenced, idioms, hedges) for match in fired]
    return found if speaker is None else [_said_by(firing, speaker) for firing in found]


def merged(valences: set[Valence]) -> Valence:
    """Merge the valences of several rules on one sentence.

    Descriptive yields to any other; for and against together are mixed.
    """
    strong = valences - {"descriptive"}
    if not strong:
        return "descriptive"
    return strong.pop() if len(strong) == 1 else "mixed"


def _firing(
    text: str,
    words: list[Token],
    match: Match,
    silenced: dict[str, str],
    idioms: list[Match],
    hedges: list[Match],
) -> Firing:
    rule = match.target.rule
    assert rule is not None
    negator, valence, stopped = None, rule.valence, ""
    hedge = _hedge(text, words, match, hedges) if hedges else ""
    if rule.when_negated != "keep":
        negator = _negator(text, words, match, _not_negating(match, idioms))
    if rule.id in silenced:
        stopped = f"unless: “{silenced[rule.id]}”"
    elif negator and rule.when_negated == "drop":
        stopped = f"negated by “{negator.form}”"
    elif hedge and rule.when_hedged == "drop":
        stopped = f"hedged by “{hedge}”"
    elif negator:
        valence = _FLIPPED.get(valence, valence)
    return Firing(
        code=match.target.code,
        rule=rule,
        words=_quote(text, words, match),
        start=words[match.first].start,
        end=words[match.last - 1].end,
        valence=valence,
        negator=negator.form if negator else "",
        stopped=stopped,
        hedge=hedge,
    )


def _said_by(firing: Firing, speaker: Collection[str]) -> Firing:
    """Stop a rule that asks for other speakers."""
    asked = {name.casefold() for name in firing.rule.speaker}
    if not asked or asked & {name.casefold() for name in speaker}:
        return firing
    wanted, known = ", ".join(firing.rule.speaker), ", ".join(filter(None, speaker))
    return replace(firing, stopped=f"asks for another speaker ({wanted}) than this one ({known})")


def _hedge(text: str, words: list[Token], match: Match, hedges: Iterable[Match]) -> str:
    """Return the hedge before a match, or in a gap of it, in its own words; "" for none.

    What the phrase itself asks for hedges nothing: a rule on "might work" means what it says.
    """
    by_word = {
        index: hedge
        for hedge in hedges
        for index in range(hedge.first, hedge.last)
        if index < match.first or words[index].form not in match.target.own
    }
    found = hedging(text, words, match.first, hedges=by_word)
    if found is None:
        last, inside = match.last - 1, match.first + 1
        found = hedging(text, words, last, hedges=by_word, not_before=inside)
    return "" if found is None else _quote(text, words, by_word[found])


def _not_negating(match: Match, idioms: Iterable[Match]) -> set[int]:
    """Return the words that negate nothing here, since they stand in an idiom.

    What begins inside an understatement is what it negates: "no problem" is no problem.
    """
    return {
        index
        for idiom in idioms
        if idiom.target.use == "pseudo" or not idiom.first <= match.first < idiom.last
        for index in range(idiom.first, idiom.last)
    }


def _negator(text: str, words: list[Token], match: Match, not_negating: set[int]) -> Token | None:
    """Return what negates a match: a negator before it, or one that a gap in it skipped.

    The negators that the phrase itself asks for never count: "not see the point" means what it
    says. But "we ..3 refer" skips the negator of "we do not refer".
    """
    before = negator_of(text, words, match.first, not_negating=not_negating)
    if before:
        return before
    inside = range(match.first + 1, match.last - 1)
    own = {i for i in inside if words[i].form in match.target.own}
    last = match.last - 1
    return negator_of(
        text, words, last, not_negating=not_negating | own, not_before=match.first + 1
    )


def _rule_level(firings: list[Firing], level_here: Level | None) -> Level | None:
    """Return the level that the rules themselves give, else that of the sentence.

    Rules that give different levels give none.
    """
    given = {firing.rule.level for firing in firings if firing.rule.level}
    if not given:
        return level_here
    return given.pop() if len(given) == 1 else None


def _quote(text: str, words: list[Token], match: Match) -> str:
    return text[words[match.first].start : words[match.last - 1].end]


def _level_of(code: Code) -> Level | None:
    """Read the level from the id of a level code, as in `level.practice`."""
    name = code.id.rpartition(".")[2]
    return next((level for level in LEVELS if level == name), None)
