"""A PostgreSQL behind a wire that can be cut, at any time or when a commit passes."""

import socket
import threading
from contextlib import suppress
from enum import Enum
from pathlib import Path


class Cut(Enum):
    """When the wire is cut next."""

    NEVER = "never"
    BEFORE_COMMIT = "before a commit reaches the server"
    AFTER_COMMIT = "before the answer to a commit comes back"


class Proxy:
    """Passes bytes between a port of this machine and a server's socket.

    Attributes:
        cut: when to cut next; cutting resets it.
        refusing: whether new connections are closed at once.
        cuts: how often the wire was cut.
    """

    def __init__(self, upstream: Path) -> None:
        self._upstream = str(upstream)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self.cut = Cut.NEVER
        self.refusing = False
        self.refuses_after_cut = False
        self.cuts = 0
        self._start(self._accept)

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def close(self) -> None:
        # A listener that another thread waits on is only woken by shutting it down.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut_all()
        for thread in self._threads:
            thread.join()

    def cut_all(self) -> None:
        """Cut every connection."""
        self.cuts += 1
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _start(self, work, *args) -> None:
        thread = threading.Thread(target=work, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._upstream)
            self._pairs.append((client, server))
            self._start(self._pass_on, client, server, self._to_server)
            self._start(self._pass_on, server, client, self._to_client)

    def _pass_on(self, source, target, passes) -> None:
        with source, suppress(OSError):
            while data := source.recv(1 << 16):
                if not passes(data):
                    break
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def _to_server(self, data: bytes) -> bool:
        if b"COMMIT" not in data or self.cut is not Cut.BEFORE_COMMIT:
            return True
        self._note_cut()
        return False

    def _to_client(self, data: bytes) -> bool:
        if b"COMMIT\x00" not in data or self.cut is not Cut.AFTER_COMMIT:
            return True
        self._note_cut()
        return False

    def _note_cut(self) -> None:
        self.cut = Cut.NEVER
        self.cuts += 1
        self.refusing = self.refuses_after_cut
