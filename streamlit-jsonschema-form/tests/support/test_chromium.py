from pathlib import Path

import pytest

from support.chromium import executable


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """The only folder in which programs are found, empty until the test puts some there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, mode: int = 0o755) -> Path:
    program = folder / name
    program.touch(mode=mode)
    return program


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_of_the_system_is_taken(programs, name):
    program = put(programs, name)
    assert executable() == program


def test_chromium_is_taken_before_chrome(programs):
    put(programs, "google-chrome")
    chromium = put(programs, "chromium")
    assert executable() == chromium


def test_what_cannot_be_run_is_no_browser(programs):
    put(programs, "chromium", mode=0o644)
    assert executable() is None
