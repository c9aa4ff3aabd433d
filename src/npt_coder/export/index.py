"""Index: finds the exporter for a file by its suffix, ours and strangers' through one door."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from npt_coder.errors import UnknownName, UserError
from npt_coder.export.base import Exporter, LossReport, Study

GROUP = "npt_coder.exporters"


def export(study: Study, path: Path) -> LossReport:
    """Write a study in the format that the suffix of the path names.

    Raises: UnknownName for a suffix that no exporter has; UserError when two have it or the path
    cannot be written.
    """
    return find_exporter(path).write(study, path)


def find_exporter(path: Path) -> Exporter:
    """Return the exporter for the suffix of a path, in upper or lower case.

    Raises: UnknownName, with the suffixes that there are; UserError when two exporters have it.
    """
    suffix = path.suffix.lower()
    exporters = _exporters()
    named = [name for name, exporter in exporters.items() if suffix in exporter.suffixes]
    if not named:
        raise UnknownName("suffix of an export", suffix or path.name, known_suffixes())
    if len(named) > 1:
        raise UserError(
            f"{path}: {' and '.join(named)} both write {suffix}. Uninstall one of the two."
        )
    return exporters[named[0]]


def known_suffixes() -> tuple[str, ...]:
    """Return the suffixes that can be written, sorted."""
    return tuple(sorted({s for exporter in _exporters().values() for s in exporter.suffixes}))


def _exporters() -> dict[str, Exporter]:
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name: point.load() for point in points}
