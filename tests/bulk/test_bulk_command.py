"""The commands `bulk`, `bulk merge` and `bulk table`, as a user runs them."""

import json
import subprocess
import sys

import pytest

from npt_coder.project.config import Config
from npt_coder.project.project import create_project
from npt_coder.tag.encoder import shipped_encoder
from npt_coder.tag.fit import Fitted
from npt_coder.tag.learned import write_learned

HEAVY = ("pandas", "pyarrow", "pyspark", "numpy", "spacy", "sklearn")
PROBE = """
import sys
from npt_coder.cli.app import main
for arguments in (["bulk"], ["bulk", "code"], ["bulk", "merge"], ["bulk", "table"]):
    try:
        main([*arguments, "--help"])
    except SystemExit as left:
        assert not left.code, arguments
print("loaded:", [name for name in sys.argv[1:] if name in sys.modules])
"""
WITHOUT = """
import sys
sys.modules["pyarrow"] = None
from npt_coder.cli.app import main
main(["bulk", "merge", "here", "-o", "there"])
"""


@pytest.fixture
def coded(npt, write_records, small, tmp_path):
    """The folder of 20 synthetic records, one of them without text."""
    path, out = write_records(19), tmp_path / "out"
    with path.open("a") as handle:
        handle.write("r19,a,\n")
    code, shown, said = npt(
        *("bulk", path, "--text", "text", "--id", "id", "-o", out, "--codebook", small),
        *("--part", "8", "--json"),
    )
    assert code == 0, said
    return out, json.loads(shown), said


def test_the_document_says_records_codings_and_seconds(coded):
    out, document, said = coded
    assert (document["records"], document["problems"], document["parts"]) == (20, 1, 3)
    assert document["codings"] == 5 * 1 + 5 * 2 + 4 * 2
    assert document["seconds"] > 0
    assert document["output"] == str(out)
    assert "r19: line 21: no text." in said
    assert "1 records could not be coded." in said


def test_the_speed_and_the_time_left_are_told_on_stderr(coded):
    _, _, said = coded
    assert "records a second in one process, measured on the first 8" in said.splitlines()[0]
    assert "100%  20 records" in said
    assert "0:00:00 left" in said


def test_options_may_come_before_the_file(npt, write_records, small, tmp_path):
    ran = npt(
        *("bulk", "--text", "text", "--id", "id", "--codebook", small, "-o", tmp_path / "out"),
        write_records(3),
    )
    assert ran[0] == 0, ran[2]
    assert ran[1].startswith("3 records, 3 codings by rules@")


def test_the_table_counts_by_case_and_code_beside_the_records_behind_it(npt, coded, tmp_path):
    out, _, _ = coded
    document = json.loads(npt("bulk", "table", out, "--by", "site", "--json")[1])
    assert document["columns"] == ["coherence", "collective_action"]
    assert document["rows"] == [
        {"case": "a", "records": 11, "not_coded": 1, "counts": [5, 0]},
        {"case": "b", "records": 9, "not_coded": 0, "counts": [5, 13]},
    ]
    per_record = json.loads(
        npt("bulk", "table", out, "--by", "site", "--cells", "records", "--json")[1]
    )
    assert per_record["rows"][1]["counts"] == [5, 9]
    npt("bulk", "merge", out, "-o", tmp_path / "all.parquet")
    merged = json.loads(npt("bulk", "table", tmp_path / "all.parquet", "--by", "site", "--json")[1])
    assert merged == document


def test_on_a_screen_the_codes_stand_below_each_other_and_a_few_cases_beside(npt, tmp_path, small):
    path, out = tmp_path / "many.csv", tmp_path / "out"
    sites = ["", *(f"site {n}" for n in range(8))]
    rows = "".join(f"r{n},{site},I see the point.\n" for n, site in enumerate(sites))
    path.write_text(f"id,site,text\n{rows}")
    npt("bulk", path, "--text", "text", "--id", "id", "-o", out, "--codebook", small, "--quiet")
    shown = npt("bulk", "table", out, "--by", "site")[1]
    cells = [line.strip("│┃").replace("┃", "│").split("│") for line in shown.splitlines()]
    found = [[cell.strip() for cell in row] for row in cells if len(row) > 1]
    assert found[:5] == [
        ["", "(none)", *sites[1:8]],
        ["records", *"11111111"],
        ["not coded", *"00000000"],
        ["coherence", *"11111111"],
        ["collective_action", *"00000000"],
    ]
    assert found[5:8] == [["", "site 7"], ["records", "1"], ["not coded", "0"]]


def test_the_table_can_be_written_as_csv(npt, coded, tmp_path):
    npt("bulk", "table", coded[0], "--by", "site", "-o", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == (
        "site,records,not_coded,coherence,collective_action\na,11,1,5,0\nb,9,0,5,13\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--shard", "3"], "'3' is no shard. Write I/N"),
        (["--shard", "3/2"], "there is no shard 3 of 2"),
        (["--tagger", "oracle"], "unknown tagger 'oracle'. Known: "),
        (["--text", "words"], "'words'. Known: id, site, text"),
        (["--engine", "dask"], "unknown engine 'dask'. Known: local, spark"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(npt, write_records, small, tmp_path, options, said):
    basic = ("bulk", write_records(3), "--text", "text", "--id", "id", "-o", tmp_path / "out")
    code, _, err = npt(*basic, "--codebook", small, *options)
    assert code == 1
    assert said in err


def test_a_learned_tagger_codes_with_the_codebook_of_its_study(npt, small, tmp_path, write_records):
    study = create_project(tmp_path / "study", Config("study", codebook=str(small))).folder
    weights = (0.0,) * len(shipped_encoder().read(["x"])[0].embedding)
    always = Fitted("collective_action", 30, 30, 5, weights, intercept=2.0)
    write_learned(study, [always], edition="1")
    command = ("bulk", write_records(4), "--text", "text", "--id", "id", "-o", tmp_path / "out")
    code, shown, said = npt(*command, "--tagger", "learned", "--project", study, "--json")
    assert code == 0, said
    document = json.loads(shown)
    assert document["codebook"]["name"] == "small"
    assert document["tagger"].startswith("learned@")
    assert document["codings"] == 2 + 1 + 1 + 2  # every sentence
    for options in (["--tagger", "learned"], ["--project", study]):
        code, _, said = npt(*command, *options)
        assert code == 1
        assert "--project" in said


def test_rows_of_another_kind_are_refused_when_merging(npt, coded, tmp_path):
    code, _, err = npt("bulk", "merge", coded[0], "-o", tmp_path / "x.parquet", "--rows", "words")
    assert code == 1
    assert "unknown kind of rows 'words'. Known: codings, records." in err


def test_help_loads_no_heavy_library():
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *HEAVY], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "loaded: []"


def test_a_missing_library_is_named_with_the_command_that_installs_it():
    ran = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert ran.returncode == 1
    assert "pip install 'npt-coder[parquet]'" in ran.stderr
