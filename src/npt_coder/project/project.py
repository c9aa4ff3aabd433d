"""Project: the folder of one study, found upward from where the user stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from npt_coder.errors import ProjectError
from npt_coder.project.config import FILE_NAME, Config, read_config, write_config
from npt_coder.project.store import Store

DATABASE = "project.sqlite"


@dataclass(frozen=True, slots=True)
class Project:
    """An open study: its folder, its settings and its store."""

    folder: Path
    config: Config
    store: Store

    @property
    def speakers_csv(self) -> Path:
        """The map from labels to roles and persons that people edit."""
        return self.folder / "speakers.csv"

    @property
    def cases_csv(self) -> Path:
        """The map from files to cases and waves that people edit."""
        return self.folder / "cases.csv"

    def named_file(self, name: str) -> str | Path:
        """Return a codebook or rule as named in the settings: a path in the folder, or a name."""
        return self.folder / name if name.endswith((".yaml", ".yml")) else name


def create_project(folder: Path, config: Config) -> Project:
    """Make a new project. Raises ProjectError when there is one, or the folder is not writable."""
    if (folder / FILE_NAME).exists() or (folder / DATABASE).exists():
        raise ProjectError(f"{folder}: there is a project already. Use it, or name another folder.")
    try:
        (folder / "exports").mkdir(parents=True, exist_ok=True)
        store = Store(folder / DATABASE)
        write_config(folder / FILE_NAME, config)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProjectError(
            f"{folder}: cannot be written ({reason}). Choose another folder."
        ) from error
    return Project(folder, config, store)


def open_project(folder: Path | None = None) -> Project:
    """Open the project in a folder, or without one the nearest upward from the current folder.

    Raises ProjectError when there is none, or it cannot be read.
    """
    where = find_project(Path.cwd()) if folder is None else folder
    if where is None:
        raise ProjectError(
            "no project here or above. Make one with `npt-coder init DIR`, or name one with "
            "`--project DIR`."
        )
    if not (where / FILE_NAME).is_file():
        raise ProjectError(
            f"{where}: no {FILE_NAME} here. Make a project with `npt-coder init {where}`."
        )
    return Project(where, read_config(where / FILE_NAME), Store(where / DATABASE))


def find_project(start: Path) -> Path | None:
    """Return the nearest folder of a project, from here upward, or None."""
    return next((p for p in (start, *start.parents) if (p / FILE_NAME).is_file()), None)
