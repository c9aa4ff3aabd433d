"""Read: a codebook in YAML to a `Codebook`, every fault named with its line and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from npt_coder.codebook.changes import canonical, rules_text
from npt_coder.codebook.conditions import LABELS, SHORTHANDS, labels_of
from npt_coder.errors import CodebookError, UnknownName
from npt_coder.model import (
    CODE_KINDS,
    LEVELS,
    VALENCES,
    Code,
    Codebook,
    Example,
    Problem,
    Rule,
    Where,
)
from npt_coder.shipped import shipped
from npt_coder.yaml_lines import LinedYaml, Place, read_yaml

_BOOK = {"codebook", "title", "edition", "source", "extends", "at", "codes"}
_CODE = {
    *("id", "name", "mnemonic", "kind", "brief", "full", "when_to_use", "when_not_to_use"),
    *("examples", "rules"),
}
_CODE_TEXTS = ("name", "mnemonic", "brief", "full", "when_to_use", "when_not_to_use")
_EXAMPLE = {"text", "valence", "instead"}
_RULE = {
    *("id", "any", "valence", "negated", "hedged", "unless", "speaker", "level", "score", "where"),
}
_WHERE = {"of", "has", "is", "absent"}
_WHEN_NEGATED = ("flip", "keep", "drop")
_WHEN_HEDGED = ("keep", "lower", "drop")


def shipped_codebooks() -> tuple[str, ...]:
    """Return the names of the codebooks that come with the package, sorted."""
    return tuple(sorted(path.stem for path in shipped("codebooks").glob("*.yaml")))


def read_codebook(name_or_path: str | Path) -> Codebook:
    """Read a shipped codebook by name, or any YAML file by path.

    Raises UnknownName for a name that is not shipped, CodebookError with every problem found.
    """
    return _read(_locate(name_or_path, Path.cwd()), ())


def _locate(name_or_path: str | Path, base: Path) -> Path:
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")):
        return base / name_or_path
    if text in shipped_codebooks():
        return shipped("codebooks", f"{text}.yaml")
    raise UnknownName("codebook", text, shipped_codebooks())


def _read(path: Path, reading: tuple[Path, ...]) -> Codebook:
    if path.resolve() in reading:
        chain = " extends ".join(p.name for p in (*reading, path))
        message = f"a codebook cannot extend itself: {chain}."
        raise CodebookError([Problem(str(path), message, None, "error")])
    return _Reader(read_yaml(path), (*reading, path.resolve())).codebook()


class _Reader:
    """Reads one file; collects problems and raises them all at the end."""

    def __init__(self, file: LinedYaml, reading: tuple[Path, ...]) -> None:
        self.file, self.reading = file, reading
        self.problems: list[Problem] = []

    def codebook(self) -> Codebook:
        top = cast(dict[str, Any], self.file.value)
        self._known(top, _BOOK, ())
        title, edition, source = (
            self._text(top, key, (), needed=True) for key in ("title", "edition", "source")
        )
        name = self._text(top, "codebook", (), needed=True)
        inherited = self._inherited(top)
        own = self._codes(top, {code.id: code for code in inherited})
        self._unique(own, inherited)
        if self.problems:
            raise CodebookError(self.problems)
        changed = {code.id: code for code in own}
        kept = [changed.pop(code.id, code) for code in inherited]
        codes = tuple(_hashed(code) for code in (*kept, *changed.values()))
        book = Codebook(name, title, edition, source, codes, "", str(self.file.path))
        return replace(book, hash=_hash(_content(book)))

    def _inherited(self, top: Mapping[str, Any]) -> tuple[Code, ...]:
        if "extends" not in top:
            if "at" in top:
                self._fault(("at",), "has no meaning without `extends`.")
            return ()
        named = self._text(top, "extends", (), needed=True)
        if top.get("at", "construct") != "construct":
            self._fault(("at",), "can only be `construct`.")
        if self.problems:
            raise CodebookError(self.problems)
        parent = _read(_locate(named, self.file.path.parent), self.reading)
        codes = fold(parent.codes) if "at" in top else parent.codes
        return tuple(_without_lines(code) for code in codes)

    def _codes(self, top: Mapping[str, Any], inherited: Mapping[str, Code]) -> list[Code]:
        codes = []
        for i, entry in enumerate(self._list(top, "codes", ())):
            place: Place = ("codes", i)
            if isinstance(entry, dict):
                codes.append(self._code(entry, place, inherited.get(str(entry.get("id")))))
            else:
                self._fault(place, "must be an entry with fields such as id, name and kind.")
        if not codes and not inherited:
            self._fault(("codes",), "there must be at least one code.")
        return codes

    def _code(self, entry: Mapping[str, Any], place: Place, above: Code | None) -> Code:
        self._known(entry, _CODE, place)
        base = above or Code("", "", "", "theme", "", "", "", "", (), (), "")
        needed = above is None
        texts: dict[str, Any] = {
            key: self._text(entry, key, place, needed=needed)
            for key in _CODE_TEXTS
            if needed or key in entry
        }
        code = replace(
            base,
            id=self._text(entry, "id", place, needed=True),
            kind=self._one_of(entry, "kind", CODE_KINDS, place, base.kind, needed=needed),
            line=self.file.line(place),
            **texts,
        )
        if "examples" in entry:
            code = replace(code, examples=tuple(self._examples(entry, place)))
        if "rules" in entry:
            code = replace(code, rules=tuple(self._rules(entry, place)))
        return code

    def _examples(self, entry: Mapping[str, Any], place: Place) -> list[Example]:
        examples = []
        for i, item in enumerate(self._list(entry, "examples", place)):
            here = (*place, "examples", i)
            if not isinstance(item, dict):
                self._fault(here, "must be an entry with text, and valence or instead.")
                continue
            self._known(item, _EXAMPLE, here)
            if ("valence" in item) == ("instead" in item):
                self._fault(here, "needs either a valence, or for a near miss `instead`.")
            valence = self._one_of(item, "valence", VALENCES, here, None)
            instead = self._text(item, "instead", here) or None
            text = self._text(item, "text", here, needed=True)
            examples.append(Example(text, cast(Any, valence), instead))
        return examples

    def _rules(self, entry: Mapping[str, Any], place: Place) -> list[Rule]:
        rules = []
        for i, item in enumerate(self._list(entry, "rules", place)):
            here = (*place, "rules", i)
            if isinstance(item, dict):
                rules.append(self._rule(item, here))
            else:
                self._fault(here, "must be an entry with id and any.")
        return rules

    def _rule(self, item: Mapping[str, Any], place: Place) -> Rule:
        self._known(item, _RULE, place)
        phrases = self._texts(item, "any", place)
        if not phrases:
            self._fault((*place, "any"), "needs at least one phrase.")
        score = item.get("score", 0.7)
        if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
            self._fault((*place, "score"), "must be a number from 0 to 1.")
            score = 0.0
        return Rule(
            id=self._text(item, "id", place, needed=True),
            phrases=phrases,
            valence=cast(Any, self._one_of(item, "valence", VALENCES, place, "promotes")),
            when_negated=cast(Any, self._one_of(item, "negated", _WHEN_NEGATED, place, "flip")),
            when_hedged=cast(Any, self._one_of(item, "hedged", _WHEN_HEDGED, place, "keep")),
            unless=self._texts(item, "unless", place),
            speaker=self._speakers(item, place),
            level=cast(Any, self._one_of(item, "level", LEVELS, place, None)),
            score=float(score),
            line=self.file.line(place),
            where=tuple(self._conditions(item, place)),
        )

    def _speakers(self, item: Mapping[str, Any], place: Place) -> tuple[str, ...]:
        speakers = self._texts(item, "speaker", place)
        if "interviewer" in map(str.casefold, speakers):
            message = "interviewers are not coded. Name participant, unknown, or a job."
            self._fault((*place, "speaker"), message)
        return speakers

    def _conditions(self, item: Mapping[str, Any], place: Place) -> Iterator[Where]:
        for i, entry in enumerate(self._list(item, "where", place)):
            here = (*place, "where", i)
            if not isinstance(entry, dict):
                self._fault(here, "must be an entry with of and has.")
                continue
            self._known(entry, _WHERE, here)
            has = self._text(entry, "has", here, needed=True)
            named = [name.strip() for name in has.split(",")]
            labels = tuple(label for name in named for label in labels_of(name))
            if has and not all(labels_of(name) for name in named):
                known = ", ".join(sorted((*SHORTHANDS, *LABELS)))
                self._fault((*here, "has"), f"is no dependency label. Known: {known}.")
            absent = entry.get("absent", False)
            if not isinstance(absent, bool):
                self._fault((*here, "absent"), "must be true or false.")
            of = self._text(entry, "of", here, needed=True)
            yield Where(of, labels, self._text(entry, "is", here), absent is True)

    def _unique(self, own: list[Code], inherited: tuple[Code, ...]) -> None:
        overridden = {code.id for code in own}
        seen = {
            rule.id: f"belongs to '{code.id}' of the codebook that this one extends"
            for code in inherited
            if code.id not in overridden
            for rule in code.rules
        }
        for code in own:
            for rule in code.rules:
                self._once(seen, rule.id, rule.line, "rule")
        seen = {}
        for code in own:
            self._once(seen, code.id, code.line, "code")

    def _once(self, seen: dict[str, str], id: str, line: int | None, what: str) -> None:
        if id in seen:
            message = f"the {what} '{id}' {seen[id]}. Choose another id."
            self.problems.append(Problem(str(self.file.path), message, f"line {line}, id", "error"))
        elif id:
            seen[id] = f"stands on line {line} already"

    # --- single values ---------------------------------------------------------------------

    def _known(self, entry: Mapping[str, Any], known: set[str], place: Place) -> None:
        for key in entry:
            if key not in known:
                self._fault((*place, key), f"unknown field. Known: {', '.join(sorted(known))}.")

    def _text(
        self, entry: Mapping[str, Any], key: str, place: Place, *, needed: bool = False
    ) -> str:
        value = entry.get(key)
        if value is None:
            if needed:
                self._fault((*place, key), "is missing.")
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self._fault((*place, key), "must be a text; put it in quotes.")
            return ""
        return str(value).strip()

    def _texts(self, entry: Mapping[str, Any], key: str, place: Place) -> tuple[str, ...]:
        texts = []
        for i, value in enumerate(self._list(entry, key, place)):
            if isinstance(value, str) and value.strip():
                texts.append(value.strip())
            else:
                self._fault((*place, key, i), "must be a text; put it in quotes.")
        return tuple(texts)

    def _list(self, entry: Mapping[str, Any], key: str, place: Place) -> list[Any]:
        value = entry.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._fault((*place, key), "must be a list, each item on a line with '- '.")
            return []
        return value

    def _one_of(
        self,
        entry: Mapping[str, Any],
        key: str,
        known: tuple[str, ...],
        place: Place,
        default: Any,
        *,
        needed: bool = False,
    ) -> Any:
        value = entry.get(key)
        if value in known or (value is None and not needed):
            return default if value is None else value
        given = "is missing" if value is None else f"'{value}' is not known"
        self._fault((*place, key), f"{given}. Known: {', '.join(known)}.")
        return default

    def _fault(self, place: Place, message: str) -> None:
        self.problems.append(self.file.problem(place, message))


def fold(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Fold sub-constructs into their constructs: examples and rules move up, the codes go.

    A near miss that belonged to another sub-construct of the same construct is none any more.
    """
    below: dict[str, list[Code]] = {}
    for code in codes:
        below.setdefault(code.parent or code.id, []).append(code)
    top_of = {code.id: top for top, members in below.items() for code in members}
    folded = []
    for top in (code for code in codes if not code.parent):
        members = below[top.id]
        examples = (
            replace(example, instead=top_of.get(example.instead or "", example.instead))
            for member in members
            for example in member.examples
        )
        kept = tuple(example for example in examples if example.instead != top.id)
        rules = tuple(rule for member in members for rule in member.rules)
        folded.append(replace(top, examples=kept, rules=rules))
    return tuple(folded)


def _without_lines(code: Code) -> Code:
    """Forget the lines of an inherited code, which are lines of another file."""
    return replace(code, line=None, rules=tuple(replace(rule, line=None) for rule in code.rules))


def _hashed(code: Code) -> Code:
    """Give a code the identity of what the machine reads: its id, its rules, the language."""
    return replace(code, hash=sha256(rules_text(code).encode()).hexdigest())


def _content(book: Codebook) -> dict[str, Any]:
    content = asdict(replace(book, path=None))
    for code in content["codes"]:
        code.pop("line")
        for rule in code["rules"]:
            rule.pop("line")
    return content


def _hash(value: object) -> str:
    return sha256(canonical(value).encode()).hexdigest()
