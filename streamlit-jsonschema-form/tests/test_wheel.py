"""The wheel carries everything that a form needs, and works in an environment of its own."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.serving import served
from support.wheels import borrow_environment, build_wheel, make_environment

LIBRARY = Path(__file__).parents[1]
EXAMPLE = LIBRARY / "examples" / "job.py"
DRAWN = """
from streamlit.testing.v1 import AppTest
import streamlit_jsonschema_form

app = AppTest.from_file({example!r}, default_timeout=60).run()
assert not app.exception, app.exception
assert app.text_input(key="job|/name|text|0").label == "Name *"
print(streamlit_jsonschema_form.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(LIBRARY, tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def borrowed(wheel, tmp_path_factory):
    return borrow_environment(tmp_path_factory.mktemp("borrowed"), [wheel])


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    requirements = LIBRARY.parent / "requirements" / "run.txt"
    return make_environment(tmp_path_factory.mktemp("environment"), requirements, [wheel])


@pytest.mark.xdist_group("wheel")
def test_the_wheel_holds_the_package_with_its_types_and_its_script(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    package = "streamlit_jsonschema_form"
    assert {f"{package}/py.typed", f"{package}/ui/focus.js"} <= set(names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {package}


@pytest.mark.xdist_group("wheel")
def test_an_example_is_drawn_with_the_package_of_the_wheel(borrowed, tmp_path):
    _draw(borrowed, tmp_path)


@pytest.mark.soak
@pytest.mark.xdist_group("wheel")
def test_an_example_is_drawn_where_only_the_wheel_is_installed(python, tmp_path):
    _draw(python, tmp_path)


def _draw(python, tmp_path):
    script = DRAWN.format(example=str(EXAMPLE))
    command = [python, "-I", "-c", script]
    run = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert Path(run.stdout.strip()).is_relative_to(python.parents[1])


@pytest.mark.soak
@pytest.mark.browser
@pytest.mark.xdist_group("wheel")
def test_a_browser_shows_an_example_where_only_the_wheel_is_installed(python, page: Page):
    with served(EXAMPLE, python=python) as url:
        page.goto(url)
        expect(page.get_by_label("Name *", exact=True)).to_be_visible(timeout=60_000)
