"""Synthetic comments through `npt-coder bulk`: speed, memory, and a kill in the middle.

python -m benchmarks.bulk [--records 100000 1000000] [--tagger rules] [--kind csv] [--part 5000]

For each number of records, with one process and with two: seconds from the command to its end,
seconds of processor time (less than seconds times processes where others use the machine as well),
records a second, and the peak of memory, added up over all processes (pages that they share are
counted for each). Then a run with two processes is killed half-way with SIGKILL, the same command
is given again, and its parts are compared, byte for byte, with those of a run that nobody killed.
Needs Linux: memory is read from /proc. Nothing here was ever said by anybody.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_SEED = 1
_BATCH = 20_000  # records that are written at a time
_SAMPLE = 0.1  # seconds between two looks at memory
_PAGE = os.sysconf("SC_PAGE_SIZE")
_COLUMNS = ("id", "made", "site", "job", "comment")

_WORDS = {
    "what": ("the new form", "the tablet", "this screening", "the link worker", "the rota app"),
    "who": ("reception", "the nurses", "our night staff", "the doctors", "my manager", "the team"),
    "when": ("on Mondays", "after the holidays", "since March", "at the end of a shift", "so far"),
    "place": ("the clinic", "our ward", "the front desk", "the back office", "the health centre"),
    "n": ("two", "three", "ten", "forty", "a hundred"),
    "food": ("soup", "the curry", "a sandwich", "chips", "porridge", "the fish"),
    "ride": ("bus", "tram", "train", "lift", "ferry"),
    "sky": ("rained", "snowed", "poured", "cleared up", "was windy"),
}
_ON_THE_WORK = (
    "I can see the point of {what}.",
    "nobody told {who} what {what} was for",
    "{who} did not see the point of it, and {when} it got worse.",
    "It takes {n} minutes to fill in {what}, and I do not have the time.",
    "We all know what we are supposed to do {when}.",
    "Everyone in {place} came on board with {what} {when}.",
    "We had no training in {what}, {who} just got on with it.",
    "{who} looked at the figures and we changed the form.",
    "What is different about {what} is that {who} can refer straight away!",
    "I was never sure whose job it was, mine or that of {who}…",
    "There is no money for {what} at {place}, and no one to cover.",
    "{what} saved me a lot of time, I would not want to go back.",
    "We get no feedback, so we do not know whether {what} works.",
    "It fits in with what we do in {place}.",
)
_SMALL_TALK = (
    "It {sky} again {when}.",
    "I had {food} for lunch at {place}.",
    "The {ride} was late, {n} times this week.",
    "Parking is {n} pounds now!",
    "My sister moved house {when}.",
    "the {ride} back was full",
    "Is there any {food} left?",
    "We watched the match in {place}. It {sky}.",
    "Nothing to add.",
    "Thanks 🙂",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """One run. seconds: from start to end. busy: seconds of processor time. peak: bytes of memory.

    Both of all its processes.
    """

    seconds: float
    busy: float
    peak: int


def comments(n: int, seed: int = _SEED) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield synthetic records: one to four sentences, two in three about something else."""
    dice = random.Random(seed)
    for number in range(n):
        said = []
        for _ in range(dice.choice((1, 1, 2, 2, 3, 4))):
            template = dice.choice(_SMALL_TALK if dice.random() < 2 / 3 else _ON_THE_WORK)
            said.append(template.format(**{name: dice.choice(_WORDS[name]) for name in _WORDS}))
        site = f"site {dice.randrange(40):02}"
        yield f"s{number:08}", "synthetic", site, dice.choice(("nurse", "clerk")), " ".join(said)


def write(path: Path, n: int) -> None:
    """Write n records as csv or Parquet, by the suffix, a batch at a time."""
    records = comments(n)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(_COLUMNS)
            writer.writerows(records)
        return
    schema = pa.schema([(name, pa.string()) for name in _COLUMNS])
    with pq.ParquetWriter(path, schema) as parquet:
        while batch := list(islice(records, _BATCH)):
            columns = [pa.array(column) for column in zip(*batch, strict=True)]
            parquet.write_table(pa.Table.from_arrays(columns, schema=schema))


