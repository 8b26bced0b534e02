"""What a person sees and does: every edit reaches the value, and only its own place."""

import pytest

from streamlit_jsonschema_form.model import ABSENT
from streamlit_jsonschema_form.ui.actions import ACTIONS

TEXT, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
PLAIN = {
    "type": "object",
    "properties": {
        "name": {**TEXT, "minLength": 3},
        "size": {**WHOLE, "default": 5},
        "flag": YES,
        "note": {"type": ["string", "null"]},
    },
    "required": ["name"],
}


def test_a_text_reaches_the_value_and_untouched_fields_stay_absent(show):
    screen = show(PLAIN)
    assert screen.value is ABSENT
    screen.type("Name", "abc")
    assert screen.written == '{"name": "abc"}'


def test_a_value_comes_back_unchanged_after_any_number_of_runs(show):
    value = {"size": 2**60 + 1, "zz": [1, 1.0, "1"], "name": "a\r\nb", "flag": None}
    screen = show(PLAIN, value).run().run()
    assert screen.value is value


def test_a_number_that_cannot_be_read_stays_as_typed_and_is_not_sent(show):
    screen = show(PLAIN, {"name": "abc", "size": 7}).type("Size", "7x")
    assert screen.value["size"] == 7
    assert screen.find("text_input", "Size").value == "7x"
    assert "expected a whole number" in screen.said
    screen.press("Create")
    assert screen.sent is ABSENT
    screen.type("Size", "1e3").press("Create")
    assert screen.sent == {"name": "abc", "size": 1000}


def test_an_optional_boolean_has_three_states(show):
    screen = show(PLAIN, {"name": "abc"})
    for state, written in (
        (1, '{"name": "abc", "flag": true}'),
        (2, '{"name": "abc", "flag": false}'),
        (0, '{"name": "abc"}'),
    ):
        screen.pick("Flag", state, "segmented_control")
        assert screen.written == written


def test_rows_are_added_moved_and_removed_with_what_was_typed_in_them(show):
    schema = {"properties": {"l": {"type": "array", "items": WHOLE}}}
    screen = show(schema, {"l": [1, 2]}).press("Add to L")
    assert screen.value == {"l": [1, 2, 0]}
    screen.type("Item 3", "3x")
    screen.act("Item 3", "up")
    assert screen.value == {"l": [1, 0, 2]}
    assert screen.find("text_input", "Item 2").value == "3x"
    screen.act("Item 1", "remove")
    assert screen.value == {"l": [0, 2]}
    assert screen.find("text_input", "Item 1").value == "3x"
    screen.type("Item 1", "3").act("Item 2", "copy").act("Item 1", "down")
    assert screen.value == {"l": [2, 3, 2]}
    screen.act("Item 1", "insert")
    assert screen.value == {"l": [0, 2, 3, 2]}


def test_a_row_whose_kind_is_not_chosen_yet_can_be_moved_and_removed(show):
    kinds = [{"properties": {"k": {"const": k}}, "required": ["k"]} for k in ("a", "b")]
    schema = {"properties": {"l": {"type": "array", "items": {"oneOf": kinds}}}}
    screen = show(schema, {"l": [{"k": "a"}]}).press("Add to L").act("Item 2", "up")
    assert screen.value["l"][1] == {"k": "a"}
    screen.act("Item 1", "remove")
    assert screen.value == {"l": [{"k": "a"}]}


def test_a_cleared_row_says_that_it_wants_a_value_whatever_its_widget(show):
    schema = {
        "properties": {
            "choices": {"type": "array", "items": {"enum": ["a", "b"]}},
            "flags": {"type": "array", "items": YES},
        }
    }
    screen = show(schema, {"choices": ["a"], "flags": [True]})
    screen.pick("Item 1", None)
    screen.pick("Item 1", 0, "segmented_control")
    assert screen.value == {"choices": ["a"], "flags": [True]}
    screen.pick("Item 1", 1)
    screen.pick("Item 1", 2, "segmented_control")
    assert screen.value == {"choices": ["b"], "flags": [False]}


CONDITION = {
    "properties": {"kind": {"enum": ["a", "b"]}},
    "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
    "then": {"properties": {"extra": TEXT}},
}


def test_a_condition_shows_its_fields_in_the_same_run_and_keeps_them_aside(show):
    screen = show(CONDITION, {"kind": "b"})
    assert "Extra" not in screen.labels
    screen.pick("Kind", 0)
    assert "Extra" in screen.labels
    screen.type("Extra", "typed").pick("Kind", 1)
    assert screen.value == {"kind": "b"}
    assert "Extra" not in screen.labels
    assert "kept for other choices" in screen.said
    screen.pick("Kind", 0)
    assert screen.written == '{"kind": "a", "extra": "typed"}'


