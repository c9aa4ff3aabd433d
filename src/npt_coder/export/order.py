"""Order: which waves, cases and classes an export shows, and in what order."""

from __future__ import annotations

from npt_coder.export.base import Study


def shown_waves(study: Study) -> tuple[str | None, ...]:
    """Return the waves in order, and None last when cells stand in no wave."""
    unnamed = any(wave is None for _, wave in study.cells_by_wave)
    return (*study.waves, None) if unnamed else study.waves


def last_wave(study: Study) -> str | None:
    """Return the wave that verdicts rest on, or the last one when they rest on no single one."""
    if study.verdicts and study.verdicts[0].wave in study.waves:
        return study.verdicts[0].wave
    return study.waves[-1] if study.waves else None


def by_class(study: Study) -> tuple[str, ...]:
    """Return the cases with those of one class together, in the order of the rule's classes."""
    known = classes(study)
    standing = {v.case: known.index(v.override or v.verdict) for v in study.verdicts}
    return tuple(sorted(study.cases, key=lambda case: standing.get(case, len(known))))


def classes(study: Study) -> list[str]:
    """Return the classes in the order of the rule, then those that only a person gave."""
    named = list(study.rule.classes) if study.rule else []
    given = sorted({v.override or v.verdict for v in study.verdicts} - set(named))
    return named + given
