"""A run loses and doubles nothing, however it is cut, shared out or killed."""

import subprocess
import sys
import time
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from npt_coder.bulk.coder import Recipe, codings_of, tagger_of
from npt_coder.bulk.parts import merge
from npt_coder.bulk.run import Shard, code_file
from npt_coder.bulk.table import code_table
from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UserError


def parts(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("part-*.parquet"))}


def rows(path):
    return pq.read_table(path).to_pylist()


def test_each_record_comes_out_once_with_its_attributes_and_codings(tmp_path, write_records, plan):
    report = code_file(write_records(25), tmp_path / "out", plan)
    assert (report.counts.parts, report.counts.records, report.counts.problems) == (3, 25, 0)
    found = rows(tmp_path / "out")
    assert [row["id"] for row in found] == [f"r{i}" for i in range(25)]
    assert [row["site"] for row in found] == ["ab"[i % 2] for i in range(25)]
    assert sum(len(row["codings"]) for row in found) == report.counts.codings
    first, second = found[0]["codings"], found[1]["codings"]
    assert [(c["code"], c["valence"], c["quote"]) for c in first] == [
        ("coherence", "promotes", "I see the point.")
    ]
    assert [(c["code"], c["valence"]) for c in second] == [
        ("coherence", "hinders"),
        ("collective_action", "promotes"),
    ]
    assert "co.point" in first[0]["reason"]
    assert first[0]["coder"] == report.coder


def test_positions_are_code_points_of_the_text(small):
    text = "Ünï 🙂. I see the point."
    tagger = tagger_of(Recipe("rules", read_codebook(str(small))))
    (coding,) = codings_of([("x", text)], tagger)["x"]
    assert text[coding["start"] : coding["end"]] == coding["quote"] == "I see the point."


def test_two_processes_write_the_same_bytes_as_one(tmp_path, write_records, plan):
    path = write_records(45)
    code_file(path, tmp_path / "one", plan)
    code_file(path, tmp_path / "two", plan, jobs=2)
    assert len(parts(tmp_path / "one")) == 5
    assert parts(tmp_path / "one") == parts(tmp_path / "two")


