"""Worked examples as published, with the figures that their sources print."""

import numpy as np

from npt_coder.agree.ratings import NOT_RATED
from npt_coder.agree.tally import tally, total

# Gwet 2014 (irrCAC: cont3x3abstractors): 100 women, two abstractors, three kinds of pregnancy.
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
# Gwet 2014 (irrCAC: distrib.6raters), after Fleiss 1971: 15 patients, 6 raters, 5 diagnoses.
SIX_RATERS = [
    *([0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0]),
    *([2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6]),
    *([1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1]),
]
# Fleiss' kappa as worked on Wikipedia: 10 subjects, 14 raters, 5 categories; kappa 0.210.
FOURTEEN_RATERS = [
    *([0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1]),
    *([7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]),
]
# Krippendorff 2011, section C: 12 units, 4 observers, some values missing; alpha 0.743.
FOUR_OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
# Krippendorff 2011, sections A and B: two observers, no missing values; alpha 0.095 and 0.692.
BINARY = ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]
BEN_AND_GERRY = ["a a b b d c c c e d d a", "b a b b b c c c e d d d"]


def values_of_rows(rows):
    """Return values of coders x units from one string per coder; `.` is not rated."""
    split = [row.split() for row in rows]
    names = sorted({v for row in split for v in row} - {"."})
    index = {name: place for place, name in enumerate(names)} | {".": NOT_RATED}
    return np.array([[index[v] for v in row] for row in split], dtype=np.int16)


def values_of_table(table):
    """Return values of two coders from counts, first coder by second."""
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return np.array(cells, dtype=np.int16).T


def values_of_counts(rows):
    """Return values of coders from how many coders chose each category, per unit."""
    units = [[k for k, n in enumerate(row) for _ in range(n)] for row in rows]
    return np.array(units, dtype=np.int16).T


def tally_of(values):
    """Return the tally of all units, each a group of its own added up."""
    return total(groups_of(values))


def groups_of(values):
    """Return the tally of each unit."""
    n = values.shape[1]
    return tally(values, np.ones(n), np.arange(n), n_categories=int(values.max()) + 1)
