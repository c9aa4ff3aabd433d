"""All benchmarks that have a target, as one table of ratios.

`python -m benchmarks` runs all, which takes some minutes; `python -m benchmarks --only NAME ...`
some of them. The table is Markdown, and the machine that it was made on stands above it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path

from benchmarks.ratio import Ratio

NAMES = ("rules_speed", "against_spacy", "class_b", "recode", "scale", "startup", "ingest_speed")


def main() -> None:
    """Run what was asked for and print the table."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--only", choices=NAMES, nargs="+", default=NAMES, metavar="NAME")
    found: list[Ratio] = []
    for name in asked.parse_args().only:
        print(f"{name} ...", file=sys.stderr, flush=True)
        module = import_module(f"benchmarks.{name}")
        if hasattr(module, "ratios"):
            found += module.ratios()
        else:
            print(f"  no ratios: run python -m benchmarks.{name} by itself", file=sys.stderr)
    print(f"{date.today().isoformat()}. {machine()}.\n\n{table(found)}")


def table(ratios: Iterable[Ratio]) -> str:
    """Return ratios as a table in Markdown."""
    lines = ["| what | ratio | target | reached | from |", "|---|---:|---:|---|---|"]
    for ratio in ratios:
        reached = "yes" if ratio.reached else "**no**"
        lines.append(
            f"| {ratio.name} | {_figure(ratio.value)} | {ratio.bound} {ratio.target:g} | {reached} "
            f"| {ratio.note} |"
        )
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine() -> str:
    """Describe this machine: processor, cores, memory, system, Python, and how busy it is."""
    parts = [
        _processor(),
        f"{os.cpu_count()} cores",
        *_memory(),
        f"{platform.system()} {platform.release()}",
        f"{platform.python_implementation()} {platform.python_version()}",
    ]
    if hasattr(os, "getloadavg"):
        parts.append(f"load of the last 15 minutes {os.getloadavg()[2]:.1f}")
    return ", ".join(parts)


def _processor() -> str:
    # Linux tells platform nothing of the model.
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _memory() -> list[str]:
    if sys.platform == "win32":
        return []
    n_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return [f"{n_bytes / 2**30:.0f} GiB of memory"]


if __name__ == "__main__":
    main()
