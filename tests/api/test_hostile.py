"""Requests that nobody means well with, at a served registry: refused soon, in little memory.

Whatever is refused leaves nothing behind, and others are served meanwhile.
"""

import json
import socket
import struct
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.documented import DOCUMENT
from tests.browser.conftest import Server

SOON_S = 20.0
"""How long a refusal may take, on a machine that is busy."""

PATIENCE_S = 2.0
MEMORY = 64 * 1024 * 1024
ASIDE = ".incoming"
MEGABYTE = 2**20
NEMO = "/apis/models/v2/workspaces/default/models"
FILESETS = "/apis/files/v2/workspaces/default/filesets"
FILE = f"{FILESETS}/weights/-/part-1"
LISTS = (
    NEMO,
    "/apis/models/v2/workspaces/default/adapters",
    "/apis/models/v2/workspaces/default/prompts",
    FILESETS,
    f"{FILESETS}/weights/files",
    "/apis/entities/v2/workspaces",
    "/v3/models",
    "/v3/model-templates",
    "/v3/model-groups",
    "/v4/model-deployments",
)

pytestmark = pytest.mark.xdist_group("hostile")


def _example(operation: dict[str, Any]) -> dict[str, Any]:
    """Return a body that could be sent."""
    content = operation["requestBody"]["content"]["application/json"]
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    schema = DOCUMENT["components"]["schemas"].get(name, content["schema"])
    example: dict[str, Any] = schema["examples"][0]
    return example


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every operation that takes JSON: method, path and an example of its body."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                place = path.replace("{workspace}", "default").replace("{", "").replace("}", "")
                yield method.upper(), place, _example(operation)


OPERATIONS = [*_operations()]
ONE_OF_EACH_DIALECT = [
    next(each for each in OPERATIONS if each[0] == "POST" and each[1].startswith(dialect))
    for dialect in ("/apis/models", "/apis/files", "/apis/entities", "/v3/", "/v4/", "/api/v1/")
]


def _with(example: dict[str, Any], more: bytes) -> bytes:
    """Return a body with something in it that no operation asks for."""
    text = json.dumps(example).encode()
    return text[:-1] + (b"," if example else b"") + more + b"}"


BODIES: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "nesting": lambda e: _with(e, b'"x":' + b"[" * 10_000 + b"]" * 10_000),
    "nesting of objects": lambda e: _with(e, b'"x":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
    "nesting without an end": lambda _: b'{"x":' + b"[" * 10_000,
    "invalid UTF-8": lambda e: _with(e, b'"x":"\xff\xfe"'),
    "half a character": lambda e: _with(e, b'"x":"\xe2\x82"'),
    "NaN": lambda e: _with(e, b'"x":NaN'),
    "Infinity": lambda e: _with(e, b'"x":[-Infinity]'),
    "beyond all numbers": lambda e: _with(e, b'"x":1e999'),
    "a name twice": lambda e: _with(e, b'"x":1,"x":2'),
    "a name twice, inside": lambda e: _with(e, b'"x":{"y":[{"z":1,"z":2}]}'),
    "a megabyte of a name": lambda e: json.dumps({**e, "name": "x" * MEGABYTE}).encode(),
    "two values": lambda e: json.dumps(e).encode() * 2,
    "nothing": lambda _: b"",
}


