"""How the synthetic survey was made: by chance, the same for every practice and wave.

A person has a leaning, an item a chance of its own; practice, wave and class have no part in it.
Whatever differs between practices in this file is chance, so that no figure of it can look right.
"""

import csv
import io
from random import Random

PRACTICES = ("Amber", "Cobalt", "Crimson", "Cyan", "Magenta", "Ochre", "Olive")
SEED = 20260301
NOT_RELEVANT = (
    "Not relevant to my role",
    "Not relevant at this stage",
    "Not relevant to the intervention",
)


def survey_text():
    """Return the csv file that is shipped as `nomad-synthetic`."""
    random = Random(SEED)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("respondent", "practice", "wave", *(f"Q{n}" for n in range(1, 24)), "synthetic")
    )
    number = 0
    for wave in ("1", "2"):
        for practice in PRACTICES:
            for _ in range(3 + int(random.random() * 5)):
                number += 1
                answers = _answers(random)
                writer.writerow((f"R{number:03}", practice, wave, *answers, "yes"))
    return out.getvalue()


def _answers(random):
    leaning = _bell(random)
    general = [_within(5 + 2 * leaning + 2 * _bell(random), 0, 10) for _ in range(3)]
    return [*general, *(_answer(random, number, leaning) for number in range(4, 24))]


def _answer(random, number, leaning):
    value = 3.3 + 0.7 * leaning + 0.9 * _bell(random)
    chance = random.random()
    if chance < 0.02:
        return ""
    if chance < 0.08:
        return NOT_RELEVANT[int(random.random() * 3)]
    return _within(6 - value if number == 13 else value, 1, 5)


def _bell(random):
    """Return about a standard normal: sums of `random()` are the same on every Python."""
    return sum(random.random() for _ in range(12)) - 6


def _within(value, low, high):
    return max(low, min(high, round(value)))
