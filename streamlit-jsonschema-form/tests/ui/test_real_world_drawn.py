"""Published schemas drawn with real documents: nothing is raised, nothing changes, all is shown."""

import pytest
from streamlit.testing.v1 import AppTest

from streamlit_jsonschema_form.model import ABSENT, Kind
from streamlit_jsonschema_form.model.codecs.choices import FIXED
from support.real_world import REAL, document_of, form_of, places
from support.strategies import written

SAMPLE = ("compose.yaml", "github-workflow.yaml", "deployment.yaml")
"""What `make test` draws; `make soak` draws all."""

_LEAVES = (Kind.SCALAR, Kind.RAW)
_TYPED = ("text_input", "text_area", "selectbox", "multiselect", "segmented_control", "toggle")
_KINDS = (*_TYPED, "date_input", "time_input", "datetime_input", "color_picker")

drawn = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in SAMPLE else pytest.mark.soak) for n in REAL]
)


def _page(compiled, value):  # its text becomes a script: no name from outside is known
    from streamlit_jsonschema_form.ui import form

    form(compiled, key="f", value=value)


def _draw(name):
    kwargs = {"compiled": form_of(name), "value": document_of(name)}
    return _run(AppTest.from_function(_page, kwargs=kwargs, default_timeout=300))


def _run(page):
    page.run()
    assert not page.exception, "\n".join(page.exception[0].stack_trace)
    return page


@drawn
def test_a_real_document_is_drawn_with_every_section_opened_and_stays_as_it_is(name):
    """Sections of fields are opened here; objects that hold something begin open."""
    page = _draw(name)
    session = page.session_state["form:f"]
    while closed := [
        key for key, opened in session.open_sections.items() if not opened and _groups(key)
    ]:
        session.open_sections.update(dict.fromkeys(closed, True))
        _run(page)
    assert written(session.state.value) == written(document_of(name))
    assert session.problems() == []
    shown = {widget.key for kind in _KINDS for widget in getattr(page, kind)}
    for node in places(session.form.plan(session.state)):
        if node.codec is FIXED:
            continue  # it is text to read
        if node.kind in _LEAVES and node.value is not ABSENT and node.origin != "undeclared":
            assert session.widget_key(node, node.codec) in shown, node.path


def _groups(key):
    return not key.endswith("|object")
