"""Parts: a folder of numbered Parquet files and a manifest, from which a killed run goes on.

A part is there whole or not at all: it is written beside its name, flushed to the disk and then
renamed. So the files themselves say what is done; the manifest says what the run is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from npt_coder.bulk.arrow import flat, pa, pq, stamped, told
from npt_coder.errors import UnknownName, UserError

# Readers of a folder of Parquet files pass over names that begin like this one and like ".".
MANIFEST = "_manifest.json"

ROWS = ("records", "codings")

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """What a part, or several, hold."""

    parts: int = 0
    records: int = 0
    codings: int = 0
    problems: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.parts + other.parts,
            self.records + other.records,
            self.codings + other.codings,
            self.problems + other.problems,
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """A run on disk. run: all that its result depends on, by name, as plain values."""

    path: Path
    run: Mapping[str, object]

    def part(self, number: int) -> Path:
        """Return the file of a part."""
        return self.path / f"part-{number:08}.parquet"

    def begin(self) -> None:
        """Make the folder and its manifest, unless they are there. Raises UserError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not (self.path / MANIFEST).exists():
                _write_text(self.path / MANIFEST, _manifest(self.run, None, None))
        except OSError as error:
            raise UserError(f"{self.path} cannot be written: {error.strerror}.") from error

    def write(self, number: int, table: pa.Table) -> Counts:
        """Write a part, whole or not at all."""
        problems = table.num_rows - table["problem"].null_count
        codings = sum(len(chunk.flatten()) for chunk in table["codings"].chunks)
        counts = Counts(1, table.num_rows, codings, problems)
        said = {"run": self.run, "counts": _document(counts)}
        _write_parquet(self.part(number), [stamped(table, said)])
        return counts

    def done(self) -> dict[int, Counts]:
        """Return the number of every part that is there -> what it holds.

        Raises UserError for a part of another run.
        """
        return {int(path.stem[5:]): self._counts(path) for path in _parts(self.path)}

    def finish(self, n_parts: int, n_records: int) -> None:
        """Note how many parts and records the whole has, once the file was read to its end."""
        document = _manifest(self.run, n_parts, n_records)
        if _read_manifest(self.path) != document:
            _write_text(self.path / MANIFEST, document)
        if len(_parts(self.path)) == n_parts:
            for left in self.path.glob(".part-*.tmp"):  # by a run that was killed
                left.unlink(missing_ok=True)

    def _counts(self, path: Path) -> Counts:
        try:
            said = told(pq.read_schema(path))
        except (pa.ArrowException, OSError) as error:
            raise UserError(f"{path} is damaged ({error}). Delete it and run again.") from error
        if said.get("run") != self.run:
            raise UserError(f"{path} belongs to another run. Name another folder: --output DIR.")
        counts = said["counts"]
        assert isinstance(counts, dict)
        return Counts(**counts)


def folder_for(path: Path, run: Mapping[str, object]) -> Folder:
    """Return a folder that is new, empty, or holds the same run; nothing is written yet.

    Raises UserError when it holds something else.
    """
    if path.exists() and not path.is_dir():
        raise UserError(f"{path} is a file. Name a folder: the result is a folder of parts.")
    if (path / MANIFEST).exists():
        before = _run_of(path)
        changed = sorted(k for k in {*before, *run} if before.get(k) != run.get(k))
        if changed:
            raise UserError(
                f"{path} holds another run: {', '.join(changed)} differ. Name another folder, or "
                "delete this one."
            )
    elif path.exists() and any(not _is_ours(inside.name) for inside in path.iterdir()):
        raise UserError(f"{path} is not empty and holds no run. Name another folder.")
    return Folder(path, run)


def _is_ours(name: str) -> bool:
    # Another shard may be beginning in this folder just now.
    return name.lstrip(".").startswith((MANIFEST, "part-"))


def found_folder(path: Path) -> Folder:
    """Open the folder of a run that was begun. Raises UserError when there is none."""
    return Folder(path, _run_of(path))


