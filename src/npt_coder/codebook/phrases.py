"""Phrases: the little language in which tagging rules say what they look for.

refer            any inflected form of the lemma: refer, refers, referred, referring
=refers          this form only
(a|b c|=d)       alternatives         x?  (a|b)?   optional
_                any one word         ..5          a gap of 0 to 5 words; `..` is `..3`
[a b c]~8        these in any order, within 8 words in all; must be the whole phrase
refer/VERB       a word with one of these parts of speech or entity labels: use/NOUN,PROPN  _/ORG
(a|b)/VERB       the same for a choice of single words
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from npt_coder.errors import UserError

DEFAULT_GAP = 3
MAX_GAP = 12
MAX_FREE = 4
MAX_DEPTH = 20


_PARTS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"
PARTS_OF_SPEECH = frozenset(_PARTS.split())
"""Universal parts of speech (Nivre et al. 2016)."""

_KINDS = (
    "CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT "
    "QUANTITY TIME WORK_OF_ART"
)
ENTITIES = frozenset(_KINDS.split())
"""Kinds of named entity in OntoNotes 5, which the English models know."""


class PhraseError(UserError):
    """A phrase that cannot be read. column: counted from 1."""

    def __init__(self, phrase: str, column: int, message: str) -> None:
        super().__init__(f"“{phrase}”, column {column}: {message}")
        self.phrase, self.column = phrase, column


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text. exact: this form only, else every form of the lemma.

    tags: parts of speech or entity labels, of which the word has one; none asks for nothing.
    """

    form: str
    exact: bool = False
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnyWord:
    """Exactly one word, whichever; tags: parts of speech or entity labels, of which it has one."""

    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """Between none and `most` words, whichever."""

    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; `optional` when it may also be left out."""

    options: tuple[Sequence, ...]
    optional: bool = False


Element = Word | AnyWord | Gap | Choice
Sequence = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parsed phrase. window: for free order, the most words it may span; None for fixed order."""

    text: str
    elements: Sequence
    window: int | None = None


_LEXEME = re.compile(
    r"(?P<space>\s+)|(?P<gap>\.\.(?P<most>\d{0,6}))|(?P<free>\]~(?P<window>\d{1,6}))"
    r"|(?P<mark>[()|?\[\]])|(?P<tags>/[A-Za-z_]+(?:,[A-Za-z_]+)*)|(?P<any>_(?!\w))|(?P<word>=?[^\W_]+(?:['’\-][^\W_]+)*|=?['’][^\W_]+)"
)


def parse_phrase(text: str) -> Phrase:
    """Parse a phrase. Raises PhraseError with the column and what was expected."""
    parser = _Parser(text)
    if parser.peek() == "[":
        return parser.free_order()
    elements = parser.sequence(until="")
    _check_ends(text, elements)
    return Phrase(text, elements)


def _check_ends(text: str, elements: Sequence) -> None:
    if not any(_needs_word(element) for element in elements):
        raise PhraseError(text, 1, "nothing in it must be there. Add a word that is not optional.")
    for element, column in ((elements[0], 1), (elements[-1], len(text))):
        if isinstance(element, Gap):
            raise PhraseError(text, column, "a gap at the end of a phrase means nothing. Drop it.")


