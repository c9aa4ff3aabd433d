"""Opening: a study as people left it, with the tables that they edited since."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from npt_coder.model import Problem, Stamp
from npt_coder.project.project import Project, open_project


def open_study(folder: Path | None, stamp: Stamp) -> tuple[Project, tuple[Problem, ...]]:
    """Open a study and take over what people changed in speakers.csv and cases.csv.

    Returns the study, and what in the tables could not be used.
    """
    project = open_project(folder)
    edited = [p for p in (project.cases_csv, project.speakers_csv) if _was_edited(project, p)]
    if not edited:
        return project, ()
    # What reads tables takes long to load, and most commands find none edited.
    from npt_coder.workflow.who import take_tables

    return project, take_tables(project, stamp, edited)


def hash_of(path: Path) -> str:
    """Return the identity of a table as it lies there."""
    return sha256(path.read_bytes()).hexdigest()


def _was_edited(project: Project, path: Path) -> bool:
    return path.is_file() and hash_of(path) != project.store.remembered_file(path.name)
