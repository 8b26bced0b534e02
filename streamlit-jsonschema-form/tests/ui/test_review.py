"""A review says of each field what is there and how that differs; no secret is on it."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.ui.review import compare_with_defaults, compare_with_earlier
from streamlit_jsonschema_form.validation.masking import MASK

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
SCHEMA = {
    "properties": {
        "name": {**TEXT, "title": "Its name"},
        "size": {**WHOLE, "default": 5},
        "token": {**TEXT, "format": "password"},
        "rows": {"type": "array", "items": {"properties": {"cell": WHOLE}}},
        "empty": {"type": "array", "items": WHOLE},
    }
}
FORM = compile(SCHEMA)


def _defaults(value):
    return [(row.path, row.value, row.mark) for row in compare_with_defaults(FORM, value)]


def _earlier(value, base):
    rows = compare_with_earlier(FORM, value, base)
    return [(row.path, row.value, row.before, row.mark) for row in rows]


def test_each_field_that_is_there_is_marked_against_its_default():
    value = {"name": "x", "size": 5, "rows": [{"cell": 1}], "empty": [], "own": True}
    assert _defaults(value) == [
        (("name",), "x", "set"),
        (("size",), 5, "default"),
        (("rows", 0, "cell"), 1, "set"),
        (("empty",), [], "set"),
        (("own",), True, "set"),
    ]
    assert _defaults({"size": 5.0}) == [(("size",), 5.0, "changed")]


def test_a_field_is_named_by_the_labels_on_the_way_and_keyed_by_its_path():
    (first, second) = compare_with_defaults(FORM, {"name": "x", "rows": [{"cell": 1}]})
    assert first.name == "Its name"
    assert second.name == "Rows / Item 1 / Cell"


def test_each_field_is_marked_against_its_earlier_value():
    base = {"name": "a", "size": 1, "rows": [{"cell": 1}, {"cell": 2}]}
    assert _earlier({"name": "a", "size": 2, "rows": [{"cell": 1}], "own": 1}, base) == [
        (("name",), "a", "a", "same"),
        (("size",), 2, 1, "changed"),
        (("rows", 0, "cell"), 1, 1, "same"),
        (("own",), 1, ABSENT, "added"),
        (("rows", 1, "cell"), ABSENT, 2, "removed"),
    ]
    assert _earlier({}, {"name": "a"}) == [(("name",), ABSENT, "a", "removed")]


def test_a_secret_is_masked_on_both_sides_and_still_said_to_differ():
    assert _earlier({"token": "new"}, {"token": "old"}) == [(("token",), MASK, MASK, "changed")]
    assert _defaults({"token": "s3cret", "own": {"token": "s3cret"}}) == [
        (("token",), MASK, "set"),
        (("own", "token"), MASK, "set"),
    ]


def _page(compiled, value):
    import streamlit as st

    from streamlit_jsonschema_form.ui import form, review

    st.session_state.setdefault("steps", "form")
    if st.session_state["steps"] == "form":
        form(compiled, key="f", value=value)
    else:
        review("f", against=st.session_state["steps"])


@pytest.fixture
def page():
    from streamlit.testing.v1 import AppTest

    value = {"name": "a", "size": 5, "token": "s3cret"}
    app = AppTest.from_function(_page, kwargs={"compiled": FORM, "value": value}).run()
    next(box for box in app.text_input if box.label == "Its name").set_value("b").run()
    return app


@pytest.mark.parametrize(("against", "said"), [("loaded", "was `a`"), ("defaults", "default")])
def test_a_form_of_the_session_is_reviewed_and_a_click_leads_to_the_field(page, against, said):
    page.session_state["steps"] = against
    page.run()
    assert not page.exception
    text = "\n".join(each.value for each in page.markdown)
    assert "`b`" in text
    assert said in text
    assert "s3cret" not in text
    next(button for button in page.button if button.label == "Its name").click()
    page.session_state["steps"] = "form"
    page.run()
    assert "st-key-f--name-text-0" in page.get("html")[0].proto.body


def test_a_form_that_is_not_open_has_nothing_to_review(page):
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_string(
        "from streamlit_jsonschema_form.ui import review\nreview('unknown')"
    ).run()
    assert not app.exception
    assert not app.button