def test_a_closed_section_draws_none_of_its_widgets(show):
    deep = {**TEXT, "x-ui": {"section": "Tuning"}}
    schema = {
        "properties": {"a": TEXT, "deep": deep, "o": {"properties": {"inner": TEXT}}},
        "x-ui": {"sections": [{"title": "Tuning", "collapsed": True}]},
    }
    screen = show(schema)
    assert "A" in screen.labels
    assert not {"Deep", "Inner"} & set(screen.labels)


@pytest.mark.parametrize(
    ("action", "label", "written"),
    [
        ("default", "Size", '{"name": "abc", "size": 5}'),
        ("clear", "Name", "{}"),
        ("null", "Note", '{"name": "abc", "note": null}'),
        ("empty", "Note", '{"name": "abc", "note": ""}'),
    ],
)
def test_a_menu_sets_what_typing_cannot(show, action, label, written):
    screen = show(PLAIN, {"name": "abc"}).act(label, action)
    assert screen.written == written


def test_a_changed_place_goes_back_to_what_was_loaded(show):
    screen = show(PLAIN, {"name": "abc"}).type("Name", "other").type("Size", "1")
    screen.act("Name", "loaded").act("Size", "loaded")
    assert screen.written == '{"name": "abc"}'


def test_every_action_of_the_table_is_offered_somewhere(show):
    more = {"l": {"type": "array", "items": TEXT}, "key": {**TEXT, "format": "password"}}
    schema = {"properties": {**PLAIN["properties"], **more}}
    value = {"name": "abc", "l": ["x", "y", "z"]}
    screen = show(schema, value).type("Name", "abcd")
    offered = {option for menu in screen.page.menu_button for option in _options(menu)}
    words = {
        action.label(screen.session.form.plan(screen.session.state))
        for n, action in ACTIONS.items()
        if n != "default"
    }
    assert words <= offered


def _options(menu):
    return list(menu.proto.options)


def test_errors_wait_for_an_edit_or_a_submit(show):
    screen = show(PLAIN)
    assert "error" not in screen.said
    screen.press("Create")
    assert "required" in screen.said
    assert "Fix 1 problem" in screen.said
    assert screen.sent is ABSENT


def test_an_edited_field_shows_its_error_and_others_do_not(show):
    schema = {**PLAIN, "required": ["name", "size"]}
    screen = show(schema).type("Name", "ab")
    assert "at least 3" in screen.said
    assert "required" not in screen.said


def test_a_valid_value_is_sent_once(show):
    screen = show(PLAIN).type("Name", "abc").press("Create")
    assert screen.sent == {"name": "abc"}
    screen.page.session_state["sent"] = ABSENT
    screen.run()
    assert screen.sent is ABSENT


def test_a_row_that_was_added_is_not_full_of_errors_at_once(show):
    item = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
    screen = show({"properties": {"l": {"type": "array", "items": item}}}).press("Add to L")
    assert screen.value == {"l": [{}]}
    assert "required" not in screen.said


def test_a_kind_that_was_just_chosen_is_not_called_wrong(show):
    kinds = [
        {"title": name, "type": "object", "required": ["k", name],
         "properties": {"k": {"const": name}, name: {"type": "string"}}}
        for name in ("a", "b")
    ]  # fmt: skip
    screen = show({"type": "object", "properties": {"u": {"oneOf": kinds}}}, {})
    screen.pick("U (kind)", 0)
    assert "choices" not in screen.said
    screen.press("Create")
    assert "fits none of the 2 choices" in screen.said


def test_the_whole_form_is_edited_as_json_and_back(show):
    screen = show(PLAIN, {"name": "abc"}).tool("json")
    box = screen.page.text_area[0]
    box.set_value('{"size": 9007199254740993, "name": "x y z"}')
    screen.run()
    assert screen.written == '{"size": 9007199254740993, "name": "x y z"}'
    screen.tool("json")
    assert screen.find("text_input", "Size").value == "9007199254740993"


def test_json_that_cannot_be_read_stays_as_typed(show):
    screen = show(PLAIN, {"name": "abc"}).tool("json")
    screen.page.text_area[0].set_value('{"name": ')
    screen.run()
    assert screen.value == {"name": "abc"}
    assert screen.page.text_area[0].value == '{"name": '
    assert "line 1" in screen.said


def test_pasted_json_takes_the_place_of_what_is_there(show):
    screen = show(PLAIN, {"name": "abc", "size": 1})
    screen.page.session_state["f|paste"] = True
    screen.run()
    screen.find("text_area", "Text to read").set_value('{"size": 7, "size": 8}')
    screen.press("Replace value")
    assert screen.value == {"name": "abc", "size": 1}
    assert "twice" in screen.said
    screen.find("text_area", "Text to read").set_value('{"size": 1.0, "name": "pasted"}')
    screen.press("Replace value")
    assert screen.written == '{"size": 1.0, "name": "pasted"}'
    assert screen.find("text_input", "Size").value == "1.0"


