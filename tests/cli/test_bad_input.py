"""Bad input ends in a sentence for people and exit 1; what was good is kept and listed."""

import sqlite3

import pytest

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refused(ran, *words):
    """Say whether a command was refused in plain words, without a traceback."""
    assert ran.code == 1, ran.out + ran.err
    assert "Traceback" not in ran.err
    assert "fault of the program" not in ran.err
    for word in words:
        assert word in ran.err
    return True


def test_a_missing_folder(npt, tmp_path):
    assert refused(npt("run", tmp_path / "no", "--out", tmp_path / "out"), "no such folder")


def test_an_empty_folder(npt, tmp_path):
    (tmp_path / "empty").mkdir()
    assert refused(npt("run", tmp_path / "empty", "--out", tmp_path / "out"), "empty", "no files")


def test_a_folder_without_a_readable_transcript(npt, tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "notes.pages").write_bytes(b"??")
    assert refused(npt("run", tmp_path / "odd", "--out", tmp_path / "out"), "no transcript")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("talk.docx", b"PK\x03\x04 not really", "talk.docx"),
        ("locked.docx", OLE, "password"),
        ("empty.txt", b"", "empty"),
        ("talk.xyz", b"I: hello", "talk.xyz"),
    ],
)
def test_one_bad_file_is_named_and_the_others_are_still_read(
    npt, interviews, codebook, tmp_path, name, content, word
):
    (interviews / name).write_bytes(content)
    ran = npt(
        "run",
        interviews,
        "--tagger",
        "rules",
        "--out",
        tmp_path / "out",
        "--codebook",
        codebook,
        "--json",
    )
    assert ran.code == 0
    assert ran.json["transcripts"] == 3
    assert name in ran.err
    assert word in ran.err.lower()
    assert (interviews / name).read_bytes() == content


def test_a_file_without_speakers_is_read_with_a_warning(npt, tmp_path):
    path = tmp_path / "prose.txt"
    path.write_text("We all refer now.\n\nIt takes a minute.\n")
    ran = npt("ingest", path, "--dry-run", "--json")
    (one,) = ran.json["transcripts"]
    assert any("speaker" in warning for warning in one["warnings"])


def test_a_cases_table_that_names_missing_files_or_repeats_rows(npt, interviews):
    table = "file,case,wave\namber-w1-gp1.txt,Amber,1\nghost.txt,Amber,1\namber-w1-gp1.txt,Cyan,1\n"
    (interviews / "cases.csv").write_text(table)
    ran = npt("ingest", interviews, "--dry-run", "--json")
    assert ran.code == 0
    assert "row 3" in ran.err
    assert "ghost.txt" in ran.err
    assert "row 4" in ran.err
    assert {t["case"] for t in ran.json["transcripts"]} >= {"Amber"}


def test_an_unusable_cases_table(npt, interviews, tmp_path):
    (tmp_path / "odd.csv").write_text("name;wave\nx;1\n")
    ran = npt("ingest", interviews, "--dry-run", "--cases", tmp_path / "odd.csv")
    assert refused(ran, "odd.csv", "file")


def test_an_invalid_codebook_names_line_and_field(npt, interviews, codebook, tmp_path):
    codebook.write_text(codebook.read_text().replace("kind: construct", "kind: idea", 1))
    ran = npt(
        "run", interviews, "--tagger", "rules", "--out", tmp_path / "out", "--codebook", codebook
    )
    assert refused(ran, "small.yaml", "line 9", "kind", "construct")
    assert not (tmp_path / "out").exists()


def test_a_codebook_that_is_no_yaml(npt, interviews, codebook, tmp_path):
    codebook.write_text("codebook: [unclosed\n")
    ran = npt(
        "run", interviews, "--tagger", "rules", "--out", tmp_path / "out", "--codebook", codebook
    )
    assert refused(ran, "small.yaml", "line", "not valid YAML")


def test_an_output_that_cannot_be_written(npt, interviews, codebook, tmp_path):
    (tmp_path / "out").write_text("a file stands where the study should be")
    ran = npt(
        "run", interviews, "--tagger", "rules", "--out", tmp_path / "out", "--codebook", codebook
    )
    assert refused(ran, "cannot be written")


def test_a_report_that_cannot_be_written(npt, study, tmp_path):
    (tmp_path / "report.html").mkdir()
    ran = npt("report", "-o", tmp_path / "report.html", "--project", study)
    assert refused(ran, "is a folder")


def test_a_project_made_by_a_newer_version_is_left_alone(npt, study):
    with sqlite3.connect(study / "project.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    assert refused(npt("codings", "--project", study), "newer npt-coder", "Nothing was changed")


def test_a_folder_that_is_no_project(npt, tmp_path, monkeypatch):
    assert refused(npt("codings", "--project", tmp_path), "npt-coder init")
    monkeypatch.chdir(tmp_path)
    assert refused(npt("codings"), "no project here or above")


def test_settings_with_an_unknown_key(npt, study):
    settings = study / "npt-coder.toml"
    settings.write_text(settings.read_text() + "colour = 'red'\n")
    assert refused(npt("codings", "--project", study), "colour", "Known:")


def test_a_study_of_another_codebook_is_not_mixed(npt, interviews, study):
    ran = npt("run", interviews, "--tagger", "rules", "--out", study, "--codebook", "npt")
    assert refused(ran, "small", "--out")


@pytest.mark.parametrize(
    "arguments",
    [
        ("codings", "--code", "nope"),
        ("codings", "--case", "nope"),
        ("codings", "--transcript", "nope"),
        ("codings", "--grep", "("),
        ("code", "--tagger", "nope"),
        ("classify", "--rule", "nope"),
        ("matrix", "--rows", "nope"),
        ("matrix", "--cells", "nope"),
        ("matrix", "--wave", "nope"),
        ("matrix", "-o", "matrix.pdf"),
        ("export", "study.pdf"),
        ("accept", "nope"),
        ("add", "nope", "coherence", "words"),
        ("add", "amber-w1-gp1", "nope", "see the point"),
        ("add", "amber-w1-gp1", "coherence", "words nobody said"),
        ("override", "Nowhere", "FIP", "--why", "because"),
        ("undo",),
    ],
    ids=" ".join,
)
def test_a_wrong_name_is_refused_with_what_would_be_right(npt, study, arguments):
    if arguments == ("undo",):
        npt("undo", "--project", study)
    assert refused(npt(*arguments, "--project", study))


@pytest.mark.parametrize(
    "arguments", [("run",), ("nope",), ("codings", "--nope"), ("code", "--jobs", "0")], ids=" ".join
)
def test_wrong_usage_exits_with_2(npt, arguments):
    assert npt(*arguments).code == 2


def test_a_faulty_row_of_speakers_csv_is_named_and_the_maps_stay(npt, study):
    table = study / "speakers.csv"
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    broken = [row.replace("interviewer", "boss", 1) for row in rows]
    table.write_text("\n".join(broken), encoding="utf-8")
    ran = npt("speakers", "--project", study, "--json")
    assert "row 2" in ran.err
    assert {s["role"] for s in ran.json["speakers"]} == {"interviewer", "participant"}


def test_a_gold_file_with_a_bad_line_is_judged_by_the_rest(npt, codebook, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "1", "text": "I see the point.", "codes": []}\nnot json\n')
    ran = npt("evaluate", gold, "--tagger", "rules", "--codebook", codebook, "--json")
    assert ran.json["n"] == 1
    assert "line 2" in ran.err
