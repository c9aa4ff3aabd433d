"""Contrasting: the study's own ratings as a table of cases, and what tells groups of them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from npt_coder.compare.distinguish import distinguish, rule_in_words
from npt_coder.compare.read import CaseTable, Column
from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import Study
from npt_coder.export.order import last_wave
from npt_coder.export.pages import Comparison, Contrast
from npt_coder.export.words import listed, name_words
from npt_coder.model import Cell, Problem

VERDICT = "verdict"
MAX_VALUES = 4
"""With more values an attribute is no grouping of few cases: each would stand alone."""


NO_TEST = "No p-values: the cases are few and were chosen, not drawn."


def case_table(study: Study, by: str, *, path: str = "the study") -> CaseTable:
    """Return the ratings at the wave of the verdicts, with the outcome `by` of each case.

    by: `verdict`, or an attribute of transcripts that has one value per case. A cell that is
    missing or too thin to judge has no value. Raises UnknownName, and UserError when fewer than
    two cases have an outcome.
    """
    outcomes, problems = _outcomes(study, by)
    cases = tuple(case for case in study.cases if case in outcomes)
    if len(cases) < 2:
        raise UserError(f"fewer than two cases have a value of '{by}': nothing to compare.")
    names = (*study.constructs, *study.levels)
    cells = {case: _cells(study, case) for case in cases}
    missing = Counter(
        "missing" if cell is None or cell.rating is None else "too thin to judge"
        for own in cells.values()
        for cell in (own.get(name) for name in names)
        if _judged(cell) is None
    )
    return CaseTable(
        path=path,
        cases=cases,
        outcome_name=by,
        outcome=tuple(outcomes[case] for case in cases),
        columns=tuple(
            Column(name, tuple(_judged(cells[case].get(name)) for case in cases)) for name in names
        ),
        left_out=(),
        is_turned=False,
        missing=tuple(sorted(missing.items())),
        problems=tuple(problems),
    )


def classes_of(study: Study) -> tuple[str, str]:
    """Return the two classes of the rule that are compared, met first.

    Raises UserError when the study has no rule, or no case in one of them.
    """
    if study.rule is None:
        raise UserError("this study has no classification rule, so there are no verdicts.")
    met, not_met, *_ = study.rule.classes
    held = {verdict.override or verdict.verdict for verdict in study.verdicts}
    lacking = [name for name in (met, not_met) if name not in held]
    if lacking:
        raise UserError(
            f"no case is {' or '.join(lacking)}, so there are no two groups to compare."
        )
    return met, not_met


def verdict_notes(study: Study) -> list[str]:
    """Say what a comparison by the study's own verdict can and cannot show."""
    shown = tuple(name_words(study, n) for n in (study.rule.not_counted if study.rule else ()))
    n = sum(verdict.override is not None for verdict in study.verdicts)
    by_people = f" (verdicts of people: {n} of {len(study.verdicts)})" if n else ""
    free = (
        f" Only {listed(shown)} is free of this, since the rule does not count it." if shown else ""
    )
    return [
        f"The rule made the verdicts from these ratings{by_people}: that counted cells part the "
        f"classes is no finding and explains nothing. It shows where the classes part.{free}"
    ]


def comparisons_of(study: Study, wanted: Sequence[str]) -> tuple[Comparison, ...]:
    """Compare the cases of a study by its verdicts or by attributes, for the report.

    An attribute with two values makes one comparison, with three or four one for each against
    the others. What cannot be compared says why. Raises UnknownName for an unknown attribute.
    """
    return tuple(made for by in wanted for made in _comparisons(study, by))


def _comparisons(study: Study, by: str) -> Iterator[Comparison]:
    try:
        table = case_table(study, by)
        groups = [classes_of(study)] if by == VERDICT else _groups(table)
    except UnknownName:
        raise
    except UserError as error:
        if by != VERDICT:  # the page of verdicts says it already
            yield Comparison(by, refused=str(error))
        return
    for present, absent in groups:
        yield _comparison(study, table, by, present, absent)


