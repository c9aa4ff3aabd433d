"""Decide: codings and decisions to the codings as they stand. Pure; nothing is ever edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from npt_coder.model import Coding, Decision, Level, Status, Valence

_STATUS_AFTER: dict[str, Status] = {
    "accept": "accepted",
    "change": "accepted",
    "reject": "rejected",
    "retire": "retired",
    "restore": "suggested",
}


def current_codings(codings: Iterable[Coding], decisions: Iterable[Decision]) -> tuple[Coding, ...]:
    """Apply decisions in order and return every coding with its status, rejected ones included.

    A decision about an unknown coding (its batch was undone) says nothing.
    """
    current = {coding.id: coding for coding in codings}
    for decision in decisions:
        if coding := current.get(decision.coding):
            current[coding.id] = _decided(coding, decision)
    return tuple(current.values())


def standing(codings: Iterable[Coding]) -> tuple[Coding, ...]:
    """Return the codings that count as evidence: suggested and accepted ones."""
    return tuple(c for c in codings if c.status in ("suggested", "accepted"))


def _decided(coding: Coding, decision: Decision) -> Coding:
    changes = decision.changes
    level = changes.get("level", coding.level)
    return replace(
        coding,
        status=_STATUS_AFTER[decision.action],
        code=changes.get("code") or coding.code,
        valence=cast(Valence, changes.get("valence") or coding.valence),
        level=cast("Level | None", level),
        memo=decision.why or coding.memo,
    )
