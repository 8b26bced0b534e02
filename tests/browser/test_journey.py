"""The main journey, as a data scientist makes it: from a template to a registered model."""

import re
import shlex

from playwright.sync_api import expect


def test_a_model_is_registered_from_the_vllm_sample_and_found_after_a_restart(
    own_server, open_shop
):
    shop = open_shop(own_server).visit("register", workspace="default", template="vllm-openai")

    shop.fill("Model *", "meta-llama/Llama-3.1-8B-Instruct")
    expect(shop.tab).to_have_url(re.compile(r"draft=draft-\w+"))
    expect(shop.tab.get_by_test_id("stCode")).to_contain_text("meta-llama/Llama-3.1-8B-Instruct")

    # One wrong value: it stays as typed, is explained at its field, and holds the person back.
    shop.fill("Random seed", "seventeen").press("Next: details")
    expect(shop.tab.get_by_text("Fix 1 problem")).to_be_visible()
    expect(shop.field("Random seed")).to_have_value("seventeen")
    expect(shop.tab.get_by_text("expected a whole number").first).to_be_visible()

    # A reload in the middle loses nothing, unreadable text included.
    shop.reload()
    expect(shop.field("Model *")).to_have_value("meta-llama/Llama-3.1-8B-Instruct")
    expect(shop.field("Random seed")).to_have_value("seventeen")

    # So does a server that dies and comes back.
    own_server.kill()
    own_server.start()
    shop.reload()
    expect(shop.field("Random seed")).to_have_value("seventeen")

    _register(shop, "journey-llama")
    _copy_command(shop)
    _is_found_by_search(shop)
    own_server.restart()
    _is_found_by_search(shop)


def _register(shop, name):
    shop.fill("Random seed", "17").press("Next: details")
    expect(shop.field("Name *")).to_be_visible()
    shop.fill("Name *", name)
    shop.press("Next: review")
    expect(shop.tab.get_by_text("No problems found.")).to_be_visible()
    shop.tab.get_by_test_id("stMain").get_by_role("button", name="Register model").click()
    expect(shop.tab.get_by_role("heading", name=f"{name} is registered")).to_be_visible()
    shop.settle()


def _copy_command(shop):
    """The command is copied, and means what was filled in."""
    code = shop.tab.get_by_test_id("stCode").first
    code.hover()
    code.get_by_role("button", name="Copy to clipboard").click()
    words = shlex.split(shop.clipboard().replace("\\\n", " "))
    assert words[:2] == ["docker", "run"]
    assert words[-3:] == ["meta-llama/Llama-3.1-8B-Instruct", "--seed", "17"]


def _is_found_by_search(shop):
    shop.visit("models", workspace="default", q="journey")
    expect(shop.tab.get_by_text("1 model", exact=True)).to_be_visible()
    shop.visit("model", workspace="default", name="journey-llama")
    expect(shop.tab.get_by_role("heading", name="journey-llama")).to_be_visible()


def test_what_was_typed_is_kept_by_a_click_that_leads_elsewhere_at_once(shop):
    shop.visit("register", workspace="default", template="vllm-openai")
    shop.field("Model *").fill("acme/base")
    shop.press("Next: details")
    shop.field("Name *").fill("typed-and-left")
    shop.tab.get_by_text("2 · Parameters").click()
    shop.settle()
    expect(shop.field("Model *")).to_have_value("acme/base")
    shop.tab.get_by_text("3 · Details").click()
    shop.settle()
    expect(shop.field("Name *")).to_have_value("typed-and-left")
