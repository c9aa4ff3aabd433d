"""Package: the parts of a zip file that office programs write, read within bounds.

A part is never unpacked to disk, so that path names inside the file cannot do harm.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from npt_coder.ingest.formats.base import MAX_BYTES, Unreadable
from npt_coder.ingest.formats.sniff import OLE

_ENCRYPTED = 1  # bit of the flags of an entry
_MAX_PARTS = 20_000


class Package:
    """An open package. what: the kind of document in words, for messages."""

    def __init__(self, archive: zipfile.ZipFile, what: str) -> None:
        self._archive = archive
        self._what = what
        self.names = tuple(archive.namelist())
        if len(self.names) > _MAX_PARTS:
            raise Unreadable(f"holds {len(self.names)} parts, which no {what} does.")

    @property
    def unpacked_size(self) -> int:
        """Return the size that all parts claim to have when unpacked, in bytes."""
        return sum(info.file_size for info in self._archive.infolist())

    def part(self, name: str) -> bytes | None:
        """Return one part, or None when there is none of this name.

        Raises: Unreadable for a locked part, and one that unpacks to more than MAX_BYTES.
        """
        if name not in self.names:
            return None
        if self._archive.getinfo(name).flag_bits & _ENCRYPTED:
            raise Unreadable(locked(self._what))
        with self._archive.open(name) as stream:
            found = stream.read(MAX_BYTES + 1)
        if len(found) > MAX_BYTES:
            raise Unreadable(
                f"unpacks to more than {MAX_BYTES // 2**20} MiB of text, which no interview is. "
                "Check that it is the right file."
            )
        return found


@contextmanager
def open_package(raw: bytes, what: str) -> Iterator[Package]:
    """Open a package; what goes wrong while it is read is told as a damaged document.

    Raises: Unreadable for what is no zip file, is cut short, or is locked.
    """
    if raw.startswith(OLE):
        raise Unreadable(locked(what))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield Package(archive, what)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError) as error:
        raise Unreadable(damaged(what)) from error
    except RuntimeError as error:  # locked, or a compression that zipfile does not know
        raise Unreadable(f"packed in a way that I cannot read. {_save_again(what)}") from error


def parse_xml(xml: bytes, what: str) -> etree._Element:
    """Parse a part without entities, network or huge trees. Raises: Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(damaged(what)) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(f"declares XML entities, which no {what} does. I do not read it.")
    return root


def damaged(what: str) -> str:
    """Return the sentence for a package that is cut short or broken."""
    return (
        f"damaged or cut short: it is no complete {what}. Get the file again, or open it in the "
        "program that made it and save it under a new name."
    )


def locked(what: str) -> str:
    """Return the sentence for a file behind a password, which older formats look like too."""
    return (
        f"protected by a password, or in a format from before {what} files. Open it, take the "
        "password off, and save it in the current format."
    )


def _save_again(what: str) -> str:
    return f"Open it in the program that made it and save it as a {what} again."
