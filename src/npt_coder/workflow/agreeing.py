"""Agreeing: how far coders agree, on the open study or on a table of ratings from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from npt_coder.agree.coders import View, views
from npt_coder.agree.plan import Plan, plan_for
from npt_coder.agree.ratings import Ratings, of_coders
from npt_coder.agree.read import ABSENT, Absent, RatingsFile, Table, read_ratings
from npt_coder.agree.report import (
    CODE_LEVELS,
    DRAWS,
    UNIVERSES,
    CodeLevel,
    Frame,
    Universe,
    agreement,
    by_dots,
    of_valence,
)
from npt_coder.agree.spans import figures_of_all_spans, figures_of_spans
from npt_coder.agree.units import (
    UNIT_KINDS,
    Source,
    Stretch,
    UnitKind,
    n_outside,
    overlaps_of_code,
    overlaps_of_codes,
    ratings_of_views,
)
from npt_coder.agree.valence import valence_ratings
from npt_coder.agree.workbook import read_workbook
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UnknownName, UserError
from npt_coder.ingest.tables import read_table
from npt_coder.model import Codebook, Problem, Transcript
from npt_coder.project.project import Project
from npt_coder.project.rows import Entry
from npt_coder.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for; None means what is usual. coders: names, or none for everybody.

    plan: the interval of kappa to plan for. rounds: days (YYYY-MM-DD) on which a new round of
    coding began.
    """

    coders: tuple[str, ...] = ()
    unit: str | None = None
    universe: str | None = None
    level: str = "code"
    absent: str | None = None
    plan: Plan | None = None
    rounds: tuple[str, ...] = ()
    draws: int = DRAWS
    seed: int = 1


