"""After any edit of the codebook a study reads as if it were coded for the first time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npt_coder.model import Stamp
from npt_coder.tag.rules import RulesTagger
from npt_coder.workflow import coding, deciding, gather, who
from npt_coder.workflow import stale as staleness

STAMP = Stamp("a person", "2026-01-01T00:00:00+00:00")
TALK = (
    "I: Well?",
    "GP1: We all refer now. In theory we refer them. It takes a minute.",
    "GP2: I don't know. They know it. The practice does not refer.",
    "I: Do you refer?",
    "GP1: Nobody here knows what it is for. The patients know, the practice knows.",
    "PN1: We won't use it, I know that. They used it once and refer.",
)
FIELDS = ("name", "mnemonic", "brief", "full", "when_to_use", "when_not_to_use")

Edit = dict[str, list[dict[str, object]]]
"""Code -> rules, as they stand in the file."""


@dataclass
class Study:
    """A study in a folder, whose codebook the tests write."""

    folder: Path
    talks: Sequence[Sequence[str]] = (TALK, TALK[:3], TALK[3:])
    tagger: str = "rules"
    project: object = field(init=False)

    def __post_init__(self) -> None:
        texts = self.folder / "talks"
        texts.mkdir(parents=True)
        for number, turns in enumerate(self.talks):
            (texts / f"talk{number}.txt").write_text("\n\n".join(turns), encoding="utf-8")

    def code(self, book: Edit) -> coding.CodeReport:
        path = self.folder / "mine.yaml"
        codes = [
            {
                "id": id,
                "kind": "level" if id.startswith("level.") else "theme",
                **dict.fromkeys(FIELDS, "x"),
                "rules": rules,
            }
            for id, rules in book.items()
        ]
        head = {"codebook": "mine", "title": "t", "edition": "1", "source": "s"}
        # JSON is YAML, and writes a list that stands twice out twice.
        path.write_text(json.dumps({**head, "codes": codes}), encoding="utf-8")
        if not (self.folder / "study").exists():
            self.project = gather.start_study(
                self.folder / "study", str(path), taggers=(self.tagger,)
            )
            gather.ingest(self.project, [self.folder / "talks"], STAMP)
        return coding.code(self.project, STAMP)

    def said(self) -> set[tuple[object, ...]]:
        return {
            (c.transcript, c.start, c.end, c.code, c.valence, c.level, c.score, c.reason)
            for c in coding.now_standing(self.project)
        }


BOOK: Edit = {
    "refer": [{"id": "r.refer", "any": ["we ..2 refer", "they refer"], "unless": ["in theory"]}],
    "know": [
        {"id": "r.know", "any": ["(we|they) know", "know it"]},
        {
            "id": "r.nobody",
            "any": ["nobody here", "(we|they) know"],
            "valence": "hinders",
            "negated": "keep",
        },
    ],
    "level.practice": [{"id": "r.practice", "any": ["the practice"], "valence": "descriptive"}],
}


def edited(**changes: list[dict[str, object]] | None) -> Edit:
    made = {**BOOK, **{id.replace("__", "."): rules for id, rules in changes.items()}}
    return {id: rules for id, rules in made.items() if rules is not None}


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "one")


@pytest.fixture
def n_turns(monkeypatch):
    """Turns that the tagger was given, each time it was asked."""
    given_turns: list[int] = []
    tag = RulesTagger.tag

    def counted(self, sentences):
        read = list(sentences)
        given_turns.append(len({(s.transcript, s.turn) for s in read}))
        return tag(self, read)

    monkeypatch.setattr(RulesTagger, "tag", counted)
    return given_turns


EDITS = {
    "a phrase more": edited(refer=[{**BOOK["refer"][0], "any": ["we ..2 refer", "use it"]}]),
    "silenced less": edited(refer=[{**BOOK["refer"][0], "unless": []}]),
    "silenced more": edited(refer=[{**BOOK["refer"][0], "unless": ["in theory", "now"]}]),
    "another valence": edited(refer=[{**BOOK["refer"][0], "valence": "hinders"}]),
    "another id": edited(refer=[{**BOOK["refer"][0], "id": "r.other"}]),
    "rules in another order": edited(know=BOOK["know"][::-1]),
    "a rule less": edited(know=BOOK["know"][:1]),
    "a level that hears more": edited(
        level__practice=[{"id": "r.practice", "any": ["the practice", "we"]}]
    ),
    "no level any more": edited(level__practice=None),
    "a code less": edited(know=None),
    "a code more": edited(minute=[{"id": "r.minute", "any": ["take a minute"]}]),
    "a code without rules": edited(know=[]),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_after_an_edit_it_is_as_if_coded_anew_and_after_taking_it_back_too(study, tmp_path, edit):
    study.code(BOOK)
    before = study.said()
    study.code(edit)
    anew = Study(tmp_path / "new")
    anew.code(edit)
    assert study.said() == anew.said() != before
    study.code(BOOK)
    assert study.said() == before


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_second_run_finds_nothing_to_do(study, edit):
    study.code(BOOK)
    study.code(edit)
    assert study.code(edit).n_read == 0


def test_only_turns_in_which_a_changed_phrase_may_stand_are_read(study, n_turns):
    study.code(BOOK)
    n_turns.clear()
    study.code(EDITS["a phrase more"])
    assert n_turns == [1, 1]  # "use it" is said once, in two talks; "they refer" never


def test_a_phrase_that_nobody_says_is_coded_without_reading(study, n_turns):
    study.code(BOOK)
    n_turns.clear()
    made = study.code(edited(know=[*BOOK["know"], {"id": "r.no", "any": ["zebra crossing"]}]))
    assert (n_turns, made.added, made.retired) == ([], (), ())
    assert study.code(edited(know=[*BOOK["know"], {"id": "r.no", "any": ["zebra"]}])).n_read == 3


def test_where_the_earlier_rules_are_not_known_all_is_read(study, n_turns, tmp_path):
    study.code(BOOK)
    # As in a study of an earlier version, which kept no states.
    database = study.project.store._db
    database.execute("DROP TRIGGER states_no_delete")
    database.execute("DELETE FROM states")
    n_turns.clear()
    study.code(EDITS["a phrase more"])
    assert n_turns == [4, 2, 2]
    anew = Study(tmp_path / "new")
    anew.code(EDITS["a phrase more"])
    assert study.said() == anew.said()


def test_a_speaker_who_turns_out_to_ask_the_questions_is_read_no_more(study, tmp_path):
    study.code(BOOK)
    who.set_speaker(study.project, STAMP, "talk0", "GP2", role="interviewer")
    study.code(EDITS["a phrase more"])
    talk = study.project.store.transcripts()[0]
    silent = [t for t in talk.turns if t.speaker == "GP2"]
    assert silent and not any(
        place[0] == "talk0" and turn.start <= place[1] < turn.end
        for place in study.said()
        for turn in silent
    )


def test_where_a_rule_asks_who_speaks_a_new_job_has_only_its_transcript_read_again(study, n_turns):
    asking = {"id": "r.nurse", "any": ["know"], "speaker": ["nurse"]}
    book = edited(know=[*BOOK["know"], asking])
    study.code(book)
    assert not any("r.nurse" in place[-1].rules for place in study.said())
    n_turns.clear()
    who.set_speaker(study.project, STAMP, "talk0", "GP2", job="Nurse")
    study.code(book)
    assert len(n_turns) == 1
    assert {place[0] for place in study.said() if "r.nurse" in place[-1].rules} == {"talk0"}
    n_turns.clear()
    who.set_speaker(study.project, STAMP, "talk0", "GP1", person="somebody")
    assert study.code(book).n_read == 0


def test_where_no_rule_asks_who_speaks_a_new_job_has_nothing_read_again(study):
    study.code(BOOK)
    who.set_speaker(study.project, STAMP, "talk0", "GP2", job="Nurse")
    assert study.code(BOOK).n_read == 0


def test_what_a_person_decided_outlives_an_edit_that_touches_other_turns(study):
    study.code(BOOK)
    kept = next(c for c in coding.now_standing(study.project) if c.code == "know")
    deciding.decide(study.project, STAMP, [kept.id], "accept")
    study.code(EDITS["a code less"])
    assert kept.id in {c.id for c in coding.now_standing(study.project)}


def test_many_changed_phrases_are_not_looked_for_one_by_one(study, n_turns, monkeypatch):
    study.code(BOOK)
    n_turns.clear()
    monkeypatch.setattr(staleness, "MOST_SPOTTED", 1)
    study.code(EDITS["a phrase more"])
    assert n_turns == [4, 2, 2]


phrases = st.sampled_from(
    ["we", "refer", "we ..2 refer", "not know", "(we|they) know", "use it", "[know they]~4", "it"]
)
rules = st.fixed_dictionaries(
    {"any": st.lists(phrases, min_size=1, max_size=2, unique=True)},
    optional={
        "unless": st.lists(phrases, max_size=1),
        "valence": st.sampled_from(["promotes", "hinders", "descriptive"]),
        "negated": st.sampled_from(["flip", "keep", "drop"]),
        "level": st.just("patient"),
        "hedged": st.sampled_from(["keep", "drop"]),
        "speaker": st.sampled_from([["participant"], ["unknown"]]),
        "score": st.sampled_from([0.5, 0.9]),
    },
)


@st.composite
def books(draw) -> Edit:
    ids = draw(
        st.lists(st.sampled_from(["a", "b", "level.patient"]), min_size=1, max_size=3, unique=True)
    )
    book: Edit = {}
    for id in ids:
        named = draw(st.lists(st.sampled_from(["one", "two"]), max_size=2, unique=True))
        book[id] = [{"id": f"{id}.{name}", **draw(rules)} for name in named]
    return book


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(books(), min_size=2, max_size=4))
def test_after_any_edits_it_is_as_if_coded_anew(editions):
    with TemporaryDirectory() as folder:
        study = Study(Path(folder) / "edited")
        for book in editions:
            study.code(book)
        anew = Study(Path(folder) / "anew")
        anew.code(editions[-1])
        assert study.said() == anew.said()
