"""Read: a table of contacts to link workers and their ties; what is kept out is named by row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from npt_coder.errors import TableError
from npt_coder.model import Problem
from npt_coder.networks.headings import Column, lay_out

Grid = Sequence[tuple[int, Sequence[str]]]
Area = Literal["high", "mixed", "low"]
AREAS: tuple[Area, ...] = get_args(Area)

_AREA_WORDS: Mapping[str, Area] = {
    **dict.fromkeys(("high", "h", "deprived", "most deprived", "disadvantaged"), "high"),
    **dict.fromkeys(("mixed", "m", "mix", "medium", "middle", "moderate"), "mixed"),
    **dict.fromkeys(("low", "l", "affluent", "least deprived", "not deprived"), "low"),
}
_YES = frozenset({"y", "yes", "true", "1", "x", "link worker"})
_NO = frozenset({"n", "no", "false", "0"})
_BLANK = frozenset({"", "na", "n/a", "nan", "null", "-", "–", ".", "?", "missing", "unknown"})
_COUNT = re.compile(r"\d{1,6}(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class Tie:
    """One contact of one link worker. row: as a spreadsheet counts.

    organisation: "" when the file gives none. referrals: in two months; None when not told.
    is_link_worker: None when not told.
    """

    row: int
    link_worker: str
    contact: str
    organisation: str
    kind: str
    referrals: int | None
    is_link_worker: bool | None


@dataclass(frozen=True, slots=True)
class LinkWorker:
    """One link worker. caseload: patients now; None when not told or not a number."""

    name: str
    area: Area | None
    caseload: int | None
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a file holds. columns: what was read -> its heading."""

    path: str
    link_workers: tuple[LinkWorker, ...]
    columns: Mapping[Column, str]
    unknown: tuple[str, ...]
    is_synthetic: bool
    problems: tuple[Problem, ...]


def read_contacts(
    path: str, grid: Grid, *, columns: Mapping[Column, str] | None = None
) -> Contacts:
    """Read a row per contact; a row without a contact is a link worker who named nobody.

    columns: headings where they are none of the usual ones.
    Raises what `lay_out` raises, and TableError when no row names a link worker.
    """
    headings = [heading.strip() for heading in grid[0][1]]
    places, unknown = lay_out(path, headings, columns)
    reader = _Reader(path, places)
    for number, cells in grid[1:]:
        reader.row(number, [cell.strip() for cell in cells])
    if not reader.workers:
        problem = Problem(path, "no row names a link worker.", severity="error")
        raise TableError([*reader.problems, problem])
    return Contacts(
        path,
        tuple(reader.workers.values()),
        {column: headings[place] for column, place in places.items()},
        unknown,
        reader.is_synthetic,
        tuple(reader.problems),
    )


def same(name: str) -> str:
    """Return what two spellings of one name have in common: letters and digits, case apart."""
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


class _Reader:
    """Takes rows one by one; workers by what their spellings have in common."""

    def __init__(self, path: str, places: Mapping[Column, int]) -> None:
        self.path, self.places = path, places
        self.workers: dict[str, LinkWorker] = {}
        self.problems: list[Problem] = []
        self.is_synthetic = False

    def row(self, number: int, cells: Sequence[str]) -> None:
        told: dict[Column, str] = {
            column: cells[place] if place < len(cells) else ""
            for column, place in self.places.items()
        }
        self.is_synthetic |= _plain(told.get("synthetic", "")) in _YES
        name = told["link worker"]
        if _plain(name) in _BLANK:
            self._tell(number, "link worker", "names no link worker: left out.")
            return
        worker = self._worker(number, name, told)
        contact = told["contact"]
        if _plain(contact) in _BLANK:
            self.workers[same(name)] = worker
            return
        tie = Tie(
            number,
            worker.name,
            contact,
            told.get("organisation", ""),
            told.get("kind", ""),
            self._count(number, "referrals", told.get("referrals", "")),
            self._yes_or_no(number, told.get("is link worker", "")),
        )
        if tie.is_link_worker and same(contact) == same(name):
            self._tell(number, "contact", f"'{name}' is named as a contact of their own: left out.")
            self.workers[same(name)] = worker
            return
        self.workers[same(name)] = self._with_tie(worker, tie)

    def _worker(self, number: int, name: str, told: Mapping[Column, str]) -> LinkWorker:
        """Return the link worker of a row; what an earlier row said stands."""
        area = self._area(number, told.get("area", ""))
        caseload = self._count(number, "caseload", told.get("caseload", ""))
        known = self.workers.get(same(name))
        if known is None:
            return LinkWorker(name, area, caseload, ())
        for column, old, new in (
            ("area", known.area, area),
            ("caseload", known.caseload, caseload),
        ):
            if old is not None and new is not None and old != new:
                message = f"'{new}' for '{known.name}', who has '{old}' above: '{old}' is kept."
                self._tell(number, column, message)
        return replace(
            known,
            area=known.area or area,
            caseload=caseload if known.caseload is None else known.caseload,
        )

    def _with_tie(self, worker: LinkWorker, tie: Tie) -> LinkWorker:
        for place, old in enumerate(worker.ties):
            if (same(old.contact), same(old.organisation)) == (
                same(tie.contact),
                same(tie.organisation),
            ):
                message = (
                    f"'{tie.contact}' is named by '{worker.name}' in row {old.row} already: "
                    "counted once, with the referrals of both rows."
                )
                self._tell(tie.row, "contact", message)
                counts = [n for n in (old.referrals, tie.referrals) if n is not None]
                joined = replace(old, referrals=sum(counts) if counts else None)
                ties = (*worker.ties[:place], joined, *worker.ties[place + 1 :])
                return replace(worker, ties=ties)
        return replace(worker, ties=(*worker.ties, tie))

    def _area(self, number: int, text: str) -> Area | None:
        plain = re.sub(r"\b(area|areas|deprivation|disadvantage)\b", "", _plain(text)).strip()
        if plain in _AREA_WORDS:
            return _AREA_WORDS[plain]
        if plain not in _BLANK:
            self._tell(number, "area", f"'{text}' is none of {', '.join(AREAS)}: kept out.")
        return None

    def _count(self, number: int, column: Column, text: str) -> int | None:
        if _COUNT.fullmatch(text):
            return int(float(text))
        if _plain(text) not in _BLANK:
            self._tell(number, column, f"'{text}' is no whole number from 0 on: kept out.")
        return None

    def _yes_or_no(self, number: int, text: str) -> bool | None:
        plain = _plain(text)
        if plain in _YES | _NO:
            return plain in _YES
        if plain not in _BLANK:
            self._tell(number, "is link worker", f"'{text}' is neither yes nor no: kept out.")
        return None

    def _tell(self, number: int, column: str, message: str) -> None:
        self.problems.append(Problem(self.path, message, f"row {number}, {column}"))


def _plain(text: str) -> str:
    return text.strip().casefold()
