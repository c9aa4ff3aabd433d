"""Base: what every exporter is given, and what it says that it could not carry.

How to add an exporter, in four steps:

1. Write one module with `suffixes`, for example ``(".md",)``, and
   ``write(study, path) -> LossReport``. Write through `write_atomically`, so that a failure
   leaves the old file as it was.
2. Name the module in the entry points of your package, under the group ``npt_coder.exporters``.
3. Whatever the format has no place for is a `Loss` in the report, never left out in silence.
4. Same study, same bytes: sort, and take the time from `Study.made_at`, not from the clock.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import pandas as pd

from npt_coder.errors import UserError
from npt_coder.export.pages import Agreement, Comparison
from npt_coder.model import Cell, Codebook, Coding, Transcript, Verdict

CaseWave = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A classification rule as readers of an export need it.

    statement: the rule in words. thresholds: one sentence each. classes: verdict -> long name,
    in the order in which the rule names them (met, not met, cannot tell). not_counted: names of
    cells that are shown and do not decide.
    """

    name: str
    version: str
    title: str
    statement: str
    source: str
    thresholds: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    not_counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenRating:
    """A rating that a person gave a cell, beside the one that follows from its codings.

    name: of the cell. rating, by_codings: from -2 to +2, None for missing. at: ISO 8601, UTC.
    """

    case: str
    wave: str | None
    name: str
    rating: int | None
    by_codings: int | None
    why: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class OneMoreNote:
    """What one more interview with one person could change about a case.

    cells: of a needed cell, whether it is a construct or a level, its name, and the verdicts when
    the new person speaks for it and against it. everywhere: the two verdicts when that person
    speaks so of all of them. words: the same in a sentence.
    """

    cells: tuple[tuple[Literal["construct", "level"], str, str, str], ...]
    everywhere: tuple[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that an exporter may show; put together once, by the caller.

    cases, waves: in the order to show them. constructs, levels: name of a cell -> title for
    people, in the order to show them. codings: as they stand after the decisions, rejected and
    retired ones included, so that they can be counted. evidence: the frame of `matrix`, one row
    per coding that counts (rejected and retired left out). cells_by_wave: for each case and wave
    the cells of constructs and levels by name; a cell that is not there is missing, which is not
    0. n_sentences: units that the taggers read. notes: sentences for people, such as warnings.
    synthetic: a statement to show in a banner when the transcripts are invented, else None.
    versions: what made it (package, Python, models). made_at: ISO 8601, UTC, handed in.
    given: by (case, wave, name) the ratings that people gave; the cells and verdicts have them.
    comparisons, survey, agreement: pages that a report has when the study has the data; survey is
    the document of `nomad`, joint display and all.
    one_more: by case what one more interview could change.
    """

    title: str
    codebook: Codebook
    transcripts: tuple[Transcript, ...]
    codings: tuple[Coding, ...]
    evidence: pd.DataFrame
    cases: tuple[str, ...]
    waves: tuple[str, ...]
    constructs: Mapping[str, str]
    levels: Mapping[str, str]
    cells_by_wave: Mapping[CaseWave, Mapping[str, Cell]]
    verdicts: tuple[Verdict, ...]
    rule: RuleNote | None
    made_at: str
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    synthetic: str | None = None
    n_sentences: int | None = None
    given: Mapping[tuple[str, str | None, str], GivenRating] = field(default_factory=dict)
    one_more: Mapping[str, OneMoreNote] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    survey: Mapping[str, Any] | None = None
    agreement: Agreement | None = None

    def cell(self, case: str, wave: str | None, name: str) -> Cell | None:
        """Return one cell, or None when there is no evidence at all."""
        return self.cells_by_wave.get((case, wave), {}).get(name)

    def transcript(self, id: str) -> Transcript:
        """Return the transcript with this id. Raises: KeyError when there is none."""
        for transcript in self.transcripts:
            if transcript.id == id:
                return transcript
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format could not carry: what, how often, and why."""

    what: str
    count: int
    why: str


LossReport = tuple[Loss, ...]


class Exporter(Protocol):
    """What an exporter module offers."""

    suffixes: tuple[str, ...]

    def write(self, study: Study, path: Path) -> LossReport:
        """Write the study to a path and return what the format could not carry."""
        ...


def write_atomically(path: Path, content: bytes) -> None:
    """Write bytes to a path at once: a failure leaves the old file, never half a new one.

    Missing folders are made. Raises: UserError when the path cannot be written.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(content)
        scratch.replace(path)
    except OSError as error:
        raise UserError(_cannot_write(path, error)) from error
    finally:
        # Gone already when all went well; not to be made at all when the folder is no folder.
        with suppress(OSError):
            scratch.unlink()


def _cannot_write(path: Path, error: OSError) -> str:
    if path.is_dir():
        return f"{path} is a folder. Name a file in it, for example {path / 'report.html'}."
    if isinstance(error, PermissionError):
        return (
            f"{path} cannot be written: it may be open in another program, or the folder does not "
            "let you write. Close it there, or choose another place with -o."
        )
    return f"{path} cannot be written: {error.strerror or error}. Choose another place with -o."
