"""Evidence: which possible marks are speakers, weighed over the whole file.

A label earns its place by how often it recurs, by alternating with others, by where it stands and
by what it looks like; never by being first. One style of labelling leads in a file; marks in
other styles count when they name a speaker whom the leading style knows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from npt_coder.ingest.labels import is_hardly_a_speaker, is_strong_role, key, shape_of, stem_of
from npt_coder.ingest.lexicon import METADATA, ROLES
from npt_coder.ingest.marks import Line, Mark, Style

# How much one accepted mark of a style says: a colon is made for it, mere space is not.
_WEIGHT: Mapping[Style, float] = {
    "timed": 1.2,
    "colon": 1.0,
    "tab": 0.9,
    "alone": 0.8,
    "lead": 0.7,
    "bracket": 0.6,
    "dot": 0.4,
    "dash": 0.4,
    "space": 0.3,
}
_FIRM: tuple[Style, ...] = ("colon", "timed", "tab")
_LOOSE: tuple[Style, ...] = ("bracket", "dot", "dash", "space")
_MUST_ALTERNATE = 0.8  # share of a doubtful label's marks that follow another speaker's
_MOST = 0.6  # share of the paragraphs that explains a file
_LOOSE_SHARE = 0.3  # share of the lines that a loosely marked style must explain
_ENDS_A_SENTENCE = re.compile(r"[.?!…:\])][\"'”’)]*$")
_WORD = re.compile(r"[^\W\d_]+")


class _PlainWords:
    """The words that occur in lower case in the talk; gathered only when somebody asks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def __contains__(self, word: str) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        words = {word for line in self._lines for word in _WORD.findall(line.text)}
        return frozenset(filter(str.islower, words))


@dataclass(frozen=True, slots=True)
class _Style:
    """One style with its marks in order and the keys of the labels that it earns."""

    style: Style
    marks: tuple[Mark, ...]
    keys: frozenset[str]

    @property
    def weight(self) -> float:
        lines = {mark.line for mark in self.marks if key(mark.label) in self.keys}
        return len(lines) * _WEIGHT[self.style]


def choose_marks(lines: Sequence[Line], candidates: Sequence[Sequence[Mark]]) -> dict[int, Mark]:
    """Return the marks that are speakers, by index of their line.

    candidates: the possible marks of each line, likeliest first.
    """
    words = _PlainWords(lines)
    by_style: defaultdict[Style, list[Mark]] = defaultdict(list)
    for marks in candidates:
        for mark in marks:
            by_style[mark.style].append(mark)
    styles = [_weigh(style, marks, lines, words) for style, marks in by_style.items()]
    leading = max(styles, key=lambda style: style.weight, default=None)
    if leading is None or not leading.keys:
        return {}
    known = leading.keys | _known_to_firm_styles(leading, styles)
    chosen = _pick(leading, known, lines, candidates)
    rare = _rare_keys(leading, chosen, lines, words)
    return _pick(leading, known | rare, lines, candidates) if rare else chosen


def _weigh(
    style: Style, marks: Sequence[Mark], lines: Sequence[Line], words: _PlainWords
) -> _Style:
    """Decide which labels of one style recur, alternate and look like speakers."""
    counts = Counter(key(mark.label) for mark in marks)
    labels = {key(mark.label): mark.label for mark in reversed(marks)}
    alternation = _alternation([key(mark.label) for mark in marks if counts[key(mark.label)] > 1])
    keys = {k for k, n in counts.items() if _is_earned(style, labels[k], n, alternation[k], words)}
    if style in _FIRM or style == "alone":
        keys |= _keys_that_explain_the_file(style, marks, lines, words)
    n_marked = sum(counts[k] for k in keys)
    if len(keys) == 1 and not is_strong_role(labels[next(iter(keys))]):
        keys = keys if n_marked >= 3 and n_marked >= 0.3 * len(lines) else set()
    if style in _LOOSE and (len(keys) < 2 or n_marked < _LOOSE_SHARE * _n_units(lines)):
        keys = {k for k in keys if style == "bracket" and _has_colons(marks, k, lines)}
    return _Style(style, tuple(marks), frozenset(keys))


