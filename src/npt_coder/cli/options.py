"""Options: those that many commands share, who is acting, and on which study."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from npt_coder.cli import show
from npt_coder.model import Stamp

if TYPE_CHECKING:
    from npt_coder.project.project import Project

ProjectDir = Annotated[
    Path | None,
    typer.Option(
        "--project", "-p", metavar="DIR", help="The project; else found upward from here."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, complete.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no messages.")]
Coder = Annotated[
    str | None,
    typer.Option("--coder", envvar="NPT_CODER_NAME", help="Who decides; else your login name."),
]
CodebookName = Annotated[
    str, typer.Option("--codebook", metavar="NAME_OR_PATH", help="A shipped name or your YAML.")
]


def stamp(coder: str | None = None) -> Stamp:
    """Say who acts and when: the named coder or the login name, and now."""
    who = coder or _login()
    return Stamp(who, datetime.now(UTC).isoformat(timespec="seconds"))


def opened(project: Path | None, *, coder: str | None = None, quiet: bool = False) -> Project:
    """Open the study, take over tables that people edited, and tell what was wrong in them."""
    from npt_coder.workflow.opening import open_study

    study, problems = open_study(project, stamp(coder))
    show.problems(problems, quiet=quiet)
    return study


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in a container
        return "user"
