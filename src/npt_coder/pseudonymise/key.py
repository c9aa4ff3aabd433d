"""Key: which words stand for whom across a study, as a table that people correct.

The key is what turns a pseudonym back into a name, so it is kept away from the study and readable
by its owner alone.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from npt_coder.errors import TableError
from npt_coder.model import Problem
from npt_coder.pseudonymise.mentions import Mention
from npt_coder.pseudonymise.shapes import KINDS, Kind

COLUMNS = ("words", "kind", "replacement", "replace", "count", "files", "why")
_NAMES: Mapping[Kind, str] = {
    "person": "Person",
    "place": "Place",
    "organisation": "Organisation",
    "phone": "Phone number",
    "email": "E-mail address",
    "address": "Address",
    "date of birth": "Date of birth",
    "number": "Number",
    "other": "Name",
}
_YES = {"yes", "y", "1", "true", "x"}
_NO = {"no", "n", "0", "false", ""}


@dataclass(frozen=True, slots=True)
class Entry:
    """One string and what stands for it. replacement: without brackets.

    wanted: whether it is replaced. count: how often it was found; files: in how many.
    """

    words: str
    kind: Kind
    replacement: str
    wanted: bool = True
    count: int = 0
    files: int = 0
    why: str = ""


def make_key(
    found: Mapping[str, Sequence[Mention]], before: Sequence[Entry] = ()
) -> tuple[Entry, ...]:
    """Return the key for the mentions of each file, beginning with the entries of an older key.

    One person has one replacement: a first name or surname that belongs to exactly one full name
    goes with it. Numbers run per kind in the order of finding; an older entry never changes.
    """
    known = {entry.words.casefold(): entry for entry in before}
    counts: Counter[str] = Counter()
    files: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, Mention] = {}
    for file, mentions in found.items():
        for mention in mentions:
            words = " ".join(mention.text.split())
            counts[words.casefold()] += 1
            files[words.casefold()].add(file)
            first.setdefault(words.casefold(), replace(mention, text=words))
    # Full names before parts of them, so that a part can join its whole.
    order = sorted(first, key=lambda words: (-len(words.split()), list(first).index(words)))
    taken = Counter({kind: _highest(before, kind) for kind in KINDS})
    for words in order:
        if words in known:
            continue
        mention = first[words]
        whole = _whole_name(mention, known.values())
        if whole is None:
            taken[mention.kind] += 1
            named = f"{_NAMES[mention.kind]} {taken[mention.kind]}"
        else:
            named = whole.replacement
        known[words] = Entry(mention.text, mention.kind, named, why=mention.why)
    return tuple(
        replace(entry, count=counts[words], files=len(files[words]))
        for words, entry in known.items()
    )


def _whole_name(mention: Mention, entries: Iterable[Entry]) -> Entry | None:
    """Return the one person whose full name holds a first name or surname; None when in doubt."""
    if mention.kind != "person" or " " in mention.text:
        return None
    word = mention.text.casefold()
    wholes = {
        entry.replacement: entry
        for entry in entries
        if entry.kind == "person" and word in entry.words.casefold().split()
    }
    return next(iter(wholes.values())) if len(wholes) == 1 else None


def _highest(entries: Sequence[Entry], kind: Kind) -> int:
    numbers = (re.fullmatch(rf"{_NAMES[kind]} (\d+)", entry.replacement) for entry in entries)
    return max((int(found.group(1)) for found in numbers if found), default=0)


def write_key(path: Path, entries: Sequence[Entry]) -> None:
    """Write the key for its owner's eyes only; on Windows the folder's own rights apply."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for e in entries:
        wanted = "yes" if e.wanted else "no"
        writer.writerow((e.words, e.kind, e.replacement, wanted, e.count, e.files, e.why))
    write_private(path, buffer.getvalue())


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    draft.replace(path)


def read_key(path: Path) -> tuple[Entry, ...]:
    """Read a key as people left it. Raises: TableError with every row that cannot be used."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _refuse(path, [(None, f"cannot be read ({error}).")]) from error
    wrong: list[tuple[int | None, str]] = []
    entries: list[Entry] = []
    for number, row in enumerate(rows, start=2):
        cells = {str(k).strip().casefold(): (v or "").strip() for k, v in row.items() if k}
        message = _wrong_with(cells)
        if message:
            wrong.append((number, message))
            continue
        kind: Kind = next(k for k in KINDS if k == cells["kind"].casefold())
        wanted = cells.get("replace", "yes").casefold() in _YES
        entries.append(
            Entry(
                cells["words"],
                kind,
                cells["replacement"].strip("[] "),
                wanted,
                why=cells.get("why", ""),
            )
        )
    if wrong:
        raise _refuse(path, wrong)
    return tuple(entries)


def _wrong_with(cells: Mapping[str, str]) -> str | None:
    if not cells.get("words") or not cells.get("replacement"):
        return "has no words or no replacement. Fill both columns."
    if cells.get("kind", "").casefold() not in KINDS:
        return f"'{cells.get('kind', '')}' is no kind. Write one of: {', '.join(KINDS)}."
    if cells.get("replace", "yes").casefold() not in _YES | _NO:
        return f"'{cells['replace']}' in the column replace. Write yes or no."
    return None


def _refuse(path: Path, wrong: Sequence[tuple[int | None, str]]) -> TableError:
    return TableError(
        [
            Problem(path.as_posix(), text, f"row {n}" if n else None, severity="error")
            for n, text in wrong
        ]
    )