class Line:
    """One connection, on which anything can be sent."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=SOON_S)

    def send(self, data: bytes) -> None:
        """Send, for as long as the other side listens."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return

    def status(self) -> int:
        """Return the status of the answer."""
        answer = b""
        while b"\r\n" not in answer:
            part = self.socket.recv(65536)
            assert part, "the connection ended without an answer"
            answer += part
        return int(answer.split(b" ", 2)[1])

    def drop(self) -> None:
        """End the connection as a machine does that went away."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@contextmanager
def line(server: Server) -> Iterator[Line]:
    opened = Line(server)
    try:
        yield opened
    finally:
        opened.socket.close()


def head(method: str, target: str, *headers: str) -> bytes:
    kind = "application/octet-stream" if "/-/" in target else "application/json"
    lines = (f"{method} {target} HTTP/1.1", "Host: x", f"Content-Type: {kind}", *headers)
    return "\r\n".join([*lines, "", ""]).encode()


def ask(server: Server, method: str, target: str, body: bytes, *headers: str) -> int:
    """Send a request in one piece and return the status of the answer."""
    with line(server) as sending:
        sending.send(head(method, target, f"Content-Length: {len(body)}", *headers) + body)
        return sending.status()


def get(server: Server, path: str) -> bytes:
    with urllib.request.urlopen(server.url + path, timeout=SOON_S) as answer:
        content: bytes = answer.read()
    return content


Stored = tuple[list[bytes], list[tuple[str, bytes]]]


def stored(server: Server) -> Stored:
    """Return everything that is listed, and every file; what is being received by name alone."""
    files = sorted(file for file in (server.folder / "files").rglob("*") if file.is_file())
    kept = [(file.name, b"" if file.parent.name == ASIDE else file.read_bytes()) for file in files]
    return [get(server, path) for path in LISTS], kept


def memory(server: Server, what: str) -> int:
    """Return what the process has (VmRSS) or had at most (VmHWM), in bytes."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    (size,) = (each.split()[1] for each in status.splitlines() if each.startswith(what))
    return int(size) * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a model, and a fileset with a file."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = {"files": str(folder / "files"), "max_file": "2000000", "samples": "false"}
    server = Server(folder, **settings, body_patience=str(PATIENCE_S))
    server.start()
    assert ask(server, "POST", NEMO, b'{"name":"llama"}') == 201
    assert ask(server, "POST", FILESETS, b'{"name":"weights"}') == 200
    assert ask(server, "PUT", f"{FILESETS}/weights/-/kept", b"content") == 200
    yield server
    server.stop()


@pytest.fixture(scope="module")
def whole(server: Server) -> Iterator[Stored]:
    """Everything that is there before the first test, and has to be there after the last."""
    before = stored(server)
    yield before
    await_until(lambda: stored(server) == before)


@pytest.fixture
def calm(server: Server, whole: Stored) -> Iterator[None]:
    """See that nothing is left behind, that others are served, and that memory stays small."""
    size = memory(server, "VmRSS")
    assert server.process is not None
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # forgets the peak
    over, waits = threading.Event(), [0.0]

    def look_in() -> None:
        while not over.is_set():
            began = time.monotonic()
            assert b"llama" in get(server, f"{NEMO}/llama")
            waits.append(time.monotonic() - began)
            over.wait(0.05)

    with ThreadPoolExecutor(1) as neighbour:
        looking = neighbour.submit(look_in)
        yield
        over.set()
        looking.result()
    assert len(waits) > 1
    assert max(waits) < SOON_S / 4
    await_until(lambda: stored(server) == whole)
    assert memory(server, "VmHWM") - size < MEMORY
    assert "Traceback" not in server.log.read_text()


def await_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON_S
    while not holds():
        assert time.monotonic() < end, "it does not come to rest"
        time.sleep(0.05)


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.usefixtures("calm")
def test_a_hostile_body_is_refused_by_every_operation(server: Server, what: str) -> None:
    assert len(OPERATIONS) > 20
    for method, place, example in OPERATIONS:
        began = time.monotonic()
        status = ask(server, method, place, BODIES[what](example))
        only_told = "/validate/" in place and what == "a megabyte of a name"
        assert 400 <= status < 500 or (only_told and status == 200), (method, place)
        assert time.monotonic() - began < SOON_S


@pytest.mark.parametrize(
    "values", [b"{}," * 2_500_000, b'{"a":1},' * 900_000, b'"ab",' * 1_500_000]
)
@pytest.mark.usefixtures("calm")
def test_millions_of_values_are_refused_in_every_dialect(server: Server, values: bytes) -> None:
    for method, place, example in ONE_OF_EACH_DIALECT:
        assert ask(server, method, place, _with(example, b'"x":[' + values + b"0]")) == 413


@pytest.mark.usefixtures("calm")
def test_fifty_megabytes_are_refused_in_every_dialect(server: Server) -> None:
    for method, place, example in ONE_OF_EACH_DIALECT:
        body = json.dumps({**example, "x": "x" * 50_000_000}).encode()
        assert ask(server, method, place, body) == 413
    assert ask(server, "PUT", FILE, b"x" * 50_000_000) == 413


@pytest.mark.usefixtures("calm")
def test_fifty_megabytes_in_chunks_are_refused(server: Server) -> None:
    chunk = b"%x\r\n%b\r\n" % (MEGABYTE, b"x" * MEGABYTE)
    for method, place in [*(each[:2] for each in ONE_OF_EACH_DIALECT), ("PUT", FILE)]:
        with line(server) as sending:
            sending.send(head(method, place, "Transfer-Encoding: chunked"))
            for _ in range(50):
                sending.send(chunk)
            sending.send(b"0\r\n\r\n")
            assert sending.status() == 413


