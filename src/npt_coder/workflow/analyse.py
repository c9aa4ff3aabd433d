"""Analysing: from codings as they stand to evidence, matrices and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pandas as pd

from npt_coder.classify.one_more import OneMoreInterview, one_more_interview
from npt_coder.classify.read import read_rule
from npt_coder.classify.rule import ClassificationRule, classify, override, rate, said_by_case
from npt_coder.classify.sensitivity import with_sensitivity
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import CaseWave, GivenRating
from npt_coder.matrix import (
    JOIN,
    Cells,
    Matrix,
    Meeting,
    build_matrix,
    co_occurrence,
    evidence_frame,
    labels,
    natural,
    of_wave,
    only,
    with_attributes,
)
from npt_coder.matrix import waves as waves_of
from npt_coder.model import (
    LEVELS,
    SPEAKER_ROLES,
    VALENCES,
    Cell,
    Codebook,
    Coding,
    Transcript,
    Verdict,
)
from npt_coder.project.project import Project
from npt_coder.project.rows import PersonsRating
from npt_coder.review.decide import current_codings, standing
from npt_coder.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Evidence:
    """The codings of a study as they stand, with what is needed to read them.

    all_codings: rejected and withdrawn ones included. frame: one row per coding that counts.
    """

    codebook: Codebook
    transcripts: tuple[Transcript, ...]
    all_codings: tuple[Coding, ...]
    frame: pd.DataFrame

    @property
    def cases(self) -> tuple[str, ...]:
        """Return the cases of the study in natural order."""
        return tuple(sorted({t.case for t in self.transcripts if t.case}, key=natural))

    @property
    def waves(self) -> tuple[str, ...]:
        """Return the waves of the study in natural order."""
        return waves_of(self.transcripts)


@dataclass(frozen=True, slots=True)
class Classified:
    """Verdicts with the rule and the evidence that they rest on.

    cells: (case, wave) -> cells of constructs and levels by name, for every wave. given: the
    ratings that people gave to cells of this rule; cells and verdicts have them. one_more: case ->
    what one more interview could change; empty without a rule.
    """

    evidence: Evidence
    rule: ClassificationRule
    verdicts: tuple[Verdict, ...]
    cells: Mapping[CaseWave, Mapping[str, Cell]]
    given: tuple[GivenRating, ...]
    one_more: Mapping[str, OneMoreInterview]


def evidence(project: Project) -> Evidence:
    """Put together what a project knows. Raises CodebookError and UnknownName."""
    codebook = read_codebook(project.named_file(project.config.codebook))
    transcripts = project.store.transcripts()
    codings = current_codings(project.store.codings(), project.store.decisions())
    frame = evidence_frame(standing(codings), transcripts, codebook)
    return Evidence(codebook, transcripts, codings, frame)


def matrix(
    project: Project,
    *,
    rows: str = "case",
    cols: str = "code",
    cells: str = "count",
    wave: str | None = None,
    level: str | None = None,
    wanted: Mapping[str, str] | None = None,
) -> Matrix:
    """Lay the evidence of a study out as rows x columns.

    rows, cols: `code` means construct, level or factor; `sub-construct` the codes as they were
    given; else any column of the evidence or attribute, or several with commas (`case,wave`).
    cells: those of `build_matrix`, or `rating`. wave: None for all waves where rows or columns
    are waves, else for the last. wanted: attribute -> value, only such codings.
    Raises UnknownName and UserError.
    """
    known = evidence(project)
    frame = only(with_attributes(known.frame, known.transcripts), wanted or {})
    row, column = column_of(rows), column_of(cols)
    if wave is None:
        wave = "all" if "wave" in f"{row},{column}".split(",") else "last"
    chosen = of_wave(frame, wave, known.waves)
    if level is not None and level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    if level is not None:
        chosen = chosen[chosen["level"] == level]
    if cells == "rating":
        return _rating_matrix(project, known, chosen, rows=row, columns=column, wave=wave)
    made = build_matrix(
        chosen,
        rows=row,
        columns=column,
        cells=cast(Cells, cells),
        wave="all",
        all_rows=_every(known, row, wave, wanted or {}),
        all_columns=_every(known, column, wave, wanted or {}),
    )
    return replace(made, wave=_shown(known, wave))


def meetings(
    project: Project,
    *,
    meeting: str = "overlap",
    cols: str = "code",
    wave: str | None = None,
    wanted: Mapping[str, str] | None = None,
) -> Matrix:
    """Count where codes meet: in a passage (`overlap`), a sentence or a turn.

    cols: `code` or `sub-construct`. wave: None for all. Raises UnknownName.
    """
    column = column_of(cols)
    if column not in ("construct", "code"):
        raise UnknownName("kind of code", cols, ("code", "sub-construct"))
    known = evidence(project)
    frame = only(with_attributes(known.frame, known.transcripts), wanted or {})
    wave = wave or "all"
    return co_occurrence(
        of_wave(frame, wave, known.waves),
        by=column,
        meeting=cast(Meeting, meeting),
        units={t.id: _units(t, meeting) for t in known.transcripts},
        all_codes=_every(known, column, wave, {}),
        wave=_shown(known, wave),
    )


def column_of(name: str) -> str:
    """Return the columns of evidence that a name on the command line stands for."""
    parts = (part.strip() for part in name.split(","))
    return ",".join({"code": "construct", "sub-construct": "code"}.get(p, p) for p in parts)


def classify_study(
    project: Project, *, rule: str | None = None, seed: int = 1, draws: int = 200
) -> Classified:
    """Judge every case by a rule, with sensitivity and with the overrides of people.

    rule: a shipped name or a path; None for the rule of the study. A study without a rule has
    ratings and no verdicts. Raises CodebookError, UnknownName, and UserError when the codebook
    lacks a code that the rule needs.
    """
    known = evidence(project)
    made = rule_of(project, known.codebook, rule)
    given = _given(project, made)
    cells = _cells_by_wave(known, made, given)
    told = _told(known, made, given)
    if not made.name:
        return Classified(known, made, (), cells, told, {})
    wave = rule_wave(made, known.waves)
    own = {case: _numbers(given.get((case, wave), {})) for case in known.cases}
    verdicts = classify(known.frame, made, cases=known.cases, waves=known.waves, given=own)
    more = one_more_interview(known.frame, made, cases=known.cases, waves=known.waves, given=own)
    tried = with_sensitivity(
        *(known.frame, made, verdicts), waves=known.waves, seed=seed, draws=draws, given=own
    )
    overrides = project.store.overrides()
    judged = tuple(
        override(v, to=overrides[v.case].verdict, why=str(overrides[v.case]))
        if v.case in overrides
        else v
        for v in tried
    )
    return Classified(known, made, judged, cells, told, more)


def rule_of(project: Project, codebook: Codebook, rule: str | None = None) -> ClassificationRule:
    """Return the rule named, or that of the study, or a nameless one that only rates.

    Raises CodebookError, UnknownName, and UserError when the codebook lacks one of its codes.
    """
    named = rule or project.named_file(project.config.rule)
    if not named:
        return _ratings_only(codebook)
    made = read_rule(named)
    _check_codes(made, codebook)
    return made


def rule_wave(rule: ClassificationRule, waves: Sequence[str]) -> str | None:
    """Return the wave that a rule judges, None for all of them together."""
    if rule.wave == "last":
        return waves[-1] if waves else None
    return None if rule.wave == "all" else rule.wave


def _ratings_only(codebook: Codebook) -> ClassificationRule:
    """Return a rule that rates every construct, or theme, and asks for nothing."""
    kinds = codebook.of_kind("construct") or codebook.of_kind("theme")
    names = tuple(code.id for code in kinds)
    none = ("", "")
    return ClassificationRule(
        *("", "", "", "", "", "last"), none, none, none, above=0, constructs=names, levels={}
    )


Given = Mapping[CaseWave, Mapping[str, PersonsRating]]
"""(case, wave) -> name of a cell -> how a person rates it."""


def _given(project: Project, rule: ClassificationRule) -> Given:
    """Return the ratings by people of the cells that a rule has."""
    names = {code: name for name, code in rule.levels.items()}
    names |= {code: code for code in (*rule.constructs, *rule.shown)}
    given: dict[CaseWave, dict[str, PersonsRating]] = {}
    for (case, wave, code), rating in project.store.ratings().items():
        if code in names:
            given.setdefault((case, wave), {})[names[code]] = rating
    return given


def _numbers(given: Mapping[str, PersonsRating]) -> dict[str, int | None]:
    return {name: rating.rating for name, rating in given.items()}


def _cells_by_wave(
    known: Evidence, rule: ClassificationRule, given: Given
) -> dict[CaseWave, Mapping[str, Cell]]:
    cells: dict[CaseWave, Mapping[str, Cell]] = {}
    for wave in known.waves or ("all",):
        said = said_by_case(of_wave(known.frame, wave, known.waves))
        for case in known.cases:
            place = (case, None if wave == "all" else wave)
            own = replace(rule, given=_numbers(given.get(place, {})))
            cells[place] = _joined(rate(said.get(case, []), own))
    return cells


def _told(known: Evidence, rule: ClassificationRule, given: Given) -> tuple[GivenRating, ...]:
    """Lay the ratings that people gave beside those that follow from the codings."""
    told = []
    for wave in (None, *known.waves):
        placed = {case: own for case in known.cases if (own := given.get((case, wave)))}
        said = said_by_case(of_wave(known.frame, wave or "all", known.waves)) if placed else {}
        for case, own in placed.items():
            by_codings = _joined(rate(said.get(case, []), rule))
            told += [
                GivenRating(case, wave, name, r.rating, by_codings[name].rating, r.why, r.who, r.at)
                for name, r in sorted(own.items())
            ]
    return tuple(told)


def _rating_matrix(
    project: Project, known: Evidence, frame: pd.DataFrame, *, rows: str, columns: str, wave: str
) -> Matrix:
    """Return ratings by the study's rule; columns are its constructs and levels."""
    if columns != "construct":
        raise UserError("ratings have codes as columns: leave out --cols, or choose other --cells.")
    rule = rule_of(project, known.codebook)
    given = _given(project, rule)
    placed = frame.assign(case=labels(frame, rows))
    said = said_by_case(placed)
    first = _every(known, rows, wave, {})
    index = [*first, *sorted(set(said) - set(first), key=natural)]
    names = (*rule.constructs, *rule.shown, *rule.levels)
    cells = {}
    for row in index:
        own = _numbers(given.get(_place_of(row, rows, _shown(known, wave)), {}))
        cells[row] = _joined(rate(said.get(row, []), replace(rule, given=own)))
    values = [[_rating(cells[row].get(name)) for name in names] for row in index]
    made = pd.DataFrame(
        values, pd.Index(index, name=rows), pd.Index(names, name="code"), dtype=object
    )
    codings = {
        (row, name): cell.codings
        for row in index
        for name, cell in cells[row].items()
        if cell.codings
    }
    n_unplaced = int(placed["case"].isna().sum())
    return Matrix(made, "rating", codings, _shown(known, wave), n_unplaced)


