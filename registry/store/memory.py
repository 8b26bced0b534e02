"""A store in memory, for tests."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice

from typing_extensions import override

from registry.store.commit import Commit, RecordChange
from registry.store.memory_base import InMemoryStore
from registry.store.records import Event, EventQuery


class MemoryStore(InMemoryStore):
    """Holds everything as long as its process lives; bodies pass through JSON all the same."""

    def __init__(self) -> None:
        super().__init__()
        self._commits: list[Commit] = []

    @override
    def _find_events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        events = (event for commit in reversed(self._commits) for event in commit.events())
        return tuple(islice(filter(query.matches, events), limit))

    @override
    def commits(self, after: int = 0) -> Iterator[Commit]:
        with self._reading:
            commits = list(self._commits)
        yield from (commit for commit in commits if commit.sequence > after)

    @override
    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    @override
    def _refresh(self) -> None:
        """Do nothing: commits are applied as they are made."""

    @override
    def _process_lock(self, deadline: float) -> AbstractContextManager[None]:
        return nullcontext()

    @override
    def _save(self, commits: Sequence[Commit], unlogged: Sequence[RecordChange]) -> None:
        self._commits.extend(commits)
