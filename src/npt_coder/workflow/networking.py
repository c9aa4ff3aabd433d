"""Networking: a table of contacts as figures, as files of tables, or as a picture."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import write_atomically
from npt_coder.export.network_plot import network_plot
from npt_coder.export.plot_file import PLOT_SUFFIXES, write_plot
from npt_coder.export.table_file import TABLE_SUFFIXES, Sheet, write_tables
from npt_coder.model import Problem
from npt_coder.networks.graph import network
from npt_coder.networks.headings import COLUMNS, Column
from npt_coder.networks.read import read_contacts
from npt_coder.networks.report import report
from npt_coder.workflow.grids import read_grid

SUFFIXES = (*PLOT_SUFFIXES, *TABLE_SUFFIXES, ".json")


def contact_network(
    path: Path, *, columns: Sequence[str] = (), output: Sequence[Path] = ()
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Read contacts and describe the network; returns plain values and what was kept out.

    columns: `COLUMN=HEADING`, where a heading is none of the usual ones. output: files to write,
    pictures, tables or JSON by suffix.

    Raises TableError, UnknownName, and UserError when nothing can be drawn or a path not written.
    """
    _check_output(output)
    grid, problems = read_grid(path)
    contacts = read_contacts(path.as_posix(), grid, columns=_named(columns))
    document = report(contacts, network(contacts.link_workers))
    written = [str(one) for target in output for one in _write(document, target)]
    return {**document, "written": written}, (*problems, *contacts.problems)


def _check_output(output: Sequence[Path]) -> None:
    for target in output:
        if target.suffix.lower() not in SUFFIXES:
            raise UnknownName("suffix of a network", target.suffix or target.name, SUFFIXES)
    beside = {t.with_suffix(".csv") for t in output if t.suffix.lower() in PLOT_SUFFIXES}
    if twice := beside & set(output):
        raise UserError(
            f"{min(twice)} would be written twice, since a picture has its table beside it. Give "
            "the tables another name."
        )


def _named(columns: Sequence[str]) -> dict[Column, str]:
    named: dict[Column, str] = {}
    for text in columns:
        column, sign, heading = (part.strip() for part in text.partition("="))
        if not sign or not heading:
            raise UserError(f"--columns takes COLUMN=HEADING, as in 'contact=alter', not '{text}'.")
        if column not in COLUMNS:
            raise UnknownName("column", column, COLUMNS)
        named[column] = heading
    return named


def _write(document: dict[str, object], path: Path) -> tuple[Path, ...]:
    suffix = path.suffix.lower()
    if suffix in PLOT_SUFFIXES:
        return write_plot(network_plot(document), path)
    if suffix == ".json":
        write_atomically(path, json.dumps(document, ensure_ascii=False, indent=2).encode())
        return (path,)
    return write_tables(_sheets(document), path)


def _sheets(document: Mapping[str, Any]) -> tuple[Sheet, ...]:
    told = document["synthetic"] or ""
    workers = document["link_workers"]
    nodes = document["network"]["degrees"]
    ties = document["network"]["ties"]
    return (
        _sheet("link-workers", "Link workers", workers, told),
        Sheet(
            "areas",
            "By deprivation of the area",
            ("area", "n", *(f"{m} {part}" for m in _MEASURES for part in _PARTS)),
            tuple(_area_row(area) for area in document["areas"]),
            told,
        ),
        Sheet(
            "shared",
            "What two or more link workers named",
            ("name", "kind", "kind of contact", "named by", "areas", "referrals", "bridges"),
            tuple(
                (
                    one["name"],
                    one["kind"],
                    one["kind_of_contact"],
                    ", ".join(one["named_by"]),
                    ", ".join(one["areas"]),
                    one["referrals"],
                    "yes" if one["bridges"] else "no",
                )
                for one in document["shared"]
            ),
            told,
        ),
        _sheet("nodes", "Nodes of the graph", nodes, told),
        _sheet("ties", "Ties", ties, told),
        Sheet(
            "published",
            "Published, not computed from this file",
            ("fact",),
            tuple((fact,) for fact in document["published"]["facts"]),
            document["published"]["source"],
        ),
    )


_MEASURES = ("caseload", "contacts", "contacts_per_patient")
_PARTS = ("n", "mean", "low", "high", "why no range")


def _sheet(name: str, title: str, rows: Sequence[Mapping[str, object]], note: str) -> Sheet:
    columns = tuple(rows[0]) if rows else ()
    return Sheet(name, title, columns, tuple(tuple(row.values()) for row in rows), note)


def _area_row(area: Mapping[str, Any]) -> tuple[object, ...]:
    row: list[object] = [area["area"] or "not told", area["n"]]
    for measure in _MEASURES:
        own = area[measure]
        low, high = own["range"] or (None, None)
        row += [own["n"], own["mean"], low, high, own["refused"]]
    return tuple(row)
