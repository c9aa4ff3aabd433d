"""Property tests are judged by what they find, never by the clock of the machine.

Tests leave nothing in the cache folder of the person who runs them. `npt` is the program as a user
runs it.
"""

import json
import os
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from npt_coder.cli.app import main

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
os.environ["NPT_CODER_CACHE"] = ""


class Ran(NamedTuple):
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
