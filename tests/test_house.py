"""The house: who may import whom. Data flows one way; an arrow back is a fault of the design."""

import ast
from pathlib import Path

import pytest

import npt_coder

ROOT = Path(npt_coder.__file__).parent

GROUND = {"model", "errors", "shipped", "yaml_lines"}
DOORS = {
    "shipped": set(),
    "yaml_lines": {"model", "errors"},
    "model": set(),
    "errors": {"model"},
    "project": set(),
    "codebook": set(),
    "ingest": set(),
    "sentences": set(),
    "tag": {"codebook", "sentences"},
    "review": set(),
    "pseudonymise": set(),
    "agree": set(),
    "compare": set(),
    "networks": set(),
    "nomad": set(),
    "matrix": set(),
    "classify": {"matrix"},
    "export": {"matrix"},
    "workflow": {
        *("project", "codebook", "ingest", "sentences", "tag", "review", "matrix", "classify"),
        *("export", "pseudonymise", "agree", "compare", "nomad", "networks"),
    },
    "bulk": {"codebook", "sentences", "tag"},
    "cli": {"workflow", "project", "bulk"},
    "__main__": {"cli"},
    "__init__": set(),
}
OWNERS = {
    "typer": {"cli"},
    "rich": {"cli"},
    "sqlite3": {"project", "tag", "workflow"},
    "spacy": {"tag"},
    "pandas": {"matrix", "classify", "export", "workflow", "agree", "compare", "nomad", "bulk"},
    "pyarrow": {"bulk"},
    "pyspark": {"bulk"},
    "matplotlib": {"export"},
    "networkx": {"networks"},
    "xlsxwriter": {"export"},
    "platformdirs": {"codebook"},
    "yaml": {"yaml_lines"},
}
FILES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    inside = path.relative_to(ROOT)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def ours(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("npt_coder.")} - {
        "__version__"
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_its_doors_allow(path):
    here = room(path)
    assert ours(path) <= DOORS[here] | GROUND | {here}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_imported_only_by_the_room_that_owns_it(path):
    used = {name.split(".")[0] for name in imports(path)} & set(OWNERS)
    assert {library for library in used if room(path) not in OWNERS[library]} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_needs_a_table_of_contents(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_tests_of_a_room_stand_under_its_name():
    tests = Path(__file__).parent
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith("__")}
    tested = {p.name for p in tests.iterdir() if p.is_dir()}
    assert rooms - {"shipped_data", "weights"} <= tested
