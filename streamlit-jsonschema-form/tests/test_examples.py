"""Each example is an app that can be filled in and submitted."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

EXAMPLES = Path(__file__).parents[1] / "examples"
FILLED = {
    "job": ("job", {"Name *": "nightly"}, "Started nightly."),
    "pydantic_model": ("server", {"Host *": "example.org"}, "https://example.org:443"),
    "source": ("trip", {}, "Booked a trip to Bonn."),
}


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.py")))
def test_an_example_is_an_app(name):
    key, texts, success = FILLED[name]
    app = AppTest.from_file(str(EXAMPLES / f"{name}.py"), default_timeout=60).run()
    for box in app.text_input:
        if box.label in texts:
            box.input(texts[box.label]).run()
    for index in range(len(app.selectbox)):
        if name == "source":
            app.selectbox[index].set_value(index).run()
    app.button(key=f"{key}|submit").click().run()
    assert not app.exception
    assert [element.value for element in app.success] == [success]
