"""The editor of templates in a browser: what follows the form stays, whatever the form shows."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("only", ["Only required", "Only changed", "Only with problems"])
def test_what_follows_the_form_stays_while_only_some_fields_are_shown(shop, only):
    shop.visit("new-template", workspace="default")
    shop.choose("Show", only)
    expect(shop.box("Show")).to_have_value(only)
    expect(shop.tab.get_by_role("button", name="Create template")).to_have_count(1)
    shop.choose("Show", "All fields")
    expect(shop.field("Name *")).to_be_visible()
    expect(shop.tab.get_by_role("button", name="Create template")).to_have_count(1)


def test_what_follows_the_form_stays_while_it_is_searched_and_written_as_json(shop):
    shop.visit("new-template", workspace="default")
    shop.fill("Find a field", "nothing of that name")
    expect(shop.tab.get_by_text("No field matches")).to_be_visible()
    shop.settle().fill("Find a field", "")
    for shown, number in (("JSON", 0), ("fields", 1)):
        shop.tab.get_by_role("button", name="Form", exact=True).click()
        shop.tab.get_by_role("menuitem", name=f"Show as {shown}").click()
        expect(shop.field("Name *")).to_have_count(number)
        shop.settle()
        expect(shop.tab.get_by_role("button", name="Create template")).to_have_count(1)
