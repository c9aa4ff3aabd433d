"""App: the program `npt-coder`, its groups of commands, and what happens when something fails."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, TextIO

import typer

from npt_coder import __version__
from npt_coder.cli import (
    agreement,
    analysis,
    bulk,
    coding,
    comparison,
    learning,
    networks,
    privacy,
    reproduction,
    retrieval,
    study,
    tools,
)
from npt_coder.errors import NptCoderError

app = typer.Typer(
    name="npt-coder",
    help="From interview transcripts to explainable verdicts on integration, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
study.register(app)
privacy.register(app)
coding.register(app)
learning.register(app)
retrieval.register(app)
analysis.register(app)
reproduction.register(app)
agreement.register(app)
comparison.register(app)
networks.register(app)
bulk.register(app)
tools.register(app)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"npt-coder {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_say_version, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program. Exits with 0, 1 for a mistake that the user can mend, 2 for usage."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        app(args=arguments)
    except NptCoderError as error:
        typer.secho(f"npt-coder: {error}", err=True, fg=typer.colors.RED)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our pipe has left, as `head` does; stdout must not be flushed again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("NPT_CODER_DEBUG"):
            raise
        typer.secho(
            f"npt-coder: a fault of the program, not of your files ({type(error).__name__}: "
            f"{error}). Nothing half-written was kept. Run again with NPT_CODER_DEBUG=1 for the "
            "details that a report needs.",
            err=True,
            fg=typer.colors.RED,
        )
        sys.exit(1)


def _speak_utf8(stream: TextIO) -> None:
    """Write UTF-8 into pipes and files on every system; on a screen replace what it cannot show."""
    if isinstance(stream, io.TextIOWrapper):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")


if __name__ == "__main__":
    main()
