"""Help comes at once: no command loads a heavy library before it is needed."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    *("pandas", "numpy", "spacy", "sklearn", "lxml", "matplotlib", "docx", "lemminflect"),
    "networkx",
)
COMMANDS = [
    [],
    *(
        [name]
        for name in (
            *("run", "init", "ingest", "speakers", "cases", "code", "accept", "reject", "change"),
            *("add", "undo", "redo", "log", "codings", "matrix", "classify", "override", "rate"),
            *("export", "reproduce", "evaluate", "doctor", "codebook", "pseudonymise", "agree"),
            *("review", "learn", "compare", "nomad", "networks", "bulk", "plot", "import"),
            "report",
        )
    ),
    *(["codebook", name] for name in ("list", "show", "check", "explain", "schema")),
]
PROBE = """
import json, sys
from npt_coder.cli.app import main
seen = []
for arguments in json.loads(sys.argv[1]):
    try:
        main([*arguments, "--help"])
    except SystemExit as left:
        seen.append(left.code or 0)
loaded = [name for name in json.loads(sys.argv[2]) if name in sys.modules]
print("\\n" + json.dumps({"codes": seen, "loaded": loaded}))
"""


@pytest.fixture(scope="module")
def probe():
    words = [json.dumps(COMMANDS), json.dumps(HEAVY)]
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=True
    )
    return ran.stdout


def test_help_of_every_command_loads_no_heavy_library(probe):
    last = json.loads(probe.splitlines()[-1])
    assert last == {"codes": [0] * len(COMMANDS), "loaded": []}


def test_every_command_says_what_it_does(probe):
    pages = probe.split("Usage:")[1:]
    assert len(pages) == len(COMMANDS)
    for page in pages:
        words = page.partition("\n")[2].partition("\nOptions:")[0].partition("\nArguments:")[0]
        assert words.strip().endswith("."), page


def test_the_module_is_the_same_program():
    ran = subprocess.run(
        [sys.executable, "-m", "npt_coder", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("npt-coder ")


def test_explaining_a_sentence_loads_nothing_that_judges_taggers():
    program = (
        "import sys\nfrom npt_coder.cli.app import main\n"
        "try:\n    main(['codebook', 'explain', 'We all refer.', '--json'])\n"
        "except SystemExit as left:\n    assert not left.code\n"
        "print(sorted({'sklearn', 'pandas', 'spacy'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"
