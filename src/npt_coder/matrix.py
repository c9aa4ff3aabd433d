"""Matrix: codings to one frame of evidence, and evidence to cases x codes, by wave and level.

Absence of talk is not evidence of absence: a cell without codings is missing, never 0, except
where the cell counts codings and 0 is the honest count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from npt_coder.errors import UnknownName
from npt_coder.model import LEVELS, VALENCES, Code, Codebook, Coding, Transcript

Cells = Literal["count", "binary", "net", "people", "quotes"]

EVIDENCE_COLUMNS = (
    *("id", "transcript", "source", "case", "wave", "speaker", "person", "role", "turn", "time"),
    *("start", "end", "quote", "code", "construct", "kind", "valence", "level", "coder", "score"),
    *("status", "reason", "memo"),
)
"""Columns of the evidence frame. role: the job. time: seconds. start, end: code points."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A theme matrix: rows x columns of one kind of cell, and the codings behind each cell.

    frame: index = rows, columns = columns; a missing cell is NA. codings: (row, column) -> ids.
    wave: the wave shown, None for all.
    """

    frame: pd.DataFrame
    cells: str
    codings: Mapping[tuple[str, str], tuple[str, ...]]
    wave: str | None


def evidence_frame(
    codings: Iterable[Coding], transcripts: Iterable[Transcript], codebook: Codebook
) -> pd.DataFrame:
    """Return one row per coding with all that is known of it, in the order of the study.

    The caller leaves out rejected and retired codings. A coding outside every turn has no
    speaker. construct: the code itself, or for a sub-construct the construct above it. Codings
    of transcripts that are not given are left out.
    """
    by_id = {t.id: t for t in transcripts}
    order = {id: number for number, id in enumerate(by_id)}
    codes = {code.id: code for code in codebook.codes}
    places = {id: number for number, id in enumerate(codes)}
    known = [c for c in codings if c.transcript in by_id]
    known.sort(
        key=lambda c: (
            *(order[c.transcript], c.start, c.end),
            *(places.get(c.code, len(places)), c.code, c.id),
        )
    )
    rows = [_row(coding, by_id[coding.transcript], codes.get(coding.code)) for coding in known]
    # Whole numbers that may be missing: a turn is never 2.0.
    return pd.DataFrame(rows, columns=list(EVIDENCE_COLUMNS)).astype({"turn": "Int64"})


def _row(coding: Coding, transcript: Transcript, code: Code | None) -> tuple[object, ...]:
    turn = transcript.turn_at(coding.start)
    speaker = transcript.speaker(turn.speaker) if turn else None
    return (
        *(coding.id, transcript.id, transcript.source, transcript.case, transcript.wave),
        speaker.label if speaker else None,
        _person(transcript, speaker.label, speaker.person) if speaker else None,
        speaker.attributes.get("role") if speaker else None,
        *(turn.number if turn else None, turn.time if turn else None),
        *(coding.start, coding.end, coding.quote, coding.code),
        (code.parent if code else None) or coding.code,
        code.kind if code else None,
        *(coding.valence, coding.level, coding.coder, coding.score, coding.status),
        *(str(coding.reason), coding.memo),
    )


def _person(transcript: Transcript, label: str, person: str | None) -> str:
    """Return who speaks; an unnamed speaker is a person of that transcript alone."""
    return person or f"{transcript.id}: {label}"


def natural(text: str | None) -> tuple[tuple[tuple[bool, int, str], ...], str]:
    """Return a sort key in which wave 10 comes after wave 9, and None first.

    Capitals count only between names that are otherwise the same.
    """
    text = text or ""
    parts = (part for part in re.split(r"(\d+)", text) if part)
    return tuple(
        (False, int(part), "") if part.isdecimal() else (True, 0, part.lower()) for part in parts
    ), text


def waves(evidence_or_transcripts: pd.DataFrame | Sequence[Transcript]) -> tuple[str, ...]:
    """Return the waves of a study in natural order."""
    if isinstance(evidence_or_transcripts, pd.DataFrame):
        found: Iterable[str | None] = evidence_or_transcripts["wave"].dropna().unique()
    else:
        found = {t.wave for t in evidence_or_transcripts}
    return tuple(sorted((w for w in found if w), key=natural))


def of_wave(evidence: pd.DataFrame, wave: str, known: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a wave: a name, `all`, or `last` for the last wave of the study.

    known: the waves of the study in order; a case that was not visited at the last of them has
    no rows then. In a study without waves `last` is everything. Raises UnknownName.
    """
    if wave == "all" or (wave == "last" and not known):
        return evidence
    chosen = known[-1] if wave == "last" else wave
    if chosen not in known:
        raise UnknownName("wave", wave, (*known, "last", "all"))
    return evidence[evidence["wave"] == chosen]


