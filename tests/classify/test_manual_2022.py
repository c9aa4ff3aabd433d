"""The rule `manual-2022`: four mechanisms and sustainment decide, contexts and changes do not."""

import pytest

from npt_coder.classify.ratings import Said
from npt_coder.classify.read import read_rule
from npt_coder.classify.rule import judge
from npt_coder.codebook.read import read_codebook

RULE = read_rule("manual-2022")
MECHANISMS = (
    "coherence",
    "cognitive_participation",
    "collective_action",
    "reflexive_monitoring",
)
NEEDED = (*MECHANISMS, "outcome.sustainment")


def said(cell: str, *people: str) -> list[Said]:
    """Codings of a cell from words such as "anna+" (for) and "ben-" (against)."""
    return [
        Said(f"{cell}-{p}", cell, p[:-1], "nurse", "promotes" if p[-1] == "+" else "hinders", 0.7)
        for p in people
    ]


def verdict(**instead: tuple[str, ...]) -> str:
    """The verdict when two people speak for each needed cell, but for the cells named."""
    other = {name.replace("__", "."): people for name, people in instead.items()}
    cells = {**dict.fromkeys(NEEDED, ("anna+", "ben+")), **other}
    return judge("Ward 9", [s for cell, p in cells.items() for s in said(cell, *p)], RULE).verdict


def test_it_speaks_of_codes_that_the_codebook_has_and_of_all_twelve_primary_ones():
    primary = {code.id for code in read_codebook("npt-2022").of_kind("construct")}
    assert set(RULE.codes) == primary
    assert RULE.constructs == NEEDED


def test_four_mechanisms_and_sustainment_make_it_integrated():
    assert verdict() == "integrated"


@pytest.mark.parametrize("cell", NEEDED)
def test_one_needed_cell_with_two_people_against_it_makes_it_partly_integrated(cell):
    assert verdict(**{cell.replace(".", "__"): ("anna-", "ben-")}) == "partly integrated"


@pytest.mark.parametrize("cell", NEEDED)
def test_two_people_who_contradict_each_other_do_not_carry_a_cell(cell):
    assert verdict(**{cell.replace(".", "__"): ("anna+", "ben-")}) == "partly integrated"


@pytest.mark.parametrize("people", [(), ("anna+",), ("anna+", "anna+"), ("anna-",)])
def test_silence_or_one_voice_on_sustainment_leaves_it_open(people):
    assert verdict(outcome__sustainment=people) == "cannot tell"


def test_work_that_lapsed_is_partly_integrated_however_well_it_was_done():
    assert verdict(outcome__sustainment=("anna-", "ben-", "cleo-")) == "partly integrated"


def test_a_thin_cell_does_not_save_a_case_from_a_solid_negative():
    open_and_against = {"coherence": (), "collective_action": ("anna-", "ben-")}
    assert verdict(**open_and_against) == "partly integrated"


@pytest.mark.parametrize(
    "cell", ["context.negotiating_capability", "outcome.normative_restructuring"]
)
def test_contexts_and_the_other_outcomes_are_shown_and_do_not_count(cell):
    assert verdict(**{cell.replace(".", "__"): ("anna-", "ben-")}) == "integrated"
    rated = judge("Ward 9", said(cell, "anna-", "ben-"), RULE).constructs[cell]
    assert rated.rating == -2


def test_the_rule_says_that_it_is_ours_and_what_it_must_not_be_used_for():
    assert "Our operationalisation" in RULE.source
    assert "must not be used to show that they do" in RULE.statement


def test_reasons_name_an_outcome_without_its_family():
    reasons = judge("Ward 9", said("outcome.sustainment", "anna+", "ben+"), RULE).reasons
    assert reasons[-1] == "Sustainment +2: 2 for, 0 against; 2 people: nurse. Met."
