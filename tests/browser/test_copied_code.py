"""Code is copied from a page and run as it is; what it makes is in the app with the next click."""

import json
import re
import subprocess
import urllib.request

import pytest
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from registry.locations import LOCATIONS
from tests.browser.conftest import Server

CLIENTS = LOCATIONS.code / ".venv" / "clients" / "bin" / "python"
LONGEST_S = 120
HOVERS, HOVER_MS = 4, 5_000


@pytest.fixture
def rest_server(tmp_path):
    """A running server with one model and nothing else."""
    server = Server(tmp_path, samples="false", files=str(tmp_path / "files"))
    server.start()
    body = json.dumps({"name": "llama"}).encode()
    address = f"{server.url}/apis/models/v2/workspaces/default/models"
    made = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(made, timeout=60).close()
    yield server
    server.stop()


def copy_code(shop):
    """Press the copy button of the code on the page.

    It is there while the pointer is over the code, which may be drawn anew just then.
    """
    code = shop.tab.get_by_test_id("stCode").last
    for _ in range(HOVERS):
        code.hover()
        try:
            code.get_by_role("button", name="Copy to clipboard").click(timeout=HOVER_MS)
        except NotInTime:
            shop.tab.mouse.move(0, 0)
            continue
        return shop.clipboard()
    pytest.fail("the code has no button that copies it")


def run(program, folder):
    ran = subprocess.run(
        [CLIENTS, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def choose_client(shop, name):
    shop.tab.get_by_role("tab", name=name).click()
    shop.settle()


def test_what_copied_code_makes_is_shown_linked_and_downloaded(rest_server, open_shop, tmp_path):
    shop = open_shop(rest_server)
    main = shop.tab.get_by_test_id("stMain")

    shop.visit("adapters", workspace="default")
    expect(main.get_by_text("No adapters yet")).to_be_visible()
    program = copy_code(shop)
    assert rest_server.url in program
    run(program, tmp_path)
    shop.press("Refresh")
    shop.follow(re.compile("llama-adapter$"), within=main)
    expect(shop.tab).to_have_url(re.compile(r"/adapter\?workspace=default&name=llama-adapter$"))
    shop.reload()
    expect(main.get_by_role("heading", name="llama-adapter")).to_be_visible()

    shop.follow("llama-adapter-weights", within=main)
    expect(main.get_by_role("heading", name="llama-adapter-weights")).to_be_visible()
    expect(main.get_by_text("1 file, 12 Bytes")).to_be_visible()
    with shop.tab.expect_download() as download:
        main.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == b"your weights"


def test_a_deployment_and_a_group_are_made_by_copied_code_and_found(
    rest_server, open_shop, tmp_path
):
    shop = open_shop(rest_server)
    main = shop.tab.get_by_test_id("stMain")
    shop.visit("model", workspace="default", name="llama", tab="Code")
    main.get_by_role("radio", name="Record a deployment").click()
    shop.settle()
    expect(main.get_by_text("does not support these deployments")).to_be_visible()
    choose_client(shop, "scale-egp")
    expect(shop.tab).to_have_url(re.compile("client=scale-egp"))
    run(copy_code(shop), tmp_path)
    choose_client(shop, "Deployments")
    shop.follow("production", within=main)
    expect(main.get_by_text("Recorded, not running")).to_be_visible()
    expect(shop.tab).to_have_url(re.compile(r"/deployment\?workspace=default&id=deployment-"))

    shop.follow("Groups", within=shop.sidebar)
    run(copy_code(shop), tmp_path)
    shop.press("Refresh").follow("Fine-tuned models", within=main)
    choose_client(shop, "Code")
    main.get_by_role("radio", name="Add a model").click()
    shop.settle()
    run(copy_code(shop), tmp_path)
    choose_client(shop, "Models")
    shop.follow(re.compile("llama$"), within=main)
    expect(main.get_by_role("heading", name="llama")).to_be_visible()
    expect(main.get_by_role("link", name="Fine-tuned models")).to_be_visible()


def test_a_prompt_is_deleted_by_its_name_and_its_page_leads_out(rest_server, open_shop, tmp_path):
    shop = open_shop(rest_server)
    shop.visit("prompts", workspace="default")
    run(copy_code(shop), tmp_path)
    shop.visit("prompt", workspace="default", name="summarise").press("Delete")
    shop.dialog.get_by_label("Type the prompt's name to confirm").fill("summarise")
    shop.dialog.get_by_role("button", name="Delete prompt").click()
    expect(shop.tab.get_by_text("summarise deleted.")).to_be_visible()
    shop.tab.go_back()
    shop.settle()
    expect(shop.tab.get_by_text("Prompt not found")).to_be_visible()
    shop.follow("All prompts")
    expect(shop.tab.get_by_text("No prompts yet")).to_be_visible()
