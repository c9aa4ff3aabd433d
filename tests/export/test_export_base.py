"""Files are written at once or not at all, and errors say what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from synthetic_study import build_study

from npt_coder.errors import UserError
from npt_coder.export import html
from npt_coder.export.base import write_atomically


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b" / "out.txt", b"words")
    assert (tmp_path / "a" / "b" / "out.txt").read_bytes() == b"words"


def test_a_failed_write_leaves_the_old_file_and_no_scratch_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "open in another program")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UserError, match="may be open in another program"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_while_rendering_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"old")
    monkeypatch.setattr(html, "TEMPLATES", tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        html.write(build_study(cases=1), path)
    assert path.read_bytes() == b"old"


def test_a_folder_in_the_way_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        write_atomically(tmp_path, b"words")
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_must_be_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(UserError, match="cannot be written"):
        write_atomically(tmp_path / "taken" / "out.txt", b"words")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such mode bits")
def test_a_written_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_atomically(tmp_path / "out", b"")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode
