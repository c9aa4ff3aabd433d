"""Store: project.sqlite. Every write is in a transaction, with an entry in the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from npt_coder.errors import ProjectError, UserError
from npt_coder.model import (
    Coding,
    Decision,
    Speaker,
    Stamp,
    Transcript,
    Turn,
)
from npt_coder.project.rows import (
    Coded,
    Entry,
    Override,
    PersonsRating,
    Speech,
    Summary,
    dump,
    dump_reason,
    to_codings,
    to_decision,
    to_entry,
    to_speaker,
    to_transcript,
)
from npt_coder.project.schema import migrate

_ENTRIES = """
SELECT j.*, j.id IN (SELECT id FROM undone_batches) AS undone,
    coalesce((SELECT max(id) FROM journal u WHERE u.target = j.id), 0) AS turned_at,
    (SELECT count(*) FROM codings c WHERE c.batch = j.id) AS n_codings,
    (SELECT count(*) FROM decisions d WHERE d.batch = j.id)
        + (SELECT count(*) FROM overrides o WHERE o.batch = j.id)
        + (SELECT count(*) FROM ratings r WHERE r.batch = j.id)
        + (SELECT count(*) FROM summaries s WHERE s.batch = j.id) AS n_decisions
FROM journal j"""

_AMONG = "WHERE {} IN (SELECT value FROM json_each(?))"
# An unlisted label is a speaker of unknown role.
_NOT_INTERVIEWERS = """
LEFT JOIN speakers s ON s.transcript = t.transcript AND s.label = t.speaker
WHERE s.role IS NOT 'interviewer'"""
_SPOKEN = f"""
SELECT t.transcript, t.number, t.start, t.end FROM turns t {_NOT_INTERVIEWERS}
ORDER BY t.transcript, t.number"""
_NUMBERS = f"""
SELECT id, coalesce(numbers, '') FROM transcripts LEFT JOIN (
    SELECT transcript, group_concat(number, ', ') AS numbers FROM (
        SELECT t.transcript, t.number FROM turns t {_NOT_INTERVIEWERS}
        ORDER BY t.transcript, t.number)
    GROUP BY transcript
) ON transcript = id ORDER BY position"""
_CODINGS = """
SELECT id, transcript, start, end, quote, code, valence, level, coder, score, created_at, memo,
    reason
