"""Command on the networks of link workers: networks, with the tables that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from npt_coder.cli import show
from npt_coder.cli.options import Json, Quiet

if TYPE_CHECKING:
    from rich.table import Table


def register(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(networks)


def networks(
    contacts: Annotated[
        Path,
        typer.Argument(
            metavar="CONTACTS.csv", help="A row per contact of each link worker; csv or xlsx."
        ),
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Picture (.svg, .png) or tables (.csv, .xlsx, .md, .json). May be repeated.",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--columns",
            metavar="COLUMN=HEADING",
            help="What a column is called, as in contact=alter. May be repeated.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Describe whom link workers work with: caseloads, contacts, what is shared, what bridges."""
    from npt_coder.workflow.networking import contact_network

    document, problems = contact_network(contacts, columns=columns or (), output=output or ())
    show.problems(problems, quiet=quiet)
    show.answer(document, as_json=as_json, tables=tables(document))


def tables(document: Mapping[str, Any]) -> list[Table | str]:
    """Return the tables and lines that are shown of a network."""
    graph = document["network"]
    groups = [len(part) for part in graph["components"] if part]
    return [
        *([document["synthetic"]] if document["synthetic"] else []),
        f"{document['n_link_workers']} link workers, {document['n_contacts']} contacts.",
        _areas(document),
        *_published(document["published"]),
        _among_themselves(document["other_link_workers"]),
        _shared(document),
        f"Graph: {graph['nodes']} nodes, {graph['edges']} ties. Link workers hang together in "
        f"groups of {', '.join(map(str, groups))}.",
        *(_bridge(one) for one in graph["bridging"]),
        _workers(document),
        *(f"note: {note}" for note in document["notes"]),
        *(f"written: {path}" for path in document["written"]),
    ]


def _areas(document: Mapping[str, Any]) -> Table:
    columns = ("area", "link workers", "caseload", "contacts", "contacts per patient")
    rows = [
        (
            _area(one["area"]),
            one["n"],
            _mean(one["caseload"], 1),
            _mean(one["contacts"], 1),
            _mean(one["contacts_per_patient"], 2),
        )
        for one in document["areas"]
    ]
    title = "By deprivation of the area: mean (range)"
    return show.table(title, columns, rows, right=columns[1:])


def _published(known: Mapping[str, Any]) -> list[str]:
    return [
        "Published, to be read beside it; none of it is computed from this file:",
        *(f"  {fact}" for fact in known["facts"]),
        f"  Source: {known['source']}",
    ]


def _among_themselves(own: Mapping[str, Any]) -> str:
    if not own["of"]:
        return "Contacts who are link workers: not told."
    besides = own["contacts_besides"]
    told = "; ".join(
        f"{who} name {_plain_mean(figure)} others" for who, figure in zip(
            (f"those who name link workers ({besides[_WITH]['n']})",
             f"those who name none ({besides[_WITHOUT]['n']})"),
            (besides[_WITH], besides[_WITHOUT]),
            strict=True,
        )
    )  # fmt: skip
    return (
        f"Contacts who are link workers: {own['count']} of {own['of']} ({own['share']:.0%}). On "
        f"average {told}."
    )


_WITH, _WITHOUT = "of those who name link workers", "of those who name none"


def _shared(document: Mapping[str, Any]) -> Table:
    columns = ("shared", "kind", "link workers", "areas", "referrals", "bridges")
    rows = [
        (
            one["name"],
            one["kind_of_contact"] or one["kind"],
            len(one["named_by"]),
            ", ".join(one["areas"]),
            one["referrals"],
            "yes" if one["bridges"] else "",
        )
        for one in document["shared"]
    ]
    title = "What two or more link workers named; referrals in two months"
    return show.table(title, columns, rows, right=("link workers", "referrals"))


def _bridge(one: Mapping[str, Any]) -> str:
    groups = " | ".join(", ".join(group) for group in one["splits"])
    return f"bridge: without {one['name']} there is no path between {groups}."


def _workers(document: Mapping[str, Any]) -> Table:
    columns = (
        *("link worker", "area", "caseload", "contacts", "per patient", "referrals"),
        *("link workers named", "ties"),
    )
    rows = [
        (
            one["link_worker"],
            _area(one["area"]),
            _or_dash(one["caseload"]),
            one["contacts"],
            "–" if one["contacts_per_patient"] is None else f"{one['contacts_per_patient']:.2f}",
            _or_dash(one["referrals"]),
            one["other_link_workers"],
            one["degree"],
        )
        for one in document["link_workers"]
    ]
    return show.table("Link workers; referrals in two months", columns, rows, right=columns[2:])


def _mean(figure: Mapping[str, Any], digits: int) -> str:
    if figure["mean"] is None:
        return "–"
    mean = f"{figure['mean']:.{digits}f}"
    if figure["range"] is None:
        return f"{mean} (n = {figure['n']}: no range)"
    low, high = (f"{bound:.{digits}f}".removesuffix(".0") for bound in figure["range"])
    return f"{mean} ({low}–{high})"


def _plain_mean(figure: Mapping[str, Any]) -> str:
    return "–" if figure["mean"] is None else f"{figure['mean']:.1f}"


def _area(area: str | None) -> str:
    return area or "not told"


def _or_dash(value: object) -> object:
    return "–" if value is None else value
