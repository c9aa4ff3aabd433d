"""Language: words, forms of a lemma, what negates and what hedges, as english.yaml says."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, cast

from npt_coder.yaml_lines import read_yaml

_FILE = Path(__file__).with_name("english.yaml")
# The 2,000 commonest words of the passages in training/corpus, commonest first. They decide what is
# looked for first: how fast rules are found and never what they find.
_COMMON = Path(__file__).with_name("common.txt")

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|['’](?i:s|re|ve|ll|d|m|em|til|cause)(?![^\W_])")
"""A word with its apostrophes, before contractions are split; hyphens part words. An apostrophe
in front is a quotation mark, but for the endings and clippings named here."""

_CONTRACTION = re.compile(r"(?i)(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))\Z")
# As hurried hands and machines write them: "dont", "couldnt".
_UNMARKED = re.compile(r"(do|does|did|is|are|was|were|have|has|had|ca|wo|would|could|should)nt\Z")
# "can't" loses an n to its own ending, "won't" and "shan't" hide their verb.
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "can": "can"}


class Token(NamedTuple):
    """A word of a text in lower case with straight apostrophes; positions in code points."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class English:
    """The settings of english.yaml. window: in words. ranks: of the words in common.txt, from 1."""

    forms: dict[str, tuple[str, ...]]
    window: int
    negators: frozenset[str]
    terminators: frozenset[str]
    subjects: frozenset[str]
    asides: frozenset[str]
    pseudo_negations: tuple[str, ...]
    understatements: tuple[str, ...]
    hedges: tuple[str, ...]
    ranks: dict[str, int]


@cache
def english() -> English:
    """Read english.yaml and common.txt once."""
    raw = cast(dict[str, Any], read_yaml(_FILE).value)
    common = _COMMON.read_text(encoding="utf-8")
    return English(
        forms={lemma: tuple(forms) for lemma, forms in raw["forms"].items()},
        window=raw["window"],
        negators=frozenset(raw["negators"]),
        terminators=frozenset(raw["terminators"]),
        subjects=frozenset(raw["subjects"]),
        asides=frozenset(raw["asides"]),
        pseudo_negations=tuple(raw["pseudo_negations"]),
        understatements=tuple(raw["understatements"]),
        hedges=tuple(raw["hedges"]),
        ranks={word: rank for rank, word in enumerate(common.splitlines(), start=1)},
    )


@cache
def language_hash() -> str:
    """Return the identity of english.yaml, whatever the line ends of the checkout."""
    return sha256(_FILE.read_text(encoding="utf-8").encode()).hexdigest()


@lru_cache(maxsize=20_000)
def split_word(word: str) -> tuple[str, ...]:
    """Split a word as found into one or two forms: "Don’t" -> do, n't."""
    plain = word.lower().replace("’", "'")
    if plain == "cannot":
        return ("can", "not")
    if unmarked := _UNMARKED.match(plain):
        return (_STEMS.get(unmarked[1], unmarked[1]), "n't")
    found = _CONTRACTION.match(plain)
    if not found or plain in english().negators:
        return (plain,)
    stem, ending = found[1], found[2]
    return (_STEMS.get(stem, stem) if ending == "n't" else stem, ending)


def tokens(text: str) -> list[Token]:
    """Return the words of a text with their positions; a contraction gives two."""
    found = []
    for match in WORD.finditer(text):
        word, (start, end) = match[0], match.span()
        forms = split_word(word)
        if len(forms) == 1:
            found.append(Token(forms[0], start, end))
        else:
            # "cannot" and "can't" share letters; the second part is as long as it is written.
            is_marked = word[-2:].lower() != "nt"
            cut = end - (len(forms[1]) if is_marked else 2)
            found += [Token(forms[0], start, cut), Token(forms[1], cut, end)]
    return found


def is_as_written(form: str) -> bool:
    """Say whether every word of a form holds the form itself, letter by letter, in lower case.

    Not so of what a contraction hides ("won't", "don’t") or lower case may change. No is certain to
    be safe: it is said of some forms for which yes would be true.
    """
    return form.isascii() and form.isalnum() and form not in _STEMS.values()


@cache
def forms_of(lemma: str) -> frozenset[str]:
    """Return every form of a lemma, over all parts of speech, in lower case."""
    inflected = {
        form.lower().replace("’", "'")
        for forms in _dictionary().getAllInflections(lemma).values()
        for form in forms
    }
    return frozenset({lemma, *inflected, *english().forms.get(lemma, ())})


@cache
def _dictionary():  # type: ignore[no-untyped-def]
    """Load lemminflect alone."""
    # It would load spaCy first, to add to it, which takes longer than to code a study again.
    with _hidden("spacy"):
        import lemminflect
    return lemminflect


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let a package that is not loaded yet look as if it were not installed."""

    class Hides:
        def find_spec(self, sought: str, *_: object) -> None:
            if sought == name:
                raise ModuleNotFoundError(f"hidden: {name}", name=name)

    hides = cast(Any, Hides())
    sys.meta_path.insert(0, hides)
    try:
        yield
    finally:
        sys.meta_path.remove(hides)
