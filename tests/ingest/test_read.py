"""Reading: files and folders to transcripts whose positions can be trusted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_package import p, word

from npt_coder.errors import IngestError
from npt_coder.ingest.formats.base import Paragraph
from npt_coder.ingest.read import find_files, read_transcript, slug
from npt_coder.ingest.turns import split_turns
from npt_coder.model import Transcript
from npt_coder.shipped import shipped

SAMPLES = Path(__file__).parents[1] / "samples"
SHIPPED = [*find_files([shipped("transcripts_sample")])[0]]

READABLE = {
    "utf16-le-without-mark-crlf.txt": ("Interviewer", "Participant", 4),
    "utf16-be-with-mark.txt": ("Interviewer", "Participant", 4),
    "utf8-with-mark.txt": ("Interviewer", "Participant", 4),
    "cp1252-smart-quotes-and-ellipsis.txt": ("Interviewer", "Participant", 4),
    "old-mac-line-ends.txt": ("Interviewer", "Participant", 4),
    "teams-times-before-the-start-and-guid-ids.vtt": ("Hill, Rowan", "Field, Ash (Guest)", 3),
    "zoom-name-missing-on-the-next-cue.vtt": ("Rowan Hill (RH)", "Ash Field", 4),
    "diarised-without-blank-lines.srt": ("SPEAKER_01", "SPEAKER_00", 3),
    "metadata-names-the-speakers.txt": ("KM", "PN", 4),
    "tracked-changes.docx": ("I", "P1", 4),
    "teams-header-lines.docx": ("Rowan Hill", "Ash Field", 4),
    "turns-in-a-table.docx": ("INT", "GP1", 4),
    "bold-labels-without-colons.pdf": ("Interviewer", "Pharmacist", 6),
    "page-furniture-and-line-numbers.pdf": ("Interviewer", "Manager", 42),
}
UNREADABLE = {
    "password-protected.docx": "protected by a password",
    "cut-short.docx": "cut short",
    "empty.txt": "0 bytes",
    "one-byte.txt": "holds no speech",
    "header-only.vtt": "without a single cue",
    "word97.doc": "not a transcript format I read: .doc. Open it in Word",
    "pdf-under-a-text-name.txt": "no complete PDF",
    "picture-under-a-text-name.txt": "binary data",
}


def checked(transcript: Transcript) -> Transcript:
    """Return a transcript after checking what must hold for every one."""
    text, end = transcript.text, 0
    for number, turn in enumerate(transcript.turns, start=1):
        speech = text[turn.start : turn.end]
        assert turn.number == number
        assert speech == speech.strip() != ""
        assert text[: turn.start].endswith(f"{turn.speaker}: ")
        assert turn.start >= end
        end = turn.end
    labels = [speaker.label for speaker in transcript.speakers]
    assert labels == list(dict.fromkeys(turn.speaker for turn in transcript.turns))
    assert "\r" not in text
    return transcript


@pytest.mark.parametrize("sample", READABLE)
def test_the_quirk_is_read(sample):
    asking, answering, n_turns = READABLE[sample]
    transcript = checked(read_transcript(SAMPLES / sample).transcript)
    assert [s.label for s in transcript.speakers] == [asking, answering]
    assert len(transcript.turns) == n_turns


@pytest.mark.parametrize("sample", UNREADABLE)
def test_what_cannot_be_read_is_a_sentence_with_the_file(sample):
    with pytest.raises(IngestError) as caught:
        read_transcript(SAMPLES / sample, root=SAMPLES)
    assert caught.value.path == sample
    assert UNREADABLE[sample] in caught.value.reason


def test_every_sample_is_in_one_of_the_tables():
    others = {
        "no-labels-at-all.txt",
        "first-label-is-wrong-spelled.txt",
        "names-shorten-to-initials.txt",
    }
    names = {
        file.name for file in SAMPLES.iterdir() if file.is_file() and not file.name.startswith(".")
    }
    assert names == {*READABLE, *UNREADABLE, *others}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_each_shipped_transcript_has_an_interviewer_and_the_participant_of_its_name(file):
    result = read_transcript(file)
    roles = {speaker.role: speaker.label for speaker in checked(result.transcript).speakers}
    assert roles.keys() == {"interviewer", "participant"}
    assert roles["participant"].casefold() == file.stem.rpartition("-")[2]
    assert len(result.transcript.turns) >= 16
    assert result.problems == ()


def test_there_are_42_shipped_transcripts():
    assert len(SHIPPED) == 42


def test_a_file_without_labels_has_one_unknown_speaker_and_says_what_to_do():
    result = read_transcript(SAMPLES / "no-labels-at-all.txt")
    assert [s.label for s in checked(result.transcript).speakers] == ["Unknown"]
    assert [result.transcript.text[t.start : t.end] for t in result.transcript.turns][1:3] == [
        "How often do you see her?",
        "Once a week, on Mondays.",
    ]
    (problem,) = result.problems
    assert problem.message.startswith("no speakers found")


@pytest.mark.parametrize(
    ("sample", "pair"),
    [
        ("first-label-is-wrong-spelled.txt", "'Inteviewer' and 'Interviewer'"),
        ("names-shorten-to-initials.txt", "'Rowan Hill' and 'RH'"),
    ],
)
def test_labels_that_may_be_one_person_are_pointed_out_and_kept_as_found(sample, pair):
    result = read_transcript(SAMPLES / sample)
    assert any(problem.message.startswith(pair) for problem in result.problems)


def test_a_transcript_knows_its_file():
    file = SAMPLES / "metadata-names-the-speakers.txt"
    transcript = read_transcript(file, root=SAMPLES.parent).transcript
    assert transcript.source == "samples/metadata-names-the-speakers.txt"
    assert transcript.id == "metadata-names-the-speakers"
    assert transcript.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert transcript.attributes["interviewee"] == "Practice nurse"
    assert transcript.text.startswith("INTERVIEWEE: Practice nurse\nINTERVIEWER: KM\n")


TURNS = [
    ("Interviewer", "How did it start here?", 0),
    ("GP1", "With a poster: a green one. “Free help”, it said.", 4),
    ("Interviewer", "And then?", 12),
    ("GP1", "Nobody came. [laughs] Not until May.", 15),
    ("Interviewer", "Why May?", 22),
    ("GP1", "The snow had gone.", 25),
]


def twins() -> dict[str, bytes]:
    """Return one interview in the five formats, captions split in the middle of sentences."""
    blocks = "\n\n".join(f"{who}: {what}" for who, what, _ in TURNS)
    bold = "\n\n".join(f"**{who}:** {what}".replace("[", "\\[") for who, what, _ in TURNS)
    cues = []
    for who, what, time in TURNS:
        middle = what.index(" ", len(what) // 3)
        for part, at in ((what[:middle], time), (what[middle + 1 :], time + 1)):
            cues.append((who, part, at))
    vtt = "".join(
        f"00:00:{at:02}.000 --> 00:00:{at + 1:02}.000\n<v {who}>{part}</v>\n\n"
        for who, part, at in cues
    )
    srt = "".join(
        f"{n}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n[{who}]: {part}\n\n"
        for n, (who, part, at) in enumerate(cues, start=1)
    )
    return {
        "twin.txt": blocks.encode("cp1252"),
        "twin.md": bold.encode(),
        "twin.docx": word("".join(p(f"{who}: {what}") for who, what, _ in TURNS)),
        "twin.vtt": f"WEBVTT\n\n{vtt}".encode(),
        "twin.srt": srt.encode("utf-8-sig"),
    }


@pytest.mark.parametrize("name", twins())
def test_one_interview_gives_the_same_turns_in_every_format(name, tmp_path):
    (tmp_path / name).write_bytes(twins()[name])
    transcript = checked(read_transcript(tmp_path / name).transcript)
    assert [(t.speaker, transcript.text[t.start : t.end]) for t in transcript.turns] == [
        (who, what) for who, what, _ in TURNS
    ]
    if name.endswith((".vtt", ".srt")):
        assert [turn.time for turn in transcript.turns] == [float(at) for _, _, at in TURNS]


def test_folders_are_walked_in_order_and_what_is_no_transcript_is_named(tmp_path):
    names = ["b.txt", "a.docx", "sub/c.vtt", "cases.csv", "speakers.csv", "README.md", "~$a.docx"]
    names += [".hidden.txt", ".git/x.txt", "tape.wav", "old.doc", "notes.xls"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    files, problems = find_files([tmp_path, tmp_path / "b.txt", tmp_path / "gone.txt"])
    assert [f.relative_to(tmp_path).as_posix() for f in files] == ["a.docx", "b.txt", "sub/c.vtt"]
    assert [Path(problem.path).name for problem in problems] == [
        "notes.xls",
        "old.doc",
        "tape.wav",
        "gone.txt",
    ]
    assert "save it as .docx" in problems[1].message
    assert "not found" in problems[3].message


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Amber W1 – GP1", "amber-w1-gp1"), ("Café_2", "café-2"), ("***", "transcript")],
)
def test_the_id_is_a_slug(name, expected):
    assert slug(name) == expected


SPEECH = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters=":："),
    min_size=1,
    max_size=40,
).map(lambda text: f"so {text} 👩‍⚕️ e\u0301 \u05e9\u05dc")


@given(st.lists(SPEECH, min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_positions_hold_for_any_speech(tmp_path_factory, speeches):
    text = "\n\n".join(f"{('I', 'GP1')[n % 2]}: {speech}" for n, speech in enumerate(speeches))
    file = tmp_path_factory.mktemp("any") / "any.txt"
    file.write_bytes(text.encode())
    transcript = checked(read_transcript(file).transcript)
    said = "".join(transcript.text.split())
    invisible = "\u00ad\u200b\ufeff\u2060"
    for speech in speeches:
        kept = "".join(char for char in speech if char not in invisible)
        assert "".join(kept.split()) in said or transcript.normalisation


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_lines_make_splitting_fail_or_lose_the_order(lines):
    talk = split_turns([Paragraph(line) for line in lines])
    ends = [position for turn in talk.turns for position in (turn.start, turn.end)]
    assert ends == sorted(ends)


STARTS = {
    ".docx": word(p("I: Why?") + p("P1: Rain.")),
    ".txt": b"I: Why?\nP1: Rain.\n",
    ".md": b"# A\n\n**I:** Why?\n\n**P1:** Rain.\n",
    ".vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v I>Why?</v>\n",
    ".srt": b"1\n00:00:01,000 --> 00:00:02,000\n[I]: Why?\n",
}


@pytest.mark.parametrize("suffix", STARTS)
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_broken_bytes_give_a_transcript_or_an_ingest_error(suffix, data, tmp_path_factory):
    raw = bytearray(STARTS[suffix])
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    file = tmp_path_factory.mktemp("fuzz") / f"fuzz{suffix}"
    file.write_bytes(bytes(raw))
    try:
        checked(read_transcript(file).transcript)
    except IngestError as error:
        assert error.reason.endswith((".", ")"))


def test_a_line_of_ten_million_letters_is_read_without_delay(tmp_path):
    file = tmp_path / "long.txt"
    file.write_bytes(b"I: Why?\nP1: " + b"rain " * 2_000_000 + b"\nI: And?\nP1: Snow.\n")
    assert len(checked(read_transcript(file).transcript).turns) == 4
