"""Marked-up speech is still the speech, however codings overlap."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from npt_coder.export.highlight import Ink, highlighted, pieces
from npt_coder.export.quotes import Quote
from npt_coder.model import Valence

INKS = {"coherence": Ink("k0", "COH", "Coherence"), "level.patient": Ink("kl", "PAT", "Patient")}


def quote(
    start: int, end: int, *, id: str = "a", name: str = "coherence", valence: Valence = "promotes"
) -> Quote:
    return Quote(
        id=id, transcript="t", source="t.txt", case=None, wave=None, speaker="P", person=None,
        role=None, turn=1, time=None, start=start, end=end, quote="", code=name, construct=name,
        kind="construct", valence=valence, level=None, coder="rules", score=0.5,
        status="suggested", reason="", memo=None,
    )  # fmt: skip


def test_a_coded_span_is_marked_with_its_label_and_sign() -> None:
    markup = highlighted("We all knew it.", 0, 15, [quote(7, 11, valence="hinders")], INKS)
    assert markup == (
        'We all <mark id="m-a" class="k0 d0" data-label="COH−" '
        'title="Coherence, against">knew</mark> it.'
    )


def test_overlapping_spans_are_split_where_either_begins_or_ends() -> None:
    found = pieces(0, 10, [quote(2, 6, id="a"), quote(4, 8, id="b")])
    assert [(p.start, p.end, [q.id for q in p.quotes]) for p in found] == [
        (0, 2, []),
        (2, 4, ["a"]),
        (4, 6, ["a", "b"]),
        (6, 8, ["b"]),
        (8, 10, []),
    ]


def test_a_split_coding_has_its_id_and_label_once() -> None:
    spans = [quote(0, 6, id="a"), quote(3, 9, id="b", name="level.patient")]
    markup = highlighted("abcdefghi", 0, 9, spans, INKS)
    assert markup.count('id="m-a"') == markup.count('id="m-b"') == 1
    assert markup.count("data-label") == 2


def test_hostile_words_are_inert() -> None:
    markup = highlighted("<script>alert(1)</script>", 0, 25, [quote(0, 8)], INKS)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_a_coding_that_reaches_out_of_the_turn_is_clipped() -> None:
    assert _plain(highlighted("abcdef", 2, 4, [quote(0, 6)], INKS)) == "cd"


@st.composite
def speech(draw: st.DrawFn) -> tuple[str, list[Quote]]:
    text = draw(st.text(min_size=1, max_size=40))
    edge = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edge, edge, st.sampled_from(sorted(INKS))), max_size=6))
    quotes = [
        quote(min(a, b), max(a, b), id=f"q{i}", name=name) for i, (a, b, name) in enumerate(spans)
    ]
    return text, quotes


@given(speech())
def test_without_its_tags_the_markup_is_the_text(made: tuple[str, list[Quote]]) -> None:
    text, quotes = made
    assert _plain(highlighted(text, 0, len(text), quotes, INKS)) == text


@given(speech())
def test_every_coded_character_is_marked_by_every_coding_over_it(
    made: tuple[str, list[Quote]],
) -> None:
    text, quotes = made
    for piece in pieces(0, len(text), quotes):
        for at in range(piece.start, piece.end):
            over = {q.id for q in quotes if q.start <= at < q.end}
            assert {q.id for q in piece.quotes} == over


def _plain(markup: str) -> str:
    # A tag of ours never holds > in an attribute: values are escaped.
    bare = re.sub(r"<[^>]*>", "", markup)
    return _unescaped(bare)


def _unescaped(text: str) -> str:
    # html.unescape would also read what people said as entities of its own ("&para").
    for entity in ("&lt;", "&gt;", "&#34;", "&#39;", "&amp;"):
        text = text.replace(entity, unescape(entity))
    return text
