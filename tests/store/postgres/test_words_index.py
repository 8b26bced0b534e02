"""Words within words: found on every PostgreSQL, and by an index where pg_trgm is installed.

The servers that come with the tests have no pg_trgm. Those that are installed on the machine have it
as a rule, so each of them is tried as well.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects import postgresql

from registry.store.postgres.indexed_fields import SEARCHED_FIELDS
from registry.store.postgres.reads import PageReader
from registry.store.postgres.store import PostgresStore
from registry.store.records import Query, Text
from tests.store.postgres.installed import OWN, started, url_of

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

WANTED = Query(Text("CKETS-0977", SEARCHED_FIELDS["models"]))


@pytest.fixture(params=[*OWN, *INSTALLED], ids=lambda folder: folder.parent.name)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A new database on a server of each installation."""
    with started(request.param) as folder:
        yield url_of(folder)


def test_words_within_words_are_found_by_an_index_where_pg_trgm_is(url, make_record):
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
        PostgresStore(make_url(url)).close()
        offered = admin.execute(
            "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"
        ).fetchone()[0]
        if offered:
            admin.execute("CREATE EXTENSION pg_trgm")
        with closing(PostgresStore(make_url(url))) as store:
            with store.transaction("ana") as tx:
                for number in range(2_000):
                    tx.insert(make_record(f"{number:04}", {"description": f"Tickets-{number:04}"}))
            found = [record.id for record in store.page("models", WANTED).records]
        admin.execute("VACUUM ANALYZE")
        admin.execute("SET enable_seqscan = off")  # which so few rows would be worth
        assert found == ["0977"]
        assert ("patternshop_entities_words" in plan_of(admin)) == bool(offered)


def plan_of(admin: psycopg.Connection) -> str:
    (statement, _) = PageReader("models", WANTED).statements()
    compiled = statement.compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    text = str(compiled).replace("%%", "%")
    return "\n".join(line for (line,) in admin.execute(f"EXPLAIN {text}").fetchall())
