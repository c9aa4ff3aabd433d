"""Every way of marking who speaks that was seen in the wild, as short synthetic transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from npt_coder.ingest.read import read_transcript

Said = list[tuple[str, str]]


def said_in(folder: Path, suffix: str, text: str) -> Said:
    """Return (label, speech) of each turn of a transcript with this text, white space evened."""
    file = folder / f"interview{suffix}"
    file.write_bytes(text.encode("utf-8"))
    transcript = read_transcript(file).transcript
    return [
        (turn.speaker, " ".join(transcript.text[turn.start : turn.end].split()))
        for turn in transcript.turns
    ]


STYLES: dict[str, tuple[str, str, Said]] = {
    "role and colon": (
        ".txt",
        "Interviewer: How did it start?\n\nParticipant: With a letter.\n\n"
        "Interviewer: And then?\n\nParticipant: Nothing for a year.\n",
        [
            ("Interviewer", "How did it start?"),
            ("Participant", "With a letter."),
            ("Interviewer", "And then?"),
            ("Participant", "Nothing for a year."),
        ],
    ),
    "one letter and two spaces": (
        ".txt",
        "I:  How do you two feel?\nS2: (…) I mean, fine.\nI:  Both of you?\nS1: Yes.\n",
        [
            ("I", "How do you two feel?"),
            ("S2", "(…) I mean, fine."),
            ("I", "Both of you?"),
            ("S1", "Yes."),
        ],
    ),
    "initials": (
        ".txt",
        "ABC: How did you get involved?\nKM: By mistake.\n"
        "ABC: Go on.\nKM: I opened the wrong door.\n",
        [
            ("ABC", "How did you get involved?"),
            ("KM", "By mistake."),
            ("ABC", "Go on."),
            ("KM", "I opened the wrong door."),
        ],
    ),
    "label spelled in three ways in one file": (
        ".txt",
        "Interviewer 1: Ready?\nInterviewee: Yes.\nInterviewer1: Then tell me.\n"
        "Interviewee: About what?\nInterviewer 1 : About the visits.\nInterviewee: Fine.\n",
        [
            ("Interviewer 1", "Ready?"),
            ("Interviewee", "Yes."),
            ("Interviewer 1", "Then tell me."),
            ("Interviewee", "About what?"),
            ("Interviewer 1", "About the visits."),
            ("Interviewee", "Fine."),
        ],
    ),
    "clock line, colon and tab": (
        ".txt",
        "[0:00:00]\r\nInterviewer:\tHello\r\nRespondent:\tOkay\r\n"
        "Interviewer:\tShall we begin?\r\nRespondent:\tGo ahead.\r\n",
        [
            ("Interviewer", "Hello"),
            ("Respondent", "Okay"),
            ("Interviewer", "Shall we begin?"),
            ("Respondent", "Go ahead."),
        ],
    ),
    "lower-case handles": (
        ".txt",
        "handle1: Thank you for coming.\nhandle2: Thank you for inviting me.\n"
        "handle1: Where are you based?\nhandle2: By the sea.\n",
        [
            ("handle1", "Thank you for coming."),
            ("handle2", "Thank you for inviting me."),
            ("handle1", "Where are you based?"),
            ("handle2", "By the sea."),
        ],
    ),
    "bold names in Markdown": (
        ".md",
        "# Episode \\#103\n\n**Rowan Hill:** Welcome.\n\n**Ash Field:** Thanks. \\[laughs\\]\n\n"
        "**Rowan Hill:** Where do we start?\n\n**Ash Field:** At the door.\n",
        [
            ("Rowan Hill", "Welcome."),
            ("Ash Field", "Thanks. [laughs]"),
            ("Rowan Hill", "Where do we start?"),
            ("Ash Field", "At the door."),
        ],
    ),
    "bold label alone with a hard break": (
        ".md",
        "**Interviewer**\\\nWhat changed?\n\n***Participant***\\\nThe form did.\n\n"
        "**Interviewer**\\\nFor better?\n\n***Participant***\\\nFor longer.\n",
        [
            ("Interviewer", "What changed?"),
            ("Participant", "The form did."),
            ("Interviewer", "For better?"),
            ("Participant", "For longer."),
        ],
    ),
    "label alone on a line": (
        ".txt",
        "Speaker 2\nCan you hear me?\n\nSpeaker 1\nI can.\n\nSpeaker 2\nGood. What do you do?\n\n"
        "Speaker 1\nI run the desk.\n",
        [
            ("Speaker 2", "Can you hear me?"),
            ("Speaker 1", "I can."),
            ("Speaker 2", "Good. What do you do?"),
            ("Speaker 1", "I run the desk."),
        ],
    ),
    "label with colon alone, speech indented by a tab": (
        ".txt",
        "Rowan:\n\tWho told you?\nAsh:\n\tA poster.\n"
        "Rowan:\n\tWhich one?\nAsh:\n\tThe green one.\n",
        [
            ("Rowan", "Who told you?"),
            ("Ash", "A poster."),
            ("Rowan", "Which one?"),
            ("Ash", "The green one."),
        ],
    ),
    "label and clock on a header line, several paragraphs a turn": (
        ".txt",
        "R1  0:00  \nTell me about it.\n\nP1 0:04\nIt was slow.\n\nThen it was quick.\n\n"
        "R1  0:12\nWhy?\n\nP1 0:15\nNew people.\n",
        [
            ("R1", "Tell me about it."),
            ("P1", "It was slow. Then it was quick."),
            ("R1", "Why?"),
            ("P1", "New people."),
        ],
    ),
    "full names with a clock": (
        ".txt",
        "Rowan Hill   0:01\nMorning.\n\nAsh Field   0:03\nMorning to you.\n\n"
        "Rowan Hill   0:05\nShall we?\n\nAsh Field   0:07\nYes.\n",
        [
            ("Rowan Hill", "Morning."),
            ("Ash Field", "Morning to you."),
            ("Rowan Hill", "Shall we?"),
            ("Ash Field", "Yes."),
        ],
    ),
    "chat log with clock, name and tabs": (
        ".txt",
        "00:21:14\tRowan Hill:\tHello\n00:21:20\tAsh Field:\tHi there\n"
        "00:22:01\tRowan Hill:\tCan all hear?\n00:22:09\tAsh Field:\tYes\n",
        [
            ("Rowan Hill", "Hello"),
            ("Ash Field", "Hi there"),
            ("Rowan Hill", "Can all hear?"),
            ("Ash Field", "Yes"),
        ],
    ),
    "labels in brackets": (
        ".txt",
        "[doctor] hi , how are you : today ?\n[patient] hi\n[doctor] any pain ?\n[patient] some\n",
        [
            ("doctor", "hi , how are you : today ?"),
            ("patient", "hi"),
            ("doctor", "any pain ?"),
            ("patient", "some"),
        ],
    ),
    "joint speakers": (
        ".txt",
        "Interviewer: Who decides?\nInterviewee 1: I do.\nInterviewee 2: We do.\n"
        "Interviewee 1 and/or Interviewee 2: Nobody does. [laughter]\nInterviewer: I see.\n",
        [
            ("Interviewer", "Who decides?"),
            ("Interviewee 1", "I do."),
            ("Interviewee 2", "We do."),
            ("Interviewee 1 and/or Interviewee 2", "Nobody does. [laughter]"),
            ("Interviewer", "I see."),
        ],
    ),
    "a typo with a full stop": (
        ".txt",
        "Interviewer: Is it busy?\n\nInterviewee: Always.\n\nInterviewer: And now?\n\n"
        "Interviewee. Less so.\n\nInterviewer: Why?\n\nInterviewee: Snow.\n",
        [
            ("Interviewer", "Is it busy?"),
            ("Interviewee", "Always."),
            ("Interviewer", "And now?"),
            ("Interviewee", "Less so."),
            ("Interviewer", "Why?"),
            ("Interviewee", "Snow."),
        ],
    ),
    "question and answer letters": (
        ".txt",
        "Q. Did you see it?\nA. I did.\nQ. When?\nA. In May.\nQ. Where?\nA. Upstairs.\n",
        [
            ("Q", "Did you see it?"),
            ("A", "I did."),
            ("Q", "When?"),
            ("A", "In May."),
            ("Q", "Where?"),
            ("A", "Upstairs."),
        ],
    ),
    "German labels and metadata": (
        ".txt",
        "Kürzel: B07\nDauer der Aufnahme: 45 Minuten\nTranskribiert von: KM\n\n"
        "I: Wie gut fühlt ihr euch informiert?\n\nB: Eher schlecht.\n\n"
        "I: Warum?\n\nB: Keiner fragt.\n",
        [
            ("I", "Wie gut fühlt ihr euch informiert?"),
            ("B", "Eher schlecht."),
            ("I", "Warum?"),
            ("B", "Keiner fragt."),
        ],
    ),
    "Hebrew, right to left": (
        ".txt",
        "מראיין: איך התחלת?\nמשתתף: במקרה.\nמראיין: ואז?\nמשתתף: נשארתי.\n",
        [
            ("מראיין", "איך התחלת?"),
            ("משתתף", "במקרה."),
            ("מראיין", "ואז?"),
            ("משתתף", "נשארתי."),
        ],
    ),
    "Chinese with a full-width colon": (
        ".txt",
        "访谈者：你怎么开始的？\n受访者：偶然。\n访谈者：然后呢？\n受访者：我留下了。\n",
        [
            ("访谈者", "你怎么开始的？"),
            ("受访者", "偶然。"),
            ("访谈者", "然后呢？"),
            ("受访者", "我留下了。"),
        ],
    ),
    "clock in brackets before each label": (
        ".txt",
        "[00:00:02] Rowan: Ready?\n[00:00:04] Ash: Ready.\n[00:00:06] Rowan: Begin.\n"
        "[00:00:09] Ash: It was May.\n",
        [("Rowan", "Ready?"), ("Ash", "Ready."), ("Rowan", "Begin."), ("Ash", "It was May.")],
    ),
    "clock in brackets behind each label": (
        ".txt",
        "Speaker 1 (00:02):\nReady?\n\nSpeaker 2 (00:04):\nReady at 10:30, as I said.\n\n"
        "Speaker 1 (00:06):\nBegin.\n\nSpeaker 2 (00:09):\nIt was May.\n",
        [
            ("Speaker 1", "Ready?"),
            ("Speaker 2", "Ready at 10:30, as I said."),
            ("Speaker 1", "Begin."),
            ("Speaker 2", "It was May."),
        ],
    ),
    "wrapped lines without blank lines between turns": (
        ".txt",
        "INT: So could you start by telling me how you came to be working in this\n"
        "practice and what it was that made you stay for as long as you have?\n"
        "GP1: I came for six months in the year of the big snow, and then the\n"
        "partner who had asked me to come went off sick, and there was nobody to\n"
        "lock up at night. So I locked up: that was how I came to have the keys,\n"
        "and whoever has the keys does not leave, that is what I would say to\n"
        "anybody who comes here.\n"
        "INT: And the others?\n"
        "GP1: They came after.\n",
        [
            (
                "INT",
                "So could you start by telling me how you came to be working in this practice and "
                "what it was that made you stay for as long as you have?",
            ),
            (
                "GP1",
                "I came for six months in the year of the big snow, and then the partner who had "
                "asked me to come went off sick, and there was nobody to lock up at night. So I "
                "locked up: that was how I came to have the keys, and whoever has the keys does "
                "not leave, that is what I would say to anybody who comes here.",
            ),
            ("INT", "And the others?"),
            ("GP1", "They came after."),
        ],
    ),
    "Zoom captions: a cue without a name keeps the speaker": (
        ".vtt",
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nRowan Hill (RH): Let's do that.\n\n"
        "2\n00:00:02.500 --> 00:00:04.000\nAnd then the rest.\n\n"
        "3\n00:00:05.000 --> 00:00:06.000\nAsh Field: Right.\n\n"
        "4\n00:00:07.000 --> 00:00:08.000\nRowan Hill (RH): Good.\n",
        [
            ("Rowan Hill (RH)", "Let's do that. And then the rest."),
            ("Ash Field", "Right."),
            ("Rowan Hill (RH)", "Good."),
        ],
    ),
    "Teams captions: voice over two lines, GUID ids, times before the start": (
        ".vtt",
        "WEBVTT\n\n1f0c7a52-4b1e-4a5e-9f57-0f8d6c3b2a11/19-0\n0:0:-6.-820 --> 0:0:8.970\n"
        "<v Hill,\nRowan>Can you</v>\n\n1f0c7a52-4b1e-4a5e-9f57-0f8d6c3b2a11/19-1\n"
        "0:0:8.970 --> 0:0:9.5\n<v Hill, Rowan>hear me?</v>\n\n"
        "1f0c7a52-4b1e-4a5e-9f57-0f8d6c3b2a11/20-0\n0:0:10.0 --> 0:0:11.0\n"
        "<v Field, Ash (Student)>Yeah &amp; clearly.</v>\n",
        [
            ("Hill, Rowan", "Can you hear me?"),
            ("Field, Ash (Student)", "Yeah & clearly."),
        ],
    ),
    "diarised subtitles": (
        ".srt",
        "1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_00]: What is it\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\n[SPEAKER_00]: for?\n\n"
        "3\n00:00:03,500 --> 00:00:04,000\n[SPEAKER_01]: For the door.\n",
        [("SPEAKER_00", "What is it for?"), ("SPEAKER_01", "For the door.")],
    ),
    "a dash, with a speaker who speaks once": (
        ".txt",
        "I – Who are you?\n\nGP1 – The doctor – one of them.\n\nReceptionist – The keys!\n\n"
        "I – And?\n\nGP1 – That is all.\n",
        [
            ("I", "Who are you?"),
            ("GP1", "The doctor – one of them."),
            ("Receptionist", "The keys!"),
            ("I", "And?"),
            ("GP1", "That is all."),
        ],
    ),
    "a range of time before each label": (
        ".txt",
        "[00:00:01 - 00:00:04] Speaker 2: Ready?\n[00:00:04 --> 00:00:09] Speaker 1: At 9:15.\n"
        "[00:00:09 - 00:00:11] Speaker 2: Fine.\n",
        [("Speaker 2", "Ready?"), ("Speaker 1", "At 9:15."), ("Speaker 2", "Fine.")],
    ),
    "a range of time behind the label on a header line": (
        ".txt",
        "Rowan 00:00:01 - 00:00:04\nReady?\n\nAsh 00:00:04 - 00:00:09\nReady.\n\n"
        "Rowan 00:00:09 - 00:00:11\nFine.\n",
        [("Rowan", "Ready?"), ("Ash", "Ready."), ("Rowan", "Fine.")],
    ),
    "line numbers in the margin": (
        ".txt",
        "001 Interviewer: Ready?\n002 GP1: At 10:30\n003 or so. We said:\n004 fine.\n"
        "005 Interviewer: And?\n006 GP1: 40 came.\n",
        [
            ("Interviewer", "Ready?"),
            ("GP1", "At 10:30 or so. We said: fine."),
            ("Interviewer", "And?"),
            ("GP1", "40 came."),
        ],
    ),
    "numbered turns": (
        ".txt",
        "1. INT: Ready?\n2. GP1: Ready.\n3. INT: And?\n4. GP1: Snow.\n",
        [("INT", "Ready?"), ("GP1", "Ready."), ("INT", "And?"), ("GP1", "Snow.")],
    ),
    "small letters": (
        ".txt",
        "i: Ready?\np: Ready.\ni: And?\np: Snow.\ni: Much?\np: Enough.\n",
        [
            ("i", "Ready?"),
            ("p", "Ready."),
            ("i", "And?"),
            ("p", "Snow."),
            ("i", "Much?"),
            ("p", "Enough."),
        ],
    ),
    "headings of Markdown as labels": (
        ".md",
        "### Interviewer\n\nReady?\n\n### GP1\n\nReady.\n\nAt last.\n\n### Interviewer\n\nAnd?\n",
        [("Interviewer", "Ready?"), ("GP1", "Ready. At last."), ("Interviewer", "And?")],
    ),
    "everything quoted": (
        ".md",
        "> **Interviewer**: Ready?\n>\n> **GP1**: Ready.\n>\n> At last.\n>\n"
        "> **Interviewer**: And?\n",
        [("Interviewer", "Ready?"), ("GP1", "Ready. At last."), ("Interviewer", "And?")],
    ),
    "time codes at the end of paragraphs, between hashes": (
        ".txt",
        "I: Wie fing das an? #00:00:05-1#\n\n"
        "B: Um 10:30 Uhr. #00:00:09-8#\n\nI: Ja? #00:00:11-0#\n",
        [("I", "Wie fing das an?"), ("B", "Um 10:30 Uhr."), ("I", "Ja?")],
    ),
    "time codes at the end of turns, bare": (
        ".txt",
        "I: How was it? 0:04\n\n"
        "P1: We met at 10:30. 0:09\n\nI: Why then? 0:12\n\nP1: Why not. 0:15\n",
        [
            ("I", "How was it?"),
            ("P1", "We met at 10:30."),
            ("I", "Why then?"),
            ("P1", "Why not."),
        ],
    ),
    "names with particles, in mixed capitals, with pronouns": (
        ".txt",
        "McKay (she/her): Ready?\n\nvan Dijk: Ready.\n\niPhone: Me too.\n\n"
        "McKay (she/her): And?\n\niPhone: Snow.\n\nvan Dijk: Rain.\n",
        [
            ("McKay (she/her)", "Ready?"),
            ("van Dijk", "Ready."),
            ("iPhone", "Me too."),
            ("McKay (she/her)", "And?"),
            ("iPhone", "Snow."),
            ("van Dijk", "Rain."),
        ],
    ),
    "page numbers within a turn": (
        ".txt",
        "I: Ready?\n\nGP1: We were\n\nPage 1 of 2\n\nready.\n\nPage 2 of 2\n\nI: Fine.\n",
        [("I", "Ready?"), ("GP1", "We were ready."), ("I", "Fine.")],
    ),
}

FALSE_SPEAKERS: dict[str, tuple[str, str, Said]] = {
    "metadata that names interviewer and interviewee": (
        ".txt",
        "REVIEW TYPE AND GOAL\nINTERVIEWEE: Practice nurse\nINTERVIEWER: KM\nDATE: 3 May\n"
        "PLACE: Health centre\n\nKM: Could you begin?\nPN: I could.\nKM: Please do.\nPN: Well.\n",
        [("KM", "Could you begin?"), ("PN", "I could."), ("KM", "Please do."), ("PN", "Well.")],
    ),
    "numbered questions as headings": (
        ".txt",
        "Question 1: Beginnings\n\nI: How was it?\n\nP1: Slow.\n\nQuestion 2: Now\n\n"
        "I: And now?\n\nP1: Quick.\n",
        [
            ("I", "How was it?"),
            ("P1", "Slow."),
            ("I", "And now?"),
            ("P1", "Quick."),
        ],
    ),
    "a colon in running speech, a web address and clock times": (
        ".txt",
        "I: What did you say?\n\nGP1: So this is what I said: no.\n\n"
        "The thing is: they asked at 10:30.\n\nhttps://example.org/a has the form.\n\n"
        "11:15 was the next one.\n\nMonday: closed.\n\nI: Closed?\n\nGP1: Honestly: yes.\n",
        [
            ("I", "What did you say?"),
            (
                "GP1",
                "So this is what I said: no. The thing is: they asked at 10:30. "
                "https://example.org/a has the form. 11:15 was the next one. Monday: closed.",
            ),
            ("I", "Closed?"),
            ("GP1", "Honestly: yes."),
        ],
    ),
    "quoted speech": (
        ".txt",
        'I: What did they tell you?\n\nGP1: She went like this.\n\n"Nurse: come here."\n\n'
        'And he said: "No."\n\nI: Really?\n\nGP1: Really.\n',
        [
            ("I", "What did they tell you?"),
            ("GP1", 'She went like this. "Nurse: come here." And he said: "No."'),
            ("I", "Really?"),
            ("GP1", "Really."),
        ],
    ),
    "redactions that look like labels": (
        ".txt",
        "I: Who was it?\n\nGP1: It was her.\n\n[P1] told me, and [REDACTED] agreed.\n\n"
        "I: Anyone else?\n\nGP1: [laughs] No.\n",
        [
            ("I", "Who was it?"),
            ("GP1", "It was her. [P1] told me, and [REDACTED] agreed."),
            ("I", "Anyone else?"),
            ("GP1", "[laughs] No."),
        ],
    ),
    "short answers under labels that stand alone": (
        ".txt",
        "Interviewer\nIs it open?\n\nParticipant\nYes\n\n"
        "Interviewer\nEvery day?\n\nParticipant\nYes\n\n"
        "Interviewer\nAnd at night?\n\nParticipant\nYes\n",
        [
            ("Interviewer", "Is it open?"),
            ("Participant", "Yes"),
            ("Interviewer", "Every day?"),
            ("Participant", "Yes"),
            ("Interviewer", "And at night?"),
            ("Participant", "Yes"),
        ],
    ),
    "YAML front matter": (
        ".md",
        "---\nInterviewer: KM\ndate: 2024-05-03\ntags: [a, b]\n---\n\n**KM:** Ready?\n\n"
        "**AF:** Ready.\n\n**KM:** Begin.\n\n**AF:** I will.\n",
        [("KM", "Ready?"), ("AF", "Ready."), ("KM", "Begin."), ("AF", "I will.")],
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_turns_have_the_right_speaker_and_boundaries_in_the_style(style: str, tmp_path: Path):
    suffix, text, expected = STYLES[style]
    assert said_in(tmp_path, suffix, text) == expected


@pytest.mark.parametrize("trap", FALSE_SPEAKERS)
def test_what_looks_like_a_label_is_no_speaker(trap: str, tmp_path: Path):
    suffix, text, expected = FALSE_SPEAKERS[trap]
    assert said_in(tmp_path, suffix, text) == expected


NO_DIALOGUE = {
    "minutes": "Present: AB, CD\nApologies: GH\n\nItem 1: Rooms\nBooked. Action: AB.\n\n"
    "Item 2: Forms\nForms are late. Action: CD.\n\nNext meeting: Monday.\n",
    "prose": "It was a long day. The nurse said: sit.\n\nThen: nothing.\n\nResult: I went home.\n",
    "a recipe": "Serves: 4\nTime: 20 minutes\n\nOnions: 2\nCarrots: 3\n\nMethod: chop and boil.\n",
    "a paper": "Background: We met staff.\n\nMethods: We asked.\n\nResults: They liked it.\n",
    "a diary": "Monday: rain.\nTuesday: rain.\nWednesday: sun.\nMonday: rain.\nTuesday: sun.\n",
}


@pytest.mark.parametrize("kind", NO_DIALOGUE)
def test_what_is_no_dialogue_has_no_named_speakers(kind: str, tmp_path: Path):
    assert {label for label, _ in said_in(tmp_path, ".txt", NO_DIALOGUE[kind])} == {"Unknown"}
