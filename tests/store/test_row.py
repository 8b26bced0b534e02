"""A live row: what it shares with its record, and when its body is read."""

import json

import pytest

from registry.store.row import Row, row_from_user


def test_a_row_shares_nothing_with_its_record(make_record):
    record = make_record("a", {"list": [1, {"deep": 1.0}]})
    row = Row.of(record)
    record.body["list"].append("later")
    assert row["body"] == {"list": [1, {"deep": 1.0}]}
    row.record("models").body["list"].append("mine")
    assert row.record("models").body == {"list": [1, {"deep": 1.0}]}


def test_a_body_is_kept_as_text_until_somebody_looks_at_it(make_record):
    row = Row.of(make_record("a", {"v": 1}))
    assert "body" not in dict(row)
    assert row.look_up(("body", "v")) == 1
    assert dict(row)["body"] == {"v": 1}


def test_a_row_has_nothing_but_columns_and_a_body(make_record):
    with pytest.raises(KeyError, match="colour"):
        Row.of(make_record("a"))["colour"]


def test_what_is_written_reads_as_the_same_row(make_record):
    row = Row.of(make_record("a", {"v": [1, 1.0, True, None, "é\n"]}))
    assert row_from_user(json.loads(row.text), 1).text == row.text