def _needs_word(element: Element) -> bool:
    if isinstance(element, Choice):
        return not element.optional and all(any(map(_needs_word, o)) for o in element.options)
    return isinstance(element, Word)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lexemes: list[tuple[str, str, int]] = []
        position = 0
        while position < len(text):
            found = _LEXEME.match(text, position)
            if not found:
                message = f"'{text[position]}' has no meaning here."
                raise PhraseError(text, position + 1, message)
            kind = str(found.lastgroup)
            if found["gap"]:
                kind = "gap"
            elif found["free"]:
                kind = "free"
            if kind != "space":
                value = found["most"] if kind == "gap" else found["window"] or found[0]
                self.lexemes.append((kind, value, position + 1))
            position = found.end()
        self.next = 0
        self.depth = 0

    def peek(self) -> str:
        """Return the next mark, word or kind, "" at the end."""
        if self.next == len(self.lexemes):
            return ""
        kind, value, _ = self.lexemes[self.next]
        return value if kind == "mark" else kind

    def column(self) -> int:
        if self.next < len(self.lexemes):
            return self.lexemes[self.next][2]
        return len(self.text) + 1

    def take(self) -> str:
        self.next += 1
        return self.lexemes[self.next - 1][1]

    def sequence(self, until: str) -> Sequence:
        """Read elements until one of the marks in `until`, or the end of the text."""
        elements: list[Element] = []
        while (mark := self.peek()) and mark not in (tuple(until) or ("",)):
            elements.append(self.element())
        if not elements:
            raise PhraseError(self.text, self.column(), "expected a word here.")
        if until and not self.peek():
            raise PhraseError(self.text, self.column(), "a ')' is missing.")
        return tuple(elements)

    def element(self) -> Element:
        column, kind = self.column(), self.peek()
        if kind == "gap":
            most = int(self.take() or DEFAULT_GAP)
            if not 1 <= most <= MAX_GAP:
                raise PhraseError(self.text, column, f"a gap holds 1 to {MAX_GAP} words.")
            return Gap(most)
        if kind == "(":
            made: Element = Choice(self.options())
        elif kind == "word":
            word = self.take().replace("’", "'")
            made = Word(word.removeprefix("=").lower(), exact=word.startswith("="))
        elif kind == "any":
            self.take()
            made = AnyWord()
        else:
            raise PhraseError(self.text, column, f"'{kind}' has no meaning here.")
        if self.peek() == "tags":
            made = self.tagged(made)
        if self.peek() == "?":
            self.take()
            options = made.options if isinstance(made, Choice) else ((made,),)
            return Choice(options, optional=True)
        return made

    def tagged(self, made: Element) -> Element:
        column = self.column()
        tags = frozenset(self.take().removeprefix("/").upper().split(","))
        if unknown := sorted(tags - PARTS_OF_SPEECH - ENTITIES):
            known = ", ".join(sorted(PARTS_OF_SPEECH))
            message = (
                f"{unknown[0]} is no part of speech ({known}) and no kind of entity "
                f"({', '.join(sorted(ENTITIES))})."
            )
            raise PhraseError(self.text, column, message)
        words = [made] if not isinstance(made, Choice) else [w for o in made.options for w in o]
        if isinstance(made, Choice) and any(len(option) != 1 for option in made.options):
            raise PhraseError(
                self.text, column, "a tag behind a choice asks for single words in it."
            )
        for word in words:
            if not isinstance(word, Word | AnyWord) or word.tags:
                message = "a tag stands behind a word, `_` or a choice of words without tags."
                raise PhraseError(self.text, column, message)
        if isinstance(made, Choice):
            return Choice(
                tuple((replace(w, tags=tags),) for w in words if isinstance(w, Word | AnyWord))
            )
        return replace(made, tags=tags) if isinstance(made, Word | AnyWord) else made

    def options(self) -> tuple[Sequence, ...]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"choices lie more than {MAX_DEPTH} deep within each other."
            raise PhraseError(self.text, self.column(), message)
        self.take()
        options = [self.sequence(until="|)")]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence(until="|)"))
        self.take()
        self.depth -= 1
        return tuple(options)

    def free_order(self) -> Phrase:
        self.take()
        elements: list[Element] = []
        while self.peek() not in ("free", ""):
            elements.append(self.element())
        column = self.column()
        if self.peek() != "free":
            raise PhraseError(self.text, column, "free order ends with ']~N', N words in all.")
        window = int(self.take())
        if self.peek():
            message = "free order must be the whole phrase. Write two rules instead."
            raise PhraseError(self.text, self.column(), message)
        if not 2 <= len(elements) <= MAX_FREE or not all(map(_needs_word, elements)):
            message = f"free order takes 2 to {MAX_FREE} elements that must all be there."
            raise PhraseError(self.text, 1, message)
        if window < len(elements):
            message = f"{len(elements)} elements never fit into {window} words."
            raise PhraseError(self.text, column, message)
        return Phrase(self.text, tuple(elements), window)