def agree_on_file(path: Path, wish: Wish) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Compare the coders of a csv or xlsx file; returns the document and the faulty rows.

    Raises TableError for a file that cannot be used, UnknownName for a coder, unit, universe,
    level or reading of absent rows that is not known, UserError for an impossible plan.
    """
    frame = _frame(wish, unit="given", construct_of=by_dots)
    absent = None if wish.absent is None else _one_of("reading", wish.absent, ABSENT)
    read = read_ratings(_table(path), absent=cast("Absent | None", absent))
    coders = _named(wish.coders, read.ratings.coders)
    ratings = of_coders(read.ratings, coders)
    if wish.universe is None and not read.lists_uncoded:
        frame = replace(frame, universe="coded")
    document = agreement(ratings, frame) | {"coders": list(coders), "file": path.as_posix()}
    document |= {
        "read_as_not_coded": {"total": sum(read.blanks.values()), **read.blanks},
        "absent": {"read_as": read.absent, "units_without_a_row_by_a_coder": read.n_absent},
        "problems": [str(problem) for problem in read.problems],
    }
    notes = [*cast(list[str], document["notes"]), *_notes_on_file(read, wish)]
    document |= {"notes": notes, "plan": _planned(document, wish)}
    return document, read.problems


def agree_on_study(project: Project, wish: Wish) -> dict[str, object]:
    """Compare coders on the codings and decisions of a study; a tagger is a coder too.

    Raises CodebookError, UnknownName and UserError.
    """
    codebook = read_codebook(project.named_file(project.config.codebook))
    frame = _frame(wish, unit="sentence", construct_of=_construct_in(codebook))
    if frame.unit == "given":
        frame = replace(frame, universe="coded")
    everybody = views(project.store.codings(), project.store.decisions(), _machine_read(project))
    chosen = _chosen(everybody, wish.coders)
    sources = _sources(project, chosen, frame.unit, wish.rounds, codebook)
    codes = _codes_used(chosen, sources, codebook)
    named = [replace(view, coder=view.title) for view in chosen]
    unit = cast(UnitKind, frame.unit)
    ratings = ratings_of_views(named, sources, codes, unit)
    document = agreement(ratings, frame) | {
        "codebook": {"name": codebook.name, "edition": codebook.edition, "hash": codebook.hash},
        "coder_kinds": {v.title: "machine" if v.is_machine else "person" for v in chosen},
        "transcripts": [source.id for source in sources],
        "unused_codes": [c.id for c in codebook.codes if c.id not in codes],
        "read_as_not_coded": {"total": 0},
        "valence": of_valence(valence_ratings(named, sources, unit), frame),
    }
    if frame.unit == "character":
        _add_spans(document, named, sources, ratings, frame)
    notes = [*cast(list[str], document["notes"]), *_notes_on_study(chosen, sources)]
    return document | {"notes": notes, "plan": _planned(document, wish)}


def people_of(project: Project) -> tuple[str, ...]:
    """Return the people, not the taggers, who have coded or decided in a study, by name."""
    everybody = views(project.store.codings(), project.store.decisions(), {})
    return tuple(view.coder for view in everybody if not view.is_machine)


def plan_of(
    width: float | None, *, kappa: float | None = None, prevalence: float | None = None
) -> Plan | None:
    """Return the interval to plan for, or None without a width."""
    return None if width is None else Plan(width, kappa, prevalence)


def plan_alone(plan: Plan) -> dict[str, object]:
    """Plan double coding from assumptions alone, before there is any coding.

    Raises UserError when no prevalence is assumed.
    """
    return {"plan": plan_for([], plan, n_groups=None)}


def _frame(wish: Wish, *, unit: str, construct_of: Callable[[str], str]) -> Frame:
    return Frame(
        unit=_one_of("unit", wish.unit or unit, UNIT_KINDS),
        universe=cast(Universe, _one_of("universe", wish.universe or "all", UNIVERSES)),
        level=cast(CodeLevel, _one_of("level", wish.level, CODE_LEVELS)),
        construct_of=construct_of,
        groups="groups" if unit == "given" else "transcripts",
        draws=wish.draws,
        seed=wish.seed,
    )


def _one_of(what: str, name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise UnknownName(what, name, known)
    return name


def _table(path: Path) -> Table:
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        return read_workbook(path)
    read = read_table(path, required=())
    return Table(path.as_posix(), read.columns, tuple((row.number, row.cells) for row in read.rows))


def _named(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    for name in wanted:
        _one_of("coder", name, known)
    return tuple(dict.fromkeys(wanted)) or tuple(known)


def _chosen(everybody: Sequence[View], wanted: Sequence[str]) -> tuple[View, ...]:
    """Return the views of the named coders, in the order of their names; of all without names."""
    by_name = {name: view for view in everybody for name in (view.coder, view.title)}
    for name in wanted:
        if name not in by_name:
            raise UnknownName("coder", name, (view.coder for view in everybody))
    return tuple(dict.fromkeys(by_name[name] for name in wanted)) or tuple(everybody)


def _machine_read(project: Project) -> dict[str, list[str]]:
    read: dict[str, dict[str, None]] = {}
    for transcript, tagger, _ in project.store.coded():
        read.setdefault(tagger, {})[transcript] = None
    return {tagger: list(transcripts) for tagger, transcripts in read.items()}


def _construct_in(codebook: Codebook) -> Callable[[str], str]:
    parents = {code.id: code.parent or code.id for code in codebook.codes}
    return lambda code: parents.get(code, by_dots(code))


def _codes_used(
    chosen: Sequence[View], sources: Sequence[Source], codebook: Codebook
) -> tuple[str, ...]:
    """Return the codes used in these transcripts, in codebook order; those that left it last."""
    here = {source.id for source in sources}
    used = {mark.code for view in chosen for mark in view.marks if mark.transcript in here}
    known = [code.id for code in codebook.codes]
    return (*(c for c in known if c in used), *sorted(used - set(known)))


def _sources(
    project: Project,
    chosen: Sequence[View],
    unit: str,
    rounds: Sequence[str],
    codebook: Codebook,
) -> list[Source]:
    """Return the transcripts that two of the coders worked on, with their units."""
    _check_days(rounds)
    journal = project.store.journal() if rounds else ()
    made = []
    for transcript in project.store.transcripts():
        if sum(transcript.id in view.worked for view in chosen) < 2:
            continue
        speech = _sentences(transcript) if unit == "sentence" else _turns(transcript)
        source = Source(transcript.id, transcript.text, speech)
        made.append(_in_round(source, chosen, rounds, journal, codebook) if rounds else source)
    return sorted(made, key=lambda source: source.round)


def _check_days(days: Sequence[str]) -> None:
    for day in days:
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise UserError(f"'{day}' is no day: write it like 2026-02-28.") from error


def _sentences(transcript: Transcript) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(s.start, s.end, f"turn {s.turn}, sentence {s.index + 1}")
        for s in split_sentences(transcript)
    )


def _turns(transcript: Transcript) -> tuple[Stretch, ...]:
    interviewers = {s.label for s in transcript.speakers if s.role == "interviewer"}
    return tuple(
        Stretch(t.start, t.end, f"turn {t.number}")
        for t in transcript.turns
        if t.speaker not in interviewers and t.start < t.end
    )


def _in_round(
    source: Source,
    chosen: Sequence[View],
    days: Sequence[str],
    journal: Sequence[Entry],
    codebook: Codebook,
) -> Source:
    """Place a transcript in the round in which people coded it last, with the edition of then."""
    marks = [(v, m) for v in chosen for m in v.marks if m.transcript == source.id]
    by_people = [mark for view, mark in marks if not view.is_machine]
    at = max((mark.at for mark in by_people or [mark for _, mark in marks]), default="")
    begun = [day for day in sorted(days) if day <= at[:10]]
    name = f"from {begun[-1]}" if begun else f"before {min(days)}"
    runs = [entry for entry in journal if entry.verb == "code" and entry.at <= at]
    now = f"{codebook.name} {codebook.edition} (as it is now)"
    edition = runs[-1].summary.partition(" with ")[2] if runs else now
    return replace(source, round=name, edition=edition)


def _add_spans(
    document: Mapping[str, object],
    chosen: Sequence[View],
    sources: Sequence[Source],
    ratings: Ratings,
    frame: Frame,
) -> None:
    """Add the alpha_u family to the figures of each code and overall."""
    for part in ("codes", "constructs"):
        for entry in cast(list[dict[str, object]], document[part]):
            is_whole = part == "constructs" or frame.level == "construct"
            members = [
                code
                for code in ratings.codes
                if (frame.construct_of(code) if is_whole else code) == entry["code"]
            ]
            each = overlaps_of_code(chosen, sources, members)
            entry |= figures_of_spans(each, draws=frame.draws, seed=frame.seed)
    names = [frame.construct_of(c) if frame.level == "construct" else c for c in ratings.codes]
    place = {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}
    value_of = {code: place[name] for code, name in zip(ratings.codes, names, strict=True)}
    every = overlaps_of_codes(chosen, sources, value_of)
    made = figures_of_all_spans(every, draws=frame.draws, seed=frame.seed)
    cast(dict[str, object], document["overall"])["spans"] = made


def _notes_on_file(read: RatingsFile, wish: Wish) -> list[str]:
    notes = []
    if wish.unit not in (None, "given"):
        notes.append(f"The units are those of the file; you call them by the unit {wish.unit}.")
    if not read.lists_uncoded and wish.universe != "coded":
        so = "so the universe is: coded" if wish.universe is None else "though you say: all"
        notes.append(f"The file names no unit that nobody coded, {so}.")
    if read.n_absent:
        meaning = "as not rated by them" if read.absent == "not-rated" else "as not coded"
        notes.append(
            f"{read.n_absent} times a coder has no row on a unit: read {meaning}. "
            "Say otherwise with --absent."
        )
    many = [
        code
        for code, categories in zip(read.ratings.codes, read.ratings.categories, strict=True)
        if len(categories) > 2
    ]
    if many:
        notes.append(f"Compared as values without an order: {', '.join(many)}.")
    return notes


def _notes_on_study(chosen: Sequence[View], sources: Sequence[Source]) -> list[str]:
    notes = []
    names = {view.coder: view.title for view in chosen}
    for view in chosen:
        seen = [names[who] for who in sorted(view.saw) if who in names]
        if seen:
            notes.append(
                f"{view.coder} decided on codings of {', '.join(seen)}, having seen them: this is "
                "not the agreement of independent coders, and likely too high."
            )
        if view.open:
            notes.append(
                f"{view.coder} has not come to {len(view.open)} of the codings of others: there "
                f"{view.coder} is taken as not having judged."
            )
    if outside := n_outside(chosen, sources):
        notes.append(f"{outside} codings lie outside the participants' speech and do not count.")
    return notes


def _planned(document: Mapping[str, object], wish: Wish) -> dict[str, object] | None:
    if wish.plan is None:
        return None
    entries = cast(list[Mapping[str, Any]], document["codes"])
    return plan_for(entries, wish.plan, n_groups=cast("int | None", document["n_groups"]))
