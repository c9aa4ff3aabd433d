"""Small codebooks for the tests of taggers."""

from npt_coder.model import Code, Codebook, CodeKind, Example, Rule, Sentence
from npt_coder.sentences import split_text


def code(
    id: str, *rules: Rule, kind: CodeKind = "construct", examples: tuple[Example, ...] = ()
) -> Code:
    return Code(id, id, id, kind, "Brief.", "Full.", "When.", "When not.", examples, rules, "")


def book(*codes: Code) -> Codebook:
    return Codebook("small", "Small", "1", "Invented for a test", codes, "abcdef0123456789")


def sentences(text: str) -> list[Sentence]:
    return [
        Sentence("t1", 1, index, start, end, text[start:end])
        for index, (start, end) in enumerate(split_text(text))
    ]
