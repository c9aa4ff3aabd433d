"""Methods: how a study was coded, rated and classified, and what that cannot show, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from npt_coder.export.base import Study
from npt_coder.export.words import counted, listed, when_words
from npt_coder.model import Status, Transcript

STATUSES: tuple[tuple[Status, str], ...] = (
    ("suggested", "suggested and not yet decided"),
    ("accepted", "accepted"),
    ("rejected", "rejected"),
    ("retired", "retired"),
)


def methods(study: Study) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return headings with their sentences, in the order of the work."""
    return tuple(
        (heading, tuple(sentence for sentence in sentences if sentence))
        for heading, sentences in _sections(study)
    )


def limits(study: Study) -> tuple[str, ...]:
    """Return what readers must keep in mind, one sentence each."""
    undecided = sum(coding.status == "suggested" for coding in study.codings)
    sentences = [
        "Silence is not evidence: where nothing was said the report says so, and does not read it "
        "as a sign against.",
        f"With {counted(len(study.cases), 'case')} no significance test is meaningful; none is "
        "made.",
        "A class describes a case at the last wave. It is a state at a date, not a judgement of "
        "the people in it.",
    ]
    if undecided:
        sentences.insert(
            0,
            f"{counted(undecided, 'coding')} of {len(study.codings):,} were suggested by a tagger "
            "and have not been decided by a person. Until they are, read ratings and classes as "
            "provisional.",
        )
    return tuple(sentences)


def _sections(study: Study) -> Iterator[tuple[str, list[str]]]:
    yield "Material", _material(study)
    yield "Codebook", [_codebook(study)]
    yield "Coding", _coding(study)
    yield "Rating", _rating(study)
    if study.rule:
        yield "Classification", _classification(study)
    yield "Made with", [_versions(study)]


def _material(study: Study) -> list[str]:
    people = {
        speaker.person or f"{transcript.id}/{speaker.label}"
        for transcript in study.transcripts
        for speaker in transcript.speakers
        if speaker.role == "participant"
    }
    words = sum(_n_words(t, interviewer=False) for t in study.transcripts)
    asked = sum(_n_words(t, interviewer=True) for t in study.transcripts)
    material = (
        f"{counted(len(study.transcripts), 'transcript')} from "
        f"{counted(len(study.cases), 'case')} at {counted(len(study.waves), 'wave')}; "
        f"{counted(len(people), 'participant')}; {counted(words, 'word')} of theirs."
    )
    sentences = [material]
    if asked:
        sentences.append(f"Interviewers ({counted(asked, 'word')}) are shown and not coded.")
    apart = sum(transcript.case is None for transcript in study.transcripts)
    if apart:
        sentences.append(
            f"{counted(apart, 'transcript')} without a case: codings there are marked in the "
            "transcript and count towards no cell."
        )
    return sentences


def _n_words(transcript: Transcript, *, interviewer: bool) -> int:
    return sum(
        len(transcript.text[turn.start : turn.end].split())
        for turn in transcript.turns
        if (transcript.speaker(turn.speaker).role == "interviewer") is interviewer
    )


def _codebook(study: Study) -> str:
    book = study.codebook
    return (
        f"{book.title} ({book.name}), edition {book.edition}, "
        f"{counted(len(book.codes), 'code')}, hash {book.hash[:12]}. Source: {book.source}"
    )


def _coding(study: Study) -> list[str]:
    by_status = Counter(coding.status for coding in study.codings)
    by_coder = Counter(coding.coder for coding in study.codings)
    statuses = tuple(f"{by_status[s]:,} {words}" for s, words in STATUSES if by_status[s])
    coders = tuple(f"{coder} ({n:,})" for coder, n in sorted(by_coder.items()))
    universe = f" ({study.n_sentences:,} in this study)" if study.n_sentences is not None else ""
    return [
        f"The unit is a sentence inside its turn{universe}; a coding stands on one or more of them "
        "and has a valence: for, against, mixed or descriptive.",
        f"{counted(len(study.codings), 'coding')}: {listed(statuses)}." if statuses else
        "There are no codings yet.",
        f"Coders: {listed(coders)}." if coders else "",
        "Each suggestion names the words, and the rules if any, that led to it. Rejected and "
        "retired codings count nowhere.",
        study.agreement.why_not if study.agreement else "",
    ]  # fmt: skip


def _rating(study: Study) -> list[str]:
    n = len(study.given)
    return [
        "Cells are rated from −2 to +2 after the published rating rules for the Consolidated "
        "Framework for Implementation Research (as in doi:10.1186/s12889-021-11644-5, table 3): "
        "the sign says whether talk is for or against, 2 asks for explicit instances from more "
        "than one person, 0 is balanced or contradictory.",
        "Missing means that nothing for or against was said, which is not 0. Thin means too little "
        "to judge by the rule, whatever the rating.",
        f"{counted(n, 'rating')} {'was' if n == 1 else 'were'} given by a person, who gave a "
        "reason. The rule takes it in place of the one that follows from the codings; both are "
        "shown."
        if n
        else "",
    ]


def _classification(study: Study) -> list[str]:
    assert study.rule is not None
    rule = study.rule
    names = {**study.constructs, **study.levels}
    shown = tuple(names.get(name, name) for name in rule.not_counted)
    return [
        f"{rule.title} ({rule.name}, version {rule.version}). {rule.statement}",
        *rule.thresholds,
        f"Shown and not counted: {listed(shown)}." if shown else "",
        "This rule is our operationalisation: it makes a judgement explicit and repeatable, and is "
        "not the published method of any study. A person may set another class with a reason; both "
        "are then shown.",
        "Stability is the share of sensitivity runs (people drawn again or left out, thresholds "
        "moved, undecided suggestions dropped by chance) that give the same class. It does not "
        "know how often a tagger misreads. A decisive cell is one whose change alone would give "
        "another.",
        f"Source of the rule: {rule.source}",
    ]


def _versions(study: Study) -> str:
    versions = tuple(f"{name} {version}" for name, version in study.versions.items())
    return f"{', '.join(versions)}. Made at {when_words(study.made_at)}." if versions else (
        f"Made at {when_words(study.made_at)}."
    )  # fmt: skip
