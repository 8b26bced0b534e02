"""Choosing what a place is, in a browser: it sends a choice by its words, which change with the kind."""

from playwright.sync_api import expect


def test_another_kind_of_a_row_can_be_chosen_again_and_again(shop):
    shop.visit("register", workspace="default", template="tool-agent")
    shop.tab.get_by_role("button", name="Tools").click()
    shop.settle().press("Add to Tools")
    expect(shop.box("Item 1 (kind)")).to_be_visible()
    shop.settle()
    for kind in ("HTTP call", "MCP server", "Document search", "HTTP call"):
        shop.choose("Item 1 (kind)", kind)
        expect(shop.box("Item 1 (kind)")).to_have_value(kind)
    expect(shop.field("When to use it *")).to_be_visible()
