"""Eaf: ELAN's annotation of a recording; a tier, or its participant, is a speaker."""

from __future__ import annotations

from lxml import etree

from npt_coder.ingest.formats.base import FormatResult, Unreadable
from npt_coder.ingest.formats.package import parse_xml
from npt_coder.ingest.formats.tiers import Interval, read_tiers

name = "eaf"
suffixes = (".eaf",)

_WHAT = "ELAN file"


def claims(head: bytes, suffix: str) -> bool:
    """Say whether the file is ELAN's, by its suffix."""
    return suffix in suffixes and bool(head)


def read(raw: bytes) -> FormatResult:
    """Read the time-aligned annotations of every tier. Raises: Unreadable."""
    root = parse_xml(raw, _WHAT)
    slots = {
        slot.get("TIME_SLOT_ID"): _seconds(slot.get("TIME_VALUE"))
        for slot in root.iter("TIME_SLOT")
    }
    intervals = [interval for tier in root.iter("TIER") for interval in _intervals(tier, slots)]
    if root.tag != "ANNOTATION_DOCUMENT":
        raise Unreadable(
            "not an ELAN file: it has no annotations. Check that it is the right file."
        )
    return read_tiers(intervals)


def _intervals(tier: etree._Element, slots: dict[str | None, float]) -> list[Interval]:
    who = tier.get("PARTICIPANT") or tier.get("TIER_ID") or ""
    return [
        (slots.get(found.get("TIME_SLOT_REF1"), 0.0), who, found.findtext("ANNOTATION_VALUE") or "")
        for found in tier.iter("ALIGNABLE_ANNOTATION")
    ]


def _seconds(milliseconds: str | None) -> float:
    return int(milliseconds) / 1000 if milliseconds and milliseconds.isdigit() else 0.0
