"""Two processes against one on five million words, and memory of ten million against one million.

Run from the checkout: python -m benchmarks.scale
The rules of the codebook `npt` on files of synthetic passages of training/corpus, 25,000 words
each. A process compiles the rules once, takes whole files, and hands back tuples of counts; sorted,
they must be the same bytes however many processes there were. Processes are spawned, as Windows and
macOS do; the time is from the first start to the last count, start-up and compiling included, and
one process is this one, which starts nothing.

Memory is the peak of a process of its own that reads a stream and keeps nothing. New words come in
as text brings them: 30 times the root of the words so far (Heaps' law), since a stream of the same
words would fill no table. Needs a system that tells the peak (not Windows).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import isqrt
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.passages import dealt
from benchmarks.ratio import Ratio
from npt_coder.codebook.read import read_codebook
from npt_coder.model import Sentence
from npt_coder.sentences import split_text
from npt_coder.tag.rules import RulesTagger

WORDS = 5_000_000
WORDS_A_FILE = 25_000
STREAMS = (1_000_000, 10_000_000)
ROUNDS = 2

Counts = tuple[str, tuple[tuple[str, int], ...]]
"""A file by its name, and the codings of each code in it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run. processors: seconds of processor time in each second, of all its processes.

    Less than there are processes where others use the machine as well: then the ratio says little.
    (Windows does not tell it of processes that were started.)
    """

    seconds: float
    processors: float
    output: bytes


_taggers: list[RulesTagger] = []
# The tagger of a worker process: an initializer can leave it nowhere else.


def ratios() -> list[Ratio]:
    """Measure two processes against one, and memory where the system tells it."""
    return [*_two_processes(), *([] if sys.platform == "win32" else [_memory()])]


def _two_processes() -> list[Ratio]:
    with TemporaryDirectory() as folder:
        paths, n_words = write_files(Path(folder))
        # They take turns, so that what else the machine does falls on both.
        ones, twos = zip(*((run(paths, 1), run(paths, 2)) for _ in range(ROUNDS)), strict=True)
    one, two = (min(runs, key=attrgetter("seconds")) for runs in (ones, twos))
    return [
        Ratio(
            "two processes, speed / one",
            one.seconds / two.seconds,
            1.6,
            "at least",
            f"{n_words:,} words: {one.seconds:.1f} s / {two.seconds:.1f} s; "
            f"processors had: {one.processors:.1f} and {two.processors:.1f}",
        ),
        Ratio(
            "sorted output of two processes the same as of one",
            float(one.output == two.output),
            1,
            "at least",
            f"{len(one.output):,} bytes, {len(paths)} files",
        ),
    ]


def run(paths: Sequence[Path], jobs: int) -> Run:
    """Count the codings of files with so many processes, and time it."""
    began, busy = time.perf_counter(), sum(os.times()[:4])
    output = repr(count_files(paths, jobs)).encode()
    taken = time.perf_counter() - began
    return Run(taken, (sum(os.times()[:4]) - busy) / taken, output)


def count_files(paths: Sequence[Path], jobs: int) -> list[Counts]:
    """Count the codings of files with so many processes, one of them this one; sorted."""
    if jobs == 1:
        _compile()
        return sorted(map(_count, paths))
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_compile)
    with pool:
        return sorted(pool.map(_count, paths, chunksize=4))


def _compile() -> None:
    _taggers[:] = [RulesTagger(read_codebook("npt"))]


def _count(path: Path) -> Counts:
    found: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        found.update(coding.code for coding in _taggers[0].tag(sentences_of(line)))
    return path.name, tuple(sorted(found.items()))


def sentences_of(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text of no transcript."""
    for start, end in split_text(text):
        yield Sentence("", 1, 0, start, end, text[start:end])


def write_files(folder: Path) -> tuple[list[Path], int]:
    """Write passages, a line each, into files; return them and the number of words."""
    deck = dealt(seed=1)
    paths: list[Path] = []
    n_words = 0
    while n_words < WORDS:
        lines, n_here = [], 0
        while n_here < WORDS_A_FILE:
            lines.append(" ".join(next(deck).split()))
            n_here += len(lines[-1].split())
        paths.append(folder / f"synthetic-{len(paths):04}.txt")
        paths[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
        n_words += n_here
    return paths, n_words


def _memory() -> Ratio:
    (start, few), (_, many) = (_peaks_of(n_words) for n_words in STREAMS)
    return Ratio(
        f"peak memory, {STREAMS[1]:,} words / {STREAMS[0]:,}",
        many / few,
        1.2,
        "at most",
        f"resident: {many:.0f} MiB / {few:.0f} MiB; {start:.0f} MiB before the first word",
    )


def _peaks_of(n_words: int) -> tuple[float, float]:
    """Return the most memory of a fresh process before it read, and after so many words, in MiB."""
    command = [sys.executable, "-m", "benchmarks.scale", str(n_words)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    before, after = map(float, ran.stdout.split())
    return before, after


def stream(n_words: int) -> Iterator[str]:
    """Yield passages until there are so many words, a new word in some of them."""
    dice = random.Random(2)
    n_so_far = n_new = 0
    for passage in dealt(seed=1):
        if n_so_far >= n_words:
            return
        n_so_far += len(passage.split())
        fresh = []
        while n_new < 30 * isqrt(n_so_far):
            fresh.append("".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=9)))
            n_new += 1
        yield " ".join([passage, *fresh])


def show_peaks(n_words: int) -> None:
    """Read a stream and keep nothing; print the peak of this process before and after, in MiB."""
    tagger = RulesTagger(read_codebook("npt"))
    before = _peak()
    for passage in stream(n_words):
        for _ in tagger.tag(sentences_of(passage)):
            pass
    print(before, _peak())


def _peak() -> float:
    if sys.platform == "win32":
        raise SystemExit("this system does not tell the peak of memory.")
    if sys.platform == "linux":
        # getrusage would hand on the peak of the process that started this one.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) / 2**10
    import resource  # there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    """Print the ratios; with a number of words, the peak of memory of reading them."""
    if len(sys.argv) > 1:
        show_peaks(int(sys.argv[1]))
        return
    for ratio in ratios():
        print(f"{ratio.name}: {ratio.value:.2f} ({ratio.note})")


if __name__ == "__main__":
    main()
