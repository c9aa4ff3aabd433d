"""What stands in a file is carried as it is, and a bad row is named and counted, never dropped."""

import csv
import datetime
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from npt_coder.bulk import lines
from npt_coder.bulk.source import Columns, read_chunks
from npt_coder.errors import TableError, UnknownName, UserError

# Any text that UTF-8 can hold; \r and \n stand in csv cells too.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMED = TEXT.filter(bool)
SPOKEN = TEXT.filter(str.strip)


def read(path, size=3, **columns):
    found = []
    for chunk in read_chunks(
        path, Columns("id", "text", **columns), size=size, is_wanted=lambda _: True
    ):
        records = chunk.records
        extra = records.attributes.to_pylist() or [{}] * chunk.n_records
        found += list(
            zip(
                records.ids.to_pylist(),
                records.texts.to_pylist(),
                records.problems.to_pylist(),
                extra,
                strict=True,
            )
        )
    return found


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@given(st.lists(st.tuples(NAMED, SPOKEN, TEXT), max_size=8))
def test_a_csv_file_gives_back_every_id_text_and_attribute(records):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, quoting=csv.QUOTE_ALL)
            writer.writerows([("id", "text", "site"), *records])
        found = read(path)
    assert found == [(id, text, None, {"site": site}) for id, text, site in records]


@given(st.lists(st.tuples(NAMED, SPOKEN, st.none() | TEXT | st.integers()), max_size=8))
def test_a_json_lines_file_gives_back_every_id_text_and_attribute(records):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.jsonl"
        path.write_text(
            "".join(json.dumps({"id": i, "text": t, "n": n}) + "\n" for i, t, n in records),
            encoding="utf-8",
        )
        if not records:
            return
        found = read(path)
    assert found == [(i, t, None, {"n": n if n is None else str(n)}) for i, t, n in records]


def test_a_csv_row_with_too_few_or_too_many_cells_is_named_with_its_line(tmp_path):
    path = written(tmp_path, "a.csv", 'id,site,text\n1,a,"We\nall."\n2,b\n3,c,Yes,no\n4,d,Well.\n')
    found = read(path)
    assert [(id, problem) for id, _, problem, _ in found] == [
        ("1", None),
        (None, "line 4: 2 cells where the headings are 3."),
        (None, "line 5: 4 cells where the headings are 3."),
        ("4", None),
    ]


def test_a_quotation_mark_left_open_is_named_and_later_records_are_read(tmp_path):
    broken = '2,"' + "and so on " * 20_000 + "\n"
    path = written(tmp_path, "a.csv", f"id,text\n1,We all.\n{broken}3,Well.\n")
    found = read(path)
    assert found[0][:3] == ("1", "We all.", None)
    assert found[1][2].startswith("line 3: ")
    assert found[1][2].endswith("Is a quotation mark left open?")
    assert found[-1][:3] == ("3", "Well.", None)


def test_a_record_without_id_or_text_keeps_the_rest_and_says_so(tmp_path):
    path = written(tmp_path, "a.csv", "id,site,text\n,a,We all.\n2,b,  \n")
    assert read(path) == [
        ("", "We all.", "line 2: no id.", {"site": "a"}),
        ("2", "  ", "line 3: no text.", {"site": "b"}),
    ]


def test_bad_lines_of_json_are_named_and_counted(tmp_path):
    good = '{"id": 1, "text": "We all.", "site": {"ward": 3}}'
    bad = ["{", "[]", '{"id": 2}', '{"id": [], "text": "a"}', '{"id": 5, "text": 6}']
    path = written(tmp_path, "a.jsonl", "\n".join([good, "", *bad, '{"id": "\\ud800"}']) + "\n")
    found = read(path)
    assert found[0] == ("1", "We all.", None, {"site": '{"ward": 3}'})
    assert [problem for _, _, problem, _ in found[1:]] == [
        "line 3: not JSON.",
        "line 4: not an object, as {...} is.",
        "line 5: no text.",
        "line 6: the id is neither text nor a number.",
        "line 7: `text` is no text.",
        "line 8: not in the encoding of the file. Name it: --encoding.",
    ]


def test_keys_that_come_late_in_a_json_lines_file_are_carried(tmp_path):
    path = written(tmp_path, "a.jsonl", '{"id":"1","text":"a"}\n{"id":"2","text":"b","late":"x"}\n')
    assert [extra for *_, extra in read(path, size=1)] == [{"late": None}, {"late": "x"}]


def test_a_line_too_long_to_hold_is_one_named_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 40)
    long = '{"id": "1", "text": "' + "a" * 200 + '"}'
    path = written(tmp_path, "a.jsonl", f'{long}\n{{"id": "2", "text": "b"}}\n')
    found = read(path)
    assert [(id, problem) for id, _, problem, _ in found] == [
        (None, "line 1: too long to be a record."),
        ("2", None),
    ]


def test_a_text_too_long_to_code_is_named_in_every_kind_of_file(tmp_path):
    said = "the text has 1,000,001 code points; at most 1,000,000 are read. Split it."
    texts = ["ü" * 1_000_001, "ü" * 1_000_000, "b"]
    rows = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    found = read(written(tmp_path, "a.jsonl", "\n".join(rows)))
    assert [problem for _, _, problem, _ in found] == [f"line 1: {said}", None, None]
    pq.write_table(pa.table({"id": [0, 1, 2], "text": texts}), tmp_path / "a.parquet")
    found = read(tmp_path / "a.parquet")
    assert [problem for _, _, problem, _ in found] == [said, None, None]


def test_a_text_longer_than_a_csv_cell_may_be_is_one_named_problem(tmp_path):
    content = f"id,text\n1,We all.\n2,{'a' * 140_000}\n3,Well.\n"
    found = read(written(tmp_path, "a.csv", content))
    assert [(id, problem is None) for id, _, problem, _ in found] == [
        ("1", True),
        (None, False),
        ("3", True),
    ]
    assert "131072" in found[1][2]


def test_a_row_in_another_encoding_is_named_and_the_encoding_can_be_given(tmp_path):
    path = written(tmp_path, "a.csv", "id,text\n1,caf\xe9\n2,We all.\n".encode("cp1252"))
    found = read(path)
    assert [problem is None for _, _, problem, _ in found] == [False, True]
    assert read(path, encoding="cp1252")[0][1] == "café"
    with pytest.raises(UserError, match="'klingon' is no encoding"):
        read(path, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_and_a_mark_at_the_beginning_are_understood(tmp_path, delimiter):
    content = f"\ufeffid{delimiter}text\n1{delimiter}We all.\n"
    assert read(written(tmp_path, "a.csv", content)) == [("1", "We all.", None, {})]


def test_parquet_attributes_keep_their_types_and_whole_numbers_their_digits(tmp_path):
    at = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "id": [1, 2, None],
            "text": ["We all.", None, "c"],
            "n": [2**60 + 1, None, 3],
            "at": pa.array([at] * 3, pa.timestamp("us", "UTC")),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    assert read(tmp_path / "a.parquet", size=2) == [
        ("1", "We all.", None, {"n": 2**60 + 1, "at": at}),
        ("2", None, "no text.", {"n": None, "at": at}),
        (None, "c", "no id.", {"n": 3, "at": at}),
    ]


def test_chunks_have_their_size_whatever_the_row_groups(tmp_path):
    table = pa.table({"id": list(map(str, range(10))), "text": ["a"] * 10})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=3)
    chunks = read_chunks(
        tmp_path / "a.parquet", Columns("id", "text"), size=4, is_wanted=lambda n: n == 1
    )
    assert [(c.number, c.n_records, c.records is None) for c in chunks] == [
        (0, 4, True),
        (1, 4, False),
        (2, 2, True),
    ]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(UnknownName, match=r"'text'\. Known: comment, id"):
        read(written(tmp_path, "a.csv", "id,comment\n1,a\n"))


def test_a_column_with_a_name_of_the_result_is_refused_unless_left_out(tmp_path):
    path = written(tmp_path, "a.csv", "id,text,codings,site\n1,a,b,c\n")
    with pytest.raises(TableError, match="'codings' has a name that the result uses"):
        read(path)
    assert read(path, attributes=("site",)) == [("1", "a", None, {"site": "c"})]


def test_a_file_that_is_no_parquet_is_refused_in_words(tmp_path):
    with pytest.raises(TableError, match="cannot be read as Parquet"):
        read(written(tmp_path, "a.parquet", "id,text\n"))
