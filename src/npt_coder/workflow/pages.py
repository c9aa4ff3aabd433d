"""Pages: what a report shows beside ratings and verdicts, gathered where the study has the data."""

from __future__ import annotations

from dataclasses import replace

from npt_coder.agree.report import forest_rows
from npt_coder.export.base import Study
from npt_coder.export.pages import Agreement
from npt_coder.export.words import listed
from npt_coder.project.project import Project
from npt_coder.workflow.agreeing import Wish, agree_on_study, people_of
from npt_coder.workflow.contrasting import comparisons_of
from npt_coder.workflow.surveying import Document, SurveyWish, beside, score_survey


def with_pages(project: Project, study: Study) -> Study:
    """Return the study with comparison of cases, survey and agreement, as its settings ask.

    Raises UnknownName for an attribute that no case has, and what `score_survey` raises for the
    survey that the settings name.
    """
    return replace(
        study,
        comparisons=comparisons_of(study, project.config.compare_by),
        survey=_survey(project, study),
        agreement=_agreement(project),
    )


def _survey(project: Project, study: Study) -> Document | None:
    named = project.config.survey
    if named is None:
        return None
    wish = SurveyWish(
        direction=named.direction,
        case=named.case or None,
        wave=named.wave or None,
        numbering=named.items or None,
        not_relevant=named.not_relevant,
        already_reversed=named.already_reversed,
    )
    document, _ = score_survey(project.folder / named.file, wish)
    return beside(document, study.cells_by_wave, study.waves) | {"file": named.file}


def _agreement(project: Project) -> Agreement:
    people = people_of(project)
    if len(people) < 2:
        who = f"{people[0]} alone has coded or decided" if people else "No person has coded yet"
        return Agreement(why_not=f"{who}: there is no agreement between coders to report.")
    wish = Wish(coders=people, rounds=project.config.rounds)
    document = agree_on_study(project, wish)
    if document["refused"]:
        told = f"{listed(people)} have coded, but {document['refused']}: no agreement is reported."
        return Agreement(why_not=told)
    part = "constructs" if document["constructs"] else "codes"
    return Agreement(document, forest=forest_rows(document, part=part))