def merge(paths: Sequence[Path], target: Path, *, rows: str = "records") -> Counts:
    """Write the parts of a run into one file, in the order of the records.

    paths: folders that shards of the same run were written to; one is enough when all shards
    share it. rows: "records", or "codings" for a table with one row per coding.

    Raises UserError when they are different runs, a part is missing or the file cannot be
    written, and UnknownName.
    """
    if rows not in ROWS:
        raise UnknownName("kind of rows", rows, ROWS)
    folders = [found_folder(path) for path in paths]
    for folder in folders[1:]:
        if folder.run != folders[0].run:
            raise UserError(f"{folder.path} and {folders[0].path} are different runs.")
    files = {n: (f.part(n), c) for f in folders for n, c in f.done().items()}
    numbers = _complete(folders, files)
    total = sum((files[number][1] for number in numbers), Counts())
    said = {"run": folders[0].run, "counts": _document(total)}
    tables = (pq.read_table(files[number][0]) for number in numbers)
    shaped = (flat(table) if rows == "codings" else table for table in tables)
    try:
        _write_parquet(target, (stamped(table, said) for table in shaped))
    except OSError as error:
        raise UserError(f"{target} cannot be written. Is there such a folder?") from error
    return total


def parts_of(path: Path) -> tuple[list[Path], Mapping[str, object]]:
    """Return the files of a whole result, a folder or a merged file, and its run.

    Raises UserError for a folder with a part missing and a file that is no such result.
    """
    if path.is_dir():
        folder = found_folder(path)
        return [folder.part(number) for number in _complete([folder], folder.done())], folder.run
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise UserError(f"{path} is neither a folder of parts nor a merged file.") from error
    run = told(schema).get("run")
    if not isinstance(run, dict) or "codings" not in schema.names:
        raise UserError(f"{path} holds no records that were coded in bulk.")
    return [path], run


def _complete(folders: Iterable[Folder], done: Mapping[int, object]) -> range:
    """Return the numbers of all parts. Raises UserError when some are missing."""
    ends = [n for f in folders if isinstance(n := _read_manifest(f.path)["parts"], int)]
    if not ends:
        raise UserError("no run came to the end of the file yet. Run it again: it goes on.")
    missing = [number for number in range(ends[0]) if number not in done]
    if missing:
        some = ", ".join(map(str, missing[:_SHOWN])) + (", …" if len(missing) > _SHOWN else "")
        raise UserError(
            f"{len(missing)} of {ends[0]} parts are missing ({some}). Run the shards that were not "
            "finished again: they go on where they stopped."
        )
    return range(ends[0])


def _parts(path: Path) -> list[Path]:
    return sorted(path.glob("part-*.parquet"))


def _run_of(path: Path) -> Mapping[str, object]:
    run = _read_manifest(path).get("run")
    if not isinstance(run, dict):
        raise UserError(f"{path / MANIFEST} is not a manifest of this program.")
    return run


def _read_manifest(path: Path) -> dict[str, object]:
    try:
        found = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} holds no {MANIFEST}: it is not a folder of `bulk`.") from error
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _manifest(
    run: Mapping[str, object], n_parts: int | None, n_records: int | None
) -> dict[str, object]:
    return {"run": dict(run), "parts": n_parts, "records": n_records}


def _document(counts: Counts) -> dict[str, int]:
    return {
        "parts": counts.parts,
        "records": counts.records,
        "codings": counts.codings,
        "problems": counts.problems,
    }


def _write_parquet(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write tables one after the other, then give the file its name."""
    beside = _beside(path)
    writer: pq.ParquetWriter | None = None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(beside, table.schema, compression="zstd")
            writer.write_table(table)
    except BaseException:
        if writer:
            writer.close()
        beside.unlink(missing_ok=True)
        raise
    if writer:
        writer.close()
    _settle(beside, path)


def _write_text(path: Path, document: Mapping[str, object]) -> None:
    beside = _beside(path)
    beside.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    _settle(beside, path)


def _beside(path: Path) -> Path:
    # Shards on other machines may write the same name at the same time.
    return path.with_name(f".{path.name}.{uuid4().hex}.tmp")


def _settle(beside: Path, path: Path) -> None:
    """Flush a file to the disk and rename it: after a crash it is there whole or not at all."""
    with beside.open("rb+") as handle:
        os.fsync(handle.fileno())
    beside.replace(path)
