"""Coders: what each person and each machine says of a study, from codings and decisions.

A machine says what it suggested. A person says what they coded by hand, and what they accepted
or changed of the codings of others; what they rejected they looked at and did not code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from npt_coder.model import Coding, Decision, Valence

_BY_RUNS = ("retire", "restore")


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on a segment by one coder. at: ISO 8601, when it was given."""

    transcript: str
    start: int
    end: int
    code: str
    valence: str
    at: str


@dataclass(frozen=True, slots=True)
class View:
    """What one coder says of the study.

    marks: what they coded. open: codings of others that they did not come to, in transcripts
    where they decided on others of the same coder; there they are not judged. worked: the
    transcripts that they worked on. saw: coders on whose codings they decided.
    """

    coder: str
    is_machine: bool
    marks: tuple[Mark, ...]
    open: tuple[Mark, ...]
    worked: frozenset[str]
    saw: frozenset[str]

    @property
    def title(self) -> str:
        """Return the name of the coder for people: a machine is called one."""
        return f"{self.coder} (machine)" if self.is_machine else self.coder


def coder_name(coder: str) -> str:
    """Return the name of a coder as people compare it: a tagger without the hash of its rules."""
    return coder.partition("@")[0]


def views(
    codings: Iterable[Coding],
    decisions: Iterable[Decision],
    machine_read: Mapping[str, Iterable[str]],
) -> tuple[View, ...]:
    """Return the view of everybody who coded or decided, machines last, each by name.

    codings: as written, before decisions. machine_read: tagger -> transcripts that it has read.
    """
    first = {coding.id: coding for coding in codings}
    said: dict[str, dict[str, Mark | None]] = {}
    machines = {coder_name(c.coder) for c in first.values() if "@" in c.coder} | set(machine_read)
    for coding in first.values():
        said.setdefault(coder_name(coding.coder), {})[coding.id] = _mark(coding)
    current = dict(first)
    for decision in decisions:
        if decision.coding not in current:
            continue
        coding = current[decision.coding]
        if decision.action in _BY_RUNS:
            stands = decision.action == "restore"
            said[coder_name(coding.coder)][coding.id] = _mark(coding) if stands else None
            continue
        changes = decision.changes
        coding = replace(
            coding,
            code=changes.get("code") or coding.code,
            valence=cast(Valence, changes.get("valence") or coding.valence),
        )
        current[coding.id] = coding
        mark = None if decision.action == "reject" else replace(_mark(coding), at=decision.when)
        said.setdefault(decision.who, {})[coding.id] = mark
    return tuple(
        _view(name, said, first, machine_read.get(name, ()), is_machine=name in machines)
        for name in sorted({*said, *machine_read}, key=lambda name: (name in machines, name))
    )


def _view(
    name: str,
    said: Mapping[str, Mapping[str, Mark | None]],
    codings: Mapping[str, Coding],
    read: Iterable[str],
    *,
    is_machine: bool,
) -> View:
    mine = said.get(name, {})
    decided = {(coder_name(codings[id].coder), codings[id].transcript) for id in mine}
    decided = {(who, transcript) for who, transcript in decided if who != name}
    return View(
        coder=name,
        is_machine=is_machine,
        marks=tuple(mark for mark in mine.values() if mark),
        open=tuple(
            mark
            for who in sorted({who for who, _ in decided})
            for id, mark in said.get(who, {}).items()
            if mark and id not in mine and (who, mark.transcript) in decided
        ),
        worked=frozenset({*read, *(codings[id].transcript for id in mine)}),
        saw=frozenset(who for who, _ in decided),
    )


def _mark(coding: Coding) -> Mark:
    c = coding
    return Mark(c.transcript, c.start, c.end, c.code, c.valence, c.created_at)
