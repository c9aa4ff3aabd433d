"""An explanation shows the words, the rules that fired, and those that nearly did."""

from small_books import book, code

from npt_coder.model import Rule
from npt_coder.tag.explain import explain

SMALL = book(
    code(
        "c",
        Rule("flips", ("refer",)),
        Rule("drops", ("we",), when_negated="drop"),
        Rule("silent", ("people",), unless=("letter",)),
    )
)


def test_each_sentence_is_explained_by_itself():
    explained = explain(SMALL, "It rained. We refer.")
    assert [e.sentence for e in explained] == ["It rained.", "We refer."]
    assert [e.words for e in explained] == [("it", "rained"), ("we", "refer")]
    assert [[f.rule.id for f in e.fired] for e in explained] == [[], ["drops", "flips"]]


def test_a_rule_that_fired_tells_its_words_and_its_negator():
    (explained,) = explain(SMALL, "Nobody refers.")
    (firing,) = explained.fired
    assert (firing.words, firing.start, firing.end) == ("refers", 7, 13)
    assert (firing.valence, firing.negator) == ("hinders", "nobody")


def test_a_rule_that_nearly_fired_tells_what_stopped_it():
    (explained,) = explain(SMALL, "Not we but people of the letter.")
    assert [(f.rule.id, f.stopped) for f in explained.stopped] == [
        ("drops", "negated by “not”"),
        ("silent", "unless: “letter”"),
    ]
