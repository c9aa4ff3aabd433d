"""Stale: what a tagger has to read again, and in which turns, since it last read a study.

The codings of a code rest on its rules and those of some other codes, and on what is no rule: the
version of this package, a model. Where only rules changed, and the tagger lets the rules speak for
themselves, what it said of a turn in which no changed phrase may stand is what it would say again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from npt_coder import __version__
from npt_coder.codebook.changes import changed_phrases, rules_text
from npt_coder.codebook.spot import Spotter
from npt_coder.model import Codebook, Coding
from npt_coder.project.project import Project
from npt_coder.project.rows import Coded, Speech, dump
from npt_coder.tag.confirm import grammar_model
from npt_coder.tag.index import is_by_family, rests_on_rules

LEARNED = "learned"

MOST_SPOTTED = 300
"""Phrases looked for before anything is read; to look for more would take as long as to read."""

Place = tuple[int, int, int]
"""Number, start and end of a turn."""


@dataclass(frozen=True, slots=True)
class Todo:
    """What one transcript lacks.

    states: to be reached, by code. codes: those of them that are to be suggested anew; the others
    have left the codebook. turns: to be read for them, None for all.
    """

    transcript: str
    states: tuple[Coded, ...]
    codes: tuple[str, ...]
    turns: tuple[Place, ...] | None

    @property
    def is_to_be_read(self) -> bool:
        """Say whether there is anything to read."""
        return bool(self.codes) and self.turns != ()

    def covers(self, coding: Coding) -> bool:
        """Say whether a coding stands or falls by what is said now."""
        if coding.code in self.codes and self.turns is not None:
            return any(start <= coding.start < end for _, start, end in self.turns)
        return any(state.code == coding.code for state in self.states)


@dataclass(frozen=True)
class State:
    """What the codings of one code rest on. fixed: all that is no rule. rules: code -> hash."""

    fixed: str
    rules: Mapping[str, str]

    @cached_property
    def text(self) -> str:
        """The state in writing."""
        return dump([self.fixed, self.rules])

    @cached_property
    def hash(self) -> str:
        """The identity of the state."""
        return sha256(self.text.encode()).hexdigest()


class Stale:
    """Compares what one tagger has read of a study with what there is to read."""

    def __init__(self, project: Project, codebook: Codebook, tagger: str) -> None:
        """Take a study. Raises UnknownName for the tagger."""
        self._store, self._codebook, self._tagger = project.store, codebook, tagger
        self._rests = rests_on_rules(tagger)
        self._states = _states(project, codebook, tagger)
        self._wanted = {code: state.hash for code, state in self._states.items()}
        # Codes to which it matters who speaks.
        asking = {c.id for c in codebook.codes if any(rule.speaker for rule in c.rules)}
        self._asking = {c for c, state in self._states.items() if asking & state.rules.keys()}
        self._phrases: dict[tuple[str, str], frozenset[str] | None] = {}
        self._spotters: dict[frozenset[str], Spotter] = {}

    @property
    def texts(self) -> dict[str, str]:
        """What the hashes of the states to be reached stand for, and those of their rules."""
        rules = {code.hash: rules_text(code) for code in self._codebook.codes}
        return {state.hash: state.text for state in self._states.values()} | rules

    def todo(self, turns: Mapping[str, str]) -> list[Todo]:
        """Return what is to be done, for each transcript of which something is stale.

        turns: transcript -> the numbers of those that are coded.
        """
        reached: dict[str, dict[str, Coded]] = {transcript: {} for transcript in turns}
        for (transcript, tagger, code), state in self._store.coded().items():
            if tagger == self._tagger:
                reached[transcript][code] = state
        return [
            self._todo_in(transcript, states, reached[transcript])
            for transcript, numbers in turns.items()
            if (states := self._lacking(transcript, numbers, reached[transcript]))
        ]

    def _lacking(
        self, transcript: str, numbers: str, reached: Mapping[str, Coded]
    ) -> tuple[Coded, ...]:
        """Return the states that a transcript has not reached."""
        # What is coded is which turns belong to whom but the interviewer; where a rule asks who
        # speaks, who they are as well.
        speech = f"[{numbers}]"
        by_whom = speech + self._speakers[transcript] if self._asking else speech
        unasked, asked = (sha256(heard.encode()).hexdigest() for heard in (speech, by_whom))
        # A code that left the codebook is withdrawn once.
        gone = {c: "" for c, old in reached.items() if c not in self._wanted and old.code_hash}
        return tuple(
            state
            for code, hash in {**self._wanted, **gone}.items()
            for heard in [asked if code in self._asking else unasked]
            if (state := Coded(transcript, self._tagger, code, hash, heard)) != reached.get(code)
        )

    @cached_property
    def _speakers(self) -> dict[str, str]:
        return self._store.speakers()

    def _todo_in(
        self, transcript: str, states: tuple[Coded, ...], reached: Mapping[str, Coded]
    ) -> Todo:
        codes = tuple(state.code for state in states if state.code in self._wanted)
        lacking = [state for state in states if state.code in codes]
        phrases = self._phrases_between(lacking, reached)
        if phrases is None or len(phrases) > MOST_SPOTTED:
            return Todo(transcript, states, codes, None)
        return Todo(transcript, states, codes, tuple(self._turns_with(phrases, transcript)))

    def _phrases_between(
        self, states: Iterable[Coded], reached: Mapping[str, Coded]
    ) -> frozenset[str] | None:
        """Return the phrases that are all that differs from what was read, None if they are not."""
        phrases: set[str] = set()
        for state in states:
            before = reached.get(state.code)
            if before is not None and before.speech_hash != state.speech_hash:
                return None
            changed = self._changed(before.code_hash if before else "", state.code)
            if changed is None:
                return None
            phrases |= changed
        return frozenset(phrases)

    def _turns_with(self, phrases: frozenset[str], transcript: str) -> Iterator[Place]:
        """Yield the turns of a transcript in which one of some phrases may stand."""
        if not phrases:
            return
        if phrases not in self._spotters:
            self._spotters[phrases] = Spotter(sorted(phrases))
        spotter, speech = self._spotters[phrases], self._speeches[transcript]
        if spotter.may_hold_letters(speech.text):
            for number, start, end in speech.turns:
                if spotter.may_hold(speech.text[start:end]):
                    yield number, start, end

    @cached_property
    def _speeches(self) -> dict[str, Speech]:
        return {speech.transcript: speech for speech in self._store.speeches()}

    def _changed(self, before: str, code: str) -> frozenset[str] | None:
        """Return the phrases by which a state differs from the one to reach, None if not by them.

        before: the hash of the state, "" where a code was never read or had no rules.
        """
        key = (before, code)
        if key not in self._phrases:
            self._phrases[key] = self._differing(before, code)
        return self._phrases[key]

    def _differing(self, before: str, code: str) -> frozenset[str] | None:
        new = self._states[code]
        if not before and self._rests == "only":
            old = State(new.fixed, {})
        elif before and self._rests != "wholly":
            text = self._store.states([before]).get(before)
            if text is None:
                return None
            old = State(*json.loads(text))
        else:
            return None
        if old.fixed != new.fixed:
            return None
        if self._rests == "not":
            return frozenset()
        # To a tagger that weighs more than rules, what codes there are may matter everywhere.
        if self._rests == "also" and old.rules.keys() != new.rules.keys():
            return None
        return self._between(old.rules, new.rules)

    def _between(self, old: Mapping[str, str], new: Mapping[str, str]) -> frozenset[str] | None:
        differing = {id for id in old.keys() | new.keys() if old.get(id) != new.get(id)}
        known = self._store.states([old[id] for id in differing & old.keys()])
        now = {code.id: code for code in self._codebook.codes}
        phrases: set[str] = set()
        for id in differing:
            before = known.get(old[id]) if id in old else None
            if id in old and before is None:
                return None
            changed = changed_phrases(before, rules_text(now[id]) if id in new else None)
            if changed is None:
                return None
            phrases |= changed
        return frozenset(phrases)


def _states(project: Project, codebook: Codebook, tagger: str) -> dict[str, State]:
    """Return code -> all that the codings of a tagger rest on.

    The level of a coding comes from the level codes, so their rules count for every code. Another
    version of this package may read the same rules otherwise, so it reads everything anew.
    """
    learned = _learned(project) if tagger == LEARNED else ""
    levels = codebook.of_kind("level")
    by_family = is_by_family(tagger)
    states = {}
    for code in codebook.codes:
        top = code.parent or code.id
        family = [c for c in codebook.codes if (c.parent or c.id) == top] if by_family else [code]
        together = list(dict.fromkeys((*family, *levels)))
        # Rules that ask for grammar depend on who parses.
        fixed = " ".join((__version__, learned, grammar_model(together)))
        states[code.id] = State(fixed, {c.id: c.hash for c in together})
    return states


def _learned(project: Project) -> str:
    # Fitting needs scikit-learn, which takes seconds to load: only for studies that have it.
    from npt_coder.tag.learned import state_of

    return state_of(project.folder)
