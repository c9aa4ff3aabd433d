"""A synthetic study, invented from end to end, for the tests of the exporters.

No person, practice or interview in it is real, and its ratings follow a toy rule.
"""

from __future__ import annotations

import random
from dataclasses import replace
from hashlib import sha256

import pandas as pd

from npt_coder.export.base import RuleNote, Study
from npt_coder.matrix import evidence_frame
from npt_coder.model import (
    Cell,
    Code,
    Codebook,
    CodeKind,
    Coding,
    Level,
    Reason,
    Speaker,
    Transcript,
    Trial,
    Turn,
    Valence,
    Verdict,
)

CONSTRUCTS = {
    "coherence": "Coherence",
    "cognitive_participation": "Cognitive participation",
    "collective_action": "Collective action",
    "reflexive_monitoring": "Reflexive monitoring",
}
LEVELS = {
    "patient": "Patient level",
    "practice": "Practice level",
    "community": "Community level",
}
FACTORS = {"factor.gp_buy_in": "GP buy-in", "factor.team_dynamics": "Team dynamics"}
COUNTED = ("coherence", "cognitive_participation", "collective_action")
JOBS = ("general practitioner", "receptionist", "practice manager")
CASES = ("Birch", "Hazel", "Juniper", "Larch", "Maple", "Rowan", "Willow")

# (words, code, valence, level): synthetic sentences, each written for one code.
SAID: tuple[tuple[str, str, Valence, Level | None], ...] = (
    ("We all knew what she was there to do, and how it differs from a referral letter.",
     "coherence.differentiation", "promotes", None),
    ("Honestly, half of us still couldn't tell you what the post is for.",
     "coherence.communal_specification", "hinders", None),
    ("It made sense to me once I saw my own patients come back better.",
     "coherence.individual_specification", "promotes", None),
    ("The whole team signed up to it in the first month.",
     "cognitive_participation.enrolment", "promotes", "practice"),
    ("Nobody wanted to take it on, and the partners kept out of the way.",
     "cognitive_participation.initiation", "hinders", "practice"),
    ("I send people to her every week without thinking about it.",
     "collective_action.interactional_workability", "promotes", "patient"),
    ("There was no room, no time and no computer for her to work on.",
     "collective_action.contextual_integration", "hinders", None),
    ("It is meant to help, but it gives us more forms as well.",
     "collective_action.skill_set_workability", "mixed", None),
    ("We look at the numbers together every quarter and change what we do.",
     "reflexive_monitoring.systematisation", "promotes", None),
    ("We never sat down to ask whether it was working.",
     "reflexive_monitoring.communal_appraisal", "hinders", None),
    ("Patients were seen in the week that they were referred.",
     "level.patient", "promotes", None),
    ("The lunchtime learning sessions have fizzled out.",
     "level.practice", "hinders", None),
    ("Staff wellbeing mornings still run every Thursday.",
     "level.practice", "promotes", None),
    ("She knows every group in the neighbourhood, and they know us.",
     "level.community", "promotes", None),
    ("We never built those links with the local groups.",
     "level.community", "hinders", None),
    ("Our senior partner stood behind it from day one.",
     "factor.gp_buy_in", "promotes", None),
    ("The team had been at odds for years by then.",
     "factor.team_dynamics", "hinders", None),
)  # fmt: skip
SMALL_TALK = (
    "The car park is the usual trouble on a Monday.",
    "I have been here eleven years this spring, and before that I was in the next town.",
    "My sister lives out that way as well.",
    "Sorry, the phone always rings at this time of the day.",
)
QUESTIONS = (
    "Could you tell me a bit more about that?",
    "How did it go in the first months?",
    "And what happened after the summer?",
)


def build_study(*, cases: int = 3, words: int = 220, seed: int = 7) -> Study:
    """Build a synthetic study: `cases` x 2 waves x 3 people, about `words` words each."""
    dice = random.Random(seed)
    transcripts: list[Transcript] = []
    codings: list[Coding] = []
    for number, case in enumerate(CASES[:cases]):
        for wave in ("1", "2"):
            for job in JOBS:
                leaning = 0.2 + 0.6 * (number % 2 == 0) + 0.06 * number - 0.2 * (wave == "1")
                # The last practice is nearly silent, so that thin and missing cells appear.
                length = 25 if number == cases - 1 and cases > 2 else words
                transcript, found = _interview(dice, case, wave, job, length, leaning)
                transcripts.append(transcript)
                codings.extend(found)
    codings[5] = replace(codings[5], status="rejected")
    codings[6] = replace(codings[6], status="accepted", memo="Agreed in the team meeting.")
    return study_of(tuple(transcripts), tuple(codings))


