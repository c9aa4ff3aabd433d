"""Spark gives what the local engine gives, on two workers of this machine."""

import datetime
import shutil

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

from npt_coder.bulk.spark import code_with_spark

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


def test_two_workers_write_the_table_of_the_local_engine(tmp_path, source, small):
    plan = Plan(Columns("id", "text"), str(small))
    local = code_file(tmp_path / "all.parquet", tmp_path / "local", plan)
    spark = code_with_spark(source, tmp_path / "spark", plan, jobs=2)
    assert (spark.counts.records, spark.counts.problems) == (40, 10)
    assert spark.counts.codings == local.counts.codings == 30
    here, there = pq.read_table(tmp_path / "local"), pq.read_table(tmp_path / "spark")
    assert here.schema.remove_metadata() == there.schema.remove_metadata()
    there = there.take(pc.sort_indices(there["id"].cast(pa.int64())))
    assert here.to_pylist() == there.to_pylist()
    with pytest.raises(UserError, match="Name a new folder"):
        code_with_spark(source, tmp_path / "spark", plan, jobs=2)


def test_spark_refuses_what_is_not_parquet(tmp_path, write_records, small):
    with pytest.raises(UserError, match="reads Parquet"):
        code_with_spark(write_records(3), tmp_path / "out", Plan(Columns("id", "text"), str(small)))
