"""Judgement: how the figures of `evaluate` are laid out for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from npt_coder.cli import show

if TYPE_CHECKING:
    from rich.table import Table

_FIGURES = ("precision", "recall", "f1", "f1_ci95", "kappa", "kappa_ci95", "support", "suggested")
_OVERALL = ("macro_kappa", "macro_kappa_ci95", "macro_f1", "macro_f1_ci95", "micro_f1")


def tables(document: Mapping[str, Any]) -> Iterator[Table | str]:
    """Yield the figures of one tagger: per construct, overall, and which construct for which."""
    rows = [
        (construct, *(figure(values[name]) for name in _FIGURES))
        for construct, values in document["constructs"].items()
    ]
    title = f"{document['tagger']}, unit: passage; interval: {document['interval'] or 'none'}"
    yield show.table(title, ("construct", *_FIGURES), rows, right=_FIGURES)
    none, valence = document["none"], document["valence"]
    covered = document["coverage_at_precision"]
    yield (
        f"{document['n']} passages in {document['n_groups']} groups. "
        f"Macro F1 {figure(document['macro_f1'])} {figure(document['macro_f1_ci95'])}, "
        f"micro F1 {figure(document['micro_f1'])}, "
        f"macro kappa {figure(document['macro_kappa'])} {figure(document['macro_kappa_ci95'])}. "
        f"False alarms on the {none['n']} passages without a code: "
        f"{figure(none['false_alarm_rate'])} {figure(none['false_alarm_rate_ci95'])}. "
        f"Valence right in {figure(valence['accuracy'])} of {valence['n']}. "
        "Share of the codes found by the surest suggestions, at a precision: "
        + ", ".join(f"{mark}: {figure(share)}" for mark, share in covered.items())
        + "."
    )
    columns = list(document["confusion"])
    cells = [
        (row, *(counts[c] or "" for c in columns)) for row, counts in document["confusion"].items()
    ]
    yield show.table("Coded (row) and suggested (column)", ("", *columns), cells, right=columns)


def row(document: Mapping[str, Any]) -> dict[str, object]:
    """Return the figures by which taggers are compared."""
    return {
        "tagger": document["tagger"],
        **{name: document[name] for name in _OVERALL},
        "false_alarm_rate": document["none"]["false_alarm_rate"],
        "false_alarm_rate_ci95": document["none"]["false_alarm_rate_ci95"],
        "valence_accuracy": document["valence"]["accuracy"],
        "coverage_at_0.8": document["coverage_at_precision"]["0.8"],
    }


def comparison(documents: Sequence[Mapping[str, Any]]) -> Table:
    """Lay several taggers side by side."""
    rows = [row(document) for document in documents]
    columns = list(rows[0])
    cells = [[figure(values[column]) for column in columns] for values in rows]
    title = f"{documents[0]['n']} passages in {documents[0]['n_groups']} groups"
    return show.table(title, columns, cells, right=columns[1:])


def errors(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the hardest passages, each in a few lines."""
    for item in document.get("errors", ()):
        coded = ", ".join(item["codes"]) or "no code"
        yield f"\n{item['id']} ({item['group']}): coded {coded}"
        yield f"    “{item['text']}”"
        for said in item["suggested"]:
            yield (
                f"    suggested {said['code']} ({said['valence']}, {figure(said['score'])}): "
                f"{said['reason']}"
            )
        if item["missed"]:
            yield f"    missed: {', '.join(item['missed'])}"


def figure(value: object) -> str:
    """Write a figure in two places, an interval as from-to, and nothing for what has no meaning."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(figure(part) for part in value)}]"
    return str(value)
