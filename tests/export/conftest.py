"""Fixtures of the export tests: one synthetic study, built once."""

from __future__ import annotations

import pytest
from synthetic_study import build_study

from npt_coder.export.base import Study


@pytest.fixture(scope="session")
def study() -> Study:
    return build_study()