def run(source: Path, out: Path, jobs: int, options: Sequence[str], kill_at: int = 0) -> Ran:
    """Run `bulk`; kill_at: kill the command once so many parts are there."""
    command = [sys.executable, "-m", "npt_coder", "bulk", str(source), "--text", "comment"]
    began, busy, peak = time.perf_counter(), _busy(), 0
    running = subprocess.Popen(
        [*command, "--id", "id", "-o", str(out), "--jobs", str(jobs), "--quiet", *options],
        stdout=subprocess.DEVNULL,
    )
    while running.poll() is None:
        peak = max(peak, memory(running.pid))
        if kill_at and len(list(out.glob("part-*.parquet"))) >= kill_at:
            running.kill()
            running.wait()
            break
        time.sleep(_SAMPLE)
    if running.returncode and not kill_at:
        raise SystemExit("the run failed.")
    if kill_at and not running.returncode:
        raise SystemExit("the run ended before it could be killed: more records, please.")
    return Ran(time.perf_counter() - began, _busy() - busy, peak)


def _busy() -> float:
    """Return the seconds of processor time of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(root: int) -> int:
    """Return the bytes of memory (resident) of a process and all that it started."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # ended just now
                continue
            parents.setdefault(parent, []).append(int(folder.name))
    waiting, total = [root], 0
    while waiting:
        process = waiting.pop()
        waiting += parents.get(process, [])
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
        except OSError:
            continue
    return total


def parts(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each part."""
    found = sorted(folder.glob("part-*.parquet"))
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in found}


def show_speed(folder: Path, kind: str, counts: Sequence[int], options: Sequence[str]) -> None:
    """Print a line per number of records and of processes."""
    print(
        f"{'records':>10} {'jobs':>5} {'seconds':>9} {'busy':>8} {'records/s':>10} {'peak MiB':>9}"
    )
    peaks: dict[tuple[int, int], int] = {}
    for n in counts:
        source, seconds = folder / f"synthetic-{n}.{kind}", {}
        write(source, n)
        for jobs in (1, 2):
            ran = run(source, folder / f"out-{n}-{jobs}", jobs, options)
            seconds[jobs], peaks[n, jobs] = ran.seconds, ran.peak
            speed, peak = n / ran.seconds, ran.peak / 2**20
            times = f"{ran.seconds:9.1f} {ran.busy:8.1f}"
            print(f"{n:10,} {jobs:5} {times} {speed:10,.0f} {peak:9,.0f}", flush=True)
        print(f"two processes against one, {n:,} records: {seconds[1] / seconds[2]:.2f} times")
    few, many = min(counts), max(counts)
    for jobs in (1, 2):
        print(
            f"memory, {many:,} against {few:,} records, {jobs} "
            f"{'process' if jobs == 1 else 'processes'}: "
            f"{peaks[many, jobs] / peaks[few, jobs]:.2f} times"
        )


def show_kill(folder: Path, kind: str, n: int, options: Sequence[str]) -> None:
    """Kill a run half-way, go on with it, and compare with the unbroken one."""
    source, out = folder / f"synthetic-{n}.{kind}", folder / f"killed-{n}"
    whole = parts(folder / f"out-{n}-1")
    killed = run(source, out, 2, options, kill_at=max(1, len(whole) // 2))
    kept = len(parts(out))
    resumed = run(source, out, 2, options)
    ids = pq.read_table(out, columns=["id"])["id"]
    is_same = parts(out) == whole == parts(folder / f"out-{n}-2")
    print(
        f"killed after {killed.seconds:.1f} s with {kept} of {len(whole)} parts, gone on with in "
        f"{resumed.seconds:.1f} s: {len(ids):,} rows, {len(ids.unique()):,} ids, "
        f"parts {'the same byte for byte' if is_same else 'NOT THE SAME'} as unbroken with one "
        "process and with two"
    )
    if not is_same or not len(ids) == len(ids.unique()) == n:
        raise SystemExit("records were lost, doubled or changed.")


def main() -> None:
    """Write the records, run, and print what was measured."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--records", type=int, nargs="+", default=[100_000, 1_000_000])
    asked.add_argument("--kind", choices=("csv", "parquet"), default="csv")
    asked.add_argument("--tagger", default="rules")
    asked.add_argument("--part", default="5000")
    given = asked.parse_args()
    options = ["--tagger", given.tagger, "--part", given.part]
    print(f"{given.tagger}, {given.kind}, parts of {given.part}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        show_speed(Path(name), given.kind, given.records, options)
        show_kill(Path(name), given.kind, max(given.records), options)


if __name__ == "__main__":
    main()
