"""What every registered format must keep, whoever wrote it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from npt_coder.errors import IngestError
from npt_coder.ingest.formats import index
from npt_coder.ingest.formats.base import HEAD_BYTES, Paragraph, Unreadable
from npt_coder.ingest.formats.index import all_formats, choose_format, known_suffixes

FOLDER = Path(__file__).parents[1] / "samples"
SAMPLES = sorted(p for p in FOLDER.rglob("[!.]*") if p.is_file())


@pytest.mark.parametrize("format", all_formats(), ids=lambda format: format.name)
def test_a_format_names_itself_its_suffixes_and_refuses_rubbish_in_words(format):
    assert format.name.isidentifier()
    assert all(suffix.startswith(".") and suffix.islower() for suffix in format.suffixes)
    assert not format.claims(b"", ".nobody")
    with pytest.raises(Unreadable):
        format.read(bytes(range(1, 32)) * 100)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_at_most_one_format_claims_a_sample_and_reads_the_same_twice(sample):
    raw = sample.read_bytes()
    claimants = [f for f in all_formats() if f.claims(raw[:HEAD_BYTES], sample.suffix)]
    assert len(claimants) == (0 if sample.suffix == ".doc" else 1)
    for format in claimants:
        try:
            result = format.read(raw)
        except Unreadable:
            continue
        assert result == format.read(raw)
        assert all(isinstance(paragraph, Paragraph) for paragraph in result.paragraphs)


def test_the_suffixes_that_can_be_read():
    assert known_suffixes() == (
        ".csv", ".docm", ".docx", ".eaf", ".fodt", ".htm", ".html", ".json", ".jsonl", ".markdown",
        ".md", ".ndjson", ".odt", ".ott", ".pdf", ".rtf", ".srt", ".text", ".textgrid", ".tsv",
        ".txt", ".vtt", ".xhtml", ".xlsm", ".xlsx",
    )  # fmt: skip


def test_captions_and_word_files_are_known_under_the_name_of_a_text_file():
    assert choose_format("a.txt", b"WEBVTT\n\n", ".txt").name == "vtt"
    assert choose_format("a.txt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", ".txt").name == "srt"
    assert choose_format("a.txt", b"PK\x03\x04....[Content_Types].xml", ".txt").name == "docx"
    assert choose_format("a.txt", b"%PDF-1.7\n", ".txt").name == "pdf"
    assert choose_format("a.doc", b"{\\rtf1 Hello}", ".doc").name == "rtf"
    assert choose_format("a.doc", b"<html><body>Hello", ".doc").name == "html"
    assert choose_format("a.txt", b"I: Why?\n", ".txt").name == "text"


def test_a_file_that_nobody_claims_names_what_can_be_read():
    with pytest.raises(IngestError, match=r"a\.wav: not a transcript format I read: \.wav.*\.docx"):
        choose_format("a.wav", b"RIFF", ".wav")


def test_two_claims_are_an_error_that_names_both(monkeypatch):
    twins = tuple(SimpleNamespace(name=n, suffixes=(".x",), claims=lambda *_: True) for n in "ab")
    monkeypatch.setattr(index, "all_formats", lambda: twins)
    with pytest.raises(IngestError, match=r"more than one format claims this file \(a, b\)"):
        choose_format("f.x", b"", ".x")