def study_of(transcripts: tuple[Transcript, ...], codings: tuple[Coding, ...]) -> Study:
    """Put a study together from transcripts and codings, rated by a toy rule."""
    book = codebook()
    standing = [c for c in codings if c.status not in ("rejected", "retired")]
    evidence = evidence_frame(standing, transcripts, book)
    cases = tuple(sorted({t.case for t in transcripts if t.case}))
    waves = tuple(sorted({t.wave for t in transcripts if t.wave}))
    names = {**CONSTRUCTS, **LEVELS}
    cells = {
        (case, wave): {name: _cell(evidence, case, wave, name) for name in names}
        for case in cases
        for wave in waves
    }
    return Study(
        title="Synthetic link worker study",
        codebook=book,
        transcripts=transcripts,
        codings=codings,
        evidence=evidence,
        cases=cases,
        waves=waves,
        constructs=CONSTRUCTS,
        levels=LEVELS,
        cells_by_wave=cells,
        verdicts=tuple(_verdict(case, waves[-1], cells[case, waves[-1]]) for case in cases),
        rule=RULE,
        made_at="2026-11-23T00:00:00Z",
        versions={"npt-coder": "0.1.0", "Python": "3.11.0", "spaCy": "3.8.0"},
        notes=("One file was left out: notes.txt has no speaker labels.",),
        synthetic="The transcripts are synthetic: nobody said these words.",
        n_sentences=1234,
    )


RULE = RuleNote(
    name="toy",
    version="1",
    title="Toy rule for tests",
    statement=(
        "A practice is fully integrated when coherence, cognitive participation and collective "
        "action are each rated above 0 at the last wave and work is in operation at patient, "
        "practice and community level; otherwise it is partially integrated."
    ),
    source="Invented for tests.",
    thresholds=("A rating of 2 needs two people.", "A cell is thin below two codings."),
    classes={
        "FIP": "Fully integrated practice",
        "PIP": "Partially integrated practice",
        "cannot tell": "Too little evidence to tell",
    },
    not_counted=("reflexive_monitoring",),
)


def codebook() -> Codebook:
    """Build a small synthetic codebook with constructs, sub-constructs, levels and factors."""
    subs = sorted({code for _, code, _, _ in SAID if code.split(".")[0] in CONSTRUCTS})
    titles: dict[str, tuple[str, CodeKind]] = {
        **{id: (name, "construct") for id, name in CONSTRUCTS.items()},
        **{id: (id.split(".")[1].replace("_", " ").capitalize(), "sub-construct") for id in subs},
        **{f"level.{level}": (name, "level") for level, name in LEVELS.items()},
        **{id: (name, "factor") for id, name in FACTORS.items()},
    }
    codes = tuple(
        Code(
            id=id,
            name=name,
            mnemonic=id.split(".")[-1][:4].upper(),
            kind=kind,
            brief=f"What people say about {name.lower()}.",
            full=f"Synthetic definition of {name.lower()}.",
            when_to_use="When it is said outright.",
            when_not_to_use="When it is only wished for.",
            examples=(),
            rules=(),
            hash=sha256(id.encode()).hexdigest(),
        )
        for id, (name, kind) in titles.items()
    )
    return Codebook(
        name="toy-npt",
        title="Toy codebook",
        edition="2026",
        source="Invented for tests.",
        codes=codes,
        hash=sha256(b"toy").hexdigest(),
    )


def transcript_of(
    speech: list[tuple[str, str]], *, id: str = "t1", case: str = "Birch", wave: str = "1"
) -> Transcript:
    """Build a transcript from (label, speech) pairs; the label I is the interviewer."""
    text = f"Interview {id}\n\n"
    turns = []
    for number, (label, words) in enumerate(speech, start=1):
        start = len(text) + len(label) + 2
        text += f"{label}: {words}\n\n"
        turns.append(Turn(number, label, start, start + len(words), time=number * 17.0))
    labels = dict.fromkeys(label for label, _ in speech)
    speakers = tuple(
        Speaker(label, "interviewer")
        if label == "I"
        else Speaker(label, "participant", f"{case}-{label}", {"role": label.lower()})
        for label in labels
    )
    return Transcript(
        id=id,
        source=f"{id}.docx",
        sha256=sha256(text.encode()).hexdigest(),
        format="docx",
        encoding=None,
        title=f"Interview {id}",
        text=text,
        turns=tuple(turns),
        speakers=speakers,
        case=case,
        wave=wave,
    )


