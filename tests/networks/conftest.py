"""The program run as a user runs it."""

import json
from dataclasses import dataclass

import pytest

from npt_coder.cli.app import main


@dataclass(frozen=True)
class Ran:
    """What one command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def npt(capsys):
    """Run npt-coder with arguments, in this process."""

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return Ran(left.value.code or 0, shown.out, shown.err)

    return run
