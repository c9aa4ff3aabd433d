"""Report: everything that is said about the agreement of coders, as one document of plain values.

Unit and universe stand at the head, since no figure means anything without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal, cast, get_args

from npt_coder.agree.figures import (
    FEW_GROUPS,
    MIN_GROUPS,
    figures,
    figures_of_code,
    grouping,
    pooled,
)
from npt_coder.agree.ratings import (
    Ratings,
    disagreements,
    of_coded_units,
    of_coders,
    of_round,
    one_code_per_unit,
    rolled_up,
)

Universe = Literal["all", "coded"]
UNIVERSES: tuple[Universe, ...] = get_args(Universe)
CodeLevel = Literal["construct", "code"]
CODE_LEVELS: tuple[CodeLevel, ...] = get_args(CodeLevel)
DRAWS = 2000

_UNIVERSE_MEANS = {
    "all": "every unit that the coders judged, coded or not",
    "coded": "only units that at least one of the coders coded",
}
_CODED_ONLY = (
    "The universe holds no unit that nobody coded: agreement on what is not coded cannot be seen, "
    "and kappa, alpha and PABAK come out lower than over all units."
)


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line of a forest plot. n: units that two coders judged."""

    label: str
    estimate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What figures stand on. unit: sentence, turn, character or given. groups: what is resampled.

    construct_of: the construct that a code belongs to.
    """

    unit: str
    universe: Universe
    level: CodeLevel
    construct_of: Callable[[str], str]
    groups: str = "transcripts"
    draws: int = DRAWS
    seed: int = 1


def agreement(ratings: Ratings, frame: Frame) -> dict[str, object]:
    """Compare coders on every code, construct and overall.

    Figures without a meaning are None, and `refused` says why.
    """
    judged = of_coded_units(ratings) if frame.universe == "coded" else ratings
    chosen = rolled_up(judged, frame.construct_of) if frame.level == "construct" else judged
    constructs = rolled_up(judged, frame.construct_of)
    has_tree = frame.level == "code" and set(constructs.codes) != set(judged.codes)
    by = grouping(chosen, frame.groups)
    document: dict[str, object] = {
        "unit": frame.unit,
        "universe": frame.universe,
        "universe_means": _UNIVERSE_MEANS[frame.universe],
        "level": frame.level,
        "n_units": chosen.n_units,
        "n_groups": by.n_named if by.n_named > 1 else None,
        "groups": frame.groups if by.n_named > 1 else None,
        "coders": list(chosen.coders),
        "codes": _codes(chosen, frame),
        "constructs": _codes(constructs, frame) if has_tree else [],
        "overall": _overall(chosen, frame),
        "pairs": _pairs(chosen, frame),
        "rounds": _rounds(chosen, frame),
        "disagreements": disagreements(chosen),
        "draws": frame.draws,
        "seed": frame.seed,
        "refused": _refused(chosen),
    }
    return document | {"notes": _notes(document, frame)}


def of_valence(ratings: Ratings, frame: Frame) -> dict[str, object]:
    """Return the figures of valences, where at least two coders gave the same code."""
    by = grouping(ratings, frame.groups)
    found = figures_of_code(ratings, 0, by, draws=frame.draws, seed=frame.seed)
    head = {"unit": f"{frame.unit} and code that two coders coded", "universe": "coded"}
    shown = {key: value for key, value in found.items() if key != "code"}
    return head | shown | {"disagreements": disagreements(ratings)}


def forest_rows(
    document: Mapping[str, object], *, figure: str = "kappa", part: str = "codes"
) -> tuple[ForestRow, ...]:
    """Return the rows of a forest plot: codes in their order, overall last.

    A code without the figure or without its interval has no row.
    figure: kappa, alpha, ac1, pabak, brennan_prediger or percent. part: codes or constructs.
    """
    entries = cast(list[Mapping[str, Any]], document[part])
    overall = cast(Mapping[str, Any], document["overall"])
    rows = [(entry["code"], entry) for entry in entries] + [("overall", overall)]
    return tuple(
        ForestRow(
            label,
            entry[figure],
            entry[f"{figure}_ci95"][0],
            entry[f"{figure}_ci95"][1],
            entry["n"],
        )
        for label, entry in rows
        if entry.get(figure) is not None and entry.get(f"{figure}_ci95") is not None
    )


def by_dots(code: str) -> str:
    """Return the construct of a code by its id alone: what stands before the first dot.

    Levels and factors are codes of their own.
    """
    top, _, rest = code.partition(".")
    return code if not rest or top in ("level", "factor") else top


def _codes(ratings: Ratings, frame: Frame) -> list[dict[str, object]]:
    by = grouping(ratings, frame.groups)
    return [
        figures_of_code(ratings, place, by, draws=frame.draws, seed=frame.seed)
        for place in range(len(ratings.codes))
    ]


def _overall(ratings: Ratings, frame: Frame) -> dict[str, object]:
    """Return the figures of all codes together, and of codes as values where units have one."""
    by = grouping(ratings, frame.groups)
    is_single = len(ratings.codes) == 1
    each = pooled(ratings, by)
    if each is None:
        why = (
            "the codes do not take the same values, so they cannot be put together"
            if ratings.codes
            else "there is no code"
        )
        names = ("percent", "kappa", "alpha", "ac1", "pabak", "brennan_prediger")
        empty = {key: None for name in names for key in (name, f"{name}_ci95")}
        return {"n": 0, **empty, "prevalence": None, "refused": dict.fromkeys(names, why)}
    together = figures(
        each,
        ratings.categories[0],
        by if is_single else replace(by, is_counted=False),
        coders=ratings.coders,
        draws=frame.draws,
        seed=frame.seed,
    )
    how = "one code" if is_single else "each unit and code is one decision, codes put together"
    return {"how": how, **together, "one_code_per_unit": _as_values(ratings, frame)}


def _as_values(ratings: Ratings, frame: Frame) -> dict[str, object]:
    made = one_code_per_unit(ratings)
    if made is None:
        why = (
            "there is one code only"
            if len(ratings.codes) < 2
            else "a unit has more than one code by the same coder, or codes take several values"
        )
        return {"refused": why}
    by = grouping(made, frame.groups)
    found = figures_of_code(made, 0, by, draws=frame.draws, seed=frame.seed)
    return {key: value for key, value in found.items() if key != "code"}


def _pairs(ratings: Ratings, frame: Frame) -> list[dict[str, object]]:
    """Return the overall figures of every two of three or more coders."""
    if len(ratings.coders) < 3:
        return []
    pairs = combinations(ratings.coders, 2)
    return [
        {"coders": list(pair)}
        | {k: v for k, v in _overall(of_coders(ratings, pair), frame).items() if k != "how"}
        for pair in pairs
    ]


def _rounds(ratings: Ratings, frame: Frame) -> list[dict[str, object]]:
    """Return the figures of each round, with the edition of the codebook that it was coded by."""
    made: list[dict[str, object]] = []
    for name in ratings.rounds:
        part = of_round(ratings, name)
        editions = dict.fromkeys(unit.edition for unit in part.units if unit.edition)
        made.append(
            {
                "round": name,
                "edition": ", ".join(editions) or None,
                "n_units": part.n_units,
                "overall": _overall(part, frame),
                "codes": _codes(part, frame),
            }
        )
    return made


def _refused(ratings: Ratings) -> str | None:
    """Say why nothing at all can be compared, or None."""
    if len(ratings.coders) < 2:
        who = f" ({ratings.coders[0]})" if ratings.coders else ""
        return f"there is only one coder{who}: agreement needs two"
    if not ratings.units:
        return "there is no unit that the coders judged"
    if ((ratings.values >= 0).sum(axis=1) < 2).all():
        return "no unit was judged by two coders"
    return None


def _notes(document: Mapping[str, object], frame: Frame) -> list[str]:
    notes: list[str] = []
    if document["refused"]:
        return notes
    if frame.universe == "coded":
        notes.append(_CODED_ONLY)
    n_groups = cast("int | None", document["n_groups"])
    if n_groups is None:
        notes.append("Nothing groups the units: intervals take them as independent of each other.")
    elif n_groups < MIN_GROUPS:
        notes.append(
            f"{n_groups} {frame.groups} are too few to draw from: intervals take units as "
            "independent, which they are not, and are too narrow."
        )
    elif n_groups < FEW_GROUPS:
        notes.append(
            f"Intervals rest on {n_groups} {frame.groups} only: they are likely too narrow."
        )
    if len(cast(Sequence[str], document["coders"])) > 2:
        notes.append("Kappa is Fleiss' kappa, for more than two coders; see each pair for Cohen's.")
    skewed = _skewed(cast(Iterable[Mapping[str, Any]], document["codes"]))
    if skewed:
        notes.append(
            f"Rare or nearly always coded: {', '.join(skewed)}. Kappa and alpha fall there even "
            "when nearly every unit agrees; read them beside AC1, PABAK and the counts."
        )
    return notes


def _skewed(codes: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        code["code"]
        for code in codes
        if code["kappa"] is not None
        and code["prevalence"] is not None
        and not 0.05 <= code["prevalence"] <= 0.95
    ]
