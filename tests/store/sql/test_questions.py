"""What questions cost a database."""

import pytest
from sqlalchemy import Engine, event, make_url

from registry.store.batch_query import BatchQuery, by_id
from registry.store.records import Compare
from registry.store.sql.store import SqlStore

QUESTIONS = (
    by_id("deployments", "x"),
    by_id("models", "a"),
    BatchQuery("deployments", Compare(("body", "model_id"), "eq", "a"), counted=True),
    BatchQuery("models", named_by=("body", "model_id")),
)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request, tmp_path):
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/x" if sqlite else request.getfixturevalue("postgres_url")
    opened = SqlStore(make_url(url))
    yield opened
    opened.close()


def test_several_questions_are_one_statement(store):
    store.query_many(*QUESTIONS)
    statements = []

    def note(connection, cursor, statement, *_):
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        store.query_many(*QUESTIONS)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) == 1