@pytest.mark.usefixtures("calm")
def test_a_length_that_cannot_be_meant_is_refused_unread(server: Server) -> None:
    for method, place, _ in ONE_OF_EACH_DIALECT:
        with line(server) as sending:
            sending.send(head(method, place, "Content-Length: 99999999999") + b"{")
            assert sending.status() == 413


LIES = {
    "less than came": ["Content-Length: 3"],
    "negative": ["Content-Length: -1"],
    "no number": ["Content-Length: many"],
    "two lengths": ["Content-Length: 2", "Content-Length: 3"],
    "a length and chunks": ["Content-Length: 2", "Transfer-Encoding: chunked"],
    "chunks that are none": ["Transfer-Encoding: chunked"],
}


@pytest.mark.parametrize("what", LIES)
@pytest.mark.usefixtures("calm")
def test_a_length_that_is_not_true_is_refused(server: Server, what: str) -> None:
    for method, place, example in ONE_OF_EACH_DIALECT:
        with line(server) as sending:
            sending.send(head(method, place, *LIES[what]) + json.dumps(example).encode())
            assert 400 <= sending.status() < 500


@pytest.mark.usefixtures("calm")
def test_a_megabyte_in_an_address_or_a_header_is_refused(server: Server) -> None:
    name = "x" * MEGABYTE
    for path in (NEMO, "/v3/models", "/v4/models", "/api/v1/templates", FILESETS, "/users"):
        assert 400 <= ask(server, "GET", f"{path}/{name}", b"") < 500
        assert 400 <= ask(server, "GET", f"{path}?filter={name}", b"") < 500
        assert ask(server, "GET", path, b"", f"X-Name: {name}") == 431
    assert 400 <= ask(server, "PUT", f"{FILESETS}/weights/-/{name}", b"x") < 500
    assert ask(server, "PUT", f"{FILESETS}/weights/-/{'x' * 60_000}", b"x") == 422


@pytest.mark.usefixtures("calm")
def test_a_body_that_comes_by_drops_is_given_up(server: Server) -> None:
    def drip(method: str, place: str, *headers: str) -> int:
        drop = b"1\r\n \r\n" if "chunked" in headers[0] else b" "
        with line(server) as sending:
            sending.send(head(method, place, *headers))
            sending.socket.settimeout(0.1)
            for _ in range(int(SOON_S / 0.1)):
                sending.send(drop)
                try:
                    return sending.status()
                except TimeoutError:
                    continue
        raise AssertionError("it is still being read")

    slow = [*(each[:2] for each in ONE_OF_EACH_DIALECT), ("PUT", FILE)]
    lengths = ("Content-Length: 100000", "Transfer-Encoding: chunked")
    with ThreadPoolExecutor(2 * len(slow)) as together:
        asked = [together.submit(drip, *each, length) for each in slow for length in lengths]
        assert {each.result() for each in asked} == {408}


@pytest.mark.parametrize("ending", ["closed", "dropped"])
@pytest.mark.usefixtures("calm")
def test_an_upload_that_is_broken_off_leaves_nothing(server: Server, ending: str) -> None:
    for length in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        for method, place, example in [*ONE_OF_EACH_DIALECT, ("PUT", FILE, {})]:
            body = json.dumps(example).encode()
            part = b"%x\r\n%b\r\n" % (len(body), body) if "chunked" in length else body
            with line(server) as sending:
                sending.send(head(method, place, length) + part)
                if ending == "dropped":
                    sending.drop()


def test_what_was_being_uploaded_when_the_server_died_is_gone_when_it_is_back(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path, samples="false", files=str(tmp_path / "files"))
    server.start()
    aside = tmp_path / "files" / ASIDE
    try:
        assert ask(server, "POST", FILESETS, b'{"name":"weights"}') == 200
        with line(server) as sending:
            sending.send(head("PUT", FILE, "Content-Length: 9000000") + b"x" * 5_000_000)
            await_until(lambda: any(file.stat().st_size for file in aside.glob("*")))
            server.kill()
        assert [*aside.iterdir()]
        server.start()
        assert ask(server, "GET", NEMO, b"") == 200
        assert [*aside.iterdir()] == []
        assert json.loads(get(server, f"{FILESETS}/weights/files")) == {"data": []}
    finally:
        server.stop()
