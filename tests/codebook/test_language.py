"""Words of a text: contractions are split the same way on both sides, positions are exact."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.codebook.language import english, forms_of, tokens


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't", ["do", "n't"]),
        ("DON’T", ["do", "n't"]),
        ("can't cannot", ["can", "n't", "can", "not"]),
        ("won't shan't", ["will", "n't", "shall", "n't"]),
        (
            "we're I've she'll he'd I'm it's",
            ["we", "'re", "i", "'ve", "she", "'ll", "he", "'d", "i", "'m", "it", "'s"],
        ),
        ("she'd they're y'all o'clock", ["she", "'d", "they", "'re", "y'all", "o'clock"]),
        ("dont CANT wont couldnt", ["do", "n't", "can", "n't", "will", "n't", "could", "n't"]),
        ("didnae gonna want hunt", ["didnae", "gonna", "want", "hunt"]),
        ("practice's practices'", ["practice", "'s", "practices"]),
        ("wasnae", ["wasnae"]),
        ("ain't", ["ain't"]),
        ("'we do' she said", ["we", "do", "she", "said"]),
        ("[CLP] 's desk", ["clp", "'s", "desk"]),
        ("part-time, 24/7", ["part", "time", "24", "7"]),
        ("café naïve", ["café", "naïve"]),
        ("—…?!", []),
    ],
)
def test_a_text_falls_into_words(text, expected):
    assert forms(text) == expected


def test_a_lemma_stands_for_its_inflections_of_every_part_of_speech():
    assert {"refer", "refers", "referred", "referring"} <= forms_of("refer")
    assert {"be", "is", "was", "been", "'s", "'re", "'m"} <= forms_of("be")
    assert forms_of("signpost") >= {"signposts", "signposted", "signposting"}


def test_the_list_of_common_words_names_each_once():
    assert sorted(english().ranks.values()) == list(range(1, len(english().ranks) + 1))


@given(st.text(alphabet="ab n't’'s-.,é\nCan", max_size=40))
def test_positions_are_exact_and_in_order(text):
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    # Only contractions change their letters: "won't" says will, "cant" says can and n't.
    for token in found:
        written = text[token.start : token.end].lower().replace("’", "'")
        assert token.form == written or token.form in ("can", "will", "shall", "n't")


def test_the_parts_of_a_contraction_share_its_letters_and_lose_none():
    for word in ("don't", "can't", "cannot", "won’t", "dont", "CANT", "we're", "practice's"):
        first, second = tokens(f"so {word} so")[1:3]
        assert (first.start, first.end, second.end) == (3, second.start, 3 + len(word))
