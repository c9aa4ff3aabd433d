"""Model: the values that pass between the rooms. Frozen, no pandas, no input or output.

Positions are code points of the frozen text of a transcript; `end` is exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

SpeakerRole = Literal["participant", "interviewer", "unknown"]
Valence = Literal["promotes", "hinders", "mixed", "descriptive"]
Level = Literal["patient", "practice", "community"]
CodeKind = Literal["construct", "sub-construct", "level", "factor", "theme"]
WhenNegated = Literal["flip", "keep", "drop"]
WhenHedged = Literal["keep", "lower", "drop"]
Status = Literal["suggested", "accepted", "rejected", "retired"]
Action = Literal["accept", "reject", "change", "retire", "restore"]
Severity = Literal["warning", "error"]

VALENCES: tuple[Valence, ...] = get_args(Valence)
LEVELS: tuple[Level, ...] = get_args(Level)
SPEAKER_ROLES: tuple[SpeakerRole, ...] = get_args(SpeakerRole)
CODE_KINDS: tuple[CodeKind, ...] = get_args(CodeKind)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a user's file that a person should know, in one sentence with what to do.

    where: the line, turn, row or field inside the file, in words; None for the whole file.
    """

    path: str
    message: str
    where: str | None = None
    severity: Severity = "warning"

    def __str__(self) -> str:
        place = f"{self.path}, {self.where}" if self.where else self.path
        return f"{place}: {self.message}"


# --- transcripts -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speaker:
    """One label of one transcript and who stands behind it.

    label: as found in the file. person: the study's name for the human being, the same across
    transcripts. attributes: of the person at that time, above all `role`, the job (general
    practitioner, receptionist, ...), which is not the speaker role.
    """

    label: str
    role: SpeakerRole = "unknown"
    person: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another begins; `start` to `end` is speech, without the label.

    number: counted from 1, as people cite it. time: seconds from the start of the recording.
    """

    number: int
    speaker: str
    start: int
    end: int
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Memo:
    """What somebody wrote about text[start:end] of a transcript, apart from the talk.

    kind: comment, footnote, endnote or annotation. at: as the file gives it, "" when unknown.
    """

    start: int
    end: int
    text: str
    kind: str = "comment"
    author: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """One interview: frozen text, turns over it, and what is known of it.

    text: Unicode as found, newlines LF, no byte-order mark; it never changes after ingest.
    turns: in order, not overlapping. speakers: one per label, in order of appearance.
    normalisation: what was changed on the way from the bytes, in words. memos: in text order.
    """

    id: str
    source: str
    sha256: str
    format: str
    encoding: str | None
    title: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    case: str | None = None
    wave: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    normalisation: tuple[str, ...] = ()
    memos: tuple[Memo, ...] = ()

    def speaker(self, label: str) -> Speaker:
        """Return the speaker with this label; an unlisted label is a speaker of unknown role."""
        return next((s for s in self.speakers if s.label == label), Speaker(label))

    def turn_at(self, position: int) -> Turn | None:
        """Return the turn that holds a position in code points, or None between turns."""
        index = bisect_right(self.turns, position, key=lambda turn: turn.start) - 1
        if index >= 0 and position < self.turns[index].end:
            return self.turns[index]
        return None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The canonical unit that taggers read: text[start:end] of one turn of one transcript.

    turn: the number of the turn, from 1. index: place of the sentence in its turn, from 0.
    role, job: of who speaks, as far as they are known.
    """

    transcript: str
    turn: int
    index: int
    start: int
    end: int
    text: str
    speaker: str = ""
    role: SpeakerRole = "unknown"
    job: str = ""


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """The headings of a data file that a person named; None: the file has no such column."""

    speech: str
    speaker: str | None = None
    time: str | None = None


