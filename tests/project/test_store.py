"""The store keeps everything, writes all or nothing, and takes back by batch."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.errors import ProjectError, UserError
from npt_coder.model import Coding, Decision, Reason, Speaker, Stamp, Transcript, Turn
from npt_coder.project.rows import PersonsRating, Summary
from npt_coder.project.schema import STEPS
from npt_coder.project.store import Store
from npt_coder.review.decide import current_codings

ANNA = Stamp("anna", "2026-01-01T10:00:00+00:00")

TRANSCRIPT = Transcript(
    id="t1",
    source="t1.txt",
    sha256="a" * 64,
    format="text",
    encoding="utf-8",
    title="t1",
    text="I: Hello?\n\nP: We all refer 👩‍👩‍👧 now.",
    turns=(Turn(1, "I", 3, 9), Turn(2, "P", 14, 36, 12.5)),
    speakers=(
        Speaker("I", "interviewer"),
        Speaker("P", "participant", "p1", {"role": "GP"}),
    ),
    case="Amber",
    wave="2",
    attributes={"month": "24"},
    normalisation=("1 byte-order mark removed",),
)


def coding(id: str = "c1", valence: str = "promotes") -> Coding:
    return Coding(
        id=id,
        transcript="t1",
        start=14,
        end=26,
        quote="We all refer",
        code="coherence",
        valence=valence,
        level=None,
        coder="rules@abc",
        score=0.7,
        reason=Reason(("r1",), ("all refer",), "negated: n't"),
        created_at=ANNA.at,
    )


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "project.sqlite")
    with store.transaction():
        store.add_transcript(TRANSCRIPT)
    return store


def write(store, *codings, verb="code"):
    with store.transaction():
        batch = store.enter(verb, "some codings", ANNA, undoable=True)
        store.add_codings(batch, codings)
    return batch


def decide(store, *decisions):
    with store.transaction():
        batch = store.enter("reject", "a decision", ANNA, undoable=True)
        store.add_decisions(batch, decisions)


def test_a_transcript_comes_back_as_it_went_in(store):
    assert store.transcripts() == (TRANSCRIPT,)


def test_a_coding_comes_back_as_it_went_in(store):
    write(store, coding())
    assert store.codings() == (coding(),)


def test_the_text_of_a_transcript_cannot_be_changed(store):
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        store._db.execute("UPDATE transcripts SET text = 'other'")


@pytest.mark.parametrize(
    "table", ["codings", "decisions", "journal", "coded", "overrides", "summaries", "ratings"]
)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid + 1"])
def test_what_is_written_can_be_neither_changed_nor_deleted(store, table, change):
    batch = write(store, coding())
    decide(store, Decision("c1", "reject", "anna", ANNA.at))
    with store.transaction():
        store.add_override(batch, case="Amber", verdict="PIP", why="because", who="anna")
        store.add_summaries(batch, [Summary("case", "Amber", "coherence", "2", "They see it.")])
        store.add_rating(batch, PersonsRating("Amber", "2", "coherence", -1, "because"))
        store._db.execute(
            "INSERT INTO coded VALUES (NULL, ?, 't1', 'rules', 'c', 'h', 's')", (batch,)
        )
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store._db.execute(change.format(table))


def test_a_failure_in_the_middle_writes_nothing(store):
    with pytest.raises(RuntimeError), store.transaction():
        batch = store.enter("code", "half", ANNA, undoable=True)
        store.add_codings(batch, [coding()])
        raise RuntimeError
    assert store.codings() == ()
    assert store.journal() == ()


def test_undo_takes_back_the_newest_batch_and_redo_puts_it_back(store):
    write(store, coding("c1"))
    write(store, coding("c2"))
    store.undo(ANNA)
    assert [c.id for c in store.codings()] == ["c1"]
    store.redo(ANNA)
    assert [c.id for c in store.codings()] == ["c1", "c2"]


def test_undo_is_itself_in_the_journal(store):
    write(store, coding())
    store.undo(ANNA)
    assert [(e.verb, e.undone) for e in store.journal()] == [("code", True), ("undo", False)]


def test_with_nothing_written_there_is_nothing_to_undo(store):
    with pytest.raises(UserError, match="nothing to undo"):
        store.undo(ANNA)


def test_redo_is_refused_when_newer_work_was_done(store):
    write(store, coding("c1"))
    store.undo(ANNA)
    write(store, coding("c2"))
    with pytest.raises(UserError, match="nothing to redo"):
        store.redo(ANNA)


def test_undoing_a_decision_brings_the_coding_back_as_suggested(store):
    write(store, coding())
    decide(store, Decision("c1", "reject", "anna", ANNA.at, "off topic"))
    assert current_codings(store.codings(), store.decisions())[0].status == "rejected"
    store.undo(ANNA)
    assert current_codings(store.codings(), store.decisions())[0].status == "suggested"


@given(steps=st.lists(st.sampled_from(["write", "undo", "redo"]), max_size=20))
def test_undo_and_redo_behave_as_two_stacks(tmp_path_factory, steps):
    store = Store(tmp_path_factory.mktemp("study") / "project.sqlite")
    with store.transaction():
        store.add_transcript(TRANSCRIPT)
    done: list[str] = []
    undone: list[str] = []
    for number, step in enumerate(steps):
        if step == "write":
            write(store, coding(f"c{number}"))
            done.append(f"c{number}")
            undone.clear()
        elif step == "undo" and done:
            store.undo(ANNA)
            undone.append(done.pop())
        elif step == "redo" and undone:
            store.redo(ANNA)
            done.append(undone.pop())
        assert [c.id for c in store.codings()] == done
    store.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "project.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="newer npt-coder"):
        Store(path)
    assert path.read_bytes() == before


def test_a_study_of_an_earlier_version_keeps_its_codings_and_can_hold_summaries(tmp_path):
    path = tmp_path / "project.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(f"{STEPS[0]}; {STEPS[1]}; PRAGMA user_version = 2;")
        db.execute("INSERT INTO journal (at, who, verb, summary) VALUES ('t', 'anna', 'x', 'y')")
    store = Store(path)
    with store.transaction():
        batch = store.enter("summarise", "one", ANNA, undoable=True)
        store.add_summaries(batch, [Summary("case", "Amber", "coherence", None, "They see it.")])
    assert [entry.verb for entry in store.journal()] == ["x", "summarise"]
    (one,) = store.summaries()
    assert (one.text, one.wave, one.who, one.at) == ("They see it.", None, "anna", ANNA.at)
    store.undo(ANNA)
    assert store.summaries() == ()
    store.close()


def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "project.sqlite"
    path.write_bytes(b"not a database, but long enough to be read as one" * 10)
    with pytest.raises(ProjectError, match=r"project\.sqlite"):
        Store(path)


def test_the_latest_standing_rating_of_a_cell_is_the_one_that_counts(store):
    for number in (-1, 2):
        with store.transaction():
            batch = store.enter("rate", "a rating", ANNA, undoable=True)
            store.add_rating(batch, PersonsRating("Amber", "2", "coherence", number, "because"))
    place = ("Amber", "2", "coherence")
    assert (store.ratings()[place].rating, store.ratings()[place].who) == (2, "anna")
    store.undo(ANNA)
    assert store.ratings()[place].rating == -1
