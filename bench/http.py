"""REST over loopback with 10,000 models, beside a handler that does nothing in the same server."""

import json
import math
import selectors
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, repeat
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from bench import Row
from bench.store import fill
from support.serving import served

SIZE = 10_000
CLIENTS = (1, 8)
ROUNDS = 25
TURN_S = 0.05
"""How long requests of one kind are sent before those of the next have their turn."""

NEMO = "/apis/models/v2/workspaces/default/models"
SCALE = "/v4/models"
OURS = "/api/v1/workspaces/default/models"
NOTHING = "nothing"
NOWHERE = "/status/nothing/default/assistant"
BOUNDS = {
    "get": 2.0,
    "get after a change": 3.0,
    "list 50": 5.0,
    "list 50 after a change": 5.0,
    "list 50 cold": 40.0,
}
"""Times the handler that does nothing.

Entities that were requested before are written as JSON already, but for the one that was changed just
before; a cold list was never requested, or so long ago that it is written again. After a change the
file is written, too, by a thread that takes time from those who answer: three, not two.
"""


class Untimed(bytes):
    """A request whose time does not count."""


Requests = Iterator[bytes]


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(dir=Path("data")) as folder:
        return measure(Path(folder), SIZE, ROUNDS)


def measure(folder: Path, size: int, rounds: int) -> list[Row]:
    """Measure in a server of its own."""
    path = folder.absolute() / "registry.json"
    fill(path, size)
    settings = {"PATTERNSHOP_STORE": f"tinydb:///{path}", "PATTERNSHOP_SAMPLES": "false"}
    rows: list[Row] = []
    with served(Path("bench/served.py"), env=settings, folder=Path.cwd()) as url:
        parts = urlsplit(url)
        address = str(parts.hostname), int(parts.port or 0)
        rows += compare(address, 1, after_changes(size), rounds)
        for number in CLIENTS:
            rows += compare(address, number, reads(size), rounds)
    return rows


def compare(
    address: tuple[str, int], number: int, kinds: dict[str, Requests], rounds: int
) -> list[Row]:
    """Let kinds of requests take turns with nothing, and compare the best turn of each."""
    every = {NOTHING: repeat(write("GET", NOWHERE)), **kinds}
    best = dict.fromkeys(every, math.inf)
    with closing(Clients(address, number)) as clients:
        for _ in range(rounds):
            for what, requests in every.items():
                best[what] = min(best[what], clients.spend(requests, TURN_S))
    floor = best.pop(NOTHING)
    who = "1 client" if number == 1 else f"{number} clients"
    return [
        Row(f"HTTP: {what}, {who}, to nothing", spent, floor, BOUNDS[what.partition(",")[0]])
        for what, spent in best.items()
    ]


def reads(size: int) -> dict[str, Requests]:
    pages = range(1, size // 50 + 1)
    cold = {"NeMo": f"{NEMO}?page_size=50", "Scale": f"{SCALE}?limit=50"}
    return {
        **{what: repeat(write("GET", target)) for what, target in targets(size // 2).items()},
        # So many models that each is forgotten before its turn.
        **{
            f"list 50 cold, {name}": (
                write("GET", f"{target}&page={page}") for page in cycle(pages)
            )
            for name, target in cold.items()
        },
    }


def after_changes(size: int) -> dict[str, Requests]:
    """Request what was changed just before, and nothing then: the file is written meanwhile.

    By one client, since what others change would count, too.
    """
    middle = size // 2
    return {
        NOTHING: change_first(middle, NOWHERE),
        **{
            what.replace(",", " after a change,"): change_first(
                0 if what.startswith("list") else middle, target
            )
            for what, target in targets(middle).items()
        },
    }


def targets(number: int) -> dict[str, str]:
    """Return the paths of one model and of the first page of models, in each dialect."""
    return {
        "get, NeMo": f"{NEMO}/assistant-{number}",
        "get, Scale": f"{SCALE}/model-{number:08}",
        "get, ours": f"{OURS}/assistant-{number}",
        "list 50, NeMo": f"{NEMO}?page_size=50",
        "list 50, Scale": f"{SCALE}?limit=50",
        "list 50, ours": f"{OURS}?limit=50",
    }


def change_first(number: int, target: str) -> Requests:
    """Change a model before each request."""
    while True:
        change = {"description": f"Changed: {token_hex(8)}."}
        yield Untimed(write("PATCH", f"{NEMO}/assistant-{number}", change))
        yield write("GET", target)


def write(method: str, target: str, body: object = None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {target} HTTP/1.1", "Host: registry", f"Content-Length: {len(content)}"]
    if content:
        head.append("Content-Type: application/json")
    return "\r\n".join([*head, "", ""]).encode() + content


class Clients:
    """Some connections; each sends the next request as soon as its answer is there."""

    def __init__(self, address: tuple[str, int], number: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._connections = [socket.create_connection(address) for _ in range(number)]
        for connection in self._connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(connection, selectors.EVENT_READ, connection)

    def spend(self, requests: Requests, seconds: float) -> float:
        """Return how long one request took, in the mean of so many seconds."""
        end = time.perf_counter() + seconds
        sent = {
            connection: self._send(connection, next(requests)) for connection in self._connections
        }
        spent, done = 0.0, 0
        while sent:
            for key, _ in self._selector.select():
                receive(key.data)
                request, started = sent.pop(key.data)
                now = time.perf_counter()
                if not isinstance(request, Untimed):
                    spent, done = spent + now - started, done + 1
                if now < end or not done:
                    sent[key.data] = self._send(key.data, next(requests))
        return spent / done / len(self._connections)

    def _send(self, connection: socket.socket, request: bytes) -> tuple[bytes, float]:
        started = time.perf_counter()
        connection.sendall(request)
        return request, started

    def close(self) -> None:
        self._selector.close()
        for connection in self._connections:
            connection.close()


def receive(connection: socket.socket) -> None:
    """Receive one answer, all of it."""
    data = connection.recv(1 << 20)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
        raise RuntimeError(f"expected an answer, got {data[:1000]!r}")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    missing = length - len(body)
    while missing:
        missing -= len(connection.recv(1 << 20))
