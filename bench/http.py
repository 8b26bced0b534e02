"""REST over loopback with 10,000 models, beside a handler that does nothing in the same server."""

import json
import math
import selectors
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count, cycle, repeat
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, urlsplit

from bench.table import Row
from registry.services import build
from registry.store.json_file import JsonFileStore
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
    "filter": 150.0,
    "create": 100.0,
}
"""Times the handler that does nothing.

Entities that were asked for before are written already, but for the one that was changed just before;
cold are lists of fifty that were never asked for, or so long ago that they are written anew. After a
change the file is written, too, by a thread that takes time from those who answer: three, not two.
"""


class Aside(bytes):
    """A request whose time does not count."""


Requests = Iterator[bytes]

TEMPLATE = {
    "name": "vllm",
    "endpoint_type": "STREAMING",
    "model_type": "CHAT_COMPLETION",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v0.11.0"}
    },
    "model_creation_parameters_schema": {
        "type": "object",
        "properties": {
            "model": {"type": "string"},
            "max_model_len": {"type": "integer"},
            "api_key": {"type": "string", "writeOnly": True},
        },
    },
}
MODEL = {
    "name": "assistant",
    "description": "Answers questions of customers, tuned on the tickets of last year. " * 3,
    "project": "support/assistants",
    "base_model": "meta/llama-3.1-8b-instruct",
    "spec": {
        "checkpoint_model_name": "LlamaForCausalLM",
        "family": "llama",
        "precision": "bfloat16",
        "base_num_parameters": 8_030_261_248,
        "num_layers": 32,
        "hidden_size": 4096,
        "num_attention_heads": 32,
        "num_kv_heads": 8,
        "ffn_hidden_size": 14336,
        "vocab_size": 128256,
        "context_size": 131072,
        "tied_embeddings": False,
        "gated_mlp": True,
    },
    "model_creation_parameters": {
        "model": "acme/assistant",
        "max_model_len": 8192,
        "api_key": "sk-1234",
        "seed": 7,
    },
    "custom_fields": {"cost_centre": "4711", "stage": "trial"},
    "ownership": {"team": "support"},
}


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(dir=Path("data")) as folder:
        return measure(Path(folder), SIZE, ROUNDS)


def measure(folder: Path, size: int, rounds: int) -> list[Row]:
    """Measure in a server of its own."""
    path = folder.absolute() / "registry.json"
    fill(path, size)
    rows: list[Row] = []
    with serving(path) as address:
        rows += compare(address, 1, after_changes(size), rounds)
        for kinds in (reads(size), creates()):
            for number in CLIENTS:
                rows += compare(address, number, kinds, rounds)
    return rows


def compare(
    address: tuple[str, int], number: int, kinds: dict[str, Requests], rounds: int
) -> list[Row]:
    """Let kinds of requests take turns with nothing, and compare the best turn of each."""
    every = {NOTHING: forever(NOWHERE), **kinds}
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


def fill(path: Path, size: int) -> None:
    """Copy one model, made from a template, until there are so many."""
    with closing(JsonFileStore(path)) as store:
        services = build(store)
        template = services.templates.create(TEMPLATE, workspace="default", actor="bench")
        made = services.models.create(
            {**MODEL, "model_template_id": template.id}, workspace="default", actor="bench"
        )
        record = store.get("models", made.id)
        for start in range(0, size, 500):
            with store.transaction("bench") as tx:
                for number in range(start, min(start + 500, size)):
                    id = f"model-{number:08}"
                    tx.insert(replace(record, id=id, name=f"assistant-{number}"))


@contextmanager
def serving(path: Path) -> Iterator[tuple[str, int]]:
    """Serve a registry and give the address."""
    settings = {"PATTERNSHOP_STORE": f"tinydb:///{path}", "PATTERNSHOP_SAMPLES": "false"}
    with served(
        Path(__file__).with_name("served.py"), env=settings, folder=Path(__file__).parents[1]
    ) as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


