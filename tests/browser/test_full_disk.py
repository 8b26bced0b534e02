"""A disk that is full while a person fills in a form: what they and programs are told, and after."""

import json
import re
import resource
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect


def let_files_grow_to(server, size):
    """Limit the size of what a running server writes, as a quota would; -1 lifts the limit."""
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard if size < 0 else size, hard))


def register_by_rest(server, name):
    url = f"{server.url}/apis/models/v2/workspaces/default/models"
    asked = urllib.request.Request(
        url, json.dumps({"name": name}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)["name"]


def test_a_full_disk_is_told_to_people_and_programs_and_costs_nothing(own_server, open_shop):
    shop = open_shop(own_server).visit("register", workspace="default", template="vllm-openai")
    let_files_grow_to(own_server, 0)  # a checkpoint empties the journal, which then grows anew

    shop.fill("Model *", "acme/assistant")
    expect(shop.tab.get_by_text("Your draft is not saved")).to_be_visible()
    expect(shop.tab.get_by_text("disk I/O error")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError) as refused:
        register_by_rest(own_server, "by-program")
    assert refused.value.code == 503
    assert b"look at the disk and its free space" in refused.value.read()

    let_files_grow_to(own_server, -1)
    shop.fill("Random seed", "17")
    expect(shop.tab).to_have_url(re.compile(r"draft=draft-\w+"))
    expect(shop.tab.get_by_text("Your draft is not saved")).to_have_count(0)
    shop.reload()
    expect(shop.field("Model *")).to_have_value("acme/assistant")
    assert register_by_rest(own_server, "by-program") == "by-program"
    own_server.kill()
    own_server.start()
    shop.visit("model", workspace="default", name="by-program")
    expect(shop.tab.get_by_role("heading", name="by-program")).to_be_visible()
    assert "Traceback" not in own_server.log.read_text()
