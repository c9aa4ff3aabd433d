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
from collections.abc import Iterable
from contextlib import suppress
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
_Rows = dict[str, tuple[int | None, list[list[int]]]]


class Kept:
    """What is known of phrases; `save` writes it back when something was added."""

    def __init__(self) -> None:
        """Read the file of this edition, if there is a sound one."""
        self._path = _path()
        self._forms: list[Forms] = []
        self._rows: _Rows = {}
        self._fresh: dict[str, Written] = {}
        self._used: set[str] = set()
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            self._read()

    def get(self, phrase: str) -> Written | None:
        """Return a phrase as it was written out, None for one that is new."""
        row = self._rows.get(phrase)
        if row is None:
            return None
        self._used.add(phrase)
        window, sequences = row
        return tuple(tuple(map(self._step, sequence)) for sequence in sequences), window

    def add(self, phrase: str, written: Written) -> None:
        """Take in a phrase that is new."""
        self._fresh[phrase] = written

    def save(self) -> None:
        """Write the file if there is something new; where it cannot be, nothing is lost."""
        if self._path is None or not self._fresh:
            return
        if len(self._rows) + len(self._fresh) > MOST:
            self._rows = {phrase: self._rows[phrase] for phrase in self._used}
        numbers = {forms: number for number, forms in enumerate(self._forms)}
        for phrase, (sequences, window) in self._fresh.items():
            self._rows[phrase] = (window, [_numbered(steps, numbers) for steps in sequences])
        self._forms, self._fresh = list(numbers), {}
        body = json.dumps({"forms": [sorted(forms) for forms in numbers], "phrases": self._rows})
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _write(self._path, f"{_seal(body)}\n{body}")

    def _read(self) -> None:
        if self._path is None:
            return
        seal, _, body = self._path.read_text(encoding="utf-8").partition("\n")
        if seal != _seal(body):
            return
        found = json.loads(body)
        self._forms = [frozenset(forms) for forms in found["forms"]]
        self._rows = found["phrases"]

    def _step(self, number: int) -> BareStep:
        if number >= 0:
            return self._forms[number]
        return AnyWord() if number == _ANY else Gap(_ANY - number)


def _numbered(steps: Iterable[BareStep], numbers: dict[Forms, int]) -> list[int]:
    """Write steps as numbers: a form class by its place, -1 for any word, below that a gap."""
    return [
        _ANY - step.most if isinstance(step, Gap)
        else _ANY if isinstance(step, AnyWord)
        else numbers.setdefault(step, len(numbers))
        for step in steps
    ]  # fmt: skip


def _path() -> Path | None:
    named = os.environ.get("NPT_CODER_CACHE")
    if named == "":
        return None
    folder = Path(named) if named else user_cache_path("npt-coder", appauthor=False)
    edition = f"{__version__} {language_hash()} {version('lemminflect')}"
    return folder / f"phrases-{sha256(edition.encode()).hexdigest()[:16]}.json"


def _seal(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).replace(path)
