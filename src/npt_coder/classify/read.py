"""Read: a classification rule in YAML, every fault named with its line and field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from npt_coder.classify.ratings import Rating, Thin
from npt_coder.classify.rule import CONDITION_KINDS, ClassificationRule, Condition
from npt_coder.errors import CodebookError, UnknownName
from npt_coder.model import Problem
from npt_coder.shipped import shipped
from npt_coder.yaml_lines import LinedYaml, Place, read_yaml

_TOP = {
    *("rule", "version", "title", "source", "statement", "wave", "classes", "above"),
    *("constructs", "levels", "conditions", "shown_not_counted", "thin", "rating"),
}
_COUNTS = range(1, 1_000_000)
_SHARES = ("explicit_score", "balance", "strong_share", "mixed_weight")


def shipped_rules() -> tuple[str, ...]:
    """Return the names of the classification rules that come with the package, sorted."""
    return tuple(sorted(path.stem for path in shipped("codebooks", "rules").glob("*.yaml")))


def read_rule(name_or_path: str | Path) -> ClassificationRule:
    """Read a shipped rule by name, or any YAML file by path.

    Raises UnknownName for a name that is not shipped, CodebookError with every problem found.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")):
        return _Reader(read_yaml(Path(name_or_path))).rule()
    if text not in shipped_rules():
        raise UnknownName("classification rule", text, shipped_rules())
    return _Reader(read_yaml(shipped("codebooks", "rules", f"{text}.yaml"))).rule()


class _Reader:
    """Reads one file; collects problems and raises them all at the end."""

    def __init__(self, file: LinedYaml) -> None:
        self.file = file
        self.top = cast(dict[str, Any], file.value)
        self.problems: list[Problem] = []

    def rule(self) -> ClassificationRule:
        top = self.top
        self._known(top, _TOP, ())
        classes = self._mapping(top, "classes", ())
        self._known(classes, {"met", "not_met", "unknown"}, ("classes",))
        thin = self._mapping(top, "thin", ())
        self._known(thin, {"constructs", "levels"}, ("thin",))
        made = ClassificationRule(
            name=self._text(top, "rule", ()),
            version=self._text(top, "version", ()),
            title=self._text(top, "title", ()),
            source=self._text(top, "source", ()),
            statement=self._text(top, "statement", ()),
            wave=str(top.get("wave", "last")),
            met=self._class(classes, "met"),
            not_met=self._class(classes, "not_met"),
            unknown=self._class(classes, "unknown"),
            above=self._whole(top, "above", (), 0, CONDITION_KINDS["above"][1]),
            constructs=self._names(top, "constructs"),
            levels=self._levels(),
            shown=self._names(top, "shown_not_counted"),
            thin_constructs=self._thin(thin, "constructs"),
            thin_levels=self._thin(thin, "levels"),
            rating=self._rating(),
            conditions=self._conditions(),
        )
        self._check_names(made)
        if self.problems:
            raise CodebookError(self.problems)
        return made

    def _check_names(self, made: ClassificationRule) -> None:
        if not made.needed:
            self._fault(("constructs",), "name at least one construct or level that is needed.")
        named = Counter([*made.constructs, *made.shown, *made.levels])
        for name, n in named.items():
            if n > 1:
                self._fault(
                    (),
                    f"'{name}' stands {n} times among constructs, levels and "
                    "shown_not_counted. Name each once.",
                )
        classes = Counter(short for short, _ in (made.met, made.not_met, made.unknown) if short)
        for short, n in classes.items():
            if n > 1:
                self._fault(("classes",), f"{n} classes are called '{short}'. Name each apart.")
        needed = [name for name, _, _ in made.needed]
        for name in made.conditions:
            if name not in needed:
                message = f"is not needed by this rule. Needed: {', '.join(needed)}."
                self._fault(("conditions", name), message)

    def _levels(self) -> dict[str, str]:
        levels = self._mapping(self.top, "levels", ())
        return {level: self._text(levels, level, ("levels",)) for level in levels}

    def _conditions(self) -> dict[str, Condition]:
        entries = self._mapping(self.top, "conditions", ())
        made = {}
        for name in entries:
            place: Place = ("conditions", name)
            entry = self._mapping(entries, name, ("conditions",))
            self._known(entry, set(CONDITION_KINDS), place)
            kinds = [kind for kind in CONDITION_KINDS if kind in entry]
            if len(kinds) != 1:
                known = ", ".join(CONDITION_KINDS)
                self._fault(place, f"name one kind of condition and a number. Known: {known}.")
                continue
            numbers = CONDITION_KINDS[kinds[0]][1]
            made[name] = Condition(kinds[0], self._whole(entry, kinds[0], place, 0, numbers))
        return made

    def _class(self, classes: Mapping[str, Any], key: str) -> tuple[str, str]:
        place: Place = ("classes", key)
        entry = self._mapping(classes, key, ("classes",))
        self._known(entry, {"short", "long"}, place)
        return self._text(entry, "short", place), self._text(entry, "long", place)

    def _thin(self, thin: Mapping[str, Any], key: str) -> Thin:
        place: Place = ("thin", key)
        entry = self._mapping(thin, key, ("thin",)) if key in thin else {}
        self._known(entry, {"min_codings", "min_people"}, place)
        default = Thin()
        return Thin(
            self._whole(entry, "min_codings", place, default.min_codings),
            self._whole(entry, "min_people", place, default.min_people),
        )

    def _rating(self) -> Rating:
        entry = self._mapping(self.top, "rating", ()) if "rating" in self.top else {}
        self._known(entry, {"strong_people", *_SHARES}, ("rating",))
        default = Rating()
        people = self._whole(entry, "strong_people", ("rating",), default.strong_people)
        shares = {key: self._share(entry, key, getattr(default, key)) for key in _SHARES}
        return Rating(strong_people=people, **shares)

    # --- single values ---------------------------------------------------------------------

    def _known(self, entry: Mapping[str, Any], known: set[str], place: Place) -> None:
        for key in entry:
            if key not in known:
                self._fault((*place, key), f"unknown field. Known: {', '.join(sorted(known))}.")

    def _text(self, entry: Mapping[str, Any], key: str, place: Place) -> str:
        value = entry.get(key)
        if isinstance(value, bool):
            self._fault((*place, key), f"means {str(value).lower()} in YAML. Put it in quotes.")
        elif isinstance(value, str | int | float) and str(value).strip():
            return str(value).strip()
        else:
            self._fault((*place, key), "is missing or no text.")
        return ""

    def _names(self, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            self._fault((key,), "must be a list of codes, like [coherence].")
            return ()
        return tuple(value)

    def _mapping(self, entry: Mapping[str, Any], key: str, place: Place) -> dict[str, Any]:
        value = entry.get(key, {})
        if not isinstance(value, dict):
            self._fault((*place, key), "must be a mapping of fields.")
            return {}
        return value

    def _whole(
        self,
        entry: Mapping[str, Any],
        key: str,
        place: Place,
        default: int,
        allowed: range = _COUNTS,
    ) -> int:
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            bounds = f"from {allowed[0]}"
            bounds += "" if allowed is _COUNTS else f" to {allowed[-1]}"
            self._fault((*place, key), f"must be a whole number {bounds}.")
            return default
        return value

    def _share(self, entry: Mapping[str, Any], key: str, default: float) -> float:
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self._fault(("rating", key), "must be a number from 0 to 1.")
            return default
        return float(value)

    def _fault(self, place: Place, message: str) -> None:
        self.problems.append(self.file.problem(place, message))
