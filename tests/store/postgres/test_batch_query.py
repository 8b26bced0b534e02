"""What batch queries cost a database."""

from contextlib import closing

import pytest
from sqlalchemy import Engine, event, make_url

from registry.store.batch_query import BatchQuery, by_id
from registry.store.postgres.store import PostgresStore
from registry.store.records import Compare

QUERIES = (
    by_id("deployments", "x"),
    by_id("models", "a"),
    BatchQuery("deployments", Compare(("body", "model_id"), "eq", "a"), counted=True),
    BatchQuery("models", named_by=("body", "model_id")),
)


@pytest.fixture
def store(postgres_url):
    with closing(PostgresStore(make_url(postgres_url))) as opened:
        yield opened


def test_several_queries_are_one_statement(store):
    store.query_many(*QUERIES)
    statements = []

    def note(connection, cursor, statement, *_):
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        store.query_many(*QUERIES)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) == 1
