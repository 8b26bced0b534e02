"""Each kind of place is drawn so that another can be chosen, and nothing is drawn without end."""

from streamlit_jsonschema_form.model.node_kind import BRANCH_TYPES

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def _index(screen, label, words):
    return screen.find("selectbox", label).options.index(words)


def _kind(screen, label, words):
    return screen.pick(f"{label} (kind)", _index(screen, f"{label} (kind)", words))


def test_a_place_of_several_types_changes_its_widget_and_keeps_each_value(show):
    screen = show({"properties": {"x": {"type": ["string", "integer", "boolean"]}}}, {"x": "typed"})
    _kind(screen, "X", "Whole number")
    screen.type("X", "5")
    assert screen.value == {"x": 5}
    _kind(screen, "X", "Text")
    assert screen.value == {"x": "typed"}
    _kind(screen, "X", "Whole number")
    assert screen.written == '{"x": 5}'


def test_a_place_without_any_type_offers_them_all(show):
    screen = show({"properties": {"x": {}}})
    assert screen.find("selectbox", "X (kind)").options[-2:] == ["List", "Object"]
    _kind(screen, "X", "List")
    screen.press("Add to X")
    assert screen.value == {"x": [None]}
    _kind(screen, "Item 1", "Text").type("Item 1", "a")
    assert screen.value == {"x": ["a"]}
    assert len(BRANCH_TYPES) == 6


def test_null_is_set_from_the_menu_and_seen_in_the_choice(show):
    screen = show({"properties": {"x": {}}}).act("X", "null")
    assert screen.value == {"x": None}
    assert screen.find("selectbox", "X (kind)").placeholder == "null"


def test_a_chosen_object_stays_open_so_that_the_choice_can_be_changed(show):
    kinds = [{"title": "A", "properties": {"a": TEXT}}, {"title": "B", "properties": {"b": TEXT}}]
    screen = show({"properties": {"x": {"oneOf": kinds}}})
    _kind(screen, "X", "A")
    assert "A" in screen.labels
    _kind(screen, "X", "B").type("B", "b")
    assert screen.value == {"x": {"b": "b"}}


def test_every_union_of_a_place_is_offered(show):
    def two(a, b):
        return {"oneOf": [{"properties": {a: {"const": 1}}}, {"properties": {b: {"const": 2}}}]}

    screen = show({"type": "object", "allOf": [two("a", "b"), two("c", "d")]}, {"b": 2, "d": 2})
    kinds = [label for label in screen.labels if "(kind" in label]
    assert kinds == ["Value (kind) *", "Value (kind 2) *"]


def test_the_menu_of_an_object_stands_beside_its_header_whether_that_is_open_or_not(show):
    inner = {"type": "object", "properties": {"a": TEXT}, "x-ui": {"collapsed": True}}
    screen = show({"properties": {"o": inner}}, {"o": {"a": "x"}})
    assert "A" not in screen.labels
    assert screen.act("O", "clear").value == {}
    inner["x-ui"]["collapsed"] = False
    screen = show({"properties": {"o": inner}}, {"o": {"a": "x"}})
    assert [caption.value for caption in screen.page.caption] == []
    assert screen.act("O", "clear").value == {}


def test_what_requires_itself_is_not_drawn_without_end(show):
    schema = {"$ref": "#/$defs/n", "$defs": {"n": {"required": ["n"], "properties": {"n": {}}}}}
    schema["$defs"]["n"]["properties"]["n"] = {"$ref": "#/$defs/n"}
    schema["$defs"]["n"]["properties"]["name"] = TEXT
    screen = show(schema)
    assert screen.labels.count("Name") == 2


def test_a_value_that_no_schema_describes_is_drawn_as_what_it_is(show):
    screen = show({"properties": {"known": TEXT}}, {"extra": {"deep": [1]}})
    screen.type("Item 1", "2")
    assert screen.value == {"extra": {"deep": [2]}}


def test_the_mark_of_a_branch_is_read_and_a_wrong_one_can_be_mended(show):
    schema = {"properties": {"kind": {"const": "a"}, "name": TEXT}}
    screen = show(schema, {"kind": "a"})
    assert "Kind" not in screen.labels
    assert "a" in screen.said
    screen = show(schema, {"kind": "b"})
    screen.pick("Kind", 0)
    assert screen.value == {"kind": "a"}
    assert "Kind" not in screen.labels


def test_a_choice_is_drawn_as_radio_buttons_where_that_is_asked_for(show):
    screen = show({"properties": {"x": {"enum": [1, "1"], "ui:widget": "radio"}}})
    screen.pick("X", 1, "radio")
    assert screen.written == '{"x": "1"}'


def test_a_number_that_is_only_written_is_masked(show):
    screen = show({"properties": {"pin": {"type": "integer", "writeOnly": True}}}, {"pin": 7})
    assert screen.find("text_input", "Pin").proto.type == 1
    assert screen.type("Pin", "8").value == {"pin": 8}


def test_the_help_tells_the_examples_and_the_label_that_a_field_is_going(show):
    told = {"description": "Where to.", "examples": ["a*b", "`c"], "deprecated": True}
    box = show({"properties": {"x": {**TEXT, **told}}}).find("text_input", "X — deprecated")
    assert box.help.startswith("Where to.")
    assert "For example `a*b`, `` `c ``" in box.help
    secret = show({"properties": {"x": {**TEXT, **told, "writeOnly": True}}})
    assert "a*b" not in secret.find("text_input", "X — deprecated").help


def test_what_is_only_read_is_drawn_and_locked(show):
    screen = show({"properties": {"x": {**TEXT, "readOnly": True}}}, {"x": "kept"})
    assert (screen.find("text_input", "X").value, screen.find("text_input", "X").disabled) == (
        "kept",
        True,
    )
    assert screen.press("Create").sent == {"x": "kept"}
