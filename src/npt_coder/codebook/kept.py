"""Kept: phrases as they were written out before, in the user's cache folder.

To write a phrase out, every form of its words is looked up in a dictionary of English that takes
longer to load than a study takes to read. What is kept holds for one edition of this package, of
english.yaml and of that dictionary. It is phrases of codebooks, never words of an interview. A file
that is damaged, or that this program did not write, is passed over and made anew.

NPT_CODER_CACHE names another folder; empty, nothing is kept.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_cache_path

from npt_coder import __version__
from npt_coder.codebook.language import language_hash
from npt_coder.codebook.phrases import AnyWord, Gap
from npt_coder.codebook.steps import BareStep, BareSteps, Forms

Written = tuple[tuple[BareSteps, ...], int | None]
"""The sequences of a phrase, and the words they may span in free order, else None. A phrase with
tags is not kept: there are few."""

MOST = 50_000
"""Phrases kept at most; beyond, only those of the last codebook are."""

_ANY = -1


class Kept:
    """What is known of phrases; `save` writes it back when something was added."""

    def __init__(self) -> None:
        """Read the file of this edition, if there is a sound one."""
        self._path = _path()
        # A phrase -> a row, both still as JSON: of a long codebook an edit asks for few.
        self._rows: dict[str, str] = {}
        self._fresh: dict[str, str] = {}
        self._used: set[str] = set()
        with suppress(OSError, ValueError):
            self._read()

    def get(self, phrase: str) -> Written | None:
        """Return a phrase as it was written out, None for one that is new."""
        key = json.dumps(phrase)
        row = self._rows.get(key)
        if row is None:
            return None
        self._used.add(key)
        return _read_row(row)

    def add(self, phrase: str, written: Written) -> None:
        """Take in a phrase that is new."""
        self._fresh[json.dumps(phrase)] = _row(written)

    def save(self) -> None:
        """Write the file if there is something new; where it cannot be, nothing is lost."""
        if self._path is None or not self._fresh:
            return
        if len(self._rows) + len(self._fresh) > MOST:
            self._rows = {key: self._rows[key] for key in self._used}
        self._rows |= self._fresh
        self._fresh = {}
        body = "\n".join(f"{key}\t{row}" for key, row in self._rows.items())
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _write(self._path, f"{_seal(body)}\n{body}")

    def _read(self) -> None:
        if self._path is None:
            return
        seal, _, body = self._path.read_text(encoding="utf-8").partition("\n")
        if seal == _seal(body):
            # What is sealed was written here, and needs no other check.
            self._rows = dict(line.split("\t") for line in body.split("\n"))


def _row(written: Written) -> str:
    """Write a phrase as JSON: its window, its form classes, and its sequences in numbers.

    A form class is its place, -1 is any word, and what is below that a gap.
    """
    sequences, window = written
    numbers: dict[Forms, int] = {}
    numbered = [
        [
            _ANY - step.most if isinstance(step, Gap)
            else _ANY if isinstance(step, AnyWord)
            else numbers.setdefault(step, len(numbers))
            for step in steps
        ]
        for steps in sequences
    ]  # fmt: skip
    return json.dumps([window, [" ".join(sorted(forms)) for forms in numbers], numbered])


def _read_row(row: str) -> Written:
    window, classes, numbered = json.loads(row)
    forms = list(map(_forms, classes))

    def step(number: int) -> BareStep:
        if number >= 0:
            return forms[number]
        return AnyWord() if number == _ANY else Gap(_ANY - number)

    return tuple(tuple(map(step, steps)) for steps in numbered), window


@cache
def _forms(words: str) -> Forms:
    # One object for each class, since its hash, which is asked for again and again, is kept in it.
    return frozenset(words.split())


def _path() -> Path | None:
    named = os.environ.get("NPT_CODER_CACHE")
    if named == "":
        return None
    folder = Path(named) if named else user_cache_path("npt-coder", appauthor=False)
    edition = f"{__version__} {language_hash()} {version('lemminflect')}"
    return folder / f"written-{sha256(edition.encode()).hexdigest()[:16]}.txt"


def _seal(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).replace(path)
