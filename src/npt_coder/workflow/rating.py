"""Rating: a person rates one cell, in the journal and undoable, beside what its codings say."""

from __future__ import annotations

from collections.abc import Sequence

from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.matrix import waves as waves_of
from npt_coder.model import Stamp, Transcript
from npt_coder.project.project import Project
from npt_coder.project.rows import PersonsRating
from npt_coder.workflow.analyse import rule_of, rule_wave

ALL_WAVES = "all"
MISSING, WITHDRAWN = "missing", "withdraw"
RATINGS = ("-2", "-1", "0", "+1", "+2", MISSING, WITHDRAWN)


def rate(
    project: Project,
    stamp: Stamp,
    *,
    case: str,
    code: str,
    rating: str,
    wave: str | None = None,
    why: str,
) -> PersonsRating:
    """Record how a person rates a cell. The codings stay as they are and are shown beside it.

    code: of a construct or level, or the name of a level. wave: None for the one that the rule
    judges, `all` for all together. rating: -2 to +2, `missing`, or `withdraw` to leave the cell
    to its codings again. Raises UserError without a reason, UnknownName for what is not known.
    """
    if not why.strip():
        raise UserError("a rating needs a reason: add --because '...'.")
    transcripts = project.store.transcripts()
    _one_of("case", case, sorted({t.case for t in transcripts if t.case}))
    given = PersonsRating(
        case=case,
        wave=_wave(project, transcripts, wave),
        code=_code(project, code),
        rating=_number(rating),
        why=why,
        is_withdrawn=rating == WITHDRAWN,
        who=stamp.who,
        at=stamp.at,
    )
    with project.store.transaction():
        told = f"{case}, {given.code}, wave {given.wave or ALL_WAVES}: {rating}: {why}"
        batch = project.store.enter("rate", told, stamp, undoable=True)
        project.store.add_rating(batch, given)
    return given


def _wave(project: Project, transcripts: Sequence[Transcript], wave: str | None) -> str | None:
    waves = waves_of(transcripts)
    if wave is None:
        codebook = read_codebook(project.named_file(project.config.codebook))
        return rule_wave(rule_of(project, codebook), waves)
    return None if wave == ALL_WAVES else _one_of("wave", wave, (*waves, ALL_WAVES))


def _code(project: Project, code: str) -> str:
    """Return the code of a cell that the study's rule rates."""
    codebook = read_codebook(project.named_file(project.config.codebook))
    rule = rule_of(project, codebook)
    return _one_of("construct or level", rule.levels.get(code, code), rule.codes)


def _number(rating: str) -> int | None:
    """Return a rating as a number, None for a cell without one."""
    plain = rating.replace("−", "-")
    named = _one_of("rating", {"1": "+1", "2": "+2"}.get(plain, plain), RATINGS)
    return None if named in (MISSING, WITHDRAWN) else int(named)


def _one_of(what: str, name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise UnknownName(what, name, known)
    return name
