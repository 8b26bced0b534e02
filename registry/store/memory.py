"""A store in memory, for tests."""

from collections.abc import Iterator, Sequence
from itertools import islice

from typing_extensions import override

from registry.store.base import Event
from registry.store.commit import Commit
from registry.store.history import Wanted
from registry.store.live import LiveStore


class MemoryStore(LiveStore):
    """Keeps the contract as long as its process lives; bodies pass through JSON all the same."""

    def __init__(self) -> None:
        super().__init__()
        self._commits: list[Commit] = []

    @override
    def _find_events(self, wanted: Wanted, limit: int) -> tuple[Event, ...]:
        commits = reversed(self._commits)
        found = (event for commit in commits for event in commit.events(wanted.covers))
        return tuple(islice(filter(wanted.takes, found), max(limit, 0)))

    @override
    def commits(self, after: int = 0) -> Iterator[Commit]:
        with self._reading:
            commits = list(self._commits)
        yield from (commit for commit in commits if commit.sequence > after)

    @override
    def close(self) -> None:
        """Keep everything: the owner of the object is the only one who can lose it."""

    @override
    def _refresh(self) -> None:
        """Do nothing: commits are applied as they are made."""

    @override
    def _take_turn(self) -> None:
        """Do nothing: there are no other processes."""

    @override
    def _end_turn(self) -> None:
        """Do nothing, likewise."""

    @override
    def _require_writable(self) -> None:
        """Do nothing: memory can be written."""

    @override
    def _keep(self, commits: Sequence[Commit]) -> None:
        self._commits.extend(commits)
