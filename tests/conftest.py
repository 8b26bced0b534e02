"""What every test may rely on: no setting leaks in, and nothing is kept in the checkout's data."""

import os
from collections.abc import Iterator

import pytest


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
