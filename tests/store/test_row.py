"""A row in memory: what it shares with its record, and when its body is parsed."""

import json

from registry.store.json_snapshot import read_row
from registry.store.row import Row


def test_a_row_shares_nothing_with_its_record(make_record):
    record = make_record("a", {"list": [1, {"deep": 1.0}]})
    row = Row.of(record)
    record.body["list"].append("later")
    assert row.body == {"list": [1, {"deep": 1.0}]}
    row.record("models").body["list"].append("mine")
    assert row.record("models").body == {"list": [1, {"deep": 1.0}]}


def test_a_body_is_parsed_once_and_only_when_it_is_read(make_record):
    row = Row.of(make_record("a", {"v": 1}))
    assert row._body is None
    assert row.body == {"v": 1}
    assert row.body is row.body


def test_what_is_written_reads_as_the_same_row(make_record):
    row = Row.of(make_record("a", {"v": [1, 1.0, True, None, "é\n"]}))
    assert read_row(json.loads(row.text), 1).text == row.text