FROM codings WHERE batch NOT IN (SELECT id FROM undone_batches) ORDER BY seq"""


class Store:
    """The tables of one project. Reading is free; writing needs `batch` or `note`."""

    def __init__(self, path: Path) -> None:
        """Open or make the database.

        Raises ProjectError when it cannot be opened, is damaged, or is of a newer version.
        """
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA foreign_keys = ON")
            migrate(self._db, str(path))
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.DatabaseError as error:
            raise ProjectError(
                f"{path}: cannot be opened as a project database ({error}). If it is damaged, "
                "put back a copy; your source files were never touched."
            ) from error

    def close(self) -> None:
        """Close the database and fold the write-ahead log into it."""
        self._db.close()

    # --- writing ---------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all or nothing. Raises ProjectError when the database cannot be written."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise ProjectError(f"{self.path}: cannot be written ({error}).") from error
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def enter(
        self,
        verb: str,
        summary: str,
        stamp: Stamp,
        *,
        undoable: bool = False,
        target: int | None = None,
        details: Mapping[str, object] | None = None,
    ) -> int:
        """Write a journal entry and return its number, which is the batch of what follows."""
        cursor = self._db.execute(
            "INSERT INTO journal (at, who, verb, summary, undoable, target, details)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (stamp.at, stamp.who, verb, summary, undoable, target, dump(details or {})),
        )
        return cast(int, cursor.lastrowid)

    def add_transcript(self, transcript: Transcript) -> None:
        """Freeze a transcript. Its id and its content must be new to the project."""
        position = self._db.execute("SELECT count(*) FROM transcripts").fetchone()[0]
        t = transcript
        self._db.execute(
            "INSERT INTO transcripts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(t.id, position, t.source, t.sha256, t.format, t.encoding, t.title, t.text),
                *(t.case, t.wave, dump(t.attributes), dump(list(t.normalisation))),
                dump([asdict(memo) for memo in t.memos]),
            ),
        )
        self._db.executemany(
            "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
            [(t.id, u.number, u.speaker, u.start, u.end, u.time) for u in t.turns],
        )
        self._write_speakers(t)

    def update_maps(self, transcript: Transcript) -> None:
        """Replace case, wave, attributes and speakers of a transcript; its text stays."""
        self._db.execute(
            "UPDATE transcripts SET case_name = ?, wave = ?, attributes = ? WHERE id = ?",
            (transcript.case, transcript.wave, dump(transcript.attributes), transcript.id),
        )
        self._db.execute("DELETE FROM speakers WHERE transcript = ?", (transcript.id,))
        self._write_speakers(transcript)

    def add_codings(self, batch: int, codings: Iterable[Coding]) -> None:
        """Append codings to a batch."""
        self._db.executemany(
            "INSERT INTO codings (batch, id, transcript, start, end, quote, code, valence, level,"
            " coder, score, reason, created_at, memo)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(batch, c.id, c.transcript, c.start, c.end, c.quote, c.code, c.valence),
                    *(c.level, c.coder, c.score, dump_reason(c.reason), c.created_at, c.memo),
                )
                for c in codings
            ],
        )

    def add_decisions(self, batch: int, decisions: Iterable[Decision]) -> None:
        """Append decisions to a batch."""
        self._db.executemany(
            "INSERT INTO decisions (batch, coding, action, who, at, why, changes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(batch, d.coding, d.action, d.who, d.when, d.why, dump(d.changes)) for d in decisions],
        )

    def add_coded(self, batch: int, coded: Iterable[Coded]) -> None:
        """Remember what a tagger has read, so that only what changes is read again."""
        self._db.executemany(
            "INSERT INTO coded (batch, transcript, tagger, code, code_hash, speech_hash)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(batch, c.transcript, c.tagger, c.code, c.code_hash, c.speech_hash) for c in coded],
        )

    def add_override(self, batch: int, *, case: str, verdict: str, why: str, who: str) -> None:
        """Record that a person judges a case otherwise than the rule."""
        self._db.execute(
            "INSERT INTO overrides (batch, case_name, verdict, why, who) VALUES (?, ?, ?, ?, ?)",
            (batch, case, verdict, why, who),
        )

    def add_rating(self, batch: int, rating: PersonsRating) -> None:
        """Record how a person rates a cell; who and when are those of the batch."""
        r = rating
        self._db.execute(
            "INSERT INTO ratings (batch, case_name, wave, code, rating, is_withdrawn, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (batch, r.case, r.wave, r.code, r.rating, r.is_withdrawn, r.why),
        )

    def add_summaries(self, batch: int, summaries: Iterable[Summary]) -> None:
        """Append what a person wrote into cells; who and when are those of the batch."""
        self._db.executemany(
            "INSERT INTO summaries (batch, attribute, row_name, code, wave, text)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(batch, s.attribute, s.row, s.code, s.wave, s.text) for s in summaries],
        )

    def undo(self, stamp: Stamp) -> Entry:
        """Take back the newest batch that stands. Raises UserError when there is none."""
        standing = [e for e in self._undoable() if not e.undone]
        if not standing:
            raise UserError("nothing to undo: no coding or decision stands.")
        return self._turn(standing[-1], "undo", stamp)

    def redo(self, stamp: Stamp) -> Entry:
        """Put back what the last undo took, unless newer work was done since.

        Raises UserError when there is nothing to put back.
        """
        batches = self._undoable()
        newest = batches[-1].id if batches else 0
        undone = [e for e in batches if e.undone and e.turned_at > newest]
        if not undone:
            raise UserError("nothing to redo: no undone step, or newer work stands on the old one.")
        return self._turn(max(undone, key=lambda e: e.turned_at), "redo", stamp)

    def remember_states(self, texts: Mapping[str, str]) -> None:
        """Note what hashes in the table of what taggers have read stand for."""
        self._db.executemany("INSERT OR IGNORE INTO states VALUES (?, ?)", texts.items())

    def remember_file(self, name: str, sha256: str) -> None:
        """Note the state in which a table edited by people was last read or written."""
        self._db.execute("INSERT OR REPLACE INTO seen_files VALUES (?, ?)", (name, sha256))

    # --- reading ---------------------------------------------------------------------------

    def remembered_file(self, name: str) -> str | None:
        """Return the hash under which a table was last read or written."""
        row = self._db.execute("SELECT sha256 FROM seen_files WHERE name = ?", (name,)).fetchone()
        return row["sha256"] if row else None

    def transcripts(self, ids: Collection[str] | None = None) -> tuple[Transcript, ...]:
        """Return all transcripts, or those with some ids, in the order of ingest."""
        chosen, named = ("", ()) if ids is None else (_AMONG, (dump(sorted(ids)),))
        turns: dict[str, list[Turn]] = {}
        for row in self._plain(
            "SELECT transcript, number, speaker, start, end, time FROM turns "
            f"{chosen.format('transcript')} ORDER BY transcript, number",
            named,
        ):
            turns.setdefault(row[0], []).append(Turn(*row[1:]))
        speakers: dict[str, list[Speaker]] = {}
        for row in self._db.execute("SELECT * FROM speakers ORDER BY transcript, position"):
            speakers.setdefault(row["transcript"], []).append(to_speaker(row))
        rows = self._db.execute(
            f"SELECT * FROM transcripts {chosen.format('id')} ORDER BY position", named
        )
        return tuple(
            to_transcript(row, turns.get(row["id"], []), speakers.get(row["id"], []))
            for row in rows
        )

    def coded_turns(self) -> dict[str, str]:
        """Return the numbers of the turns of each transcript that are coded, as "1, 3, 4".

        Those of all but interviewers; in the order of ingest.
        """
        return dict(self._plain(_NUMBERS))

    def speakers(self) -> dict[str, str]:
        """Return label, role and attributes of the speakers of each transcript, in writing."""
        found: dict[str, list[object]] = {}
        for id, *speaker in self._plain(
            "SELECT transcript, label, role, attributes FROM speakers ORDER BY transcript, position"
        ):
            found.setdefault(id, []).append(speaker)
        return {id: dump(found.get(id, [])) for (id,) in self._plain("SELECT id FROM transcripts")}

    def speeches(self) -> tuple[Speech, ...]:
        """Return what of each transcript is coded, in the order of ingest."""
        places: dict[str, list[tuple[int, int, int]]] = {}
        for id, number, start, end in self._plain(_SPOKEN):
            places.setdefault(id, []).append((number, start, end))
        rows = self._plain("SELECT id, text FROM transcripts ORDER BY position")
        return tuple(Speech(id, text, tuple(places.get(id, ()))) for id, text in rows)

    def codings(self) -> tuple[Coding, ...]:
        """Return every coding whose batch stands, in the order of writing, before decisions."""
        return to_codings(self._plain(_CODINGS))

    def known_coding_ids(self) -> frozenset[str]:
        """Return the ids of all codings ever written, also of undone batches."""
        return frozenset(row["id"] for row in self._db.execute("SELECT id FROM codings"))

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision whose batch stands, in the order of writing."""
        rows = self._db.execute(
            "SELECT * FROM decisions WHERE batch NOT IN (SELECT id FROM undone_batches)"
            " ORDER BY seq"
        )
        return tuple(to_decision(row) for row in rows)

    def coded(self) -> dict[tuple[str, str, str], Coded]:
        """Return the latest standing state per (transcript, tagger, code)."""
        rows = self._db.execute(
            "SELECT transcript, tagger, code, code_hash, speech_hash FROM coded"
            " WHERE batch NOT IN (SELECT id FROM undone_batches) ORDER BY seq"
        )
        states = (Coded(*tuple(row)) for row in rows)
        return {(s.transcript, s.tagger, s.code): s for s in states}

    def states(self, hashes: Collection[str]) -> dict[str, str]:
        """Return what hashes stand for, of those that are known."""
        query = f"SELECT * FROM states {_AMONG.format('hash')}"
        return dict(map(tuple, self._db.execute(query, (dump(sorted(hashes)),))))

    def overrides(self) -> dict[str, Override]:
        """Return the latest standing override of each case."""
        rows = self._db.execute(
            "SELECT case_name, verdict, why, who FROM overrides"
            " WHERE batch NOT IN (SELECT id FROM undone_batches) ORDER BY seq"
        )
        return {row["case_name"]: Override(row["verdict"], row["why"], row["who"]) for row in rows}

    def ratings(self) -> dict[tuple[str, str | None, str], PersonsRating]:
        """Return the latest standing rating by a person of each (case, wave, code)."""
        rows = self._db.execute(
            "SELECT case_name, wave, code, rating, why, is_withdrawn, who, at FROM ratings"
            " JOIN journal ON journal.id = batch"
            " WHERE batch NOT IN (SELECT id FROM undone_batches) ORDER BY seq"
        )
        latest = {(r["case_name"], r["wave"], r["code"]): PersonsRating(*r) for r in rows}
        return {place: rating for place, rating in latest.items() if not rating.is_withdrawn}

    def summaries(self) -> tuple[Summary, ...]:
        """Return every standing version of every summary, in the order of writing."""
        rows = self._db.execute(
            "SELECT attribute, row_name, code, wave, text, who, at FROM summaries"
            " JOIN journal ON journal.id = batch"
            " WHERE batch NOT IN (SELECT id FROM undone_batches) ORDER BY seq"
        )
        return tuple(Summary(*row) for row in rows)

    def journal(self) -> tuple[Entry, ...]:
        """Return the whole journal, oldest first."""
        return tuple(to_entry(row) for row in self._db.execute(_ENTRIES + " ORDER BY j.id"))

    # --- helpers ---------------------------------------------------------------------------

    def _plain(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return rows as plain tuples, which are made faster than those with names."""
        cursor = self._db.cursor()
        cursor.row_factory = None
        return cursor.execute(query, values).fetchall()

    def _undoable(self) -> list[Entry]:
        rows = self._db.execute(_ENTRIES + " WHERE j.undoable ORDER BY j.id")
        # A batch that changed nothing (a transcript read again) is no step that a person took.
        return [e for e in map(to_entry, rows) if e.n_codings or e.n_decisions]

    def _turn(self, entry: Entry, verb: str, stamp: Stamp) -> Entry:
        with self.transaction():
            self.enter(verb, f"{verb} {entry.id}: {entry.summary}", stamp, target=entry.id)
        return entry

    def _write_speakers(self, transcript: Transcript) -> None:
        self._db.executemany(
            "INSERT INTO speakers VALUES (?, ?, ?, ?, ?, ?)",
            [
                (transcript.id, i, s.label, s.role, s.person, dump(s.attributes))
                for i, s in enumerate(transcript.speakers)
            ],
        )
