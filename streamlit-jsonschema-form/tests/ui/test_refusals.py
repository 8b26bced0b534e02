"""What a server refuses is said at its field, until the field is edited or the value is sent again."""

import pytest
from streamlit.testing.v1 import AppTest

from streamlit_jsonschema_form.model import compile

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
FORM = compile(
    {
        "properties": {
            "name": TEXT,
            "late": {**TEXT, "x-ui": {"section": "More"}},
            "o": {"properties": {"deep": {"properties": {"n": WHOLE, "m": WHOLE}}}},
            "rows": {"type": "array", "items": {"properties": {"cell": WHOLE}}},
        },
        "x-ui": {"sections": [{"title": "More", "collapsed": True}]},
    }
)
VALUE = {"name": "a", "o": {"deep": {"n": 1, "m": 2}}, "rows": [{"cell": 1}, {"cell": 2}]}


def _page(compiled, value, path):
    import streamlit as st

    from registry.errors import Problem
    from streamlit_jsonschema_form.ui import form, refuse

    result = form(compiled, key="f", value=value)
    if result.submitted:
        st.session_state["tries"] = st.session_state.get("tries", 0) + 1
        if path is not None:
            refuse("f", [Problem(path, "server", "is refused")])
            st.rerun()


def _send(path):
    kwargs = {"compiled": FORM, "value": VALUE, "path": path}
    page = AppTest.from_function(_page, kwargs=kwargs, default_timeout=20).run()
    return _press(page)


def _press(page):
    next(b for b in page.button if b.label == "Create").click().run()
    assert not page.exception
    return page


def _said(page):
    return "\n".join(each.value for each in page.markdown)


def _refused(page):
    return page.session_state["form:f"].refused


def _type(page, label, text):
    next(box for box in page.text_input if box.label == label).set_value(text).run()


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (("name",), "Name"),
        (("o", "deep", "n"), "N"),
        (("o", "deep"), "N"),
        (("rows", 1, "cell"), "Cell"),
    ],
)
def test_a_refusal_is_said_at_its_place_until_that_is_edited(path, label):
    page = _send(path)
    assert ":material/error: is refused" in _said(page)
    boxes = [box for box in page.text_input if box.label == label]
    boxes[-1].set_value("7").run()
    assert "is refused" not in _said(page)
    assert _refused(page) == ()


def test_an_edit_elsewhere_leaves_a_refusal_where_it_is():
    page = _send(("o", "deep", "n"))
    _type(page, "M", "7")
    _type(page, "Name", "b")
    assert "is refused" in _said(page)


def test_a_refusal_in_a_closed_section_is_counted_at_its_header_and_listed():
    page = _send(("late",))
    assert "1 problem" in _said(page)
    assert any("Late: is refused" in button.label for button in page.button)


def test_a_refusal_of_a_place_that_no_field_shows_is_said_at_the_nearest_that_does():
    page = _send(("o", "deep", "zz", "y"))
    assert "zz.y: is refused" in _said(page)
    page = _send(("zz",))
    assert "zz: is refused" in _said(page)


def test_a_refusal_of_the_whole_is_said_above_the_form():
    assert "is refused" in _said(_send(()))


def test_what_was_refused_can_be_sent_again_without_an_edit():
    page = _press(_send(("name",)))
    assert page.session_state["tries"] == 2
