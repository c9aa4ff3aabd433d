"""Whatever is known of people and transcripts can be a row, a column or a filter."""

from dataclasses import replace

import pandas as pd
import pytest
from test_matrix_cells import CODEBOOK, coding, transcript

from npt_coder.errors import UnknownName
from npt_coder.matrix import build_matrix, evidence_frame, only, with_attributes
from npt_coder.model import Speaker


def framed(*codings):
    attributed = replace(
        transcript("t1", "Amber", "1", "p1"),
        attributes={"month": "6", "size": "small"},
        speakers=(Speaker("P", "participant", "p1", {"role": "GP", "size": "own"}),),
    )
    plain = transcript("t2", "Birch", "2", "p2")
    evidence = evidence_frame(codings, [attributed, plain], CODEBOOK)
    return with_attributes(evidence, [attributed, plain])


def test_attributes_become_columns_and_what_is_known_of_the_speaker_goes_first():
    one, two = framed(coding("t1", "coherence"), coding("t2", "coherence")).to_dict("records")
    assert (one["month"], one["size"], one["role"]) == ("6", "own", "GP")
    assert pd.isna(two["month"])


def test_an_attribute_can_be_a_row_and_codings_without_it_are_counted():
    evidence = framed(coding("t1", "coherence"), coding("t2", "coherence"))
    made = build_matrix(evidence, rows="month", wave="all")
    assert list(made.frame.index) == ["6"]
    assert made.n_unplaced == 1


def test_several_attributes_can_be_a_row_together():
    made = build_matrix(
        framed(coding("t1", "coherence"), coding("t2", "coherence")), rows="case, wave", wave="all"
    )
    assert list(made.frame.index) == ["Amber · 1", "Birch · 2"]
    assert len(made.codings["Amber · 1", "coherence"]) == 1


def test_only_keeps_what_has_every_value_and_names_those_there_are():
    evidence = framed(coding("t1", "coherence"), coding("t2", "coherence"))
    assert list(only(evidence, {"month": "6", "role": "GP"})["transcript"]) == ["t1"]
    with pytest.raises(UnknownName, match="Known: 6"):
        only(evidence, {"month": "7"})
    with pytest.raises(UnknownName, match="month"):
        only(evidence, {"moon": "6"})
