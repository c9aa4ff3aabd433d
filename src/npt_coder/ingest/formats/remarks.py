"""Remarks: comments and notes pinned to the paragraphs of a table, whose cells were joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npt_coder.ingest.formats.base import Paragraph, Remark


def pinned(paragraphs: Sequence[Paragraph], remarks: Sequence[Remark]) -> list[Paragraph]:
    """Give each remark to the first paragraph that holds its words, else to the first of all."""
    found = list(paragraphs)
    for remark in remarks if found else ():
        holder = next((i for i, p in enumerate(found) if remark.about in _plain(p.text)), 0)
        found[holder] = replace(found[holder], remarks=(*found[holder].remarks, remark))
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())
