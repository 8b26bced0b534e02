"""Two app servers on one PostgreSQL, and a browser on each."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import make_url

from registry.services import build
from registry.store.postgres.store import PostgresStore
from support.idle import watch
from tests.browser.conftest import Server, Shop


@pytest.fixture
def shops(tmp_path, postgres_url, browser: Browser, browser_context_args) -> Iterator[list[Shop]]:
    """The app on two servers that share a database, each in a browser of its own."""
    shops: list[Shop] = []
    with ExitStack() as opened:
        for actor in ("ada", "grace"):
            folder = tmp_path / actor
            folder.mkdir()
            server = Server(folder, store=postgres_url, actor=actor, samples="false")
            server.start()
            opened.callback(server.stop)
            context = browser.new_context(**browser_context_args)
            opened.callback(context.close)
            shops.append(Shop(watch(context).new_page(), server.url))
        yield shops


def test_what_one_server_saves_the_other_shows_and_a_stale_edit_is_caught(shops, postgres_url):
    with closing(PostgresStore(make_url(postgres_url))) as store:
        build(store).models.create({"name": "shared"}, workspace="default", actor="eve")
    ours, theirs = shops
    for shop in shops:
        shop.visit("models", workspace="default")
        expect(shop.tab.get_by_text("1 model", exact=True)).to_be_visible()
    _edit(ours, "Written by Ada")
    _edit(theirs, "Written by Grace")
    _save(ours)
    expect(ours.tab.get_by_role("heading", name="shared")).to_be_visible()
    theirs.press("Save changes")
    expect(theirs.tab.get_by_text("ada changed this model after you opened it")).to_be_visible()
    expect(theirs.tab.get_by_text("Written by Ada")).to_be_visible()
    expect(theirs.tab.get_by_text("Written by Grace")).to_be_visible()
    theirs.press("Apply my changes")
    _save(theirs)
    ours.visit("model", workspace="default", name="shared")
    expect(ours.tab.get_by_text("Written by Grace").first).to_be_visible()


def _edit(shop: Shop, description: str) -> None:
    """Change the description up to the last look at it."""
    shop.visit("register", workspace="default", edit="shared")
    expect(shop.field("Description")).to_be_visible()
    shop.fill("Description", description).press("Next: review")
    expect(shop.tab.get_by_text("No problems found.")).to_be_visible()


def _save(shop: Shop) -> None:
    shop.press("Save changes")
    expect(shop.tab.get_by_role("button", name="Save changes")).to_have_count(0)
