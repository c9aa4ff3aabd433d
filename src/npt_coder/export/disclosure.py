"""Disclosure: where a job, a case and a wave together point to one person.

With few cases a label such as `practice manager, case A, wave 2` may name a person to anybody who
knows the setting, however well the words are pseudonymised.
"""

from __future__ import annotations

from collections.abc import Iterable

from npt_coder.export.base import Study
from npt_coder.export.words import counted
from npt_coder.model import Transcript

Label = tuple[str, str, str | None]


def lone_voices(study: Study) -> frozenset[Label]:
    """Return each (job, case, wave) of a study that belongs to one participant alone."""
    return lone_labels(study.transcripts)


def lone_labels(transcripts: Iterable[Transcript]) -> frozenset[Label]:
    """Return each (job, case, wave) that belongs to one participant alone."""
    found = _people(transcripts)
    return frozenset(label for label, people in found.items() if len(people) == 1)


def disclosure_warning(study: Study) -> str | None:
    """Say in words how many labels point to one person, or None when none does."""
    labels, lone = _people(study.transcripts), lone_voices(study)
    if not lone:
        return None
    return (
        f"{len(lone):,} of {counted(len(labels), 'combination')} of job, case and wave "
        f"{'belongs' if len(lone) == 1 else 'belong'} to a single person. Quotes with such a label "
        "are marked “one person”. Before this report leaves the research team, consider coarser "
        "labels, such as “staff” in place of the job, and leave out the wave."
    )


def _people(transcripts: Iterable[Transcript]) -> dict[Label, set[str]]:
    people: dict[Label, set[str]] = {}
    for transcript in transcripts:
        for speaker in transcript.speakers:
            job = speaker.attributes.get("role")
            if speaker.role == "participant" and job and transcript.case:
                person = speaker.person or f"{transcript.id}/{speaker.label}"
                people.setdefault((job, transcript.case, transcript.wave), set()).add(person)
    return people
