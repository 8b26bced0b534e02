"""Live tables that are made from a snapshot and a log, and follow the log."""

from abc import abstractmethod
from pathlib import Path

from registry.errors import StoreDamaged, StoreUnavailable
from registry.store.commit import Commit, Identity, Marker, marker_needle, read_entry
from registry.store.encoding import Malformed
from registry.store.header import FORMAT
from registry.store.history import History
from registry.store.live import LiveStore
from registry.store.locks import ProcessLock
from registry.store.log import Log, log_path
from registry.store.os_errors import READ_ONLY, translated
from registry.store.snapshot import Snapshot, digest_of, parse_own, paused_collector
from registry.store.table import Tables
from registry.store.upgrades import upgrade

_KNOWN_SNAPSHOTS = 64


class ReplayedStore(LiveStore):
    """Begins with the newest snapshot that the log knows, and replays what came after it.

    Attributes:
        path: the snapshot.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path.resolve()
        self._snapshot = Snapshot(self.path)
        self._lock = ProcessLock(self.path.with_name(f"{self.path.stem}.lock"))
        self._log = self._open_log()
        self._forget()
        try:
            self._load()
        except StoreUnavailable:
            self._log.close()
            raise

    @abstractmethod
    def _request_snapshot(self) -> None:
        """Have the snapshot written soon if it is behind the tables."""

    def _open_log(self) -> Log:
        """Open the log, in the present format if it may be written."""
        path = log_path(self.path)
        with translated("opened", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                log = Log(path, writable=True)
            except OSError as error:
                if error.errno not in READ_ONLY:
                    raise
                return Log(path, writable=False)
            if log.header.format < FORMAT:
                log.close()
                with self._lock.held():
                    upgrade(path, self.path)
                    log = Log(path, writable=True)
        return log

    def _forget(self) -> None:
        """Begin with nothing."""
        self._history = History(self._log)
        self._tables = Tables()
        self._sequence = self._applied = self._through = 0
        self._identity: Identity | None = None
        self._known: dict[Identity, int] = {}
        self._damage: StoreDamaged | None = None

    def _load(self) -> None:
        """Begin with the snapshot if the log knows it, and apply what came after it."""
        with translated("read", self.path):
            found = self._snapshot.read()
            marker = self._marker_of(found[0]) if found else None
            if found and marker and marker.offset:
                self._tables = parse_own(found[0])
                self._sequence, self._applied = marker.through, marker.offset
                self._remember(found[1], marker.through)

    def _marker_of(self, data: bytes) -> Marker | None:
        found = self._log.find_last(marker_needle(digest_of(data)))
        if found is None:
            return None
        offset, line = found
        try:
            entry = read_entry(line)
        except ValueError as error:
            raise self._log.damage(offset, error) from error
        return entry if isinstance(entry, Marker) else None

    def _remember(self, identity: Identity, through: int) -> None:
        self._known[identity] = through
        if len(self._known) > _KNOWN_SNAPSHOTS:
            del self._known[next(iter(self._known))]

    def _catch_up(self) -> None:
        """Apply the lines that others have added."""
        if self._log.is_replaced() or self._log.size() < self._applied:
            self._reopen_log()
        try:
            self._read_on()
        except StoreDamaged:
            # The lines may only not fit to what was read before: see `_refresh`.
            self._begin_anew()
            self._read_on()

    def _reopen_log(self) -> None:
        """Go on with a log that took this one's place, or begin anew when it is another one."""
        old, self._log = self._log, self._open_log()
        goes_on = self._applied <= self._log.size() and (
            old.last_line(self._applied) == self._log.last_line(self._applied)
        )
        old.close()
        if goes_on:
            self._history = History(self._log)
        else:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._forget()
        self._load()

    def _read_on(self) -> None:
        if self._log.size() == self._applied:
            return
        with paused_collector():
            for offset, line in self._log.lines(self._applied, self._log.size()):
                self._take(offset, line)
                self._applied = offset + len(line) + 1
        self._request_snapshot()

    def _take(self, offset: int, line: bytes) -> None:
        try:
            entry = read_entry(line)
            if isinstance(entry, Commit) and entry.sequence != self._sequence + 1:
                raise Malformed(entry.sequence, f"change {self._sequence + 1}")
        except ValueError as error:
            raise self._log.damage(offset, error) from error
        if isinstance(entry, Marker):
            self._remember(entry.identity, entry.through)
        else:
            self._apply(entry)