def test_all_defaults_are_written_only_when_asked_for(show):
    screen = show(PLAIN, {"name": "abc"})
    assert screen.written == '{"name": "abc"}'
    screen.tool("defaults")
    assert screen.written == '{"name": "abc", "size": 5}'


def test_nothing_can_be_changed_where_the_form_is_only_read(show):
    screen = show(PLAIN, {"name": "abc"}, read_only=True)
    assert all(box.disabled for box in screen.page.text_input if box.label != "Find a field")
    assert [menu.options for menu in screen.page.menu_button] == [["Show as JSON"]]
    assert [button.label for button in screen.page.button] == []


def test_rows_and_keys_are_shown_without_their_menus_where_the_form_is_only_read(show):
    schema = {
        "properties": {
            "l": {"type": "array", "items": WHOLE},
            "m": {"type": "object", "additionalProperties": WHOLE},
        }
    }
    screen = show(schema, {"l": [1], "m": {"a": 2}}, read_only=True)
    assert {"1", "2"} <= {box.value for box in screen.page.text_input}
    assert [button.label for button in screen.page.button] == []
    assert [menu.label for menu in screen.page.menu_button] == ["Form"]


def test_a_search_in_a_form_that_contains_itself_ends(show):
    schema = {"properties": {"name": TEXT, "next": {"$ref": "#"}}}
    screen = show(schema, {"name": "x"})
    screen.find("text_input", "Find a field").set_value("zzz")
    screen.run()
    assert "Name" not in screen.labels


def test_a_key_of_ones_own_is_added_renamed_and_removed(show):
    schema = {"type": "object", "additionalProperties": WHOLE}
    screen = show(schema, {"a": 1}).press("Add a key")
    assert screen.value == {"a": 1, "key": 0}
    boxes = [box for box in screen.page.text_input if box.label == "Key"]
    boxes[1].set_value("b c")
    screen.run()
    assert screen.written == '{"a": 1, "b c": 0}'
    screen.press("Remove a")
    assert screen.written == '{"b c": 0}'


def test_a_schema_that_cannot_be_used_says_why_and_leaves_json(show):
    screen = show({"type": "objekt"}, {"a": 1})
    assert screen.page.error
    assert screen.page.text_area[0].value == '{\n  "a": 1\n}'


def test_an_unreadable_text_in_a_hidden_field_does_not_stand_in_the_way(show):
    schema = {
        "properties": {"on": {"enum": ["yes", "no"]}},
        "if": {"properties": {"on": {"const": "yes"}}, "required": ["on"]},
        "then": {"properties": {"n": WHOLE}},
    }
    screen = show(schema, {"on": "yes"}).type("N", "abc").pick("On", 1).press("Create")
    assert screen.sent == {"on": "no"}


def test_a_union_of_scalars_can_be_switched_back(show):
    schema = {"properties": {"u": {"oneOf": [WHOLE, TEXT]}}}
    screen = show(schema).pick("U (kind)", 1).type("U", "five")
    assert screen.value == {"u": "five"}
    screen.pick("U (kind)", 0)
    assert screen.value == {}
    screen.type("U", "5").pick("U (kind)", 1)
    assert screen.value == {"u": "five"}


def test_a_secret_is_not_written_in_the_json_view_and_survives_an_edit_there(show):
    schema = {"properties": {"token": {"type": "string", "format": "password"}, "n": WHOLE}}
    screen = show(schema, {"token": "s3cret", "n": 1})
    screen.tool("json")
    text = screen.page.text_area[0]
    assert "s3cret" not in text.value
    text.set_value(text.value.replace("1", "2")).run()
    assert screen.value == {"token": "s3cret", "n": 2}


def test_a_hidden_field_is_not_drawn_and_its_value_is_sent(show):
    schema = {
        "properties": {
            "on": {"enum": ["yes", "no"]},
            "n": {**WHOLE, "x-ui": {"when": {"properties": {"on": {"const": "yes"}}}}},
            "id": {**TEXT, "ui:widget": "hidden", "minLength": 2},
        }
    }
    screen = show(schema, {"on": "yes", "n": 1, "id": "x"})
    assert "N" in screen.labels
    screen.pick("On", 1).press("Create")
    assert not {"N", "Id"} & set(screen.labels)
    assert "Id: must have at least 2 characters" in screen.said
    assert screen.value == {"on": "no", "n": 1, "id": "x"}
    screen = show(schema, {"on": "no", "n": 1, "id": "xx"}).press("Create")
    assert screen.sent == {"on": "no", "n": 1, "id": "xx"}


def test_a_field_that_a_rule_locks_is_drawn_and_cannot_be_edited(show):
    rule = {"enable": {"required": ["a"]}}
    screen = show({"properties": {"a": TEXT, "b": {**TEXT, "x-ui": {"when": rule}}}}, {"b": "x"})
    assert screen.find("text_input", "B").disabled
    assert not screen.type("A", "y").find("text_input", "B").disabled