# --- codebooks -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that shows a code, or with `instead` a near miss that belongs to another code.

    valence None: the passage is a near miss. instead: id of the code to use, or "none".
    """

    text: str
    valence: Valence | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on the grammar of a match, which spaCy confirms.

    of: a word of the rule's phrases. has: dependency labels, of which a dependent of that word has
    one. words: a choice of words, of which the dependent is one, "" for any. absent: there must be
    no such dependent.
    """

    of: str
    has: tuple[str, ...]
    words: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A tagging rule: phrases (in the rule language) that suggest a code, and with what valence.

    unless: phrases that silence the rule anywhere in the same sentence. where: conditions that a
    match of `phrases` must meet, all of them.
    when_negated: what a negator before the match does to the valence, or `drop` for no coding.
    when_hedged: what a hedge before it does, to the score alone. speaker: roles and jobs, of which
    who speaks has one; none for anybody.
    score: how sure the author is, in [0, 1]. line: in the codebook file, for messages.
    """

    id: str
    phrases: tuple[str, ...]
    valence: Valence = "promotes"
    when_negated: WhenNegated = "flip"
    unless: tuple[str, ...] = ()
    level: Level | None = None
    score: float = 0.7
    line: int | None = None
    where: tuple[Where, ...] = ()
    when_hedged: WhenHedged = "keep"
    speaker: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A codebook entry in the six fields of MacQueen et al. 1998, with rules for the machine.

    hash: identity of what the machine reads (id and rules), so that a change of wording in a
    definition recodes nothing.
    """

    id: str
    name: str
    mnemonic: str
    kind: CodeKind
    brief: str
    full: str
    when_to_use: str
    when_not_to_use: str
    examples: tuple[Example, ...]
    rules: tuple[Rule, ...]
    hash: str
    line: int | None = None

    @property
    def parent(self) -> str | None:
        """The id of the code above this one in the tree, or None at the top."""
        return self.id.rpartition(".")[0] or None if self.kind == "sub-construct" else None


@dataclass(frozen=True, slots=True)
class Codebook:
    """A named, sourced edition of codes; `hash` is its identity, first 12 hex digits shown."""

    name: str
    title: str
    edition: str
    source: str
    codes: tuple[Code, ...]
    hash: str
    path: str | None = None

    def code(self, id: str) -> Code | None:
        """Return the code with this id, or None."""
        return next((code for code in self.codes if code.id == id), None)

    def of_kind(self, kind: CodeKind) -> tuple[Code, ...]:
        """Return the codes of one kind, in codebook order."""
        return tuple(code for code in self.codes if code.kind == kind)


# --- codings and decisions -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who acts, and when (ISO 8601, UTC): handed in by the caller, never read from the clock."""

    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a tagger suggests a coding: its rules and the words in the text that they matched."""

    rules: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""

    def __str__(self) -> str:
        parts = [", ".join(self.rules), " · ".join(f"“{w}”" for w in self.words), self.note]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Coding:
    """A code on a segment by a coder. Never edited in place: decisions speak about it.

    quote: text[start:end], kept as a check. score: in [0, 1]. created_at: ISO 8601, UTC.
    status: as it stands after the decisions that were applied; `suggested` when there are none.
    """

    id: str
    transcript: str
    start: int
    end: int
    quote: str
    code: str
    valence: Valence
    level: Level | None
    coder: str
    score: float
    reason: Reason
    created_at: str = ""
    status: Status = "suggested"
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who did what to which coding, when and why.

    changes: for `change`, the fields that get a new value (code, valence, level).
    """

    coding: str
    action: Action
    who: str
    when: str
    why: str = ""
    changes: Mapping[str, str | None] = field(default_factory=dict)


# --- verdicts --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """The evidence in one cell (case, wave, and a construct or a level) and its rating.

    promotes, hinders, mixed, descriptive: counts of codings. people: who said it, sorted.
    roles: their jobs, sorted. rating: -2 to +2, or None when nothing was said: missing is not 0.
    thin: too little to judge under the rule, whatever the rating.
    """

    name: str
    promotes: int
    hinders: int
    mixed: int
    descriptive: int
    people: tuple[str, ...]
    roles: tuple[str, ...]
    rating: int | None
    thin: bool
    codings: tuple[str, ...] = ()

    @property
    def n_codings(self) -> int:
        """Return the number of codings behind the cell."""
        return self.promotes + self.hinders + self.mixed + self.descriptive


@dataclass(frozen=True, slots=True)
class Trial:
    """One family of sensitivity runs and what came out: verdict -> number of runs."""

    name: str
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a classification rule for one case, with what it rests on.

    verdict: a class named by the rule, or "cannot tell". stability: share of sensitivity runs
    with the same verdict, None when none were run. decisive: cells whose change would flip it.
    """

    case: str
    verdict: str
    rule: str
    rule_version: str
    wave: str | None
    constructs: Mapping[str, Cell]
    levels: Mapping[str, Cell]
    decisive: tuple[str, ...]
    reasons: tuple[str, ...]
    stability: float | None = None
    trials: tuple[Trial, ...] = ()
    override: str | None = None
    override_reason: str = ""
