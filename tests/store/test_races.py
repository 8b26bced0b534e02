"""Processes and threads that want the same: the history proves that each time one had it."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from registry.store.base import Store
from registry.store.factory import open_store
from registry.store.records import Query, Record
from tests.store.conftest import START
from tests.store.crasher import environment
from tests.store.racer import NAMES

RACER = Path(__file__).with_name("racer.py")


def race(url: str, processes: int, threads: int, seconds: float) -> int:
    """Return how often the counter was raised."""
    with closing(open_store(url, base=Path())) as store, store.transaction("ana") as tx:
        tx.insert(Record("counters", "all", "default", "all", 1, START, START, {"n": 0}))
    racers = [
        subprocess.Popen(
            [sys.executable, str(RACER), url, f"p{number}", str(threads), str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        for number in range(processes)
    ]
    raised = [int(racer.communicate()[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * processes
    return sum(raised)


def check(store: Store, raised: int) -> None:
    events = list(reversed(store.events(limit=10**9)))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    check_that_names_had_one_holder(store, events)
    counts = [event for event in events if event.kind == "counters"]
    assert [event.to_revision for event in counts] == list(range(1, len(counts) + 1))
    assert [event.body["n"] for event in counts] == list(range(len(counts)))
    assert len(counts) == raised + 1


def check_that_names_had_one_holder(store: Store, events: list) -> None:
    holders: dict[str, str] = {}
    for event in events:
        if event.kind == "counters":
            continue
        if event.action == "create":
            assert event.name not in holders
            holders[event.name] = event.id
        else:
            assert holders.pop(event.name) == event.id
    now = store.page("models", Query(limit=NAMES + 1)).records
    assert {record.name: record.id for record in now} == holders


def test_who_race_for_names_and_revisions_win_one_at_a_time(url):
    raised = race(url, 2, 4, 2.0)
    assert raised
    with closing(open_store(url, base=Path())) as store:
        check(store, raised)


@pytest.mark.soak
def test_eight_processes_of_eight_threads_that_race_for_a_minute_win_one_at_a_time(url):
    raised = race(url, 8, 8, 60.0)
    with closing(open_store(url, base=Path())) as store:
        check(store, raised)
