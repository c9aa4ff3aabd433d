"""How the synthetic contacts were made: by chance, the same for every kind of area.

The table has the shape of a reported study (21 link workers, 14 in areas of high deprivation, 5
mixed, 2 low), and nothing else of it: caseloads, contacts and referrals are drawn alike for all, so
that no figure of this file can look right. Link workers belong to towns, and name organisations of
their town, a few that serve every town, and one another.
"""

import csv
import io
from random import Random

SEED = 20260401
AREAS = (*["high"] * 14, *["mixed"] * 5, *["low"] * 2)
TOWNS = ("Northtown", "Eastbridge", "Southfield", "Westhaven")
LOCAL = (
    *(("food bank", "voluntary"), ("advice centre", "voluntary"), ("library", "council")),
    *(("housing office", "council"), ("walking group", "community"), ("men's shed", "community")),
    *(("church hall lunches", "faith"), ("mosque welfare group", "faith")),
    *(("leisure centre", "council"), ("surgery", "health"), ("community garden", "community")),
    *(("carers' group", "voluntary"), ("family centre", "voluntary")),
)
EVERYWHERE = (
    *(("debt advice line", "voluntary"), ("talking therapies", "health")),
    *(("volunteer bureau", "voluntary"), ("community transport", "voluntary")),
)
HEADINGS = (
    *("link worker", "area deprivation", "caseload", "contact", "organisation"),
    *("kind of organisation", "referrals in two months", "contact is a link worker", "synthetic"),
)


def contacts_text():
    """Return the csv file that is shipped as `contacts-synthetic`."""
    random = Random(SEED)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    towns = [TOWNS[n % len(TOWNS)] for n in range(len(AREAS))]
    contact = 0
    for place, area in enumerate(AREAS):
        worker, town = f"LW{place + 1:02}", towns[place]
        caseload = 12 + int(random.random() * 60)
        mates = [f"LW{n + 1:02}" for n, t in enumerate(towns) if t == town and n != place]
        for name, kind in _chosen(random, LOCAL, 2 + int(random.random() * 5)):
            contact += 1
            row = (f"C{contact:03}", f"{name}, {town}", kind, _referrals(random), "no")
            writer.writerow((worker, area, caseload, *row, "yes"))
        for name, kind in _chosen(random, EVERYWHERE, int(random.random() * 1.4)):
            contact += 1
            row = (f"C{contact:03}", name, kind, _referrals(random), "no")
            writer.writerow((worker, area, caseload, *row, "yes"))
        for mate in _chosen(random, mates, int(random.random() * 2.6)):
            row = (mate, f"link workers, {town}", "health", _referrals(random), "yes")
            writer.writerow((worker, area, caseload, *row, "yes"))
    return out.getvalue()


def _chosen(random, these, n):
    """Return n of these in their order; by `random()` alone, the same on every Python."""
    drawn = sorted(range(len(these)), key=lambda _: random.random())[:n]
    return [these[place] for place in sorted(drawn)]


def _referrals(random):
    return int(random.random() * random.random() * 14)
