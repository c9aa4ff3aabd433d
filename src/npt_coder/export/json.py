"""JSON: the verdicts with the cells that they rest on, as one document."""

from __future__ import annotations

import json
from pathlib import Path

from npt_coder.export.base import Loss, LossReport, Study, write_atomically
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
        "cases": [_case(verdict) for verdict in study.verdicts],
        "notes": [*([study.synthetic] if study.synthetic else []), *study.notes],
    }


def _case(verdict: Verdict) -> dict[str, object]:
    return {
        "case": verdict.case,
        "verdict": verdict.override or verdict.verdict,
        "by_rule": verdict.verdict,
        "override_reason": verdict.override_reason if verdict.override else None,
        "wave": verdict.wave,
        "stability": verdict.stability,
        "constructs": {name: _cell(cell) for name, cell in verdict.constructs.items()},
        "levels": {name: _cell(cell) for name, cell in verdict.levels.items()},
        "decisive": list(verdict.decisive),
        "reasons": list(verdict.reasons),
        "trials": [{"name": t.name, "verdicts": dict(t.verdicts)} for t in verdict.trials],
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
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
