"""Books: reading, checking, explaining and judging codebooks outside a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from npt_coder.codebook.read import read_codebook, shipped_codebooks
from npt_coder.model import Code, Codebook, Problem
from npt_coder.shipped import shipped
from npt_coder.tag.check import check_codebook
from npt_coder.tag.explain import explain as explain_text
from npt_coder.tag.index import make_tagger
from npt_coder.tag.rules import Firing


def books() -> tuple[Codebook, ...]:
    """Return the shipped codebooks."""
    return tuple(read_codebook(name) for name in shipped_codebooks())


def book(name_or_path: str) -> Codebook:
    """Read one codebook. Raises CodebookError and UnknownName."""
    return read_codebook(name_or_path)


def code_document(code: Code) -> dict[str, object]:
    """Return a code with its examples and rules as plain values."""
    return asdict(code)


def check(name_or_path: str) -> tuple[Problem, ...]:
    """Return what is dead, duplicate or contradictory in a codebook that can be read."""
    return check_codebook(read_codebook(name_or_path))


def schema() -> str:
    """Return the JSON Schema of codebooks."""
    return shipped("codebooks", "codebook.schema.json").read_text(encoding="utf-8")


def explain(
    name_or_path: str, text: str, speaker: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Say how the rules of a codebook read each sentence of a text, as plain values.

    rules: those that matched, with their outcome. near: those that nearly did. forms: word -> the
    words that count as the same. speaker: role and job of who says it, None for anybody. Raises
    CodebookError.
    """
    return [
        {
            "sentence": one.sentence,
            "words": list(one.words),
            "rules": [_outcome(firing, speaker) for firing in (*one.fired, *one.stopped)],
            "near": [asdict(miss) | {"found": list(miss.found)} for miss in one.near],
            "forms": {word: list(forms) for word, forms in one.forms.items()},
        }
        for one in explain_text(read_codebook(name_or_path), text, speaker)
    ]


def evaluate(
    gold: Path, name_or_path: str, *, taggers: Sequence[str], seed: int = 1, n_errors: int = 0
) -> tuple[list[dict[str, object]], tuple[Problem, ...]]:
    """Judge taggers on the same labelled passages, one document each.

    Raises CodebookError, UnknownName and TableError.
    """
    # What judges loads scikit-learn, which takes longer than to explain a sentence.
    from npt_coder.tag.evaluate import evaluate as judge

    codebook = read_codebook(name_or_path)
    made = [make_tagger(tagger, codebook) for tagger in taggers]
    judged = [judge(gold, tagger, codebook, seed=seed, n_errors=n_errors) for tagger in made]
    return [document for document, _ in judged], judged[0][1]


def _outcome(firing: Firing, speaker: Sequence[str] | None) -> dict[str, str]:
    said = ["fired"]
    if firing.negator:
        said.append(f"turned by “{firing.negator}”")
    if firing.hedge:
        lowered = f", score {firing.score:g}" if firing.score != firing.rule.score else ""
        said.append(f"hedged by “{firing.hedge}”{lowered}")
    if firing.rule.speaker and speaker is None:
        said.append(f"if this speaks: {', '.join(firing.rule.speaker)}")
    return {
        "code": firing.code,
        "rule": firing.rule.id,
        "words": firing.words,
        "valence": firing.valence,
        "outcome": firing.stopped or ", ".join(said),
    }
