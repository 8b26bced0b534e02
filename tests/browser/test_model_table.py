"""The table of models in a real browser: a canvas, where rows are ticked and headings clicked."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from registry.bootstrap import open_services
from registry.settings import Settings

NAMES = ("picked-a", "picked-b", "picked-c")
TICK, NAME = 17, 60
ROW_HEIGHT = 33
REDRAWN_MS = 1_500  # the rows that a heading brought are a new canvas, which is deaf while it comes


@pytest.fixture
def table(shop, server):
    """The table with three models of this test's own, sorted by name."""
    registry = open_services(Settings(store=server.settings["store"], samples=False))
    for length, name in enumerate(NAMES):
        registry.services.models.create(
            {"name": name, "custom_fields": {"length": length}}, workspace="default", actor="ada"
        )
    registry.close()
    shop.visit("models", workspace="default", q="picked", sort="Name, A to Z")
    yield shop
    registry = open_services(Settings(store=server.settings["store"], samples=False))
    for name in NAMES:
        model = registry.services.models.find("default", name)
        registry.services.models.delete(model.id, actor="ada")
    registry.close()


def click(shop, x, row):
    """Click into the table; row 0 is the heading."""
    place = {"x": x, "y": ROW_HEIGHT * row + ROW_HEIGHT / 2}
    shop.tab.get_by_test_id("stDataFrame").click(position=place)
    shop.settle()


def query(shop):
    return parse_qs(urlsplit(shop.tab.url).query)


def test_ticked_models_are_compared_also_when_the_search_changes(table):
    click(table, TICK, 1)
    expect(table.tab.get_by_role("button", name="Select one more to compare")).to_be_disabled()
    table.fill("Search", "picked-c")
    expect(table.tab.get_by_text("1 model", exact=True)).to_be_visible()
    click(table, TICK, 1)
    table.press("Compare 2 models")
    expect(table.tab.get_by_role("heading", name="Compare models")).to_be_visible()
    assert query(table)["name"] == ["picked-a", "picked-c"]
    expect(table.tab.get_by_test_id("stTable")).to_contain_text("≠")


def test_a_heading_sorts_the_whole_list_and_then_turns_it(table):
    click(table, NAME, 0)
    expect(table.tab.get_by_role("combobox", name="Sort by")).to_have_value("Name, Z to A")
    assert query(table)["sort"] == ["Name, Z to A"]
    table.tab.wait_for_timeout(REDRAWN_MS)
    click(table, NAME, 0)
    expect(table.tab.get_by_role("combobox", name="Sort by")).to_have_value("Name, A to Z")


def test_a_name_opens_its_model(table):
    click(table, NAME, 2)
    expect(table.tab.get_by_role("heading", name="picked-b")).to_be_visible()
    assert query(table) == {"workspace": ["default"], "name": ["picked-b"]}


def test_coming_back_by_a_link_forgets_the_search_of_the_last_visit(table):
    table.follow("Home", table.sidebar)
    expect(table.tab).not_to_have_url(re.compile("picked"))
    table.follow("Models", table.sidebar)
    expect(table.tab.get_by_role("heading", name="Models")).to_be_visible()
    expect(table.tab.get_by_role("searchbox", name="Search").first).to_have_value("")
    assert query(table) == {"workspace": ["default"]}
