"""What is taken for a name, a place or a number, and what is not."""

from npt_coder.pseudonymise.mentions import find_mentions


def found(text, *, entities=None, listed=()):
    (mentions,) = find_mentions([text], entities=entities, listed=listed)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return [(m.text, m.kind) for m in mentions]


def model(*proposals):
    """Return a language model that proposes these words, wherever they stand."""
    return lambda texts: iter(
        [
            [(t.index(w), t.index(w) + len(w), label) for w, label in proposals if w in t]
            for t in texts
        ]
    )


def test_shapes_that_need_no_model():
    assert found("Dr Patel rang 0141 555 0199 or wrote to a.b@example.org.") == [
        ("Patel", "person"),
        ("0141 555 0199", "phone"),
        ("a.b@example.org", "email"),
    ]
    assert found("He was born on 3 May 1962 at 12 Rose Street, G20 7AB.") == [
        ("3 May 1962", "date of birth"),
        ("12 Rose Street", "address"),
        ("G20 7AB", "address"),
    ]
    assert found("My name is Ada Mensah, record 943 476 5919.") == [
        ("Ada Mensah", "person"),
        ("943 476 5919", "number"),
    ]


def test_plain_numbers_and_dates_are_left_alone():
    assert found("We saw 40 patients on 3 May 2019, about 10% of the 1,200.") == []


def test_what_a_model_proposes_is_trimmed_and_days_are_no_names():
    names = model(("the Elm Practice", "ORG"), ("Margaret's", "PERSON"), ("Monday", "PERSON"))
    assert found("At the Elm Practice it is Margaret's turn on Monday.", entities=names) == [
        ("Elm Practice", "organisation"),
        ("Margaret", "person"),
    ]


def test_redactions_of_others_are_no_names():
    names = model(("[practice manager]", "PERSON"))
    assert found("So [practice manager] came.", entities=names) == []


def test_the_users_list_counts_in_any_case_and_as_whole_words():
    assert found("The HUB, the hub and the hubbub.", listed=[("hub", "place")]) == [
        ("HUB", "place"),
        ("hub", "place"),
    ]
