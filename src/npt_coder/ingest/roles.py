"""Roles: proposes who interviews and who answers, from label words and behaviour.

The number in a label is never evidence: `Speaker 1` interviews in one file and answers in the
next of the same study.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from npt_coder.ingest.labels import is_strong_role, key, shape_of
from npt_coder.ingest.lexicon import INTERVIEWER, JOBS, PARTICIPANT
from npt_coder.model import SpeakerRole, Turn

_WORD = re.compile(r"[^\W\d_]+")
_QUESTION = re.compile(r"[?？؟](?=[\s\"'”’)\]]|$)")
_UNSURE_WORDS: Final = frozenset({"a", "b", "r", "host"})  # too short or too open to rule alone
_CLEAR_LEAD = 0.25  # difference in interviewer score that settles the matter
_FEW_TURNS = 3


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """A proposed speaker role. confidence: 0 to 1, how sure the evidence makes us.

    reason: one sentence for people. turns, words: how much the speaker says.
    """

    label: str
    role: SpeakerRole
    confidence: float
    reason: str
    turns: int
    words: int


@dataclass(frozen=True, slots=True)
class _Habits:
    """How one speaker talks. asks: share of turns with a question. share: of all words."""

    label: str
    turns: int
    words: int
    asks: float
    share: float

    @property
    def interviewing(self) -> float:
        """How much it looks like interviewing, 0 to 1: many questions, few of the words."""
        return 0.6 * self.asks + 0.4 * (1 - self.share)

    def __str__(self) -> str:
        return f"questions in {self.asks:.0%} of {self.turns} turns, {self.share:.0%} of the words"


def propose_roles(text: str, turns: Sequence[Turn], labels: Sequence[str]) -> tuple[RoleGuess, ...]:
    """Propose a role for each label of a transcript, in the order of the labels.

    text: the frozen text that the positions of the turns refer to.
    """
    habits = _habits_of_all(text, turns, labels)
    by_word = {label: _role_by_word(label) for label in labels}
    by_habit = _roles_by_habit(habits, by_word)
    return tuple(_decide(habits[label], by_word[label], by_habit.get(label)) for label in labels)


def _habits_of_all(text: str, turns: Sequence[Turn], labels: Sequence[str]) -> dict[str, _Habits]:
    n_turns, n_words, n_asking = Counter[str](), Counter[str](), Counter[str]()
    for turn in turns:
        speech = text[turn.start : turn.end]
        n_turns[turn.speaker] += 1
        n_words[turn.speaker] += len(speech.split())
        n_asking[turn.speaker] += bool(_QUESTION.search(speech))
    total = max(1, n_words.total())
    return {
        label: _Habits(
            label,
            n_turns[label],
            n_words[label],
            asks=n_asking[label] / max(1, n_turns[label]),
            share=n_words[label] / total,
        )
        for label in labels
    }


def _role_by_word(label: str) -> SpeakerRole | None:
    """Return the role that the words of a label name, or None when they name none."""
    words = [word.casefold() for word in _WORD.findall(label)]
    if not words or (len(words) == 1 and words[0] in _UNSURE_WORDS):
        return None
    is_asking = any(word in INTERVIEWER for word in words) and _is_word_of_its_own(label, words)
    is_answering = any(word in PARTICIPANT for word in words) and _is_word_of_its_own(label, words)
    if is_asking == is_answering:
        return (
            "participant" if shape_of(label) in ("role", "code") and _names_a_job(words) else None
        )
    return "interviewer" if is_asking else "participant"


def _is_word_of_its_own(label: str, words: Sequence[str]) -> bool:
    """Say whether a short word such as I or Int is the label, not initials with a number."""
    return is_strong_role(label) or (len(words) == 1 and not any(c.isdigit() for c in label))


def _names_a_job(words: Sequence[str]) -> bool:
    return any(word in JOBS for word in words)


def _roles_by_habit(
    habits: Mapping[str, _Habits], by_word: Mapping[str, SpeakerRole | None]
) -> dict[str, tuple[SpeakerRole, float]]:
    """Return (role, clearness) for labels whose words name no role, by comparing the speakers."""
    open_labels = [label for label, role in by_word.items() if role is None]
    if "interviewer" in by_word.values():
        return {label: _beside_interviewer(habits[label]) for label in open_labels}
    ranked = sorted(open_labels, key=lambda label: -habits[label].interviewing)
    if not ranked or len(habits) < 2:
        return {}
    others = [h for label, h in habits.items() if label != ranked[0] and h.turns >= 1]
    lead = habits[ranked[0]].interviewing - max(h.interviewing for h in others)
    top = habits[ranked[0]]
    if lead <= 0 or top.asks < 0.2 or top.asks <= max(h.asks for h in others) * 0.8:
        return {}
    clearness = min(1.0, lead / _CLEAR_LEAD)
    found: dict[str, tuple[SpeakerRole, float]] = {ranked[0]: ("interviewer", clearness)}
    found.update(dict.fromkeys(ranked[1:], ("participant", clearness)))
    return found


def _beside_interviewer(habits: _Habits) -> tuple[SpeakerRole, float]:
    """Judge a speaker beside a labelled interviewer: a participant, unless it only asks."""
    if habits.asks >= 0.6 and habits.share < 0.15 and habits.turns >= _FEW_TURNS:
        return "interviewer", 0.3
    return "participant", 0.8


def _decide(
    habits: _Habits, word: SpeakerRole | None, habit: tuple[SpeakerRole, float] | None
) -> RoleGuess:
    few = habits.turns < _FEW_TURNS
    if word is not None:
        confidence, reason = (0.9 if few else 0.97), f"the label says so; {habits}"
        return RoleGuess(habits.label, word, confidence, reason, habits.turns, habits.words)
    if habit is None:
        reason = f"neither the label nor the questions tell; {habits}"
        return RoleGuess(habits.label, "unknown", 0.0, reason, habits.turns, habits.words)
    role, clearness = habit
    confidence = round((0.5 + 0.4 * clearness) * (0.8 if few else 1.0), 2)
    return RoleGuess(habits.label, role, confidence, str(habits), habits.turns, habits.words)


def is_generic(label: str) -> bool:
    """Say whether a label means somebody else in the next file: Participant, Speaker 2, P1, A."""
    words = [word.casefold() for word in _WORD.findall(label)]
    if len(words) != 1:
        return is_strong_role(label) and not _names_a_job(words)
    return _is_short_code(key(label)) or (is_strong_role(label) and not _names_a_job(words))


def _is_short_code(code: str) -> bool:
    """Say whether the key of a label is one letter with or without a number, or such a word."""
    letters = code.rstrip("0123456789")
    return len(letters) <= 1 or letters in {"speaker", "unknown", "person", "voice", "pt", "ss"}
