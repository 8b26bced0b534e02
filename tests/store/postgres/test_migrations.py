"""A database that an earlier Patternshop set up is brought up to date, with all that is in it."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import URL, Column, MetaData, Table, insert, make_url, select, text

from registry.store.postgres.engine import open_engine
from registry.store.postgres.indexed_fields import SEARCHED_FIELDS, record_row
from registry.store.postgres.schema import VERSION_TABLE, alembic_config
from registry.store.postgres.store import PostgresStore
from registry.store.postgres.tables import ENTITIES
from registry.store.records import Compare, Query, Text
from streamlit_jsonschema_form.json_text import write_json
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


EVENT = """
INSERT INTO patternshop_events VALUES (:sequence, :commit_id, :at, 'ana', :action, :kind, :id,
  'default', :id, :from, :to, :at, :at, :body, '')
"""


def set_up_third_version(url: URL, drafts, events) -> None:
    """Make the tables as the third version did, with drafts among entities and their events."""
    engine = open_engine(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0003")
        for draft in drafts:
            row = record_row(draft, write_json(draft.body))
            old = Table("patternshop_entities", MetaData(), *map(Column, row))
            connection.execute(insert(old), row)
        connection.execute(text(EVENT), events)
        connection.execute(text("UPDATE patternshop_turn SET sequence = :n"), {"n": len(events)})
    engine.dispose()


def old_event(sequence, commit_id, kind, id, action="create", body="{}", *, revision=1):
    return {
        "sequence": sequence, "commit_id": commit_id, "at": datetime.now(UTC), "action": action,
        "kind": kind, "id": id, "body": body, "from": revision - 1, "to": revision,
    }  # fmt: skip


def test_drafts_of_an_older_version_move_to_their_table_and_leave_no_history(url, make_record):
    secret = write_json({"actor": "ana", "content": '{"token": "hf_secret"}'})
    draft = make_record("d", {"actor": "ana", "purpose": "model", "content": "{}"}, kind="drafts")
    draft = replace(draft, revision=2)
    events = [
        old_event(1, "a", "drafts", "d", body=secret),
        old_event(2, "b", "models", "x"),
        old_event(3, "b", "drafts", "d", "update", write_json(draft.body), revision=2),
        old_event(4, "b", "models", "y"),
        old_event(5, "c", "drafts", "gone", body=secret),
        {**old_event(6, "d", "drafts", "gone", "delete", None), "to": None},
    ]
    set_up_third_version(url, [draft], events)
    with closing(PostgresStore(url)) as store:
        assert store.get("drafts", "d") == draft
        mine = Query(Compare(("body", "actor"), "eq", "ana"))
        assert store.page("drafts", mine).records == (draft,)
        assert [event.sequence for event in store.events()] == [4, 2]
        commits = [(commit.sequence, len(commit.changes)) for commit in store.commits()]
        assert commits == [(2, 1), (4, 1)]
        with store.transaction("ana") as tx:
            tx.insert(make_record("z"))
            tx.delete("drafts", "d")
        assert [event.sequence for event in store.events()] == [7, 4, 2]
        assert rows_with(store, "hf_secret") == []


def rows_with(store: PostgresStore, part: str) -> list[str]:
    """Return the tables of the database that have a text in one of their rows."""
    with store._reader.connect() as connection:
        tables = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        assert "patternshop_drafts" in tables
        found = text("SELECT count(*) FROM {} AS t WHERE t::text LIKE :part")
        return [
            table
            for table in tables
            if connection.scalar(text(found.text.format(table)), {"part": f"%{part}%"})
        ]


def test_what_the_first_version_kept_is_found_by_what_came_since(url, make_record):
    records = [
        make_record(str(n), {"fileset": fileset, "description": "é"})
        for n, fileset in enumerate(FILESETS)
    ]
    records += [make_record("bare"), make_record("t", {"fileset": "weights"}, kind="templates")]
    set_up_first_version(url, records)
    with closing(PostgresStore(url)) as store:
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
    monkeypatch.setattr("registry.store.postgres.indexed_fields.SEARCHED_FIELDS", {})
    set_up_first_version(url, records)
    monkeypatch.undo()
    with closing(PostgresStore(url)) as store:
        found = store.page("groups", Query(Text("ärzte für", SEARCHED_FIELDS["groups"]))).records
        assert sorted(record.id for record in found) == ["groups-0", "groups-1", "groups-2"]
        with store._reader.connect() as connection:
            rows = connection.execute(select(ENTITIES.c.id, ENTITIES.c.words)).all()
    wanted = {record.id: record_row(record, "")["words"] for record in records}
    assert dict(map(tuple, rows)) == wanted