def _place_of(row: str, rows: str, wave: str | None) -> CaseWave:
    """Return the case and wave that a row stands for; none has the name "" of other rows."""
    if rows == "case,wave":
        case, _, own = row.rpartition(JOIN)
        return case, own
    return (row if rows == "case" else ""), wave


def _joined(cells: tuple[Mapping[str, Cell], Mapping[str, Cell]]) -> dict[str, Cell]:
    constructs, levels = cells
    return {**constructs, **levels}


def _shown(known: Evidence, wave: str) -> str | None:
    """Return the wave that a matrix shows, None for all."""
    if wave == "all" or not known.waves:
        return None
    return known.waves[-1] if wave == "last" else wave


def _every(known: Evidence, column: str, wave: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names to show even where nothing was said; none for attributes of people."""
    codes = known.codebook.codes
    if column == "construct":
        return tuple(code.id for code in codes if code.kind != "sub-construct")
    if column == "code":
        return tuple(code.id for code in codes)
    if column == "valence":
        return VALENCES
    parts = column.split(",")
    if not {*parts} <= {"case", "wave"}:
        return ()
    shown = _shown(known, wave)
    asked = {key: value for key, value in wanted.items() if key in ("case", "wave")}
    if shown and "wave" in parts:
        asked["wave"] = shown
    places = ({"case": t.case, "wave": t.wave} for t in known.transcripts)
    found = {
        tuple(place[part] or "" for part in parts)
        for place in places
        if all(place[part] for part in parts)
        and all(place[key] == value for key, value in asked.items())
    }
    return tuple(JOIN.join(one) for one in sorted(found, key=lambda o: tuple(map(natural, o))))


def _units(transcript: Transcript, meeting: str) -> list[tuple[int, int]]:
    if meeting == "sentence":
        found = split_sentences(transcript, roles=SPEAKER_ROLES)
        return [(sentence.start, sentence.end) for sentence in found]
    return [(turn.start, turn.end) for turn in transcript.turns] if meeting == "turn" else []


def _rating(cell: Cell | None) -> object:
    return pd.NA if cell is None or cell.rating is None else cell.rating


def _check_codes(rule: ClassificationRule, codebook: Codebook) -> None:
    missing = [id for id in rule.codes if codebook.code(id) is None]
    if missing:
        raise UserError(
            f"the rule '{rule.name}' needs {', '.join(missing)}, which the codebook "
            f"'{codebook.name}' does not have. Choose another rule or codebook in npt-coder.toml."
        )