def tally(evidence: pd.DataFrame) -> pd.DataFrame:
    """Count codings by case, wave, name and level, in natural order.

    Index: case, wave, name (the construct, level code, factor or theme), level ("" when none).
    Columns: promotes, hinders, mixed, descriptive, codings, people, roles (different jobs).
    """
    keys = ["case", "wave", "construct", "level"]
    filled = evidence.assign(
        **{key: evidence[key].astype(object).fillna("") for key in keys},
        **{valence: evidence["valence"] == valence for valence in VALENCES},
    )
    counts = {valence: (valence, "sum") for valence in VALENCES}
    made = filled.groupby(keys, sort=False).agg(
        **counts, codings=("id", "size"), people=("person", "nunique"), roles=("role", "nunique")
    )
    places = sorted(range(len(made)), key=lambda row: tuple(map(natural, made.index[row])))
    return made.iloc[places].astype(int).rename_axis(["case", "wave", "name", "level"])


def build_matrix(
    evidence: pd.DataFrame,
    *,
    rows: str = "case",
    columns: str = "construct",
    cells: Cells = "count",
    wave: str = "last",
    level: str | None = None,
    known_waves: Sequence[str] | None = None,
    all_rows: Sequence[str] = (),
    all_columns: Sequence[str] = (),
) -> Matrix:
    """Lay evidence out as rows x columns.

    rows, columns: any column of the evidence frame. all_rows, all_columns: names to show even
    when nothing was said, in this order; others follow in natural order. Cells: `count` codings,
    `binary` 1 when there is any, `people` who said it: 0 where there are none. `net` = promotes -
    hinders, missing where nothing was said for or against; `quotes` joined by line breaks,
    missing where there are none. Raises UnknownName for a column, kind of cell, wave or level.
    """
    for name in (rows, columns):
        if name not in EVIDENCE_COLUMNS:
            raise UnknownName("attribute", name, EVIDENCE_COLUMNS)
    if cells not in get_args(Cells):
        raise UnknownName("kind of cell", cells, get_args(Cells))
    if level is not None and level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    known = waves(evidence) if known_waves is None else known_waves
    chosen = of_wave(evidence, wave, known).dropna(subset=[rows, columns])
    if level is not None:
        chosen = chosen[chosen["level"] == level]
    groups = {
        (str(key[0]), str(key[1])): group
        for key, group in chosen.groupby([rows, columns], sort=False)
    }
    index = _names(all_rows, (row for row, _ in groups))
    header = _names(all_columns, (column for _, column in groups))
    values = [[_cell(groups.get((r, c)), cells) for c in header] for r in index]
    frame = pd.DataFrame(
        values,
        index=pd.Index(index, name=rows),
        columns=pd.Index(header, name=columns),
        dtype=object,
    )
    codings = {place: tuple(group["id"]) for place, group in groups.items()}
    shown = None if wave == "all" or not known else (known[-1] if wave == "last" else wave)
    return Matrix(frame, cells, codings, shown)


def _names(first: Sequence[str], found: Iterable[str]) -> list[str]:
    others = sorted(set(found) - set(first), key=natural)
    return [*first, *others]


def _cell(group: pd.DataFrame | None, cells: Cells) -> object:
    if group is None:
        return 0 if cells in ("count", "people", "binary") else pd.NA
    match cells:
        case "count":
            return len(group)
        case "binary":
            return 1
        case "people":
            return int(group["person"].nunique())
        case "net":
            n = Counter(group["valence"])
            judged = len(group) - n["descriptive"]
            return n["promotes"] - n["hinders"] if judged else pd.NA
        case "quotes":
            return "\n".join(_cited(row) for row in group.to_dict("records"))


def _cited(row: Mapping[object, object]) -> str:
    sign = {"promotes": "+", "hinders": "-", "mixed": "±"}.get(str(row["valence"]), "·")
    place = [str(row["transcript"])]
    if isinstance(row["speaker"], str):
        place = [row["speaker"], *place, f"turn {row['turn']}"]
    return f"{sign} “{row['quote']}” ({', '.join(place)})"