def _groups(table: CaseTable) -> list[tuple[str, str]]:
    """Return (value, "other") or the two values that make groups. Raises UserError."""
    values = Counter(table.outcome)
    if len(values) == 2:
        first, second = sorted(values)
        return [(first, second)]
    if not 2 < len(values) <= MAX_VALUES:
        raise UserError(
            f"'{table.outcome_name}' has {len(values)} values in {len(table.cases)} cases. Compare "
            f"with `npt-coder compare --from-study --by '{table.outcome_name}'` and say there "
            "which values make a group."
        )
    return [(value, "") for value in sorted(values)]


def _comparison(study: Study, table: CaseTable, by: str, present: str, absent: str) -> Comparison:
    other = absent or f"not {present}"
    groups: dict[str, list[str]] = {present: [], other: []}
    neither = []
    for case, value in zip(table.cases, table.outcome, strict=True):
        if value == present or (value == absent if absent else True):
            groups[present if value == present else other].append(case)
        else:
            neither.append(case)
    contrasts = tuple(_contrast(table, column, groups, present, other) for column in table.columns)
    return Comparison(
        by=by,
        present=present,
        absent=other,
        cases={name: tuple(own) for name, own in groups.items()},
        neither=tuple(neither),
        contrasts=contrasts,
        rule=f"{rule_in_words()} {NO_TEST}",
        notes=tuple(_notes(study, table, by, groups)),
    )


def _contrast(
    table: CaseTable, column: Column, groups: Mapping[str, Sequence[str]], present: str, other: str
) -> Contrast:
    by_case = dict(zip(table.cases, column.values, strict=True))
    rated = {
        group: tuple((case, int(v)) for case in own if (v := by_case[case]) is not None)
        for group, own in groups.items()
    }
    made = distinguish([r for _, r in rated[present]], [r for _, r in rated[other]])
    higher = {"with the outcome": present, "without the outcome": other}.get(made.direction, "")
    return Contrast(column.name, made.mark, higher, rated[present], rated[other])


def _notes(
    study: Study, table: CaseTable, by: str, groups: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    if by == VERDICT:
        yield from verdict_notes(study)
    k, n = len(table.columns), sum(len(own) for own in groups.values())
    yield (
        f"Limited diversity: {k} cells, each there or not, make {2**k:,} combinations; {n} cases "
        f"show {min(n, 2**k)} of them at most, and of the others they say nothing."
    )
    small = min(groups, key=lambda name: len(groups[name]))
    if len(groups[small]) < 3:
        yield (
            f"Only {len(groups[small])} of {n} cases are {small}: whatever is particular to so few "
            "looks as if it mattered."
        )


def _outcomes(study: Study, by: str) -> tuple[dict[str, str], list[Problem]]:
    if by == VERDICT:
        if not study.verdicts:
            raise UserError("this study has no classification rule, so there are no verdicts.")
        return {v.case: v.override or v.verdict for v in study.verdicts}, []
    known = sorted({name for t in study.transcripts for name in t.attributes})
    if by not in known:
        raise UnknownName("attribute of cases", by, (VERDICT, *known))
    found: dict[str, str] = {}
    problems = []
    for case in study.cases:
        values = {t.attributes.get(by, "") for t in study.transcripts if t.case == case} - {""}
        if len(values) == 1:
            found[case] = values.pop()
        else:
            what = f"has several values of '{by}'" if values else f"has no '{by}'"
            problems.append(Problem("cases.csv", f"{case} {what} and is left out."))
    return found, problems


def _cells(study: Study, case: str) -> Mapping[str, Cell]:
    for verdict in study.verdicts:
        if verdict.case == case:
            return {**verdict.constructs, **verdict.levels}
    return study.cells_by_wave.get((case, last_wave(study)), {})


def _judged(cell: Cell | None) -> int | None:
    return None if cell is None or cell.thin else cell.rating