def coding_of(
    transcript: Transcript,
    words: str,
    code: str,
    valence: Valence = "promotes",
    *,
    level: Level | None = None,
    at: int = 0,
) -> Coding:
    """Code the first place of these words from position `at` (code points) on."""
    start = transcript.text.index(words, at)
    id = sha256(f"{transcript.id}|{start}|{len(words)}|{code}".encode()).hexdigest()[:12]
    reason = Reason(("toy-rule",), tuple(words.split()[1:4]))
    return Coding(
        id, transcript.id, start, start + len(words), words, code, valence, level,
        "rules@toy", 0.7, reason,
    )  # fmt: skip


def _interview(
    dice: random.Random, case: str, wave: str, job: str, words: int, leaning: float
) -> tuple[Transcript, list[Coding]]:
    label = {"general practitioner": "GP1", "receptionist": "REC1", "practice manager": "PM1"}[job]
    speech: list[tuple[str, str]] = []
    marks: list[tuple[str, str, Valence, Level | None]] = []
    while sum(len(said.split()) for _, said in speech) < words:
        speech.append(("I", dice.choice(QUESTIONS)))
        said = [dice.choice(SMALL_TALK)]
        for _ in range(dice.randint(0, 2)):
            wanted = "promotes" if dice.random() < leaning else "hinders"
            mark = dice.choice([m for m in SAID if m[2] in (wanted, "mixed")])
            marks.append(mark)
            said.append(mark[0])
            said.append(dice.choice(SMALL_TALK))
        speech.append((label, " ".join(said)))
    id = f"{case.lower()}-w{wave}-{label.lower()}"
    transcript = transcript_of(speech, id=id, case=case, wave=wave)
    people = tuple(
        replace(s, attributes={"role": job}) if s.role == "participant" else s
        for s in transcript.speakers
    )
    transcript = replace(transcript, speakers=people)
    codings, at = [], 0
    for said_words, code, valence, level in marks:
        codings.append(coding_of(transcript, said_words, code, valence, level=level, at=at))
        if level:  # a second coding that overlaps the first
            tail = said_words.split(" ", 3)[3]
            codings.append(coding_of(transcript, tail, f"level.{level}", valence, at=at))
        at = codings[-1].end
    return transcript, codings


def _cell(evidence: pd.DataFrame, case: str, wave: str, name: str) -> Cell:
    code = f"level.{name}" if name in LEVELS else name
    here = evidence[
        (evidence["case"] == case) & (evidence["wave"] == wave) & (evidence["construct"] == code)
    ]
    n = {v: int((here["valence"] == v).sum()) for v in ("promotes", "hinders", "mixed")}
    people = tuple(sorted(here["person"].dropna().unique()))
    net = n["promotes"] - n["hinders"]
    strong = len(people) > 1 and abs(net) > 3
    rating = None if here.empty else max(-1, min(1, net)) * (2 if strong else 1)
    return Cell(
        name=name,
        promotes=n["promotes"],
        hinders=n["hinders"],
        mixed=n["mixed"],
        descriptive=0,
        people=people,
        roles=tuple(sorted(here["role"].dropna().unique())),
        rating=rating,
        thin=len(here) < 2,
        codings=tuple(here["id"]),
    )


def _verdict(case: str, wave: str, cells: dict[str, Cell]) -> Verdict:
    needed = {name: cells[name] for name in (*COUNTED, *LEVELS)}
    against = tuple(n for n, c in needed.items() if c.rating is not None and c.rating <= 0)
    unknown = tuple(n for n, c in needed.items() if c.rating is None)
    verdict = "PIP" if against else "cannot tell" if unknown else "FIP"
    titles = {**CONSTRUCTS, **LEVELS}
    reasons = tuple(
        f"{titles[name]} {cell.rating}: {cell.promotes} for, {cell.hinders} against, "
        f"{len(cell.people)} people ({', '.join(cell.roles)})."
        for name, cell in needed.items()
    )
    return Verdict(
        case=case,
        verdict=verdict,
        rule="toy",
        rule_version="1",
        wave=wave,
        constructs={name: cells[name] for name in CONSTRUCTS},
        levels={name: cells[name] for name in LEVELS},
        decisive=against if len(against) == 1 else (),
        reasons=reasons,
        stability=0.86,
        trials=(
            Trial("bootstrap over people", {verdict: 172, "cannot tell": 28}),
            Trial("leave one person out", {verdict: 3}),
        ),
    )
