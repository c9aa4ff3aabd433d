"""How sentences are laid together for the model, and how its score finds its sentence again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.model import Sentence
from npt_coder.tag.encoder import Reading
from npt_coder.tag.locate import carrying, moving_words
from npt_coder.tag.windows import MAX_WORDS, windows


def turn(*texts, number=1, transcript="t"):
    made, at = [], 0
    for index, text in enumerate(texts):
        made.append(Sentence(transcript, number, index, at, at + len(text), text))
        at += len(text) + 1
    return made


def test_a_short_turn_is_read_whole_and_turns_stay_apart():
    first, second = turn("So.", "We tried it."), turn("Forensic never came.", number=2)
    assert [w.text for w in windows([*first, *second])] == [
        "So. We tried it.",
        "Forensic never came.",
    ]


def test_a_long_turn_is_cut_with_one_sentence_shared():
    sentences = turn(*(f"{'word ' * 24}end{i}." for i in range(5)))
    found = list(windows(sentences))
    assert [[s.index for s in w.sentences] for w in found] == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert [w.first for w in found] == [0, 1, 1, 1]


@given(st.lists(st.lists(st.integers(1, 70), min_size=1, max_size=8), max_size=5))
def test_every_sentence_is_new_in_exactly_one_window(turns):
    sentences = [
        sentence
        for number, lengths in enumerate(turns, start=1)
        for sentence in turn(*(" ".join(["w"] * n) for n in lengths), number=number)
    ]
    found = list(windows(sentences))
    assert [s for w in found for s in w.sentences[w.first :]] == sentences
    for window in found:
        n_words = len(window.text.split())
        assert n_words <= max(MAX_WORDS, 2 * 70)
        assert all(
            window.text[start : start + len(s.text)] == s.text
            for start, s in zip(window.starts, window.sentences, strict=True)
        )


def reading(window, *shares):
    """Return a reading in which each word is one piece with the given share of one output."""
    pieces, at = [], 0
    for word in window.text.split(" "):
        pieces.append((at, at + len(word)))
        at += len(word) + 1
    return Reading(
        np.zeros(1, np.float32), np.zeros(2, np.float32), tuple(pieces),
        np.array([[share] for share in shares], np.float32),
    )  # fmt: skip


def test_the_segment_is_the_sentence_that_adds_most_with_neighbours_that_add_half_as_much():
    (window,) = windows(turn("Hello there.", "Nobody came.", "Not one.", "Anyway, bye."))
    shares = (0, 0, 2, 2, 1, 2, 0, 0)
    assert carrying(window, reading(window, *shares), 0) == (1, 2)


def test_the_words_that_moved_the_score_are_quoted_in_order_and_neighbours_together():
    (window,) = windows(turn("Well, nobody came near us."))
    found = moving_words(window, reading(window, -1, 3, 2, 0, 1), 0, first=0, last=0)
    assert found == ("nobody came",)


def test_articles_and_pronouns_are_named_only_where_nothing_else_counts():
    (window,) = windows(turn("The clinic was theirs."))
    assert moving_words(window, reading(window, 5, 1, 4, 0), 0, first=0, last=0) == ("clinic",)
    assert moving_words(window, reading(window, 5, 0, 4, -1), 0, first=0, last=0) == ("The", "was")


def test_words_of_other_sentences_are_no_reason():
    (window,) = windows(turn("Hello there.", "Nobody came."))
    assert moving_words(window, reading(window, 9, 9, 1, 2), 0, first=1, last=1) == ("Nobody came",)
