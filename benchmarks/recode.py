"""Time of coding a study again after an edit, as a ratio in one run to coding it from scratch.

Run from the checkout: python -m benchmarks.recode
A made study: interviews of about 5,000 words, synthetic passages of training/corpus dealt out with
a seed. Coded with a copy of the codebook `npt`, from scratch; then one phrase of a rule is edited,
three times in three rules, and each time the study is coded again; then with nothing changed. Once
as the command that a person types, start-up and all, and once within one process. All phrases of
the codebook were written out on this machine before, so coding from scratch is not made slow by it.
"""

from __future__ import annotations

import gc
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.passages import dealt
from benchmarks.ratio import Ratio, seconds
from npt_coder.codebook.compile import compile_rules
from npt_coder.codebook.read import read_codebook
from npt_coder.model import Stamp
from npt_coder.project.project import open_project
from npt_coder.shipped import shipped
from npt_coder.workflow import coding, gather

WORDS = 5_000
INTERVIEWS = {"rules": 200, "default": 40}
"""Interviews of the study, by the tagger that codes it."""

STAMP = Stamp("benchmark", "2026-01-01T00:00:00+00:00")
EDITS = (
    ("|jump|keep) ..2 on board", "|jump|keep|climb) ..2 on board"),
    ("(signpost|refer|hand|give|tick|fill)", "(signpost|refer|hand|give|tick|fill|send)"),
    (
        "(ten|seven|fifteen|twenty|five) minute (consultation",
        "(ten|seven|eight) minute (consultation",
    ),
)
"""A piece of one phrase, and what is written instead; each stands once in the codebook."""


@dataclass(frozen=True, slots=True)
class Recoded:
    """Seconds of coding: from scratch, after each of the edits, and each time nothing changed."""

    scratch: float
    edited: tuple[float, ...]
    unchanged: tuple[float, ...]


def ratios() -> list[Ratio]:
    """Measure both taggers, as a command and within one process."""
    found = []
    for tagger, n in INTERVIEWS.items():
        with TemporaryDirectory() as folder, _cache_kept():
            make_study(Path(folder), tagger, n)
            by_command = measure(Path(folder), "command", code_by_command)
            within = measure(Path(folder), "process", code_within)
        found.append(_ratio(f"npt-coder code, {tagger}", n, by_command))
        found.append(_ratio(f"the same within one process, {tagger}", n, within))
    return found


def _ratio(name: str, n: int, taken: Recoded) -> Ratio:
    edited, unchanged = statistics.median(taken.edited), statistics.median(taken.unchanged)
    return Ratio(
        f"{name}: from scratch / after an edit",
        taken.scratch / edited,
        10,
        "at least",
        f"{n} interviews: {taken.scratch:.2f} s / {edited:.2f} s (slowest of "
        f"{len(taken.edited)} edits {max(taken.edited):.2f} s); nothing changed {unchanged:.2f} s",
    )


def measure(folder: Path, name: str, code: Callable[[Path], object]) -> Recoded:
    """Code a copy of the study in the folder: from scratch, after edits, and with none."""
    book, study = folder / "mine.yaml", folder / name
    text = shipped("codebooks", "npt.yaml").read_text(encoding="utf-8")
    book.write_text(text, encoding="utf-8")
    shutil.copytree(folder / "study", study)
    os.environ["NPT_CODER_CACHE"] = str(folder / f"cache of {name}")
    compile_rules(read_codebook(book).codes)
    # Else the collector of garbage would look through what other benchmarks left in this process.
    gc.collect()
    gc.freeze()
    scratch = seconds(lambda: code(study))
    edited = []
    for old, new in EDITS:
        if text.count(old) != 1:
            raise SystemExit(f"{old}: not once in the codebook. Name another phrase in EDITS.")
        text = text.replace(old, new)
        book.write_text(text, encoding="utf-8")
        edited.append(seconds(lambda: code(study)))
    return Recoded(scratch, tuple(edited), tuple(seconds(lambda: code(study)) for _ in EDITS))


def code_by_command(study: Path) -> None:
    """Code a study as a person does."""
    command = [sys.executable, "-m", "npt_coder", "code", "-p", str(study), "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def code_within(study: Path) -> None:
    """Code a study without the start-up of a process."""
    coding.code(open_project(study), STAMP)


def make_study(folder: Path, tagger: str, n_interviews: int) -> None:
    """Write interviews and a codebook into a folder, and read them into a study beside them."""
    book, texts = folder / "mine.yaml", folder / "interviews"
    shutil.copy(shipped("codebooks", "npt.yaml"), book)
    texts.mkdir()
    deck = dealt(seed=1)
    for number in range(1, n_interviews + 1):
        path = texts / f"synthetic-{number:03}.txt"
        path.write_text(interview(deck), encoding="utf-8")
    study = gather.start_study(folder / "study", str(book), taggers=(tagger,))
    gather.ingest(study, [texts], STAMP)


def interview(deck: Iterator[str]) -> str:
    """Return turns of one participant, about 5,000 words, each after a question."""
    turns, n_words = [], 0
    while n_words < WORDS:
        speech = " ".join(next(deck).split())
        turns += ["I: And what was that like for you?", f"P1: {speech}"]
        n_words += len(speech.split())
    return "\n\n".join(turns) + "\n"


@contextmanager
def _cache_kept() -> Iterator[None]:
    """Put back the cache folder that the user named, whatever is named inside."""
    before = os.environ.get("NPT_CODER_CACHE")
    try:
        yield
    finally:
        os.environ.pop("NPT_CODER_CACHE", None)
        if before is not None:
            os.environ["NPT_CODER_CACHE"] = before


def main() -> None:
    """Print the ratios."""
    for ratio in ratios():
        print(f"{ratio.name}: {ratio.value:.1f} ({ratio.note})")


if __name__ == "__main__":
    main()
