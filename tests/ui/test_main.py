"""The shell around the pages: navigation, workspaces, who acts, and what is shown when all fails."""

import os

import pytest

from registry.ui import session
from tests.postgres import make_database, serve


def texts(app) -> str:
    return "\n".join(each.value for kind in ("title", "error", "info", "warning", "caption",
                                             "markdown") for each in app.get(kind))  # fmt: skip


def test_the_front_page_opens_in_the_workspace_of_the_settings(visit):
    app = visit()
    assert not app.exception
    assert app.sidebar.selectbox[0].value == "default"


def test_every_page_says_who_acts(visit):
    assert "Acting as **ada**" in texts(visit().sidebar)


def test_a_persons_name_is_not_read_as_markup(visit, monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_ACTOR", "a*b_c[d](e):red[f]")
    session.close()
    shown = texts(visit().sidebar)
    assert r"**a\*b_c\[d](e)\:red[f]**" in shown


def test_the_address_chooses_the_workspace(visit, registry):
    registry.services.workspaces.create({"name": "team"}, actor="ada")
    app = visit(workspace="team")
    assert app.sidebar.selectbox[0].value == "team"
    assert app.sidebar.selectbox[0].options == ["default", "team"]


def test_another_workspace_is_a_choice_away(visit, registry):
    registry.services.workspaces.create({"name": "team"}, actor="ada")
    app = visit()
    app.sidebar.selectbox[0].select("team").run()
    assert not app.exception
    assert app.query_params["workspace"] == "team"
    assert app.sidebar.selectbox[0].value == "team"


def test_a_workspace_that_is_not_there_is_said_and_led_out_of(visit):
    app = visit(workspace="gone")
    assert not app.exception
    assert "Workspace not found" in texts(app)
    assert app.get("page_link")[0].proto.query_string == "workspace=default"


def test_a_new_workspace_is_made_and_entered(visit, registry):
    app = visit()
    app.text_input[0].set_value("team")
    app.text_area[0].set_value("Search and ranking")
    app.button[0].click().run()
    assert not app.exception
    assert registry.services.workspaces.get("team").description == "Search and ranking"
    assert app.query_params["workspace"] == "team"


@pytest.mark.parametrize("name", ["", "two words", "default"])
def test_a_workspaces_name_that_cannot_be_is_refused_and_kept_for_correction(visit, name):
    app = visit()
    app.text_input[0].set_value(name)
    app.button[0].click().run()
    assert not app.exception
    assert app.error
    assert app.text_input[0].value == name


def test_a_store_that_cannot_be_read_is_a_calm_page_and_tried_again(visit, tmp_path, monkeypatch):
    blocked = tmp_path / "blocked"
    blocked.touch()
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{blocked}/registry.json")
    session.close()
    app = visit()
    assert not app.exception
    assert "The registry is unavailable" in texts(app)
    assert str(blocked) in app.error[0].value
    assert app.info
    blocked.unlink()
    app.button[0].click().run()
    assert not app.error
    assert app.sidebar.selectbox[0].value == "default"


def test_a_database_that_is_away_is_a_calm_page_and_found_again(visit, monkeypatch, worker_id):
    with serve(f"page-{worker_id}-{os.getpid()}") as postgres:
        monkeypatch.setenv("PATTERNSHOP_STORE", make_database(postgres, "shop"))
        session.close()
        app = visit("models", workspace="default")
        postgres.stop()
        app.run()
        assert not app.exception
        assert app.title[0].value == "The registry is unavailable"
        assert "check that it runs and is reachable" in app.info[0].value
        postgres.ensure_postgres_running()
        app.button(key="try-again").click().run()
        assert not app.error
        assert app.title[0].value == "Models"
        session.close()


def test_wrong_settings_are_a_page_that_names_them(visit, monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_PORT", "abc")
    session.close()
    app = visit()
    assert not app.exception
    assert "PATTERNSHOP_PORT" in app.error[0].value
