"""Matrix: from codings to evidence, to matrices, and to the passages where codes meet."""

from npt_coder.matrix.boolean import UNITS, Unit, meets, parse, retrieved
from npt_coder.matrix.evidence import (
    EVIDENCE_COLUMNS,
    evidence_frame,
    natural,
    of_wave,
    only,
    waves,
    with_attributes,
)
from npt_coder.matrix.layout import JOIN, Cells, Matrix, build_matrix, labels, tally
from npt_coder.matrix.meeting import MEETINGS, Meeting, co_occurrence

__all__ = [
    "EVIDENCE_COLUMNS",
    "JOIN",
    "MEETINGS",
    "UNITS",
    "Cells",
    "Matrix",
    "Meeting",
    "Unit",
    "build_matrix",
    "co_occurrence",
    "evidence_frame",
    "labels",
    "meets",
    "natural",
    "of_wave",
    "only",
    "parse",
    "retrieved",
    "tally",
    "waves",
    "with_attributes",
]
