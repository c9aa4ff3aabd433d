"""Sniff: what the first bytes of a file tell the formats that must agree on who claims it."""

from __future__ import annotations

from npt_coder.ingest.decode import decode

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word 97 files and password-protected .docx
_ZIP = b"PK\x03\x04"


def peek(head: bytes) -> str:
    """Return the first bytes as text without leading white space, whatever their encoding."""
    return decode(head).text.lstrip()


def is_word_package(head: bytes) -> bool:
    """Say whether the bytes begin a zip package such as Word writes."""
    return head.startswith(_ZIP) and (b"[Content_Types].xml" in head or b"word/" in head)
