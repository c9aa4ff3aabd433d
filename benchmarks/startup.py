"""Start-up of `npt-coder --help` as a ratio, in one run, to two plain Python programs.

Run from the checkout: python -m benchmarks.startup
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

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


def main() -> None:
    """Print the median of each program and the ratios; programs take turns, so noise is shared."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(RUNS):
        for name, arguments in PROGRAMS.items():
            times[name].append(seconds(arguments))
    medians = {name: statistics.median(values) for name, values in times.items()}
    bare, typer = medians["python -c pass"], medians["python -c 'import typer'"]
    print(f"{'program':28}{'median ms':>10}{'/ bare':>9}{'/ typer':>9}")
    for name, median in medians.items():
        print(f"{name:28}{median * 1000:10.0f}{median / bare:9.1f}{median / typer:9.1f}")


if __name__ == "__main__":
    main()
