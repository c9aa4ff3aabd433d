"""Ratings from wave to wave, and where codes meet: in words, as values, drawn in the page."""

import re
from dataclasses import replace

import pytest
from synthetic_study import build_study, coding_of, study_of, transcript_of

from npt_coder.export.base import GivenRating, Study
from npt_coder.export.html import report
from npt_coder.export.pictures import meeting_picture, trajectory_picture
from npt_coder.export.trajectories import trajectories, trajectories_document
from npt_coder.model import Cell


def moved(study: Study, *ratings: int | None) -> Study:
    """Give coherence of the first case these ratings, wave by wave."""
    case = study.cases[0]
    cells = dict(study.cells_by_wave)
    for wave, rating in zip(study.waves, ratings, strict=True):
        own = replace(cells[case, wave]["coherence"], rating=rating, thin=False)
        cells[case, wave] = {**cells[case, wave], "coherence": own}
    return replace(study, cells_by_wave=cells)


def coherence(study: Study):
    return next(t for t in trajectories(study) if t.case == study.cases[0])


@pytest.mark.parametrize(
    ("ratings", "words", "change"),
    [((-1, 2), "−1 → +2", 3), ((1, 1), "+1 → +1", 0), ((None, 1), "missing → +1", None)],
)
def test_a_trajectory_says_the_way_and_the_change(study, ratings, words, change):
    own = coherence(moved(study, *ratings))
    assert (own.name, str(own), own.change) == ("coherence", words, change)


def test_a_thin_rating_and_one_by_a_person_are_marked(study):
    study = moved(study, 1, 2)
    case, wave = study.cases[0], study.waves[1]
    given = GivenRating(case, wave, "coherence", 2, 1, "seen", "anna", "2026-01-01T00:00:00Z")
    thin: dict[str, Cell] = dict(study.cells_by_wave[case, study.waves[0]])
    thin["coherence"] = replace(thin["coherence"], thin=True)
    study = replace(
        study,
        given={(case, wave, "coherence"): given},
        cells_by_wave={**study.cells_by_wave, (case, study.waves[0]): thin},
    )
    assert str(coherence(study)) == "+1 thin → +2*"


def test_the_values_are_those_of_the_cells(study):
    record = trajectories_document(study)[0]
    cell = study.cell(study.cases[0], study.waves[0], "coherence")
    assert (record["case"], record["code"]) == (study.cases[0], "coherence")
    assert record["waves"][0] == {
        "wave": "1",
        "rating": cell.rating,
        "by_a_person": False,
        "thin": cell.thin,
        "promotes": cell.promotes,
        "hinders": cell.hinders,
        "mixed": cell.mixed,
        "people": len(cell.people),
    }


def test_one_wave_has_no_trajectory_and_no_section():
    transcript = transcript_of([("GP1", "We all knew what she was there to do.")])
    study = study_of((transcript,), (coding_of(transcript, "We all knew", "coherence"),))
    assert trajectories(study) == ()
    assert trajectory_picture(study) is None
    assert meeting_picture(study) is None
    page = report(study)
    assert 'id="waves"' not in page
    assert 'id="meetings"' not in page


def test_codes_on_the_same_words_are_counted_where_they_meet():
    transcript = transcript_of([("GP1", "We all knew, and we all refer.")])
    codings = (
        coding_of(transcript, "We all knew", "coherence"),
        coding_of(transcript, "all knew, and", "collective_action"),
    )
    made = meeting_picture(study_of((transcript,), codings))
    assert made is not None
    rows = {head: [entry.text for entry in entries] for head, entries in made.rows}
    assert rows == {"Coherence": ["1", "1"], "Collective action": ["1", "1"]}


def test_the_page_draws_both_without_a_file_beside_it():
    page = report(build_study())
    for place in ("waves", "meetings"):
        section = re.search(rf'<section id="{place}">(.*?)</section>', page, re.DOTALL)
        assert section, place
        assert section[1].count("<svg") == 1
        assert "<image" not in section[1]
        assert f'<a href="#{place}">' in page


def test_every_link_of_the_trajectories_leads_somewhere():
    page = report(build_study())
    section = re.search(r'<section id="waves">(.*?)</section>', page, re.DOTALL)[1]
    targets = re.findall(r'<a href="#([^"]+)"', section)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)
