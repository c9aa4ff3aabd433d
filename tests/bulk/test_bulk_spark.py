"""Spark gives what the local engine gives, on two workers of this machine."""

import datetime
import re
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from npt_coder.bulk.run import Plan, code_file
from npt_coder.bulk.source import Columns
from npt_coder.errors import UserError

pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'npt-coder[spark]'")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)

from pyspark.sql import SparkSession

from npt_coder.bulk.spark import code_with_spark

PAGE = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text(encoding="utf-8")
TEXTS = ["I see the point. It rained.", None, "It takes a minute.", "I do not see the point."]


@pytest.fixture
def source(tmp_path):
    """A folder of two files, so that there is work for two workers."""
    at = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "id": range(40),
            "text": TEXTS * 10,
            "n": [2**60 + 1, None, 3, 4] * 10,
            "at": pa.array([at] * 40, pa.timestamp("us", "UTC")),
            "a site": ["a", "b", None, "ü"] * 10,
        }
    )
    (tmp_path / "in").mkdir()
    pq.write_table(table.slice(0, 25), tmp_path / "in" / "1.parquet")
    pq.write_table(table.slice(25), tmp_path / "in" / "2.parquet")
    pq.write_table(table, tmp_path / "all.parquet")
    return tmp_path / "in"


@pytest.mark.parametrize("tagger", ["rules", "default"])
def test_two_workers_write_the_table_of_the_local_engine(tmp_path, source, small, tagger):
    plan = Plan(Columns("id", "text"), str(small), tagger)
    local = code_file(tmp_path / "all.parquet", tmp_path / "local", plan)
    spark = code_with_spark(source, tmp_path / "spark", plan, jobs=2)
    assert (spark.counts.records, spark.counts.problems) == (40, 10)
    assert spark.counts.codings == local.counts.codings > 0
    here, there = pq.read_table(tmp_path / "local"), pq.read_table(tmp_path / "spark")
    assert here.schema.remove_metadata() == there.schema.remove_metadata()
    there = there.take(pc.sort_indices(there["id"].cast(pa.int64())))
    assert here.to_pylist() == there.to_pylist()
    with pytest.raises(UserError, match="Name a new folder"):
        code_with_spark(source, tmp_path / "spark", plan, jobs=2)


def test_spark_refuses_what_is_not_parquet(tmp_path, write_records, small):
    with pytest.raises(UserError, match="reads Parquet"):
        code_with_spark(write_records(3), tmp_path / "out", Plan(Columns("id", "text"), str(small)))


def test_the_program_of_the_page_codes_a_table_of_spark(tmp_path, source, monkeypatch):
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    answers = spark.read.parquet(str(source)).withColumnsRenamed(
        {"id": "respondent", "text": "comment"}
    )
    answers.createOrReplaceTempView("answers")
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    kept_as_table = '.saveAsTable("answers_coded")'
    assert kept_as_table in program
    exec(program.replace(kept_as_table, f'.parquet("{tmp_path / "coded"}")'), {})
    coded = pq.read_table(tmp_path / "coded")
    assert coded.num_rows == 40
    assert coded.column_names == ["id", "n", "at", "a site", "problem", "codings"]
