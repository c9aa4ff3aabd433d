"""Memory: what the model made of each text, kept beside a study so that no text is read twice.

It holds logits under the hash of the text and the edition of the model, and no words. A file that
is lost or damaged is made anew; nothing depends on it but time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

from npt_coder.tag.encoder import Encoder, Floats, Reading

FILE_NAME = "readings.sqlite"
_MOST = 500  # names in one question; SQLite bounds them
_WAIT = 30.0  # seconds for another process to finish writing
_TABLE = "CREATE TABLE IF NOT EXISTS readings (text BLOB PRIMARY KEY, logits BLOB NOT NULL)"


class Recalled(Reading):
    """A reading of which the logits are remembered; the rest is read when it is asked for."""

    def __init__(self, logits: Floats, read: Callable[[], Reading]) -> None:
        """Take the logits, and how to read the text again."""
        object.__setattr__(self, "logits", logits)
        object.__setattr__(self, "_read", read)

    @cached_property
    def _whole(self) -> Reading:
        whole: Reading = self._read()  # type: ignore[attr-defined]
        return whole

    @property
    def embedding(self) -> Floats:
        """Return the embedding, of length 1."""
        return self._whole.embedding

    @property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """Return the start and end of each word piece in code points."""
        return self._whole.pieces

    @property
    def shares(self) -> Floats:
        """Return what each piece adds to each logit."""
        return self._whole.shares


def read_once(encoder: Encoder, texts: Sequence[str], study: Path | None) -> list[Reading]:
    """Return a reading of each text, from memory where the study has one.

    study: the folder that holds the memory; None reads every text.
    """
    if study is None:
        return encoder.read(texts)
    path = study / FILE_NAME
    keys = [_key(encoder.hash, text) for text in texts]
    known = _recall(path, keys)
    readings: list[Reading] = []
    fresh: dict[bytes, bytes] = {}
    for key, text in zip(keys, texts, strict=True):
        kept = known.get(key)
        if kept is not None and len(kept) == 4 * len(encoder.outputs):
            logits = np.frombuffer(kept, dtype=np.float32)
            readings.append(Recalled(logits, lambda text=text: encoder.read([text])[0]))  # type: ignore[misc]
        else:
            readings += encoder.read([text])
            fresh[key] = readings[-1].logits.astype(np.float32).tobytes()
    if fresh:
        _keep(path, fresh)
    return readings


def _key(edition: str, text: str) -> bytes:
    return sha256(f"{edition}\n{text}".encode("utf-8", "surrogatepass")).digest()[:16]


def _recall(path: Path, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    known: dict[bytes, bytes] = {}
    if path.is_file():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=_WAIT)) as store:
            for some in (keys[i : i + _MOST] for i in range(0, len(keys), _MOST)):
                marks = ",".join("?" * len(some))
                known.update(
                    store.execute(
                        f"SELECT text, logits FROM readings WHERE text IN ({marks})", some
                    )
                )
    return known


def _keep(path: Path, fresh: Mapping[bytes, bytes]) -> None:
    """Write what is new. Where that cannot be, the texts are read again next time."""
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT)) as store, store:
            store.execute(_TABLE)
            store.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", fresh.items())
    except sqlite3.OperationalError:  # read-only, full, or held by another process for long
        return
    except sqlite3.DatabaseError:  # no database at all
        path.unlink(missing_ok=True)
