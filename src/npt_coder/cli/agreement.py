"""The command that compares coders: agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from npt_coder.cli import show
from npt_coder.cli.options import Json, ProjectDir, Quiet, opened
from npt_coder.errors import UserError

if TYPE_CHECKING:
    from rich.table import Table

_FIRST = ("percent", "kappa", "alpha")
_SECOND = ("ac1", "pabak")
_RIGHT = ("n", "prevalence", *_FIRST)


def register(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(agree)


def agree(
    ratings: Annotated[
        Path | None,
        typer.Argument(
            metavar="RATINGS.csv",
            help="A table (csv, xlsx) with unit, coder, code, value; else the open study.",
        ),
    ] = None,
    project: ProjectDir = None,
    coders: Annotated[
        str | None, typer.Option("--coders", metavar="A,B", help="Only these; else everybody.")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", help="sentence, turn, character, or given (segments as they are)."),
    ] = None,
    universe: Annotated[
        str | None, typer.Option("--universe", help="all units, or only those somebody coded.")
    ] = None,
    level: Annotated[
        str, typer.Option("--level", help="code as given, or construct with all below it.")
    ] = "code",
    absent: Annotated[
        str | None,
        typer.Option("--absent", help="A unit without a row by a coder: not-coded or not-rated."),
    ] = None,
    rounds: Annotated[
        str | None,
        typer.Option("--rounds", metavar="DAY,DAY", help="Days on which a round of coding began."),
    ] = None,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="List where coders differ, with the words.")
    ] = False,
    plan: Annotated[
        float | None,
        typer.Option("--plan", metavar="WIDTH", help="Units needed for an interval so wide."),
    ] = None,
    expected_kappa: Annotated[
        float | None, typer.Option("--expect-kappa", help="For the plan; else as observed.")
    ] = None,
    prevalence: Annotated[
        float | None, typer.Option("--prevalence", help="For the plan; else as observed.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the bootstrap.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare coders: agreement per code, per construct and overall, with intervals and counts."""
    from npt_coder.workflow import agreeing

    planned = agreeing.plan_of(plan, kappa=expected_kappa, prevalence=prevalence)
    if planned and ratings is None and project is None and prevalence is not None:
        alone = agreeing.plan_alone(planned)
        show.answer(alone, as_json=as_json, tables=_plan_tables(alone))
        return
    wish = agreeing.Wish(
        coders=_listed(coders),
        unit=unit,
        universe=universe,
        level=level,
        absent=absent,
        plan=planned,
        rounds=_listed(rounds),
        seed=seed,
    )
    if ratings is None:
        document = agreeing.agree_on_study(opened(project, quiet=quiet), wish)
    else:
        document, problems = agreeing.agree_on_file(ratings, wish)
        show.problems(problems, quiet=quiet)
    tables = [*_tables(document), *(_listing(document) if disagreements else [])]
    show.answer(document, as_json=as_json, tables=tables)
    if document["refused"]:
        raise UserError(f"no figure can be given: {document['refused']}.")


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (names or "").split(",") if name.strip())


def _tables(document: Mapping[str, Any]) -> list[Table | str]:
    heading = (
        f"{' and '.join(document['coders']) or 'Nobody'}. Unit: {document['unit']}; "
        f"{document['n_units']} units. Universe: {document['universe']}, "
        f"{document['universe_means']}."
    )
    if document["refused"]:
        return [heading]
    part = "Constructs" if document["level"] == "construct" else "Codes"
    tables: list[Table | str] = [
        heading,
        _read_as(document),
        *_tables_of(part, [*document["codes"], {"code": "overall", **document["overall"]}]),
        "counts: both / only the first / only the second / neither",
    ]
    if document["constructs"]:
        tables += _tables_of("Constructs, with all that is below them", document["constructs"])
    tables += _single(document)
    tables += _valence(document)
    tables += _pairs(document)
    tables += _rounds(document["rounds"])
    tables += [f"refused: {reason}" for reason in _reasons(document)]
    tables += [f"note: {note}" for note in document["notes"]]
    return [item for item in (*tables, *_plan_tables(document)) if item]


def _read_as(document: Mapping[str, Any]) -> str:
    read = document["read_as_not_coded"]
    words = ", ".join(f"{n} {word}" for word, n in read.items() if word != "total")
    return f"Read as not coded: {read['total']} values ({words})." if read["total"] else ""


