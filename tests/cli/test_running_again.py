"""Running again changes nothing; editing changes only what it touches; nothing is ever lost."""

import sqlite3


def run(npt, interviews, study, codebook):
    return npt(
        "run", interviews, "--tagger", "rules", "--out", study, "--codebook", codebook, "--json"
    ).json


def files(study):
    return {p.name: p.read_bytes() for p in study.glob("*.*") if ".sqlite" not in p.name}


def codings(npt, study, *options):
    return npt("codings", "--project", study, "--json", *options).json["codings"]


def test_a_run_codes_participants_only_and_tells_valence(npt, study):
    found = {(c["transcript"], c["code"], c["valence"]) for c in codings(npt, study)}
    assert found == {
        ("amber-w1-gp1", "coherence", "promotes"),
        ("amber-w1-gp1", "cognitive_participation", "promotes"),
        ("amber-w1-gp1", "collective_action", "promotes"),
        ("amber-w1-gp1", "reflexive_monitoring", "promotes"),
        ("amber-w1-pn1", "coherence", "hinders"),
        ("amber-w1-pn1", "cognitive_participation", "promotes"),
        ("amber-w1-pn1", "collective_action", "promotes"),
        ("amber-w1-pn1", "reflexive_monitoring", "promotes"),
    }


def test_running_twice_changes_nothing_and_says_so(npt, interviews, study, codebook):
    before = files(study)
    second = npt("run", interviews, "--tagger", "rules", "--out", study, "--codebook", codebook)
    assert "Nothing changed" in second.err
    assert run(npt, interviews, study, codebook)["unchanged"] is True
    assert files(study) == before


def test_editing_one_rule_recodes_only_its_code(npt, study, codebook):
    before = {c["code"]: c["id"] for c in codings(npt, study, "--transcript", "amber-w1-gp1")}
    text = codebook.read_text()
    codebook.write_text(text.replace('"take a minute"', '"it rain"'))
    made = npt("code", "--project", study, "--json").json
    assert (made["withdrawn"], made["added"]) == (2, 2)
    after = {c["code"]: c["id"] for c in codings(npt, study, "--transcript", "amber-w1-gp1")}
    del before["collective_action"]
    assert after == before


def test_editing_a_definition_recodes_nothing(npt, study, codebook):
    codebook.write_text(codebook.read_text().replace("brief: b", "brief: better words"))
    assert npt("code", "--project", study, "--json").json["transcripts_read"] == 0


def test_a_new_file_is_the_only_one_that_is_read(npt, interviews, study, codebook):
    (interviews / "ochre-w1-gp1.txt").write_text("I: Well?\n\nGP1: We all refer now.\n\nI: Oh?\n")
    made = npt("ingest", interviews, "--project", study, "--json").json
    assert [t["state"] for t in made["transcripts"]].count("new") == 1
    assert npt("code", "--project", study, "--json").json["transcripts_read"] == 1


def test_decisions_of_people_stand_whatever_the_rules_become(npt, study, codebook):
    kept, gone = [c["id"] for c in codings(npt, study, "--code", "collective_action")]
    npt("accept", kept[:6], "--project", study, "--coder", "anna", "--why", "clear")
    npt("reject", gone[:6], "--project", study, "--coder", "anna")
    codebook.write_text(codebook.read_text().replace('"take a minute"', '"no such words"'))
    npt("code", "--project", study)
    assert [c["id"] for c in codings(npt, study, "--code", "collective_action")] == [kept]
    codebook.write_text(codebook.read_text().replace('"no such words"', '"take a minute"'))
    npt("code", "--project", study)
    assert [c["id"] for c in codings(npt, study, "--code", "collective_action")] == [kept]
    rejected = codings(npt, study, "--status", "rejected")
    assert [c["id"] for c in rejected] == [gone]


def test_a_run_of_taggers_is_one_step_to_undo_and_can_be_run_anew(npt, study):
    assert npt("undo", "--project", study).code == 0
    assert codings(npt, study) == []
    assert npt("redo", "--project", study).code == 0
    assert len(codings(npt, study)) == 8
    npt("undo", "--project", study)
    assert npt("code", "--project", study, "--json").json["added"] == 8
    assert len(codings(npt, study)) == 8


def test_a_dry_run_writes_nothing(npt, study, codebook):
    codebook.write_text(codebook.read_text().replace('"take a minute"', '"it rain"'))
    made = npt("code", "--project", study, "--dry-run", "--json").json
    assert (made["added"], made["withdrawn"], made["dry_run"]) == (2, 2, True)
    assert len(codings(npt, study, "--code", "collective_action")) == 2
    assert {c["case"] for c in codings(npt, study, "--code", "collective_action")} == {"amber"}


def test_two_processes_suggest_what_one_suggests(npt, study):
    one = codings(npt, study)
    npt("undo", "--project", study)
    npt("code", "--project", study, "--jobs", "2")
    two = codings(npt, study)
    place = ("transcript", "start", "end", "code", "valence", "reason")
    assert [[c[k] for k in place] for c in two] == [[c[k] for k in place] for c in one]


def test_a_run_killed_between_transcripts_goes_on_where_it_stopped(npt, study):
    npt("undo", "--project", study)
    database = sqlite3.connect(study / "project.sqlite")
    # The first half of a run: the batch, and one transcript read, as each is written by itself.
    database.execute(
        "INSERT INTO journal (at, who, verb, summary, undoable) VALUES ('t', 'w', 'code', 's', 1)"
    )
    batch = database.execute("SELECT max(id) FROM journal").fetchone()[0]
    database.execute(
        "INSERT INTO coded (batch, transcript, tagger, code, code_hash, speech_hash)"
        " SELECT ?, transcript, tagger, code, code_hash, speech_hash FROM coded"
        " WHERE transcript = 'cyan-w1-gp1'",
        (batch,),
    )
    database.commit()
    database.close()
    made = npt("code", "--project", study, "--json").json
    assert made["transcripts_read"] == 2
    assert len(codings(npt, study)) == 8


def test_source_files_are_never_written(interviews, study, npt, codebook):
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in interviews.iterdir()}
    run(npt, interviews, study, codebook)
    npt("undo", "--project", study)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in interviews.iterdir()} == before
