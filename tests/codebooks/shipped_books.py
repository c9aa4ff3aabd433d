"""Shipped codebooks, read and compiled once, and talk that none of them should hear."""

from functools import cache
from pathlib import Path

from npt_coder.codebook.read import read_codebook
from npt_coder.model import Codebook
from npt_coder.tag.rules import RulesTagger

ORDINARY_TALK = [
    line
    for line in Path(__file__).with_name("ordinary_talk.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@cache
def book(name: str) -> Codebook:
    return read_codebook(name)


@cache
def tagger(name: str) -> RulesTagger:
    return RulesTagger(book(name))
