"""A file of many interviews is refused with the places where they begin."""

import pytest

from npt_coder.errors import IngestError
from npt_coder.ingest.read import read_transcript

TALK = "I: How was it?\n\nP1: Slow.\n\nI: And now?\n\nP1: Quick.\n\nI: Thanks.\n\nP1: Bye.\n\n"


def write(tmp_path, text):
    path = tmp_path / "all.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_interviews_are_named_with_their_places(tmp_path):
    path = write(tmp_path, f"INTERVIEW 11\n\n{TALK}Interview 12\n\n{TALK}")
    with pytest.raises(IngestError, match=r"holds 2 interviews .*'INTERVIEW 11' at line 1; 'Inter"):
        read_transcript(path)


@pytest.mark.parametrize(
    "text",
    [
        f"Interview 11\n\n{TALK}",
        f"Interview 11\n\n{TALK}Interview 11\n\n{TALK}",
        f"Interview 1\nInterview 2\nInterview 3\n\n{TALK}",
        f"{TALK}I: In interview 2 you said\n\nP1: Yes, in interview 3 as well.\n",
    ],
    ids=["one", "a running head", "a list", "talk of interviews"],
)
def test_one_interview_is_read(tmp_path, text):
    assert read_transcript(write(tmp_path, text)).transcript.turns
