"""What no choice uses is seen: in the value or kept aside, and what can be done to it."""

import pytest

from streamlit_jsonschema_form.model import ABSENT

TEXT = {"type": "string"}
CONDITION = {
    "properties": {"kind": {"enum": ["a", "b"]}},
    "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
    "then": {"properties": {"extra": TEXT}},
}


def test_a_loaded_value_that_no_choice_uses_is_listed_with_what_would_use_it(show):
    screen = show(CONDITION, {"kind": "b", "extra": "x"})
    assert "1 value not used by the current choices" in screen.said
    assert '`/extra` = `"x"`' in screen.said
    assert "Would be used when “Kind” is a." in screen.said
    screen.pick("Kind", 0)
    assert "not used" not in screen.said
    assert screen.find("text_input", "Extra").value == "x"
    assert screen.value == {"kind": "a", "extra": "x"}


def test_a_loaded_value_that_no_choice_uses_is_sent_until_it_is_removed(show):
    screen = show(CONDITION, {"kind": "b", "extra": "x"}).press("Create")
    assert screen.sent == {"kind": "b", "extra": "x"}
    screen.press("Remove extra")
    assert screen.value == {"kind": "b"}
    assert "not used" not in screen.said


def test_an_unused_value_is_edited_as_json_and_gets_another_name(show):
    screen = show({"properties": {"name": TEXT}, "additionalProperties": False}, {"nmae": "x"})
    screen.press("Edit nmae as JSON")
    key = next(box for box in screen.page.text_input if box.label == "Key")
    key.set_value("name")
    screen.run()
    assert screen.value == {"name": "x"}
    assert "not used" not in screen.said


def test_a_forbidden_key_says_what_is_wrong_beside_it(show):
    screen = show({"properties": {"name": TEXT}, "additionalProperties": False}, {"zz": 1})
    screen.press("Create")
    assert screen.sent is ABSENT
    assert screen.said.index("`/zz`") < screen.said.rindex("zz")


def test_a_key_of_ones_own_stays_an_editable_row(show):
    screen = show(CONDITION, {"kind": "a", "own": "x"})
    assert "not used" not in screen.said
    assert "Key" in screen.labels


def test_what_an_edit_put_aside_is_listed_and_can_be_discarded_and_that_undone(show):
    screen = show(CONDITION, {"kind": "a", "extra": "x"}).pick("Kind", 1)
    assert "1 value kept for other choices" in screen.said
    assert '`/extra` = `"x"`' in screen.said
    assert "Returns when “Kind” is a." in screen.said
    screen.press("Discard extra").pick("Kind", 0)
    assert screen.value == {"kind": "a"}
    screen.pick("Kind", 1).press("Undo")
    assert "1 value kept for other choices" in screen.said


@pytest.mark.parametrize("hidden", ["in the value", "aside"])
def test_a_secret_that_no_choice_uses_is_masked(show, hidden):
    schema = {**CONDITION, "then": {"properties": {"token": {**TEXT, "format": "password"}}}}
    value = {"kind": "b" if hidden == "in the value" else "a", "token": "s3cret"}
    screen = show(schema, value)
    if hidden == "aside":
        screen.pick("Kind", 1)
    assert "/token" in screen.said
    assert "s3cret" not in screen.said


def test_where_a_form_is_only_read_nothing_can_be_done_to_unused_values(show):
    screen = show(CONDITION, {"kind": "b", "extra": "x"}, read_only=True)
    assert "not used" in screen.said
    assert not [b for b in screen.page.button if "extra" in b.label]
