"""JSON: the verdicts with the cells that they rest on, as one document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from npt_coder.export.base import (
    GivenRating,
    Loss,
    LossReport,
    OneMoreNote,
    Study,
    write_atomically,
)
from npt_coder.model import Cell, Verdict

suffixes = (".json",)


def write(study: Study, path: Path) -> LossReport:
    """Write the verdicts; the quotes stay behind, since the document names codings by id.

    Raises: UserError when the path cannot be written.
    """
    text = json.dumps(verdicts_document(study), ensure_ascii=False, indent=2, allow_nan=False)
    write_atomically(path, f"{text}\n".encode())
    why = "verdicts name codings by id; export .csv or .html for the words"
    n = len(study.evidence)
    return (Loss("quotes", n, why),) if n else ()


def verdicts_document(study: Study) -> dict[str, object]:
    """Return rule and cases as plain values, the same for a file and for the command line.

    A missing rating and a stability that was not computed are None. people: how many.
    """
    rule = study.rule
    return {
        "rule": None
        if rule is None
        else {
            "name": rule.name,
            "version": rule.version,
            "title": rule.title,
            "statement": rule.statement,
            "source": rule.source,
            "classes": dict(rule.classes),
        },
        "cases": [_case(study, verdict) for verdict in study.verdicts],
        "notes": [*([study.synthetic] if study.synthetic else []), *study.notes],
    }


def _case(study: Study, verdict: Verdict) -> dict[str, object]:
    return {
        "case": verdict.case,
        "verdict": verdict.override or verdict.verdict,
        "by_rule": verdict.verdict,
        "override_reason": verdict.override_reason if verdict.override else None,
        "wave": verdict.wave,
        "stability": verdict.stability,
        "constructs": _cells(study, verdict, verdict.constructs),
        "levels": _cells(study, verdict, verdict.levels),
        "decisive": list(verdict.decisive),
        **_one_more(study.one_more.get(verdict.case)),
        "reasons": list(verdict.reasons),
        "trials": [{"name": t.name, "verdicts": dict(t.verdicts)} for t in verdict.trials],
    }


def _one_more(note: OneMoreNote | None) -> dict[str, object]:
    """Return what one more interview could change; nothing where that was not asked."""
    if note is None:
        return {}
    promotes, hinders = note.everywhere
    return {
        "one_more": [
            {kind: name, "promotes": for_it, "hinders": against_it}
            for kind, name, for_it, against_it in note.cells
        ],
        "one_more_in_all": {"promotes": promotes, "hinders": hinders},
        "one_more_words": note.words,
    }


def _cells(study: Study, verdict: Verdict, cells: Mapping[str, Cell]) -> dict[str, object]:
    place = (verdict.case, verdict.wave)
    return {name: _cell(cell, study.given.get((*place, name))) for name, cell in cells.items()}


def _cell(cell: Cell, given: GivenRating | None) -> dict[str, object]:
    """Return a cell. by_codings: the rating without what a person said of it."""
    told = given and {"rating": given.rating, "why": given.why, "who": given.who, "at": given.at}
    return {
        "by_codings": given.by_codings if given else cell.rating,
        "by_a_person": told,
        "rating": cell.rating,
        "thin": cell.thin,
        "promotes": cell.promotes,
        "hinders": cell.hinders,
        "mixed": cell.mixed,
        "descriptive": cell.descriptive,
        "codings": list(cell.codings),
        "people": len(cell.people),
        "roles": list(cell.roles),
    }
