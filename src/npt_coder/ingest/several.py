"""Several: a file that holds more than one interview, told by the headings between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from npt_coder.ingest.formats.base import Paragraph

_HEADING = re.compile(
    r"[\W_]*(?P<name>(?:interview|transcript|entretien|entrevista)[ \t]*(?:no\.?|nr\.?|number|#)?"
    r"[ \t]*(?P<number>\d{1,4}))[\W_]*",
    re.I,
)
_BETWEEN = 4  # paragraphs of an interview at least; a list of interviews has none between its lines
_SHOWN = 6  # headings in a message


def several_interviews(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return a sentence that names the interviews of a file, or None when it holds one.

    An interview begins with a line of its own such as `INTERVIEW 11`; the numbers differ, and talk
    stands between the headings.
    """
    found: list[tuple[int, str, str, str]] = []
    for index, paragraph in enumerate(paragraphs):
        heading = _HEADING.fullmatch(paragraph.text) if len(paragraph.text) < 60 else None
        if heading and paragraph.speaker is None:
            found.append((index, heading["number"], heading["name"], paragraph.where))
    first: dict[str, tuple[int, str, str]] = {}
    for index, number, name, where in found:
        first.setdefault(number, (index, name, where))
    places = sorted(first.values())
    far = [b[0] - a[0] > _BETWEEN for a, b in pairwise(places)]
    if len(places) < 2 or not all(far):
        return None
    named = "; ".join(f"'{name}' at {where}" for _, name, where in places[:_SHOWN])
    return (
        f"holds {len(places)} interviews in one file: {named}"
        f"{'; ...' if len(places) > _SHOWN else ''}. Save each as a file of its own, so that "
        "speakers and cases are not mixed up."
    )