def _keys_that_explain_the_file(
    style: Style, marks: Sequence[Mark], lines: Sequence[Line], words: _PlainWords
) -> set[str]:
    """Return all credible labels when a few of them begin nearly every paragraph.

    In a short file nobody speaks often, yet the whole is labelled.
    """
    credible = [mark for mark in marks if _is_credible(mark, style, words)]
    counts = Counter(key(mark.label) for mark in credible)
    n_explained = sum(1 if mark.speech < len(lines[mark.line].text) else 2 for mark in credible)
    is_few = 2 <= len(counts) <= max(3, len(credible) // 2)
    # Headings come once each; so do speakers only where the label says more than a name.
    recurs = len(credible) >= 1.5 * len(counts)
    is_plain = style == "alone" or all(mark.shape == "name" for mark in credible)
    if not is_few or (is_plain and style != "timed" and not recurs):
        return set()
    return set(counts) if n_explained >= _MOST * _n_units(lines) else set()


def _is_earned(style: Style, label: str, n: int, alternation: float, words: _PlainWords) -> bool:
    """Say whether a label that occurs `n` times in a style is a speaker on that evidence."""
    if style not in _LOOSE and is_strong_role(label):
        return True
    if is_hardly_a_speaker(label) and shape_of(label) != "role":
        return n >= 3 and alternation >= _MUST_ALTERNATE and style in _FIRM and not _is_key(label)
    if any(word in METADATA for word in _lower_words(label)):
        return n >= 3 and alternation >= _MUST_ALTERNATE and style != "alone"
    shape = shape_of(label)
    if shape == "handle" or (shape == "name" and _is_ordinary(label, words)):
        return n >= 3 and alternation >= _MUST_ALTERNATE and style != "alone"
    return n >= (3 if style == "alone" and shape == "name" else 2)


def _alternation(keys: Sequence[str]) -> defaultdict[str, float]:
    """Return for each key the share of its marks that follow a mark with another key."""
    seen: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for index, k in enumerate(keys):
        seen[k] += 1
        changed[k] += index == 0 or keys[index - 1] != k
    return defaultdict(float, {k: changed[k] / seen[k] for k in seen})


def _known_to_firm_styles(leading: _Style, styles: Sequence[_Style]) -> frozenset[str]:
    """Return speakers that another firm style earns by a role word, as `P1 0:00` beside `I:`."""
    return frozenset(
        key(mark.label)
        for style in styles
        if style is not leading and style.style in ("colon", "timed")
        for mark in style.marks
        if key(mark.label) in style.keys
        and (is_strong_role(mark.label) or style.weight * 4 > leading.weight)
    )


def _pick(
    leading: _Style,
    known: frozenset[str],
    lines: Sequence[Line],
    candidates: Sequence[Sequence[Mark]],
) -> dict[int, Mark]:
    """Walk the lines and take for each the first mark of a known speaker that may stand there."""
    chosen: dict[int, Mark] = {}
    for index, marks in enumerate(candidates):
        above = chosen.get(index - 1)
        is_below_label = above is not None and above.speech >= len(lines[index - 1].text)
        for mark in marks:
            if key(mark.label) not in known or not _may_stand(mark, leading, lines):
                continue
            if is_below_label and mark.style == "alone" and not mark.bold:
                continue  # a short answer that reads like a label
            chosen[index] = mark
            break
    return chosen


def _may_stand(mark: Mark, leading: _Style, lines: Sequence[Line]) -> bool:
    """Say whether a mark in its style can count beside the leading style of the file."""
    line = lines[mark.line]
    if mark.style == "alone" and mark.line + 1 >= len(lines):
        return False
    if mark.style == leading.style or mark.style in ("colon", "timed", "lead"):
        return True
    if mark.style == "alone":
        return mark.bold or mark.shape in ("role", "code") or line.after_blank
    if mark.style == "bracket":
        return _has_colon(mark, line)
    return mark.style == "tab" or (mark.style == "dot" and mark.shape == "role")


def _rare_keys(
    leading: _Style, chosen: Mapping[int, Mark], lines: Sequence[Line], words: _PlainWords
) -> frozenset[str]:
    """Return labels that occur once or twice, where a firm frame of other speakers holds them."""
    if len(chosen) < 4 or len({key(mark.label) for mark in chosen.values()}) < 2:
        return frozenset()
    manners = {_manner(mark.label) for mark in chosen.values()}
    rare = [
        mark
        for mark in leading.marks
        if mark.line not in chosen
        and _is_credible(
            mark, leading.style, words, manner=min(manners) if len(manners) == 1 else ""
        )
    ]
    stands_apart = sum(lines[index].after_blank for index in chosen) >= 0.9 * (len(chosen) - 1)
    series = Counter(stem_of(mark.label) for mark in rare if mark.label[-1].isdigit())
    return frozenset(
        key(mark.label)
        for mark in rare
        if (mark.shape == "role" or series[stem_of(mark.label)] < 3)
        and _begins_afresh(mark.line, lines, stands_apart=stands_apart)
    )


def _is_credible(mark: Mark, style: Style, words: _PlainWords, *, manner: str = "") -> bool:
    """Say whether a label may be a speaker's though it hardly recurs.

    manner: how all known labels of the file are written, "" when they differ.
    """
    if mark.shape == "role":
        return METADATA.isdisjoint(_lower_words(mark.label))
    if is_hardly_a_speaker(mark.label):
        return False
    is_alike = manner in ("upper", "lower") and _manner(mark.label) == manner
    if mark.shape == "code":
        return style not in ("alone", "dot", "dash", "space") or is_alike
    if mark.shape == "handle":
        return manner == "lower" and style not in _LOOSE and style != "alone"
    if style == "alone" and not mark.bold:
        return is_alike
    return style not in ("dot", "dash", "space") and not _is_ordinary(mark.label, words)


def _manner(label: str) -> str:
    """Return whether a label is written in capitals, in small letters, or in both."""
    return "upper" if label.isupper() else "lower" if label.islower() else "mixed"


def _begins_afresh(index: int, lines: Sequence[Line], *, stands_apart: bool) -> bool:
    """Say whether a new speaker can begin here: set apart as the others are, after a full stop."""
    line = lines[index]
    if index == 0:
        return True
    if stands_apart and not line.after_blank and not line.joins:
        return False
    return not line.joins or bool(_ENDS_A_SENTENCE.search(lines[index - 1].text.rstrip()))


def _is_ordinary(label: str, words: _PlainWords) -> bool:
    """Say whether the words of a name are also used as plain words in the talk."""
    lower = _lower_words(label)
    return all(word in words or word.endswith("ly") for word in lower)


def _is_key(label: str) -> bool:
    """Say whether the label is a key of metadata that is no role, such as Date."""
    return any(word in METADATA and word not in ROLES for word in _lower_words(label))


def _lower_words(label: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(label)]


def _has_colon(mark: Mark, line: Line) -> bool:
    return line.text[: mark.speech].rstrip().endswith((":", "："))


def _has_colons(marks: Sequence[Mark], wanted: str, lines: Sequence[Line]) -> bool:
    """Say whether a bracketed label recurs with a colon, as `[SPEAKER_00]: text`."""
    return any(_has_colon(m, lines[m.line]) for m in marks if key(m.label) == wanted)


def _n_units(lines: Sequence[Line]) -> int:
    """Return how many separate paragraphs the lines make."""
    return sum(not line.joins for line in lines) or len(lines)
