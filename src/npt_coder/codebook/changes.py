"""Changes: the phrases in which two states of the rules of a code differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from npt_coder.codebook.language import language_hash
from npt_coder.model import Code

_Use = tuple[str, str, str]
"""A rule but for its phrases, whether a phrase fires or silences it, and the phrase."""


def rules_text(code: Code) -> str:
    """Write what the machine reads of a code, the same every time; the code's hash is of this."""
    rules = [{k: v for k, v in asdict(rule).items() if k != "line"} for rule in code.rules]
    return canonical([code.id, rules, language_hash()])


def changed_phrases(before: str | None, after: str | None) -> frozenset[str] | None:
    """Return the phrases that only one of two states has, or that it uses otherwise.

    before, after: as `rules_text` writes them, None for a code without rules. A sentence in which
    none of these phrases stands is read alike in both states. None: no phrases tell the states
    apart, since the rules changed places, or the settings of the language are others.
    """
    old, new = _read(before), _read(after)
    if old and new and old[0] != new[0]:
        return None
    (_, old_rules), (_, new_rules) = old or ("", []), new or ("", [])
    old_ids, new_ids = [_id(r) for r in old_rules], [_id(r) for r in new_rules]
    if [id for id in old_ids if id in new_ids] != [id for id in new_ids if id in old_ids]:
        return None
    differing = set(_uses(old_rules)) ^ set(_uses(new_rules))
    return frozenset(phrase for _, _, phrase in differing)


def _read(text: str | None) -> tuple[str, list[dict[str, Any]]] | None:
    if text is None:
        return None
    _, rules, language = json.loads(text)
    return language, rules


def _id(rule: dict[str, Any]) -> str:
    return str(rule["id"])


def _uses(rules: list[dict[str, Any]]) -> Iterator[_Use]:
    for rule in rules:
        own = canonical({k: v for k, v in rule.items() if k not in ("phrases", "unless")})
        for use in ("phrases", "unless"):
            yield from ((own, use, phrase) for phrase in rule[use])


def canonical(value: object) -> str:
    """Write a value as JSON, the same every time."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
