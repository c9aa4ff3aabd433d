"""Reasons: what a verdict rests on and what was left out of it, in plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from npt_coder.matrix import natural
from npt_coder.model import Cell

_STATES = {True: "Met", False: "Not met", None: "Too thin to judge"}


def reason(
    title: str,
    cell: Cell,
    state: bool | None,
    *,
    asked: str = "",
    instead_of: Cell | None = None,
) -> str:
    """Say what a needed cell holds and whether it has the rating asked for.

    state: None for unknown. asked: what the rule asks of this cell alone, in words. instead_of:
    the cell as its codings rate it, where a person rated it otherwise.
    """
    by = "" if instead_of is None else f", given by a person (codings: {_rated(instead_of)})"
    if cell.rating is None and instead_of is not None:
        return f"{title} missing{by}. {_STATES[state]}."
    if cell.rating is None:
        said = f"{cell.descriptive} descriptive" if cell.descriptive else "nothing"
        return f"{title}: missing ({said} coded, nothing for or against)."
    parts = [f"{cell.promotes} for", f"{cell.hinders} against"]
    parts += [f"{cell.mixed} mixed"] if cell.mixed else []
    n = len(cell.people)
    who = f"{n} {'person' if n == 1 else 'people'}"
    who += f": {', '.join(cell.roles)}" if cell.roles else ""
    asked = f" (asked: {asked})" if asked else ""
    return f"{title} {_rated(cell)}{by}: {', '.join(parts)}; {who}. {_STATES[state]}{asked}."


def left_out(evidence: pd.DataFrame, wave: str) -> dict[str, Counter[str]]:
    """Return case -> wave -> number of codings outside the wave that decides.

    A coding without a wave stands under "".
    """
    counts: dict[str, Counter[str]] = {}
    others = evidence[evidence["wave"] != wave].dropna(subset=["case"])
    for case, other in zip(others["case"], others["wave"], strict=True):
        counts.setdefault(case, Counter())[other if isinstance(other, str) else ""] += 1
    return counts


def remarks(wave: str | None, left_out: Mapping[str, int], *, is_silent: bool) -> tuple[str, ...]:
    """Say what does not count for a case: other waves when it is silent, talk without a wave.

    left_out: wave -> number of codings, as `left_out` counts them.
    """
    made = []
    other_waves = sorted((name for name in left_out if name), key=natural)
    if is_silent and other_waves:
        said = _do_not_count(sum(left_out[name] for name in other_waves))
        made.append(f"Nothing is coded at wave {wave}. At wave {', '.join(other_waves)}: {said}.")
    if n := left_out.get("", 0):
        made.append(f"Without a wave: {_do_not_count(n)}. Give the transcripts a wave.")
    return tuple(made)


def _rated(cell: Cell) -> str:
    if cell.rating is None:
        return "missing"
    return f"{cell.rating:+d}" if cell.rating else "0"


def _do_not_count(n: int) -> str:
    return "1 coding, which does not count" if n == 1 else f"{n} codings, which do not count"
