"""What the pages on agreement and on a survey show, and what they leave unsaid."""

from dataclasses import replace

import pytest
from lines import Line
from synthetic_study import build_study

from npt_coder.export.agreement_page import agreement_page, figure_words, short_rows
from npt_coder.export.pages import Agreement
from npt_coder.export.survey_page import survey_page

FIGURES = {
    "n": 400,
    "prevalence": 0.0025,
    "percent": 0.996,
    "percent_ci95": [0.99, 1.0],
    "kappa": None,
    "alpha": -0.001,
    "alpha_ci95": [-0.2, 0.3],
    "ac1": 0.5,
    "counts": {"both": 1, "only": {"anna": 0, "ben": 3}, "neither": 396},
}


def document(*coders, unit="elsewhere, turn 2", group="elsewhere"):
    return {
        "coders": [*coders],
        "unit": "sentence",
        "n_units": 400,
        "universe": "all",
        "universe_means": "every unit",
        "transcripts": ["a", "b"],
        "codes": [{"code": "coherence.differentiation", **FIGURES}],
        "constructs": [{"code": "coherence", **FIGURES}],
        "overall": FIGURES,
        "pairs": [{"coders": ["anna", "ben"], **FIGURES}] if len(coders) > 2 else [],
        "rounds": [],
        "disagreements": [
            {
                "unit": unit,
                "group": group,
                "code": "coherence",
                "ratings": {"anna": "coded", "ben": "not coded"},
                "quote": "We <b>all</b> knew.",
            }
        ],
        "notes": ["Few."],
    }


@pytest.fixture
def study():
    found = Agreement(document("anna", "ben"), forest=[Line("coherence", 0.5, 0.2, 0.8, 400)])
    return replace(build_study(cases=2, words=60), agreement=found)


def test_a_construct_stands_above_its_codes_and_all_codes_last(study):
    page = agreement_page(study)
    assert [(is_whole, row[0]) for is_whole, row in page.rows] == [
        (True, "Coherence"),
        (False, "Coherence: Differentiation"),
        (True, "All codes together"),
    ]
    assert [row[0] for row in short_rows(study)] == ["Coherence", "All codes together"]


def test_a_figure_without_a_meaning_is_a_dash_and_a_rare_code_is_not_0(study):
    _, n, prevalence, counts, percent, kappa, alpha, _ = agreement_page(study).rows[0][1]
    assert (n, prevalence, counts, kappa) == ("400", "0.003", "1 / 0 / 3 / 396", "–")
    assert (percent, alpha) == ("0.996 [0.99, 1.00]", "0.00 [−0.20, 0.30]")


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (1.0, "1.00"), (0.99999, ">0.999"), (-0.5, "−0.50")]
)
def test_what_is_not_all_is_never_written_as_all(value, words):
    assert figure_words(value) == words


def test_three_coders_have_no_fourfold_counts_but_figures_of_every_two(study):
    page = agreement_page(replace(study, agreement=Agreement(document("anna", "ben", "cem"))))
    assert page.counts == ""
    assert page.pairs[0][0] == "anna and ben"
    assert page.forest is None


def test_a_disagreement_in_a_transcript_that_is_not_here_has_no_link(study):
    (_, n, (clash,)) = agreement_page(study).clashes[0]
    assert (n, clash.link) == (1, None)
    here = study.transcripts[0].id
    known = Agreement(document("anna", "ben", unit=f"{here}, turn 2, sentence 1", group=here))
    (_, _, (clash,)) = agreement_page(replace(study, agreement=known)).clashes[0]
    assert clash.link is not None


def surveyed(study, **row):
    found = {
        "case": study.cases[0],
        "wave": "2",
        "construct": "coherence",
        "mean": 3.456,
        "n": 7,
        "rating": study.cell(study.cases[0], "2", "coherence").rating,
        "thin": False,
        "promotes": 5,
        "hinders": 1,
        "people": 3,
    } | row
    scale = {"mean": None, "sd": None, "n": 0, "alpha": None, "alpha_ci95": None, "n_alpha": 0}
    survey = {
        "file": "s.csv",
        "n": 7,
        "direction": "agree-high",
        "scores": "1 to 5",
        "joint": {"rows": [found], "only_surveyed": ["Elm"], "only_interviewed": []},
        "subscales": {"coherence": {"n_items": 4, **scale}, "general": {"n_items": 0, **scale}},
        "notes": ["Fewer than 5."],
    }
    return survey_page(replace(study, survey=survey))


def test_a_case_is_found_whatever_its_capitals_and_leads_to_its_quotes(study):
    page = surveyed(study, case=study.cases[0].upper())
    (cell,) = page.rows[0][2]
    assert (cell.survey, cell.n, cell.words) == ("3.46", "7", "5 for · 1 against")
    assert cell.link == surveyed(study).rows[0][2][0].link is not None


def test_a_case_without_interviews_has_its_survey_alone(study):
    page = surveyed(study, case="Elm", rating=None, thin=None, people=None)
    (cell,) = page.rows[0][2]
    assert (cell.rating, cell.words, cell.tone, cell.link) == ("–", "no evidence", "missing", None)
    assert page.notes == ("Only in the survey: Elm.", "Fewer than 5.")


def test_a_subscale_without_figures_has_dashes_and_one_without_items_no_row(study):
    assert surveyed(study).scales == (("Coherence", "4", "–", "–", "0", "–"),)


def test_a_study_without_the_data_has_neither_page():
    bare = build_study(cases=2, words=60)
    assert agreement_page(bare) is None
    assert agreement_page(replace(bare, agreement=Agreement(why_not="One coder."))) is None
    assert survey_page(bare) is None
