"""What every test may rely on: no setting leaks in, and nothing is kept in the checkout's data."""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url
from streamlit.testing.v1 import AppTest

from registry.bootstrap import OpenRegistry
from registry.server import MAIN
from registry.store.postgres.store import PostgresStore
from registry.ui import links, session
from support.components import scan_once
from tests.postgres import PostgresServer, empty, make_database, serve

# Machines that run tests are busy; how long one example takes says nothing about what it shows.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
scan_once()


@pytest.fixture(scope="session", autouse=True)
def isolated_settings(tmp_path_factory) -> Iterator[None]:
    """Hide the settings of whoever runs the tests; a store is in memory unless a test names one."""
    empty = tmp_path_factory.mktemp("settings") / "patternshop.toml"
    empty.touch()
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("PATTERNSHOP_", "STREAMLIT_")):
                patch.delenv(name)
        patch.setenv("PATTERNSHOP_SETTINGS", str(empty))
        patch.setenv("PATTERNSHOP_STORE", "memory://")
        yield


@pytest.fixture
def registry(tmp_path, monkeypatch) -> Iterator[OpenRegistry]:
    """The registry that pages will see: a new file, without samples, changed by `ada`."""
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{tmp_path}/registry.json")
    monkeypatch.setenv("PATTERNSHOP_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("PATTERNSHOP_SAMPLES", "false")
    monkeypatch.setenv("PATTERNSHOP_ACTOR", "ada")
    session.close()
    yield session.registry()
    session.close()


@pytest.fixture
def visit(registry) -> Callable[..., AppTest]:
    """Open a page as a browser would: `visit("model", workspace="default", name="m")`."""
    scripts = {entry.path: entry.script for entry in links.PAGES}

    def open_page(path: str = "home", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=30)
        if path != "home":
            app.run()
            app.switch_page(f"../../pages/{scripts[path]}")
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return open_page


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[PostgresServer]:
    """The one PostgreSQL of this test run."""
    with serve(testrun_uid) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_database(postgres: PostgresServer, worker_id: str) -> str:
    """The URL of this process's own database, with the tables in it."""
    url = make_database(postgres, f"store_{worker_id}")
    PostgresStore(make_url(url)).close()
    return url


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The URL of an empty registry in PostgreSQL."""
    empty(postgres_database)
    return postgres_database
