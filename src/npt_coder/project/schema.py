"""Schema: the tables of project.sqlite, as plain numbered steps that only ever grow.

Codings, decisions, ratings, summaries, `coded` and the journal are append-only, and so is the text
of a transcript; triggers see to it, so that no later code can break the promise.
"""

from __future__ import annotations

import sqlite3

from npt_coder.errors import ProjectError

_APPEND_ONLY = ("codings", "decisions", "coded", "journal")

_FIRST = """
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, who TEXT NOT NULL, verb TEXT NOT NULL, summary TEXT NOT NULL,
    undoable INTEGER NOT NULL DEFAULT 0,
    target INTEGER REFERENCES journal(id),
    details TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE transcripts (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL,
    source TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL, encoding TEXT, title TEXT NOT NULL, text TEXT NOT NULL,
    case_name TEXT, wave TEXT, attributes TEXT NOT NULL, normalisation TEXT NOT NULL
);
CREATE TABLE turns (
    transcript TEXT NOT NULL REFERENCES transcripts(id), number INTEGER NOT NULL,
    speaker TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, time REAL,
    PRIMARY KEY (transcript, number)
) WITHOUT ROWID;
CREATE TABLE speakers (
    transcript TEXT NOT NULL REFERENCES transcripts(id), position INTEGER NOT NULL,
    label TEXT NOT NULL, role TEXT NOT NULL, person TEXT, attributes TEXT NOT NULL,
    PRIMARY KEY (transcript, label)
) WITHOUT ROWID;
CREATE TABLE codings (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL REFERENCES journal(id),
    id TEXT NOT NULL UNIQUE, transcript TEXT NOT NULL REFERENCES transcripts(id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, quote TEXT NOT NULL,
    code TEXT NOT NULL, valence TEXT NOT NULL, level TEXT, coder TEXT NOT NULL,
    score REAL NOT NULL, reason TEXT NOT NULL, created_at TEXT NOT NULL, memo TEXT NOT NULL
);
CREATE INDEX codings_by_transcript ON codings (transcript, start);
CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL REFERENCES journal(id),
    coding TEXT NOT NULL REFERENCES codings(id), action TEXT NOT NULL,
    who TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL, changes TEXT NOT NULL
);
CREATE TABLE coded (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL REFERENCES journal(id),
    transcript TEXT NOT NULL REFERENCES transcripts(id), tagger TEXT NOT NULL,
    code TEXT NOT NULL, code_hash TEXT NOT NULL, speech_hash TEXT NOT NULL
);
CREATE TABLE overrides (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL REFERENCES journal(id),
    case_name TEXT NOT NULL, verdict TEXT NOT NULL, why TEXT NOT NULL, who TEXT NOT NULL
);
CREATE INDEX codings_by_batch ON codings (batch);
CREATE INDEX decisions_by_batch ON decisions (batch);
CREATE TABLE seen_files (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL);
CREATE VIEW undone_batches AS
    SELECT j.id AS id FROM journal j
    WHERE j.undoable AND 'undo' = (
        SELECT later.verb FROM journal later WHERE later.target = j.id
        ORDER BY later.id DESC LIMIT 1
    );
CREATE TRIGGER transcripts_text_is_frozen BEFORE UPDATE OF id, text, sha256 ON transcripts
    BEGIN SELECT RAISE(ABORT, 'the text of a transcript never changes'); END;
""" + "".join(
    f"""
CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"""
    for table in (*_APPEND_ONLY, "overrides")
    for verb in ("UPDATE", "DELETE")
)

_SUMMARIES = """
CREATE TABLE summaries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL REFERENCES journal(id),
    attribute TEXT NOT NULL, row_name TEXT NOT NULL, code TEXT NOT NULL, wave TEXT,
    text TEXT NOT NULL
);
CREATE INDEX summaries_by_batch ON summaries (batch);
""" + "".join(
    f"""
CREATE TRIGGER summaries_no_{verb.lower()} BEFORE {verb} ON summaries
    BEGIN SELECT RAISE(ABORT, 'summaries is append-only'); END;"""
    for verb in ("UPDATE", "DELETE")
)
_MEMOS = "ALTER TABLE transcripts ADD COLUMN memos TEXT NOT NULL DEFAULT '[]';"
_RATINGS = """
CREATE TABLE ratings (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL REFERENCES journal(id),
    case_name TEXT NOT NULL, wave TEXT, code TEXT NOT NULL, rating INTEGER,
    is_withdrawn INTEGER NOT NULL, why TEXT NOT NULL
);
CREATE INDEX ratings_by_batch ON ratings (batch);
""" + "".join(
    f"""
CREATE TRIGGER ratings_no_{verb.lower()} BEFORE {verb} ON ratings
    BEGIN SELECT RAISE(ABORT, 'ratings is append-only'); END;"""
    for verb in ("UPDATE", "DELETE")
)

# What the hashes in `coded` stand for, so that two states can be told apart.
_STATES = """
CREATE TABLE states (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
""" + "".join(
    f"""
CREATE TRIGGER states_no_{verb.lower()} BEFORE {verb} ON states
    BEGIN SELECT RAISE(ABORT, 'states is append-only'); END;"""
    for verb in ("UPDATE", "DELETE")
)

STEPS: tuple[str, ...] = (_FIRST, _MEMOS, _SUMMARIES, _RATINGS, _STATES)
"""Each step brings the schema from version i to i + 1; a released step is never edited."""


def migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the database up to this version's schema, each step in a transaction of its own.

    name: of the file, for messages. Raises ProjectError when a newer version made it.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(STEPS):
        raise ProjectError(
            f"{name}: made by a newer npt-coder (schema {version}, this one knows {len(STEPS)}). "
            "Nothing was changed. Update with: pip install --upgrade npt-coder"
        )
    for number, step in enumerate(STEPS[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;"
        )