@pytest.mark.parametrize("is_shared", [True, False], ids=["in one folder", "each in its own"])
def test_shards_merged_are_the_whole(tmp_path, write_records, plan, is_shared):
    path = write_records(45)
    code_file(path, tmp_path / "whole", plan)
    folders = [tmp_path / ("s" if is_shared else f"s{i}") for i in (1, 2, 3)]
    for index, folder in enumerate(folders, start=1):
        code_file(path, folder, plan, shard=Shard(index, 3))
    merge(sorted(set(folders)), tmp_path / "shards.parquet")
    merge([tmp_path / "whole"], tmp_path / "whole.parquet")
    assert (tmp_path / "shards.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_merging_refuses_while_a_shard_is_missing(tmp_path, write_records, plan):
    code_file(write_records(45), tmp_path / "s", plan, shard=Shard(1, 2))
    with pytest.raises(UserError, match=r"2 of 5 parts are missing \(1, 3\)"):
        merge([tmp_path / "s"], tmp_path / "all.parquet")
    assert not (tmp_path / "all.parquet").exists()


def test_a_merge_with_one_row_per_coding_keeps_the_record_beside_it(tmp_path, write_records, plan):
    report = code_file(write_records(8), tmp_path / "out", plan)
    merge([tmp_path / "out"], tmp_path / "flat.parquet", rows="codings")
    found = rows(tmp_path / "flat.parquet")
    assert len(found) == report.counts.codings == 10
    assert [(row["id"], row["site"], row["code"]) for row in found[:3]] == [
        ("r0", "a", "coherence"),
        ("r1", "b", "coherence"),
        ("r1", "b", "collective_action"),
    ]


def test_the_same_again_codes_nothing(tmp_path, write_records, plan):
    path = write_records(25)
    code_file(path, tmp_path / "out", plan)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").iterdir()}
    again = code_file(path, tmp_path / "out", plan)
    assert again.resumed == again.counts
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_run_goes_on_without_a_lost_or_doubled_record(
    tmp_path, write_records, plan, small, jobs
):
    path, out = write_records(12_000), tmp_path / "out"
    command = [sys.executable, "-m", "npt_coder", "bulk", path, "--text", "text", "--id", "id"]
    options = ["-o", out, "--codebook", small, "--part", "50", "--jobs", str(jobs), "--quiet"]
    running = subprocess.Popen([*command, *options])
    while running.poll() is None and len(list(out.glob("part-*.parquet"))) < 5:
        time.sleep(0.002)
    running.kill()
    running.wait()
    n_before = len(parts(out))
    assert 5 <= n_before < 240
    report = code_file(path, out, replace(plan, part=50))
    assert report.resumed.parts >= n_before
    code_file(path, tmp_path / "whole", replace(plan, part=50))
    assert parts(out) == parts(tmp_path / "whole")
    assert [row["id"] for row in rows(out)] == [f"r{i}" for i in range(12_000)]
    assert not list(out.glob("*.tmp"))


def test_half_a_part_left_by_a_crash_counts_for_nothing(tmp_path, write_records, plan):
    path, out = write_records(25), tmp_path / "out"
    code_file(path, out, plan)
    whole = parts(out)
    (out / "part-00000001.parquet").rename(out / ".part-00000001.parquet.0f.tmp")
    report = code_file(path, out, plan)
    assert report.resumed.records == 15
    assert parts(out) == whole
    assert not list(out.glob("*.tmp"))


def test_a_folder_of_another_run_is_refused_by_name(tmp_path, write_records, plan):
    code_file(write_records(5), tmp_path / "out", plan)
    with pytest.raises(UserError, match="input, part differ"):
        code_file(write_records(6), tmp_path / "out", replace(plan, part=3))


def test_a_folder_with_other_files_is_refused(tmp_path, write_records, plan):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("mine")
    with pytest.raises(UserError, match="not empty and holds no run"):
        code_file(write_records(5), tmp_path / "out", plan)


def test_a_mistake_in_the_columns_leaves_no_folder_behind(tmp_path, write_records, plan):
    wrong = replace(plan, columns=replace(plan.columns, text="words"))
    with pytest.raises(UserError, match="'words'"):
        code_file(write_records(5), tmp_path / "out", wrong)
    assert not (tmp_path / "out").exists()


def test_a_result_without_any_coding_can_be_merged_and_counted(tmp_path, plan):
    path = tmp_path / "a.csv"
    path.write_text("id,site,text\n1,a,It rained.\n2,a,It rained.\n")
    code_file(path, tmp_path / "out", plan)
    merge([tmp_path / "out"], tmp_path / "flat.parquet", rows="codings")
    assert rows(tmp_path / "flat.parquet") == []
    made = code_table(tmp_path / "out", "site")
    assert made.counts.loc["a"].to_dict() == {"coherence": 0, "collective_action": 0}
    assert made.records["a"] == 2


def test_an_attribute_with_the_name_of_a_field_stays_what_it_was(tmp_path, plan):
    path = tmp_path / "a.csv"
    path.write_text("id,level,text\n1,nurse,I see the point.\n")
    code_file(path, tmp_path / "out", plan)
    merge([tmp_path / "out"], tmp_path / "flat.parquet", rows="codings")
    (row,) = rows(tmp_path / "flat.parquet")
    assert (row["level"], row["coding_level"], row["code"]) == ("nurse", None, "coherence")


def test_a_file_without_records_gives_a_table_with_all_columns(tmp_path, write_records, plan):
    report = code_file(write_records(0), tmp_path / "out", plan)
    assert report.counts.records == 0
    merge([tmp_path / "out"], tmp_path / "all.parquet")
    assert pq.read_schema(tmp_path / "all.parquet").names == ["id", "site", "problem", "codings"]


def test_the_speed_is_told_before_the_first_part(tmp_path, write_records, plan):
    heard = []

    class Listening:
        def speed(self, coder, rate, n_records, jobs):
            heard.append(("speed", coder, rate > 0, n_records))

        def progress(self, progress):
            heard.append(("progress", progress.counts.records, progress.seconds_left))

    report = code_file(write_records(15), tmp_path / "out", plan, watch=Listening())
    assert heard[0] == ("speed", report.coder, True, 10)
    assert [said[:2] for said in heard[1:]] == [("progress", 10), ("progress", 15)]
    assert heard[1][2] > 0
    assert heard[2][2] == 0
