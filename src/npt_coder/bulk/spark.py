"""Spark: the same function on a cluster; rows stay on the workers, the codebook goes to them once.

`mapInArrow` and not `mapInPandas`: pandas would turn whole numbers with gaps into fractions and
lose the last digits of long ones, and what comes out is to be what the local engine writes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

from npt_coder.bulk.arrow import CODING, RESERVED, pa
from npt_coder.bulk.coder import Recipe, code_records, tagger_of
from npt_coder.bulk.lines import Wanted
from npt_coder.bulk.parts import Counts
from npt_coder.bulk.run import Plan, Report
from npt_coder.bulk.source import Columns, format_of, frame_records, wanted_columns
from npt_coder.errors import UserError

try:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as f
    from pyspark.sql.pandas.types import from_arrow_type
    from pyspark.sql.types import ArrayType, StringType, StructField, StructType
except ModuleNotFoundError as error:
    raise UserError(
        "the engine spark needs PySpark and Java. Install it with: pip install 'npt-coder[spark]'"
    ) from error


def code_frame(frame: DataFrame, columns: Columns, recipe: Recipe) -> DataFrame:
    """Return a row per row of a Spark frame with its codings, in the columns of the local engine.

    Nothing is computed before Spark is asked for rows. Raises UnknownName and TableError for
    columns, CodebookError and UserError for a tagger that cannot be made.
    """
    tagger_of(recipe)  # what is wrong with it is said here, not by a worker
    wanted = wanted_columns("the frame", frame.columns, columns)
    shared = frame.sparkSession.sparkContext.broadcast(recipe)

    def code(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        tagger = tagger_of(shared.value)
        for batch in batches:
            records = frame_records("the frame", pa.Table.from_batches([batch]), wanted)
            yield from code_records(records, tagger).combine_chunks().to_batches()

    needed = list(dict.fromkeys((wanted.id, wanted.text, *wanted.attributes)))
    chosen = frame.select([f.col(f"`{name}`") for name in needed])
    return chosen.mapInArrow(code, _schema(frame, wanted))


def code_with_spark(source: Path, out: Path, plan: Plan, *, jobs: int = 1) -> Report:
    """Code a Parquet file or folder of them into a folder that must be new.

    jobs: workers when Spark runs on this machine; a cluster has its own. Problems are counted, and
    stand in the result; the report names none.

    Raises UserError and its kinds, also for another kind of file and for a folder that is there.
    """
    began = perf_counter()
    if not source.is_dir() and format_of(source) != "parquet":
        raise UserError(f"{source}: the engine spark reads Parquet. Use the local one, or convert.")
    # A job that failed leaves a folder with nothing but its scratch in it.
    if out.exists() and not (out.is_dir() and all(p.name == "_temporary" for p in out.iterdir())):
        raise UserError(f"{out} exists. Name a new folder: Spark writes all or nothing.")
    recipe = plan.recipe()
    spark = _session(jobs)
    frame = spark.read.parquet(source.resolve().as_uri())
    target = out.resolve().as_uri()
    code_frame(frame, plan.columns, recipe).write.parquet(
        target, mode="overwrite", compression="zstd"
    )
    return Report(
        folder=out,
        coder=tagger_of(recipe).coder,
        codebook=recipe.codebook,
        counts=_counts(spark.read.parquet(target)),
        resumed=Counts(),
        rate=0.0,
        seconds=perf_counter() - began,
        problems=(),
    )


def _schema(frame: DataFrame, wanted: Wanted) -> StructType:
    coding = StructType([StructField(c.name, from_arrow_type(c.type)) for c in CODING])
    kinds = dict(zip(RESERVED, (StringType(), StringType(), ArrayType(coding)), strict=True))
    fields = [StructField(name, kind) for name, kind in kinds.items()]
    kept = [StructField(name, frame.schema[name].dataType) for name in wanted.attributes]
    return StructType([fields[0], *kept, *fields[1:]])


def _counts(coded: DataFrame) -> Counts:
    row = coded.agg(
        f.count(f.lit(1)).alias("records"),
        f.coalesce(f.sum(f.size("codings")), f.lit(0)).alias("codings"),
        f.count("problem").alias("problems"),
    ).first()
    assert row is not None
    return Counts(0, row["records"], row["codings"], row["problems"])


def _session(jobs: int) -> SparkSession:
    """Return the session there is, the one that spark-submit gives, or one on this machine."""
    builder = SparkSession.builder.appName("npt-coder")
    # Spark's old way of writing times would lose their time zone.
    builder = builder.config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    is_given = "PYSPARK_GATEWAY_PORT" in os.environ or SparkSession.getActiveSession() is not None
    if not is_given:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers run any python3
        builder = builder.master(f"local[{jobs}]")
    return builder.getOrCreate()