def reads(size: int) -> dict[str, Requests]:
    middle = size // 2
    like = quote(json.dumps({"name": {"$like": "assistant-77"}}))
    return {
        "get, NeMo": forever(f"{NEMO}/assistant-{middle}"),
        "get, Scale": forever(f"{SCALE}/model-{middle:08}"),
        "get, ours": forever(f"{OURS}/assistant-{middle}"),
        "list 50, NeMo": forever(f"{NEMO}?page_size=50"),
        "list 50, Scale": forever(f"{SCALE}?limit=50"),
        "list 50, ours": forever(f"{OURS}?limit=50"),
        "list 50 cold, NeMo": turn_pages(f"{NEMO}?page_size=50", size),
        "list 50 cold, Scale": turn_pages(f"{SCALE}?limit=50", size),
        "filter, NeMo": forever(f"{NEMO}?page_size=50&filter={like}"),
        "filter, Scale": forever(f"{SCALE}?limit=50&model_type=CHAT_COMPLETION"),
        "filter, ours": forever(f"{OURS}?limit=50&search=assistant-77"),
    }


def after_changes(size: int) -> dict[str, Requests]:
    """Ask for what was changed just before, and for nothing then: the file is written meanwhile.

    By one client, since what others change would count, too.
    """
    middle = size // 2
    targets = {
        NOTHING: NOWHERE,
        "get after a change, NeMo": f"{NEMO}/assistant-{middle}",
        "get after a change, Scale": f"{SCALE}/model-{middle:08}",
        "get after a change, ours": f"{OURS}/assistant-{middle}",
        "list 50 after a change, NeMo": f"{NEMO}?page_size=50",
        "list 50 after a change, Scale": f"{SCALE}?limit=50",
        "list 50 after a change, ours": f"{OURS}?limit=50",
    }
    return {
        what: change_first(0 if "list" in what else middle, target)
        for what, target in targets.items()
    }


def change_first(number: int, target: str) -> Requests:
    """Change a model before each request."""
    while True:
        said = {"description": f"Said {token_hex(8)}."}
        yield Aside(write("PATCH", f"{NEMO}/assistant-{number}", said))
        yield write("GET", target)


def turn_pages(target: str, size: int) -> Requests:
    """Ask for one page after another, of so many models that each is forgotten before its turn."""
    return (write("GET", f"{target}&page={page}") for page in cycle(range(1, size // 50 + 1)))


def creates() -> dict[str, Requests]:
    named = ({**MODEL, "name": f"assistant-{token_hex(8)}"} for _ in count())
    typed = {"model_type": "CHAT_COMPLETION", "account_id": "default"}
    return {
        "create, NeMo": (write("POST", NEMO, body) for body in named),
        "create, ours": (write("POST", OURS, body) for body in named),
        "create, Scale": (write("POST", SCALE, {**body, **typed}) for body in named),
    }


def forever(target: str) -> Requests:
    return repeat(write("GET", target))


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
        self._lines = [socket.create_connection(address) for _ in range(number)]
        for line in self._lines:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(line, selectors.EVENT_READ, line)

    def spend(self, requests: Requests, seconds: float) -> float:
        """Return how long one request took, in the mean of so many seconds."""
        end = time.perf_counter() + seconds
        sent = {line: self._send(line, next(requests)) for line in self._lines}
        spent, done = 0.0, 0
        while sent:
            for key, _ in self._selector.select():
                receive(key.data)
                request, began = sent.pop(key.data)
                now = time.perf_counter()
                if not isinstance(request, Aside):
                    spent, done = spent + now - began, done + 1
                if now < end or not done:
                    sent[key.data] = self._send(key.data, next(requests))
        return spent / done / len(self._lines)

    def _send(self, line: socket.socket, request: bytes) -> tuple[bytes, float]:
        began = time.perf_counter()
        line.sendall(request)
        return request, began

    def close(self) -> None:
        self._selector.close()
        for line in self._lines:
            line.close()


def receive(line: socket.socket) -> None:
    """Receive one answer, all of it."""
    data = line.recv(1 << 20)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
        raise RuntimeError(f"expected an answer, got {data[:1000]!r}")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    missing = length - len(body)
    while missing:
        missing -= len(line.recv(1 << 20))
