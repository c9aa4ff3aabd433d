"""Start-up of `npt-coder --help` as a ratio, in one run, to two plain Python programs.

Run from the checkout: python -m benchmarks.startup
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.ratio import Ratio

RUNS = 15
PROGRAMS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import typer'": ["-c", "import typer"],
    "npt-coder --help": ["-m", "npt_coder", "--help"],
    "npt-coder run --help": ["-m", "npt_coder", "run", "--help"],
}


def seconds(arguments: list[str]) -> float:
    """Return the wall time of one fresh process, in seconds."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def medians() -> dict[str, float]:
    """Return the median seconds of each program; programs take turns, so noise is shared."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(RUNS):
        for name, arguments in PROGRAMS.items():
            times[name].append(seconds(arguments))
    return {name: statistics.median(values) for name, values in times.items()}


def ratios() -> list[Ratio]:
    """Measure `--help` against a program that does nothing."""
    bare, typer, help, _ = medians().values()
    return [
        Ratio(
            "npt-coder --help, time / python -c pass",
            help / bare,
            15,
            "at most",
            f"{help * 1000:.0f} ms / {bare * 1000:.0f} ms; import typer alone {typer / bare:.1f}",
        )
    ]


def main() -> None:
    """Print the median of each program and the ratios."""
    found = medians()
    bare, typer = found["python -c pass"], found["python -c 'import typer'"]
    print(f"{'program':28}{'median ms':>10}{'/ bare':>9}{'/ typer':>9}")
    for name, median in found.items():
        print(f"{name:28}{median * 1000:10.0f}{median / bare:9.1f}{median / typer:9.1f}")


if __name__ == "__main__":
    main()
