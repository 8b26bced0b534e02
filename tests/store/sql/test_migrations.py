"""A database that an earlier Patternshop set up is brought up to date, with all that is in it."""

from contextlib import closing

import pytest
from alembic import command
from sqlalchemy import URL, insert, make_url, select, text

from registry.json_text import write_json
from registry.store.records import Compare, Query, Text
from registry.store.sql.engine import open_engine
from registry.store.sql.indexed_fields import SEARCHED_FIELDS, record_row
from registry.store.sql.schema import VERSION_TABLE, alembic_config
from registry.store.sql.store import SqlStore
from registry.store.sql.tables import ENTITIES
from tests.postgres import make_database

FILESETS = ["weights", "x" * 5000, "🦜" * 600, "", None, 'a "quoted" \\ one\n']


@pytest.fixture
def url(postgres, worker_id) -> URL:
    """An empty database without tables."""
    return make_url(make_database(postgres, f"old_{worker_id}"))


def set_up_first_version(url: URL, records) -> None:
    """Make the tables as the first version did, and fill them."""
    engine = open_engine(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        known = set(connection.execute(text(f"SELECT * FROM {ENTITIES.name}")).keys())
        for record in records:
            row = record_row(record, write_json(record.body))
            connection.execute(insert(ENTITIES), {name: row[name] for name in row if name in known})
    engine.dispose()


def test_what_the_first_version_kept_is_found_by_what_came_since(url, make_record):
    records = [
        make_record(str(n), {"fileset": fileset, "description": "é"})
        for n, fileset in enumerate(FILESETS)
    ]
    records += [make_record("bare"), make_record("t", {"fileset": "weights"}, kind="templates")]
    set_up_first_version(url, records)
    with closing(SqlStore(url)) as store:
        where = Compare(("body", "fileset"), "in", ["weights", "", FILESETS[5]])
        found = store.page("models", Query(where)).records
        assert sorted(record.id for record in found) == ["0", "3", "5"]
        with store._reader.connect() as connection:
            rows = connection.execute(select(ENTITIES.c.id, ENTITIES.c.fileset)).all()
            version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    wanted = {record.id: record_row(record, "")["fileset"] for record in records}
    assert dict(map(tuple, rows)) == wanted
    assert version > "0001"


def test_what_programs_keep_is_searched_by_its_words_in_an_older_database_too(
    url, make_record, monkeypatch
):
    given = {"description": "Für ÄRZTE", "project": "Clinic", "model": "Acme/M", "name": "Mine"}
    counts = {"adapters": 1, "deployments": 1, "filesets": 1, "groups": 3, "prompts": 1200}
    records = [
        make_record(f"{kind}-{n}", given, kind=kind)
        for kind, count in counts.items()
        for n in range(count)
    ]
    records += [make_record("bare", {"description": None}, kind="groups")]
    monkeypatch.setattr("registry.store.sql.indexed_fields.SEARCHED_FIELDS", {})
    set_up_first_version(url, records)
    monkeypatch.undo()
    with closing(SqlStore(url)) as store:
        found = store.page("groups", Query(Text("ärzte für", SEARCHED_FIELDS["groups"]))).records
        assert sorted(record.id for record in found) == ["groups-0", "groups-1", "groups-2"]
        with store._reader.connect() as connection:
            rows = connection.execute(select(ENTITIES.c.id, ENTITIES.c.words)).all()
    wanted = {record.id: record_row(record, "")["words"] for record in records}
    assert dict(map(tuple, rows)) == wanted
