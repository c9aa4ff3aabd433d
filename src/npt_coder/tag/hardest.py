"""Hardest: the passages on which a tagger is most wrong, for people to read."""

from __future__ import annotations

from collections.abc import Sequence

from npt_coder.model import Coding
from npt_coder.tag.gold import Passage


def hardest(
    passages: Sequence[Passage], codings: Sequence[Sequence[Coding]], constructs: Sequence[str]
) -> list[dict[str, object]]:
    """Return passages with a construct too many or too few, the surest mistakes first.

    Each with its text, the codes it has, what was suggested with score and reason, and what is
    missed (constructs) and alarmed (constructs suggested that nobody coded).
    """
    rows: list[tuple[float, int, dict[str, object]]] = []
    for number, (passage, said) in enumerate(zip(passages, codings, strict=True)):
        wanted = {name for name in constructs for code in passage.codes if _under(code, name)}
        given = {name: c.score for c in said for name in constructs if _under(c.code, name)}
        alarms, missed = sorted(given.keys() - wanted), sorted(wanted - given.keys())
        if not alarms and not missed:
            continue
        # A wrong suggestion weighs by its score; a miss, of which no score is known, by a half.
        weight = sum(given[name] for name in alarms) + 0.5 * len(missed)
        row: dict[str, object] = {
            "id": passage.id,
            "group": passage.group,
            "text": passage.text,
            "codes": dict(passage.codes),
            "suggested": [
                {"code": c.code, "valence": c.valence, "score": c.score, "reason": str(c.reason)}
                for c in said
            ],
            "alarmed": alarms,
            "missed": missed,
        }
        rows.append((-weight, number, row))
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


def _under(code: str, name: str) -> bool:
    return code == name or code.startswith(f"{name}.")
