import getpass
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from registry.access.actor import UNKNOWN
from registry.errors import Invalid, StoreUnavailable
from registry.ui import session


@pytest.fixture(autouse=True)
def closed():
    """Nothing is open before or after a test."""
    session.close()
    yield
    session.close()


def ask() -> str:
    """Return who acts, asked within a page that a browser without special headers opened."""
    page = AppTest.from_string(
        "import streamlit as st\nfrom registry.ui import session\nst.text(session.actor())"
    ).run()
    assert not page.exception
    return page.text[0].value


def test_all_threads_share_one_registry():
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda _: session.registry(), range(16)))
    assert len({id(each) for each in opened}) == 1


def test_closing_lets_go_of_the_store_and_the_next_call_opens_it_anew(registry):
    session.close()
    with pytest.raises(StoreUnavailable):
        registry.services.workspaces.create({"name": "late"}, actor="ada")
    again = session.registry()
    assert again is not registry
    assert again.services.workspaces.create({"name": "late"}, actor="ada").name == "late"


def test_a_failure_is_not_kept(tmp_path, monkeypatch):
    folder = tmp_path / "folder"
    folder.touch()
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{folder}/registry.json")
    with pytest.raises(StoreUnavailable):
        session.registry()
    folder.unlink()
    assert session.services().models is not None


def test_wrong_settings_are_not_kept(monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_PORT", "abc")
    with pytest.raises(Invalid):
        session.settings()
    monkeypatch.setenv("PATTERNSHOP_PORT", "8600")
    assert session.settings().port == 8600


def test_the_operating_systems_user_acts_when_nothing_is_set():
    assert ask() == getpass.getuser()


def test_a_user_without_a_name_acts_under_a_number(monkeypatch):
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    assert ask() == "uid 987654"


def test_the_setting_names_who_acts(monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_ACTOR", "ada")
    assert ask() == "ada"


def test_without_the_trusted_header_the_servers_own_user_did_not_act(monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_ACTOR_HEADER", "X-Forwarded-User")
    assert ask() == UNKNOWN


def test_without_the_trusted_header_the_setting_holds(monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_ACTOR_HEADER", "X-Forwarded-User")
    monkeypatch.setenv("PATTERNSHOP_ACTOR", "ada")
    assert ask() == "ada"
