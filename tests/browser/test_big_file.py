"""A server over a file with 50,000 models: how much memory it takes while they are looked at."""

import json
import os
import urllib.request
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.services import build
from registry.store.json_file import JsonFileStore
from tests.browser.conftest import Server, Shop

AT_MOST_MB = 700


def fill(path: Path, models: int) -> None:
    """Register a model with everything that people give one, and write it under so many names."""
    with closing(JsonFileStore(path)) as store:
        services = build(store)
        services.models.create(GIVEN, workspace="default", actor="ada")
        first = store.find("models", "default", "assistant")
        for start in range(1, models, 1000):
            with store.transaction("ada") as tx:
                for number in range(start, min(start + 1000, models)):
                    tx.insert(
                        replace(
                            first,
                            id=f"model-{number:08}",
                            name=f"assistant-{number}",
                            body={**first.body, "description": f"Assistant {number}. {WORDS}"},
                        )
                    )


WORDS = "Answers support tickets; tuned on what was answered last year. " * 4
GIVEN = {
    "name": "assistant",
    "description": WORDS,
    "project": "support/assistants",
    "custom_fields": {"owner": "support", "cost_centre": "4711", "stage": "trial"},
    "ownership": {"created_by": "ana", "team": "support"},
}


def memory_of(server: Server) -> int:
    """Return the resident memory of a server's process in MB."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def look_around(server: Server, tab: Page) -> int:
    """List, filter and open models on pages and by REST; return the most memory seen."""
    shop, seen = Shop(tab, server.url), [memory_of(server)]
    for number in (3, 77, 1234):
        shop.visit("models", workspace="default", q=f"assistant {number}")
        seen.append(memory_of(server))
    shop.visit("model", workspace="default", name="assistant-77")
    expect(tab.get_by_role("heading", name="assistant-77")).to_be_visible()
    for page in range(1, 20):
        url = f"{server.url}/apis/models/v2/workspaces/default/models?page={page}&page_size=100"
        with urllib.request.urlopen(url, timeout=60) as answer:
            assert json.load(answer)["data"]
        seen.append(memory_of(server))
    return max(seen)


def check(server: Server, tab: Page, models: int) -> None:
    server.stop()
    fill(server.store, models)
    server.start()
    most = look_around(server, tab)
    assert most < AT_MOST_MB


def test_a_server_over_a_big_file_takes_little_memory(own_server, page):
    check(own_server, page, 3_000)


@pytest.mark.soak
def test_a_server_over_fifty_thousand_models_takes_less_than_700_mb(own_server, page):
    check(own_server, page, 50_000)
