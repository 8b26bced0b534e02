"""Both wheels alone serve the app: its samples load, and a model can be registered."""

import json
import os
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from registry.locations import LOCATIONS, locate
from support.serving import answers, free_port
from support.wheels import borrow_environment, build_wheel, make_environment

CHECKOUT = LOCATIONS.code
WORKSPACE = "/api/v1/workspaces/default"
STOP_S = 20


def test_a_checkout_keeps_its_data_beside_its_code():
    assert locate(CHECKOUT / "registry") == (CHECKOUT, CHECKOUT)


def test_what_is_installed_keeps_its_data_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    package = tmp_path / "site-packages" / "registry"
    (package / "_app").mkdir(parents=True)
    code, data = locate(package)
    assert code == package / "_app"
    assert data.name == "patternshop"
    assert not data.is_relative_to(package)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("dist")
    return [build_wheel(CHECKOUT / "streamlit-jsonschema-form", folder), build_registry(folder)]


def build_registry(folder: Path) -> Path:
    """Build it from what the repository holds, not from what lies about in the checkout."""
    source = folder / "patternshop"
    source.mkdir()
    listing = ["git", "ls-files", "-z", "app.py", "pages", "data", "registry", ".streamlit"]
    done = subprocess.run(listing, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    for name in [*done.stdout.strip("\0").split("\0"), *BUILD_FILES]:
        if (CHECKOUT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((CHECKOUT / name).read_bytes())
    return build_wheel(source, folder)


BUILD_FILES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE")


@pytest.mark.xdist_group("wheel")
def test_the_wheel_carries_what_the_app_is_served_from(wheels):
    names = set(zipfile.ZipFile(wheels[1]).namelist())
    carried = [Path("app.py"), Path(".streamlit/config.toml")]
    for pattern in ("pages/*.py", "data/templates/*.json"):
        found = [file.relative_to(CHECKOUT) for file in CHECKOUT.glob(pattern)]
        assert found
        carried += found
    assert {f"registry/_app/{file}" for file in carried} <= names


@contextmanager
def serve(python: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve from a folder with an empty HOME; give the address and what was printed so far."""
    port, log = free_port(), folder / "log"
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PATTERNSHOP_", "PYTHON"))}
    with log.open("w") as output:
        process = subprocess.Popen(
            [python.with_name("patternshop"), "serve", "--port", str(port)],
            cwd=folder,
            env={**own, "HOME": str(folder), "XDG_DATA_HOME": str(folder / "share")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            assert answers(url, process), log.read_text()
            yield url, log.read_text().splitlines()
        finally:
            process.terminate()
            process.wait(STOP_S)


def ask(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


@pytest.fixture(params=["borrowed", pytest.param("empty", marks=pytest.mark.soak)])
def python(request, wheels, tmp_path) -> Path:
    """The Python of an environment that has the wheels."""
    folder = tmp_path / "environment"
    if request.param == "borrowed":
        return borrow_environment(folder, wheels)
    return make_environment(folder, CHECKOUT / "requirements" / "run.txt", wheels)


@pytest.mark.xdist_group("wheel")
def test_both_wheels_alone_serve_the_samples_and_register_a_model(python, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with serve(python, elsewhere) as (url, printed):
        kept = elsewhere / "share" / "patternshop" / "data" / "registry.json"
        assert printed[0].endswith(f"stored in {kept}")
        samples = sorted(each.stem for each in (CHECKOUT / "data" / "templates").glob("*.json"))
        listed = ask(f"{url}{WORKSPACE}/templates?limit=100")
        assert sorted(each["name"] for each in listed["items"]) == samples
        template = next(each for each in listed["items"] if each["name"] == "vllm-openai")
        given = {
            "name": "first-model",
            "model_template_id": template["id"],
            "model_creation_parameters": {"model": "Qwen/Qwen3-0.6B"},
        }
        assert ask(f"{url}{WORKSPACE}/models", given)["name"] == "first-model"
    assert "first-model" in kept.read_text("utf-8")
