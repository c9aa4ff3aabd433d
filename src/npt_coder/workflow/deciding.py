"""Deciding: what people say about suggestions, in the journal and undoable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.model import (
    LEVELS,
    VALENCES,
    Action,
    Coding,
    Decision,
    Level,
    Reason,
    Stamp,
    Transcript,
    Valence,
)
from npt_coder.project.project import Project
from npt_coder.project.rows import Entry
from npt_coder.review.decide import current_codings


def decide(
    project: Project,
    stamp: Stamp,
    ids: Sequence[str],
    action: Action,
    *,
    why: str = "",
    changes: Mapping[str, str | None] | None = None,
) -> tuple[Coding, ...]:
    """Accept, reject or change codings; one call is one step to undo.

    ids: whole ids or beginnings that fit one coding only. Returns the codings as they now stand.
    Raises UnknownName for an id, code, valence or level that is not known, UserError for an
    ambiguous beginning.
    """
    wanted = [_find(project, id) for id in ids]
    checked = _checked(project, changes or {})
    decisions = [Decision(c.id, action, stamp.who, stamp.at, why, checked) for c in wanted]
    with project.store.transaction():
        batch = project.store.enter(
            action, f"{len(decisions)} coding(s){f': {why}' if why else ''}", stamp, undoable=True
        )
        project.store.add_decisions(batch, decisions)
    chosen = {c.id for c in wanted}
    return tuple(c for c in _current(project) if c.id in chosen)


def add(
    project: Project,
    stamp: Stamp,
    *,
    transcript: str,
    quote: str,
    code: str,
    valence: Valence = "descriptive",
    level: Level | None = None,
    turn: int | None = None,
    memo: str = "",
) -> Coding:
    """Code a passage by hand. The quote must stand once in the transcript, or in the given turn.

    Raises UnknownName for a transcript or code, UserError when the quote is absent or stands
    more than once, or when the same coder has coded it so already.
    """
    source = _transcript(project, transcript)
    _checked(project, {"code": code, "valence": valence, "level": level})
    start = _place(source, quote, turn)
    end = start + len(quote)
    key = f"{source.id}|{start}|{end}|{code}|{valence}|{level}|{stamp.who}|{stamp.at}"
    coding = Coding(
        id=sha256(key.encode()).hexdigest()[:12],
        transcript=source.id,
        start=start,
        end=end,
        quote=quote,
        code=code,
        valence=valence,
        level=level,
        coder=stamp.who,
        score=1.0,
        reason=Reason(note="coded by hand"),
        created_at=stamp.at,
        memo=memo,
    )
    _refuse_twice(project, coding)
    with project.store.transaction():
        batch = project.store.enter("add", f"{code} in {source.id}", stamp, undoable=True)
        project.store.add_codings(batch, [coding])
        accept = Decision(coding.id, "accept", stamp.who, stamp.at, memo)
        project.store.add_decisions(batch, [accept])
    return replace(coding, status="accepted")


def override(project: Project, stamp: Stamp, *, case: str, verdict: str, why: str) -> None:
    """Record that a person judges a case otherwise; the rule's verdict stays beside it.

    Raises UserError without a reason, UnknownName for a case that no transcript has.
    """
    if not why.strip():
        raise UserError("an override needs a reason: add --why 'because ...'.")
    cases = {t.case for t in project.store.transcripts() if t.case}
    if case not in cases:
        raise UnknownName("case", case, cases)
    with project.store.transaction():
        batch = project.store.enter("override", f"{case}: {verdict}: {why}", stamp, undoable=True)
        project.store.add_override(batch, case=case, verdict=verdict, why=why, who=stamp.who)


def undo(project: Project, stamp: Stamp) -> Entry:
    """Take back the newest step that stands: a run of taggers, a decision, an addition."""
    return project.store.undo(stamp)


def redo(project: Project, stamp: Stamp) -> Entry:
    """Put back the step that was undone last, unless newer work was done since."""
    return project.store.redo(stamp)


def log(project: Project) -> tuple[Entry, ...]:
    """Return the journal, oldest first."""
    return project.store.journal()


def _current(project: Project) -> tuple[Coding, ...]:
    return current_codings(project.store.codings(), project.store.decisions())


def _find(project: Project, beginning: str) -> Coding:
    fitting = [c for c in _current(project) if c.id.startswith(beginning)]
    exact = [c for c in fitting if c.id == beginning]
    if len(exact or fitting) == 1:
        return (exact or fitting)[0]
    if fitting:
        raise UserError(f"'{beginning}' fits {len(fitting)} codings. Give more of the id.")
    raise UserError(f"no coding has the id '{beginning}'. List them with `npt-coder codings`.")


def _checked(project: Project, changes: Mapping[str, str | None]) -> dict[str, str | None]:
    codebook = read_codebook(project.named_file(project.config.codebook))
    known: dict[str, tuple[str, ...]] = {
        "code": tuple(code.id for code in codebook.codes),
        "valence": VALENCES,
        "level": LEVELS,
    }
    for field, value in changes.items():
        if value is not None and value not in known[field]:
            raise UnknownName(field, value, known[field])
    return dict(changes)


def _transcript(project: Project, id: str) -> Transcript:
    transcripts = {t.id: t for t in project.store.transcripts()}
    if id not in transcripts:
        raise UnknownName("transcript", id, transcripts)
    return transcripts[id]


def _place(transcript: Transcript, quote: str, turn: int | None) -> int:
    """Return where the quote starts, in code points; it must stand exactly once."""
    start, end = 0, len(transcript.text)
    where = transcript.id
    if turn is not None:
        found = next((t for t in transcript.turns if t.number == turn), None)
        if found is None:
            raise UserError(f"{transcript.id}: there is no turn {turn}.")
        start, end, where = found.start, found.end, f"{transcript.id}, turn {turn}"
    count = transcript.text.count(quote, start, end) if quote else 0
    if count == 0:
        raise UserError(f"{where}: the quote does not stand there word for word.")
    if count > 1:
        raise UserError(f"{where}: the quote stands {count} times. Quote more, or name the turn.")
    return transcript.text.index(quote, start, end)


def _refuse_twice(project: Project, new: Coding) -> None:
    for old in _current(project):
        same = (old.transcript, old.start, old.end, old.code, old.coder, old.valence, old.level)
        if old.status == "accepted" and same == (
            *(new.transcript, new.start, new.end, new.code, new.coder, new.valence, new.level),
        ):
            raise UserError(f"{new.transcript}: {new.coder} has coded this so already ({old.id}).")
