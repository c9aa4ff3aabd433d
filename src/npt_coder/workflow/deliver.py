"""Delivering: the study put together for exporters, files written, and everything in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from npt_coder.classify.one_more import OneMoreInterview
from npt_coder.classify.rule import ClassificationRule
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UserError
from npt_coder.export.base import LossReport, OneMoreNote, RuleNote, Study
from npt_coder.export.index import find_exporter
from npt_coder.export.json import verdicts_document
from npt_coder.export.matrix_file import matrix_document, write_matrix
from npt_coder.export.trajectories import trajectories_document
from npt_coder.matrix import Matrix
from npt_coder.model import Stamp
from npt_coder.project.config import FILE_NAME
from npt_coder.project.project import Project
from npt_coder.sentences import split_sentences
from npt_coder.workflow import coding, gather
from npt_coder.workflow.analyse import Evidence, classify_study, evidence
from npt_coder.workflow.doctor import versions
from npt_coder.workflow.opening import open_study
from npt_coder.workflow.pages import with_pages
from npt_coder.workflow.progress import Track, silent

RUN_FILES = ("report.html", "matrix.xlsx", "codings.csv", "verdicts.json")
SYNTHETIC_FILE = "SYNTHETIC.txt"


@dataclass(frozen=True, slots=True)
class RunReport:
    """What `run` did. unchanged: nothing was read, coded or written anew."""

    gathering: gather.GatherReport
    coding: coding.CodeReport
    verdicts: Mapping[str, object]
    files: tuple[Path, ...]
    n_transcripts: int
    unchanged: bool
    synthetic: str
    notes: tuple[str, ...]


def run(
    source: Path,
    out: Path,
    stamp: Stamp,
    *,
    codebook: str = "npt",
    cases: Path | None = None,
    taggers: Sequence[str] | None = None,
    track: Track = silent,
) -> RunReport:
    """Ingest a folder, code it, classify it and write the report, in a study at `out`.

    Running it again goes on where it stopped and does again only what changed. Raises UserError
    when the folder is not there, holds nothing readable, or `out` is a study of another codebook.
    taggers: of a new study; one that is there keeps its own.
    """
    if not source.exists():
        raise UserError(f"{source}: no such folder. Name the folder that holds the transcripts.")
    project = _study_at(out, source, codebook, taggers, stamp)
    gathering = gather.ingest(project, [source], stamp, cases=cases, track=track)
    if not project.store.transcripts():
        reasons = "\n".join(str(problem) for problem in gathering.failed)
        raise UserError(f"{source}: no transcript could be read.\n{reasons}".rstrip())
    coded = coding.code(project, stamp, track=track)
    study = with_pages(project, study_of(project, stamp))
    paths = [out / name for name in RUN_FILES]
    fresh = _state(project, study)
    written = project.store.remembered_file("exports") == fresh
    unchanged = written and all(path.exists() for path in paths)
    if not unchanged:
        for path in track(paths, "writing"):
            find_exporter(path).write(study, path)
        with project.store.transaction():
            project.store.remember_file("exports", fresh)
    return RunReport(
        gathering=gathering,
        coding=coded,
        verdicts=verdicts_document(study),
        files=tuple(paths),
        n_transcripts=len(study.transcripts),
        unchanged=unchanged,
        synthetic=project.config.synthetic,
        notes=study.notes,
    )


def write(
    project: Project, path: Path, stamp: Stamp, *, rule: str | None = None
) -> list[dict[str, object]]:
    """Write the study in the format of the suffix; returns what the format could not carry.

    Raises UnknownName for a suffix that is not known, UserError when it cannot be written.
    """
    exporter = find_exporter(path)
    study = with_pages(project, study_of(project, stamp, rule=rule))
    return _plain(exporter.write(study, path))


def matrix(
    made: Matrix, project: Project, stamp: Stamp, *, path: Path | None = None
) -> dict[str, object]:
    """Return a matrix as plain values, and write it to a path if one is given.

    Raises UnknownName for a suffix that is not known, UserError when it cannot be written.
    """
    document = matrix_document(made)
    if path:
        losses = write_matrix(made, path, study=plain_study(project, stamp))
        document["written"] = str(path)
        document["lost"] = _plain(losses)
    return document


def trajectories(project: Project, stamp: Stamp) -> list[dict[str, object]]:
    """Return how each cell of each case moves from wave to wave. Raises what `study_of` raises."""
    return trajectories_document(study_of(project, stamp, draws=0))


def verdicts(
    project: Project, stamp: Stamp, *, rule: str | None = None, seed: int = 1
) -> dict[str, object]:
    """Return rule and verdicts as plain values.

    Raises what `classify_study` raises, and UserError when the study has no rule.
    """
    if not (rule or project.config.rule):
        raise _no_rule(project)
    return verdicts_document(study_of(project, stamp, rule=rule, seed=seed))


def study_of(
    project: Project, stamp: Stamp, *, rule: str | None = None, seed: int = 1, draws: int = 200
) -> Study:
    """Put a study together for exporters. Raises what `classify_study` raises."""
    classified = classify_study(project, rule=rule, seed=seed, draws=draws)
    known = classified.evidence
    codebook = known.codebook
    titles = {code.id: code.name for code in codebook.codes}
    named = (*classified.rule.constructs, *classified.rule.shown)
    sentences = (sum(1 for _ in split_sentences(t)) for t in known.transcripts)
    return Study(
        title=project.config.name,
        codebook=codebook,
        transcripts=known.transcripts,
        codings=known.all_codings,
        evidence=known.frame,
        cases=known.cases,
        waves=known.waves,
        constructs={name: titles[name] for name in named},
        levels={level: titles[code] for level, code in classified.rule.levels.items()},
        cells_by_wave=classified.cells,
        verdicts=classified.verdicts,
        rule=_rule_note(classified.rule) if classified.rule.name else None,
        made_at=stamp.at,
        versions=versions(),
        notes=(
            *_unreviewed(known),
            *_homeless(len(project.store.ratings()) - len(classified.given)),
            *project.config.notes,
        ),
        synthetic=project.config.synthetic or None,
        n_sentences=sum(sentences),
        given={(one.case, one.wave, one.name): one for one in classified.given},
        one_more={case: _one_more(found) for case, found in classified.one_more.items()},
    )


def plain_study(project: Project, stamp: Stamp) -> Study:
    """Put together what needs no rule: codings, transcripts, codebook. Raises CodebookError."""
    known = evidence(project)
    return Study(
        title=project.config.name,
        codebook=known.codebook,
        transcripts=known.transcripts,
        codings=known.all_codings,
        evidence=known.frame,
        cases=known.cases,
        waves=known.waves,
        constructs={},
        levels={},
        cells_by_wave={},
        verdicts=(),
        rule=None,
        made_at=stamp.at,
        versions=versions(),
        notes=(*_unreviewed(known), *project.config.notes),
        synthetic=project.config.synthetic or None,
    )


def _no_rule(project: Project) -> UserError:
    codebook = read_codebook(project.named_file(project.config.codebook))
    fits = gather.fitting_rule(codebook)
    return UserError(
        f"this study has no verdict rule, and '{fits}' would fit its codebook. Name it with --rule"
        f", or write `rule` into {project.folder / FILE_NAME}."
        if fits
        else f"the codebook '{codebook.name}' has no verdict rule: its study has evidence and "
        "ratings, and no verdicts. A rule of your own goes with --rule, or as `rule` into "
        f"{project.folder / FILE_NAME}."
    )


def _plain(losses: LossReport) -> list[dict[str, object]]:
    return [{"what": loss.what, "count": loss.count, "why": loss.why} for loss in losses]


def _unreviewed(known: Evidence) -> tuple[str, ...]:
    """Say how much of the evidence no person has looked at."""
    n = len(known.frame)
    decided = int((known.frame["status"] == "accepted").sum())
    if decided == n:
        return ()
    so_far = f"{n - decided} of the {n} codings" if decided else f"All {n} codings"
    return (
        f"{so_far} behind these results are suggestions of a tagger that no person has decided. "
        "Taggers miss much of what people say in passing and "
        "misread some of it: review the quotes before you rest a conclusion on them.",
    )


def _homeless(n: int) -> tuple[str, ...]:
    """Say how many ratings by people are of a cell that these results do not have."""
    if not n:
        return ()
    what = "1 rating that a person gave is" if n == 1 else f"{n} ratings that people gave are"
    return (
        f"{what} of a case, wave or cell that is not in these results, and counts nowhere: see "
        "`npt-coder log`.",
    )


def _rule_note(rule: ClassificationRule) -> RuleNote:
    constructs, levels, rating = rule.thin_constructs, rule.thin_levels, rule.rating
    thresholds = [
        f"A needed cell must be rated above {rule.above}, at the wave: {rule.wave}.",
        *(f"Other than that, {name} must be {asked}." for name, asked in rule.conditions.items()),
        f"A construct is too thin to judge below {constructs.min_codings} codings for or against "
        f"or mixed, or below {constructs.min_people} people.",
        f"A rating of 2 needs {rating.strong_people} people with explicit instances (score of at "
        f"least {rating.explicit_score}) and a net share of people of at least "
        f"{rating.strong_share}; a net share within ±{rating.balance} is contradictory: 0.",
        f"A mixed coding counts {rating.mixed_weight} for and {rating.mixed_weight} against; each "
        "person's codings are weighed first, then people are counted.",
    ]
    if rule.levels:
        thresholds.append(
            f"A level is too thin to judge below {levels.min_codings} codings for or against or "
            f"mixed, or below {levels.min_people} people.",
        )
    return RuleNote(
        name=rule.name,
        version=rule.version,
        title=rule.title,
        statement=rule.statement,
        source=rule.source,
        thresholds=tuple(thresholds),
        classes=dict((rule.met, rule.not_met, rule.unknown)),
        not_counted=rule.shown,
    )


def _one_more(found: OneMoreInterview) -> OneMoreNote:
    return OneMoreNote(
        cells=tuple(
            ("level" if one.is_level else "construct", one.name, one.promotes, one.hinders)
            for one in found.cells
        ),
        everywhere=(found.promotes, found.hinders),
        words=str(found),
    )


def _study_at(
    out: Path, source: Path, codebook: str, taggers: Sequence[str] | None, stamp: Stamp
) -> Project:
    if (out / FILE_NAME).is_file():
        project, problems = open_study(out, stamp)
        if problems:
            raise UserError("\n".join(str(problem) for problem in problems))
        if read_codebook(project.named_file(project.config.codebook)).name != _name_of(codebook):
            raise UserError(
                f"{out}: a study with the codebook '{project.config.codebook}'. Name another "
                "folder with --out, or change the codebook in its npt-coder.toml."
            )
        return project
    return gather.start_study(out, codebook, synthetic=_synthetic(source), taggers=taggers)


def _name_of(codebook: str) -> str:
    return read_codebook(codebook).name


def _synthetic(source: Path) -> str:
    """Return the statement of a folder that says its transcripts are invented, or ""."""
    path = source / SYNTHETIC_FILE
    return " ".join(path.read_text(encoding="utf-8").split()) if path.is_file() else ""


def _state(project: Project, study: Study) -> str:
    """Return the identity of all that the written files depend on, but for the time."""
    parts = (
        project.config,
        study.codebook.hash,
        study.rule,
        study.codings,
        [(t.id, t.sha256, t.case, t.wave, t.attributes, t.speakers) for t in study.transcripts],
        study.verdicts,
        study.given,
        study.comparisons,
        study.survey,
        study.agreement,
        study.versions,
    )
    return sha256(repr(parts).encode()).hexdigest()
