"""`kill -9` while a store is written to: what was acknowledged is there, and nothing by halves."""

import multiprocessing
import random
import re
import signal
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from registry.store.base import Store
from registry.store.factory import open_store
from registry.store.records import Query
from tests.store.crasher import THREADS, TOGETHER, run

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.store.crasher"])  # so that a process is there at once
EVERYTHING = Query(limit=10**9)


def kill_while_it_writes(url: str, name: str, pause_s: float) -> dict[str, int]:
    """Return what was acknowledged: the revision of each id, 0 for what was removed."""
    ours, theirs = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=run, args=(url, name, theirs))
    process.start()
    theirs.close()
    with ours:
        there: dict[str, int] = ours.recv()
        time.sleep(pause_s)
        process.kill()
        with suppress(EOFError):
            while True:
                there |= ours.recv()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return there


def check_after_kills(url: str, kills: int, first: int = 0) -> None:
    acknowledged: dict[str, int] = {}
    for number in range(first, first + kills):
        acknowledged |= kill_while_it_writes(url, f"r{number}", random.uniform(0, 0.5))
    with closing(open_store(url, base=Path())) as store:
        check(store, acknowledged, kills)


def check(store: Store, acknowledged: dict[str, int], kills: int) -> None:
    now = {record.id: record for record in store.page("models", EVERYTHING).records}
    lost = {
        id: revision
        for id, revision in acknowledged.items()
        if revision and (id not in now or now[id].revision < revision)
    }
    # What was told last may be changed by a commit that was made and not told any more.
    removed = {id for id, revision in acknowledged.items() if not revision and id in now}
    gone = {id for id in lost if re.fullmatch(r"r\d+-\d+-\d+-0", id) and id not in now}
    assert not removed
    assert len(gone) <= kills * THREADS
    assert set(lost) == gone
    check_that_events_agree(store, now)
    check_that_none_is_by_halves(store)


def check_that_events_agree(store: Store, now: dict) -> None:
    replayed: dict = {}
    events = list(reversed(store.events(limit=10**9)))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    for event in events:
        if event.to_revision is None:
            del replayed[event.id]
        else:
            replayed[event.id] = (event.to_revision, event.body)
    assert replayed == {id: (record.revision, record.body) for id, record in now.items()}


def check_that_none_is_by_halves(store: Store) -> None:
    sizes = {len(commit.changes) for commit in store.commits()}
    assert sizes <= {1, TOGETHER}


def test_a_process_that_is_killed_loses_nothing_it_acknowledged(url):
    check_after_kills(url, 20)


@pytest.mark.soak
def test_five_hundred_processes_that_are_killed_lose_nothing_they_acknowledged(url):
    for first in range(0, 500, 25):
        # A file begins anew each time: a server keeps what is there, but opening a file reads it all.
        check_after_kills(url.replace("registry.", f"registry-{first}."), 25, first)
