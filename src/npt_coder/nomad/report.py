"""Report: a survey as one document of plain values, overall, per wave, and per case and wave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from npt_coder.nomad.items import (
    ALL_ITEMS,
    GENERAL,
    ITEMS,
    N_CONSTRUCT_ITEMS,
    REVERSED,
    SUBSCALES,
    items_of,
)
from npt_coder.nomad.read import MISSING, Respondent, Survey
from npt_coder.nomad.score import MIN_SHARE, Score, correlation, person_scores, score

SCALES = (*SUBSCALES, ALL_ITEMS)
SMALL = 5
"""Below so many respondents a cell may show what one person answered."""
ENOUGH = 10
"""Complete respondents below which two items are not compared for their direction."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How answers are scored. already_reversed: the reverse-worded item was turned in the file."""

    direction: str
    already_reversed: bool = False


def report(survey: Survey, frame: Frame) -> dict[str, object]:
    """Score a survey. Scores run from 1 to 5, high for more work, general items from 0 to 10.

    A figure without a meaning is None, and `refused` says why.
    """
    people = survey.respondents
    by_wave = [w for w in survey.waves if len(survey.waves) > 1]
    document: dict[str, object] = {
        "file": survey.path,
        "direction": frame.direction,
        "scores": "1 to 5, high means agreement; the reverse-worded item 13 "
        + ("was turned in the file" if frame.already_reversed else "is turned"),
        "already_reversed": frame.already_reversed,
        "numbering": survey.layout.numbering,
        "n": len(people),
        "subscales": _scales(survey, people, frame, with_items=True),
        "general": _general(survey, people, frame),
        "waves": [
            {"wave": wave, **_group(survey, [p for p in people if p.wave == wave], frame)}
            for wave in by_wave
        ],
        "cases": [
            {"case": case, "wave": wave, **_group(survey, own, frame)}
            for case in survey.cases
            for wave in survey.waves
            if case and (own := [p for p in people if (p.case, p.wave) == (case, wave)])
        ],
        "missing": _missing(people),
        "columns": {str(item): heading for item, heading in survey.columns.items()},
        "no_column_for": [item.number for item in ITEMS if item.number not in survey.items],
        "unknown_columns": list(survey.layout.unknown),
        "problems": [str(problem) for problem in survey.problems],
    }
    return document | {"notes": _notes(survey, frame)}


def _group(survey: Survey, people: Sequence[Respondent], frame: Frame) -> dict[str, object]:
    return {
        "n": len(people),
        "subscales": _scales(survey, people, frame, with_items=False),
        "general": _general(survey, people, frame),
    }


def _scales(
    survey: Survey, people: Sequence[Respondent], frame: Frame, *, with_items: bool
) -> dict[str, object]:
    made = {
        name: score(name, people, survey.items, already_reversed=frame.already_reversed)
        for name in SCALES
    }
    return {
        name: _scale(own, with_items=with_items and name != ALL_ITEMS) for name, own in made.items()
    }


def _scale(own: Score, *, with_items: bool) -> dict[str, object]:
    alpha = own.alpha
    has_interval = alpha.low is not None and alpha.high is not None
    made: dict[str, object] = {
        "mean": own.mean,
        "sd": own.sd,
        "n": own.n,
        "missing": own.missing,
        "alpha": alpha.value,
        "alpha_ci95": [alpha.low, alpha.high] if has_interval else None,
        "n_alpha": alpha.n,
        "n_items": alpha.k,
        "refused": alpha.refused,
    }
    if with_items:
        made["items"] = [
            {
                "item": one.item.number,
                "label": one.item.label,
                "mean": one.mean,
                "n": one.n,
                "missing": dict(one.missing),
                "with_the_rest": one.rest,
            }
            for one in own.items
        ]
    return made


def _general(survey: Survey, people: Sequence[Respondent], frame: Frame) -> list[dict[str, object]]:
    made = score(GENERAL, people, survey.items, already_reversed=frame.already_reversed)
    return [
        {"item": one.item.number, "label": one.item.label, "mean": one.mean, "n": one.n}
        for one in made.items
    ]


def _missing(people: Sequence[Respondent]) -> dict[str, int]:
    found = Counter(kind for one in people for kind in one.missing.values())
    return {kind: found[kind] for kind in MISSING if found[kind]}


def _notes(survey: Survey, frame: Frame) -> list[str]:
    return [
        *_on_direction(survey, frame),
        *_on_columns(survey),
        *_on_waves(survey),
        *_on_small_groups(survey),
        "These figures describe who answered. They are an input to no verdict, and NoMAD has no "
        "cut-off for good or bad.",
    ]


def _on_direction(survey: Survey, frame: Frame) -> list[str]:
    """Warn where the data run against the direction that was said; nothing is turned for it."""
    notes = []
    people, items = survey.respondents, survey.items
    action = score("collective_action", people, items, already_reversed=frame.already_reversed)
    turned = next((one for one in action.items if one.item.number == REVERSED), None)
    if turned and turned.rest is not None and turned.rest < 0 and action.alpha.n >= ENOUGH:
        notes.append(
            f"Item {REVERSED} runs against the rest of collective action (r = {turned.rest:.2f}): "
            + (
                "has it really been turned in the file? It is left as it is."
                if frame.already_reversed
                else "has it been turned in the file already? Then say --already-reversed."
            )
        )
    general = person_scores(GENERAL, people, items)
    whole = person_scores(ALL_ITEMS, people, items, already_reversed=frame.already_reversed)
    both = ~np.isnan(general) & ~np.isnan(whole)
    r = correlation(general[both], whole[both]) if both.sum() >= ENOUGH else None
    if r is not None and r < 0:
        notes.append(
            f"Who finds the intervention more normal agrees less (r = {r:.2f} of the general items "
            f"with the others): check that the direction is {frame.direction}."
        )
    return notes


def _on_columns(survey: Survey) -> list[str]:
    notes = []
    if survey.layout.unknown:
        notes.append(f"Columns that are not read: {', '.join(survey.layout.unknown)}.")
    if survey.layout.numbering == N_CONSTRUCT_ITEMS:
        notes.append(
            "Items are numbered 1 to 20 and read as the construct items: 1 as item 4 of NoMAD, 10 "
            "as the reverse-worded item 13. Say --items 23 when that is wrong."
        )
    short = [
        f"{name.replace('_', ' ')} on {n} of {len(items_of(name))}"
        for name in SUBSCALES
        if (n := sum(i.number in survey.items for i in items_of(name))) < len(items_of(name))
    ]
    if short:
        notes.append(f"The file lacks items: {', '.join(short)}. Compare such scores with care.")
    partial = round(MIN_SHARE * 100)
    notes.append(
        f"A person has a score on a subscale with {partial}% of its items answered; alpha counts "
        "only persons who answered all. Not relevant is missing, not neutral."
    )
    return notes


def _on_waves(survey: Survey) -> list[str]:
    if len(survey.waves) < 2:
        return []
    return [
        "Overall figures count answer sheets: who answered at two waves is in them twice, so that "
        "the interval of alpha is too narrow. Figures per wave are not affected."
    ]


def _on_small_groups(survey: Survey) -> list[str]:
    sizes = Counter((p.case, p.wave) for p in survey.respondents if p.case)
    small = [
        f"{case}{f' wave {wave}' if wave else ''} ({n})"
        for (case, wave), n in sizes.items()
        if n < SMALL
    ]
    if not small:
        return []
    return [
        f"Fewer than {SMALL} respondents: {', '.join(small)}. Such means move with one person, "
        "and may show what that person answered: think before you publish them."
    ]
