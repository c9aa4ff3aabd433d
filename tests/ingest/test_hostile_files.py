"""No input crashes a reader: a result, or a sentence with the name of the file, in bounded time."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npt_coder.errors import IngestError
from npt_coder.ingest.formats.base import Unreadable
from npt_coder.ingest.formats.index import all_formats
from npt_coder.ingest.read import read_transcript

TWINS = sorted((Path(__file__).parents[1] / "samples" / "twins").iterdir())


@pytest.mark.parametrize("format", all_formats(), ids=lambda format: format.name)
@given(raw=st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(format, raw):
    try:
        format.read(raw)
    except Unreadable as refusal:
        assert refusal.reason.endswith((".", "?", "`."))


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.suffix)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_a_file_with_damaged_bytes_is_read_or_refused(twin, data, tmp_path_factory):
    raw = bytearray(twin.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
        raw[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(1, len(raw) - 1)) :]
    path = tmp_path_factory.mktemp("damaged") / twin.name
    path.write_bytes(bytes(raw))
    try:
        transcript = read_transcript(path).transcript
    except IngestError as error:
        assert twin.name in str(error)
    else:
        assert all(0 <= t.start < t.end <= len(transcript.text) for t in transcript.turns)


def test_a_path_in_a_package_that_climbs_out_of_it_writes_nothing(tmp_path):
    path = tmp_path / "in" / "climbs.docx"
    path.parent.mkdir()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("[Content_Types].xml", "<Types/>")
    path.write_bytes(buffer.getvalue())
    with pytest.raises(IngestError, match=r"climbs\.docx: no Word document inside"):
        read_transcript(path)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["climbs.docx"]


def test_one_line_of_many_megabytes_is_one_turn(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(
        "P1: " + "word " * 2_000_000 + "\nI: Thanks.\nP1: Bye.\nI: Bye.\n", encoding="utf-8"
    )
    assert len(read_transcript(path).transcript.turns) == 4


def test_a_line_beyond_the_limit_is_refused_with_the_limit(tmp_path):
    path = tmp_path / "huge.txt"
    path.write_bytes(b"x" * (65 * 1024 * 1024))
    with pytest.raises(IngestError, match=r"huge\.txt: larger than 64 MiB"):
        read_transcript(path)


def test_deeply_nested_tables_are_refused_or_read(tmp_path):
    path = tmp_path / "nested.html"
    path.write_bytes(b"<table><tr><td>" * 3000 + b"P1: deep")
    try:
        read_transcript(path)
    except IngestError as error:
        assert "nested.html" in str(error)
