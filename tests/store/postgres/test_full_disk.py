"""The server has no room left, for real: its files may not grow any more.

It then says that a file is too large; what it says of a full disk is in `test_faults.py`.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from registry.errors import StoreUnavailable
from registry.store.postgres.store import PostgresStore
from registry.store.records import Query
from tests.store.postgres.installed import OWN, call, started, url_of

ROOM = 2_000_000
"""Bytes of a file; a segment of the log has fewer."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A server of its own, whose log comes in small segments."""
    with started(OWN[-1], "--wal-segsize=1") as running:
        yield running


def limit(folder: Path, size: int | str) -> None:
    """Let no file of the server grow beyond a size, as far as its connections write to them."""
    postmaster = (folder / "data" / "postmaster.pid").read_text().splitlines()[0]
    with psycopg.connect(host=str(folder), user="postgres", dbname="postgres") as admin:
        clients = admin.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'patternshop'"
        ).fetchall()
    for process in (postmaster, *(pid for (pid,) in clients)):
        call("prlimit", f"--pid={process}", f"--fsize={size}:unlimited")


def test_a_server_without_room_tells_it_loses_nothing_and_goes_on_when_it_has_some(
    folder, make_record
):
    url = make_url(url_of(folder))
    kept: list[str] = []
    with closing(PostgresStore(url)) as store:
        limit(folder, ROOM)

        def write(number: int) -> None:
            with store.transaction("ana") as tx:
                for part in range(50):
                    tx.insert(make_record(f"{number}-{part}", {"text": "x" * 1000}))
            kept.extend(f"{number}-{part}" for part in range(50))

        with pytest.raises(StoreUnavailable, match=r"cannot be used: could not extend file"):
            any(map(write, count()))
        assert there(store) == set(kept)
        assert store.get("models", kept[0]).id == kept[0]
        limit(folder, "unlimited")
        write(1_000_000)
        assert there(store) == set(kept)
        assert len(store.events(limit=100_000)) == len(kept)


def there(store: PostgresStore) -> set[str]:
    return {record.id for record in store.page("models", Query(limit=100_000)).records}
