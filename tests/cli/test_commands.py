"""Every command does what its help says, as a table and as JSON with the keys relied on."""

import csv
import io
import json

import openpyxl
import pytest


def codings(npt, study, *options):
    return npt("codings", "--project", study, "--json", *options).json["codings"]


def test_a_dry_run_of_ingest_works_outside_a_study_and_writes_nothing(npt, interviews, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    made = npt("ingest", interviews, "--dry-run", "--json").json
    assert sorted(tmp_path.rglob("*")) == before
    assert set(made) >= {"transcripts", "failed"}
    one = made["transcripts"][0]
    keys = ("path", "id", "format", "encoding", "turns", "words", "speakers", "case", "wave")
    assert set(one) >= {*keys, "warnings"}
    assert [(s["label"], s["role"]) for s in one["speakers"]] == [
        ("I", "interviewer"),
        ("GP1", "participant"),
    ]


def test_the_first_turns_can_be_looked_at(npt, interviews):
    shown = npt("ingest", "--show", interviews / "amber-w1-gp1.txt").out
    assert "I could see the point. We all refer now." in shown


def test_a_study_can_be_made_step_by_step(npt, interviews, codebook, tmp_path):
    study = tmp_path / "steps"
    assert npt("init", study, "--tagger", "rules", "--codebook", codebook, "--json").json[
        "project"
    ] == str(study)
    assert npt("ingest", interviews, "--project", study).code == 0
    made = npt("code", "--project", study, "--json").json
    assert set(made) >= {"codings", "by_code", "segments", "codebook"}
    assert set(made["codebook"]) == {"name", "edition", "hash"}
    assert (made["codings"], made["segments"]) == (8, 8)


def test_a_quote_comes_with_all_that_is_needed_to_cite_it(npt, study):
    (one,) = codings(npt, study, "--code", "coherence", "--transcript", "amber-w1-pn1")
    assert one["quote"] == "I did not see the point."
    assert (one["speaker"], one["turn"], one["case"], one["wave"]) == ("PN1", 2, "amber", "1")
    assert (one["valence"], one["status"]) == ("hinders", "suggested")
    assert "co.point" in one["reason"]
    assert "see the point" in one["reason"]
    assert one["coder"].startswith("rules@")


@pytest.mark.parametrize(
    ("options", "n"),
    [
        (["--valence", "hinders"], 1),
        (["--case", "amber", "--code", "coherence"], 2),
        (["--wave", "2"], 0),
        (["--grep", "MINUTE"], 2),
        (["--status", "accepted"], 0),
    ],
)
def test_codings_can_be_filtered(npt, study, options, n):
    assert len(codings(npt, study, *options)) == n


def test_a_quote_can_be_shown_in_its_context(npt, study):
    (one,) = codings(
        npt, study, "--code", "coherence", "--transcript", "amber-w1-gp1", "--context", "1"
    )
    assert (one["before"], one["after"]) == ("How was it?", "We all refer now.")


def test_people_decide_and_the_journal_tells_who_and_why(npt, study):
    first, second, third = [c["id"] for c in codings(npt, study)[:3]]
    npt("accept", first[:8], "--project", study, "--coder", "anna")
    npt("reject", second[:8], "--project", study, "--coder", "ben", "--why", "about the weather")
    npt("change", third[:8], "--project", study, "--valence", "mixed", "--level", "practice")
    status = {c["id"]: c["status"] for c in codings(npt, study, "--status", "accepted")}
    assert status == {first: "accepted", third: "accepted"}
    assert second not in {c["id"] for c in codings(npt, study)}
    entries = npt("log", "--project", study, "--json").json["entries"]
    assert [(e["verb"], e["who"]) for e in entries[-3:-1]] == [
        ("accept", "anna"),
        ("reject", "ben"),
    ]
    assert "about the weather" in entries[-2]["summary"]


def test_a_passage_can_be_coded_by_hand(npt, study):
    words = ("add", "cyan-w1-gp1", "coherence", "It rained again.")
    made = npt(*words, "--valence", "hinders", "--coder", "anna", "--project", study, "--json").json
    assert made["codings"][0]["status"] == "accepted"
    again = npt(*words, "--valence", "hinders", "--coder", "anna", "--project", study)
    assert again.code == 1
    assert "already" in again.err


def test_a_speaker_corrected_on_the_command_line_is_coded(npt, study):
    before = len(codings(npt, study))
    npt("speakers", "--set", "amber-w1-pn1", "I", "--role", "participant", "--project", study)
    npt("code", "--project", study)
    added = codings(npt, study)[before - 1 :]
    assert len(codings(npt, study)) == before + 1
    assert added


def test_tables_edited_by_hand_are_taken_over(npt, study):
    speakers = study / "speakers.csv"
    text = speakers.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        if row["label"] == "GP1":
            row["job"] = "partner"
    with speakers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    cases = study / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8-sig").replace("amber,1", "Amber House,1"))
    found = {(c["role"], c["case"]) for c in codings(npt, study, "--transcript", "amber-w1-gp1")}
    assert found == {("partner", "Amber House")}
    verbs = {e["verb"] for e in npt("log", "--project", study, "--json").json["entries"]}
    assert verbs >= {"speakers", "cases"}


def test_a_matrix_is_complete_in_json_and_in_every_file(npt, study, tmp_path):
    made = npt("matrix", "--project", study, "--wave", "all", "--json").json
    assert set(made) >= {"rows", "columns", "cells"}
    assert made["rows"] == ["amber", "cyan"]
    assert made["cells"][0] == [2, 2, 2, 2]
    assert made["cells"][1] == [0, 0, 0, 0]
    for suffix in ("csv", "xlsx", "md", "html"):
        path = tmp_path / f"matrix.{suffix}"
        assert npt("matrix", "--project", study, "--cells", "net", "-o", path).code == 0
        assert path.stat().st_size > 0
    rows = list(csv.reader((tmp_path / "matrix.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1] == ["amber", "0", "2", "2", "2"]
    assert rows[2] == ["cyan", "", "", "", ""]
    sheet = openpyxl.load_workbook(tmp_path / "matrix.xlsx").active
    assert [cell.value for cell in sheet[2]] == ["amber", 0, 2, 2, 2]


def test_ratings_are_a_matrix_too(npt, study):
    made = npt("matrix", "--project", study, "--cells", "rating", "--json").json
    rows = dict(zip(made["rows"], made["cells"], strict=True))
    assert rows == {"amber": [0, 2, 2, 2], "cyan": [None, None, None, None]}


def test_verdicts_come_with_cells_reasons_and_stability(npt, study):
    made = npt("classify", "--project", study, "--json").json
    amber, cyan = made["cases"]
    keys = {"case", "verdict", "stability", "constructs", "levels", "decisive", "reasons"}
    assert set(amber) >= keys
    assert amber["verdict"] == "partly integrated"
    assert amber["decisive"] == ["coherence"]
    cell = {"rating", "promotes", "hinders", "mixed", "codings", "people", "roles"}
    assert set(amber["constructs"]["coherence"]) >= cell
    assert (cyan["verdict"], cyan["stability"]) == ("cannot tell", None)
    assert any("no person has decided" in note for note in made["notes"])


def test_an_override_is_shown_beside_the_rule(npt, study, tmp_path):
    npt("override", "amber", "integrated", "--why", "we were there", "--project", study)
    amber = npt("classify", "--project", study, "--json").json["cases"][0]
    assert (amber["verdict"], amber["by_rule"]) == ("integrated", "partly integrated")
    assert "we were there" in amber["override_reason"]
    npt("report", "--project", study, "-o", tmp_path / "report.html")
    assert "we were there" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize("suffix", ["html", "docx", "xlsx", "csv", "json"])
def test_a_study_can_be_exported(npt, study, tmp_path, suffix):
    path = tmp_path / f"study.{suffix}"
    made = npt("export", path, "--project", study, "--json").json
    assert made["written"] == [str(path)]
    assert path.stat().st_size > 0
    assert all(set(loss) == {"what", "count", "why"} for loss in made["lost"])


def test_a_study_without_a_fitting_rule_has_ratings_and_no_verdicts(
    npt, interviews, codebook, tmp_path
):
    text = codebook.read_text()
    codebook.write_text(text[: text.index("  - id: cognitive_participation")])
    made = npt(
        "run",
        interviews,
        "--tagger",
        "rules",
        "--out",
        tmp_path / "out",
        "--codebook",
        codebook,
        "--json",
    ).json
    assert made["verdicts"] == []
    assert npt("classify", "--project", tmp_path / "out").code == 1
    assert (tmp_path / "out" / "report.html").exists()


def test_codebooks_can_be_listed_shown_checked_and_explained(npt, codebook):
    names = [b["name"] for b in npt("codebook", "list", "--json").json["codebooks"]]
    assert names == sorted(names)
    assert {"deep-end", "npt", "npt-2022"} <= set(names)
    shown = npt("codebook", "show", "npt", "--code", "coherence.differentiation").out
    assert "when not to use" in shown
    assert npt("codebook", "check", codebook, "--json").json["problems"] == []
    sentence = "They did not see the point."
    read = npt("codebook", "explain", sentence, "--codebook", codebook, "--json").json
    (rule,) = read["sentences"][0]["rules"]
    assert (rule["rule"], rule["valence"]) == ("co.point", "hinders")


def test_explain_tells_what_nearly_matched(npt, codebook):
    asked = ("codebook", "explain", "Do they see his point?", "--codebook", codebook)
    (read,) = npt(*asked, "--json").json["sentences"]
    assert set(read) == {"sentence", "words", "rules", "near", "forms"}
    (near,) = read["near"]
    assert set(near) == {"code", "rule", "phrase", "found", "missing", "share"}
    assert (near["rule"], near["found"]) == ("co.point", ["see", "point"])
    assert set(read["forms"]["see"]) == {"see", "sees", "saw", "seen", "seeing"}
    assert f"but:    {near['missing']}" in npt(*asked).out


def test_explain_tells_what_a_hedge_does_and_who_is_asked_for(npt, codebook):
    text = codebook.read_text()
    text = text.replace('["see the point"]', '["see the point"], hedged: lower, speaker: [Nurse]')
    codebook.write_text(text)

    def outcome(*said_by):
        asked = ("codebook", "explain", "They might see the point.", "--codebook", codebook)
        return npt(*asked, *said_by, "--json").json["sentences"][0]["rules"][0]["outcome"]

    assert outcome() == "fired, hedged by “might”, score 0.35, if this speaks: Nurse"
    assert outcome("--speaker", "nurse") == "fired, hedged by “might”, score 0.35"
    assert outcome("--speaker", "cook").startswith("asks for another speaker (Nurse)")


def test_a_rule_that_asks_for_a_job_fires_once_the_job_is_told(npt, study, codebook):
    text = codebook.read_text().replace(
        "- {id: co.point, any", "- {id: co.point, speaker: [gp], any"
    )
    codebook.write_text(text)
    assert npt("code", "--project", study, "--json").json["withdrawn"] > 0
    assert npt("codings", "--project", study, "--code", "coherence", "--json").json["codings"] == []
    npt("speakers", "--project", study, "--set", "amber-w1-gp1", "GP1", "--job", "GP")
    assert npt("code", "--project", study, "--json").json["transcripts_read"] == 1
    (heard,) = npt("codings", "--project", study, "--code", "coherence", "--json").json["codings"]
    assert heard["transcript"] == "amber-w1-gp1"


def test_the_schema_of_codebooks_is_printed_as_it_is_shipped(npt):
    shown = npt("codebook", "schema")
    assert json.loads(shown.out)["$schema"].endswith("2020-12/schema")


def test_evaluate_reports_what_its_figures_rest_on(npt):
    made = npt("evaluate", "tests/tag/gold_sample.jsonl", "--json").json
    keys = {"n", "unit", "constructs", "macro_f1", "macro_f1_ci95", "micro_f1", "macro_kappa"}
    assert set(made) >= {*keys, "none", "subconstructs", "valence", "coverage_at_precision"}
    assert (made["n"], made["unit"], made["n_groups"]) == (12, "passage", 3)
    figures = {"precision", "recall", "f1", "f1_ci95", "kappa", "support"}
    assert set(made["constructs"]["coherence"]) >= figures


def test_the_doctor_finds_a_language_model_and_nothing_missing(npt):
    checks = {c["name"]: c for c in npt("doctor", "--json").json["checks"]}
    assert all(check["ok"] for check in checks.values())
    assert "en_core_web" in checks["English spaCy model"]["found"]


@pytest.mark.once
def test_the_deep_end_reproduction_lays_ours_beside_the_published(npt):
    made = npt("reproduce", "deep-end", "--json").json
    assert set(made) >= {"published", "ours", "agreement"}
    assert "invented" in made["synthetic"]
    rows = made["agreement"]["cases"]
    assert [r["published"] for r in rows].count("FIP") == 3
    assert len(rows) == made["agreement"]["n"] == 7
    told = [r for r in rows if r["same"] is not None]
    assert all(r["same"] == (r["ours"] == r["published"]) for r in told)
    assert all(check["ok"] for check in made["published"]["checks"])
    assert {(v["case"], v["wave"]) for v in made["by_wave"]} == {
        (r["case"], wave) for r in rows for wave in ("1", "2")
    }
    ours = {case["case"]: case for case in made["ours"]["cases"]}
    last = [v for v in made["by_wave"] if v["wave"] == "2"]
    assert all(v["verdict"] == ours[v["case"]]["verdict"] for v in last)
    compared = {cell["name"]: cell for cell in made["groups"]["cells"]}
    assert compared["patient"]["published"] == "the same"
    assert compared["reflexive_monitoring"]["published"] is None
    assert [len(compared["community"][group]) for group in ("fip", "pip")] == [3, 4]


def test_json_is_alone_on_stdout_and_quiet_is_quiet(npt, interviews, codebook, tmp_path):
    out = tmp_path / "quiet"
    ran = npt(
        "run",
        interviews,
        "--tagger",
        "rules",
        "--out",
        out,
        "--codebook",
        codebook,
        "--json",
        "--quiet",
    )
    assert ran.json["transcripts"] == 3
    assert ran.err == ""