def _tables_of(title: str, entries: Iterable[Mapping[str, Any]]) -> list[Table | str]:
    """Show figures in two tables, so that a row fits a screen."""
    entries = list(entries)
    head = [
        (entry["code"], *(_figure(entry.get(name)) for name in ("n", "prevalence")), _counts(entry))
        for entry in entries
    ]
    columns = ("code", "n", "prevalence", "counts")
    first = [(*row, *_cells(entry, _FIRST)) for row, entry in zip(head, entries, strict=True)]
    # With two categories it is the same figure as PABAK.
    is_needed = {
        "brennan_prediger": any(entry.get("pabak") is None for entry in entries),
        "alpha_u": any("alpha_u" in entry for entry in entries),
    }
    more = (*_SECOND, *(name for name, needed in is_needed.items() if needed))
    second = [(entry["code"], *_cells(entry, more)) for entry in entries]
    return [
        show.table(f"{title}, with 95% intervals", (*columns, *_FIRST), first, right=_RIGHT),
        show.table(None, ("code", *more), second, right=more),
    ]


def _cells(entry: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [_with_interval(entry, name) for name in names]


def _counts(entry: Mapping[str, Any]) -> str:
    """Write the 2x2 counts of two coders: both, only the one, only the other, neither."""
    counts = entry.get("counts")
    if not counts or "both" not in counts:
        return ""
    first, second = counts["only"].values()
    return f"{counts['both']} / {first} / {second} / {counts['neither']}"


def _single(document: Mapping[str, Any]) -> list[Table | str]:
    """Show codes as values of one variable, where no unit has two."""
    made = document["overall"].get("one_code_per_unit")
    if not made or isinstance(made["refused"], str):
        return []
    return _tables_of("Codes as values, since no unit has two", [{"code": "code", **made}])


def _valence(document: Mapping[str, Any]) -> list[Table | str]:
    made = document.get("valence")
    if not made or not made["n"]:
        return []
    return _tables_of("Valence, where two coders gave the same code", [{"code": "valence", **made}])


def _pairs(document: Mapping[str, Any]) -> list[Table | str]:
    entries = [{"code": " and ".join(p["coders"]), **p} for p in document["pairs"]]
    return _tables_of("Every two coders, all codes together", entries) if entries else []


def _rounds(rounds: list[Mapping[str, Any]]) -> list[Table | str]:
    columns = ("round", "edition", "n units", "percent", "kappa", "alpha")
    rows = [
        (
            one["round"],
            one["edition"],
            one["n_units"],
            *(_with_interval(one["overall"], name) for name in columns[3:]),
        )
        for one in rounds
    ]
    return (
        [show.table("Rounds, all codes together", columns, rows, right=columns[2:])] if rows else []
    )


def _plan_tables(document: Mapping[str, object]) -> list[Table | str]:
    plan = cast("Mapping[str, Any] | None", document["plan"])
    if plan is None:
        return []
    columns = ("code", "expected kappa", "prevalence", "design effect", "units", "more than now")
    rows = [
        (
            one["code"],
            f"{one['kappa']:.2f}, {one['kappa_is']}",
            _figure(one["prevalence"]),
            _figure(one.get("design_effect")),
            one["n_units"] if one["n_units"] is not None else one["refused"],
            one.get("more"),
        )
        for one in plan["codes"]
    ]
    title = f"Units that two coders must code for an interval {plan['width']:g} wide"
    return [show.table(title, columns, rows, right=columns[2:])]


def _listing(document: Mapping[str, Any]) -> list[Table | str]:
    lines: list[Table | str] = []
    for one in document["disagreements"]:
        said = ", ".join(f"{who}: {value}" for who, value in one["ratings"].items())
        lines.append(f"{one['unit']}  {one['code']}  ({said})")
        if one["quote"]:
            lines.append(f"    “{one['quote']}”")
    return [*lines, f"{len(document['disagreements'])} disagreements"]


def _reasons(document: Mapping[str, Any]) -> list[str]:
    """Say for each code which figures are refused, and why."""
    entries = [*document["codes"], {"code": "overall", **document["overall"]}]
    return [
        f"{', '.join(names)} of {entry['code']}: {reason}."
        for entry in entries
        for reason, names in _by_reason(entry["refused"]).items()
    ]


def _by_reason(refused: Mapping[str, str]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for name, reason in refused.items():
        made.setdefault(reason, []).append(name)
    return made


def _with_interval(entry: Mapping[str, Any], name: str) -> str:
    bounds = entry.get(f"{name}_ci95")
    interval = f" [{_figure(bounds[0])}, {_figure(bounds[1])}]" if bounds else ""
    return _figure(entry.get(name)) + interval


def _figure(value: object) -> str:
    """Write a figure with two decimals; what has no meaning is a dash."""
    if value is None:
        return "–"
    if not isinstance(value, float):
        return str(value)
    if 0.995 <= value < 1:  # what is not all must not read as all
        return f"{value:.3f}" if value < 0.9995 else ">0.999"
    return f"{value:.2f}"
