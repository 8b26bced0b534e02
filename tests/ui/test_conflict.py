"""Both sides of a stale edit."""

from streamlit.testing.v1 import AppTest

from registry.ui.conflict import MAX_LENGTH, format_json
from streamlit_jsonschema_form.model import ABSENT


def both_sides():
    import streamlit as st

    from registry.ui.conflict import draw_conflict
    from streamlit_jsonschema_form.model import diff

    base = {"a": 1, "b": "x"}
    go_on = draw_conflict(
        diff(base, {"a": 2, "b": "x"}), diff(base, {"a": 3}), noun="model", by="grace"
    )
    st.text(f"go on: {go_on}")


def test_both_sides_are_shown_and_the_place_that_both_changed_is_marked():
    app = AppTest.from_function(both_sides).run()
    assert not app.exception
    assert "grace changed this model" in app.warning[0].value
    theirs, mine = (table.value.to_dict("records") for table in app.table)
    assert theirs == [{"Field": "⚠ `/a`", "Before": "1", "After": "2"}]
    assert mine[1] == {"Field": "`/b`", "Before": '"x"', "After": "—"}


def test_going_on_is_the_persons_choice():
    app = AppTest.from_function(both_sides).run()
    assert app.text[0].value == "go on: False"
    app.button[0].click().run()
    assert app.text[0].value == "go on: True"


def test_long_values_are_shortened_and_absence_is_a_dash():
    assert format_json(ABSENT) == "—"
    assert len(format_json("x" * 1000)) == MAX_LENGTH
