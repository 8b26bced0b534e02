"""What a form keeps in a session, seen through its widgets."""

import pytest

from streamlit_jsonschema_form.model import ABSENT

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
MAP = {"type": "object", "additionalProperties": WHOLE}
CHECKS = {
    "type": "array",
    "items": {"enum": ["x", "y"]},
    "uniqueItems": True,
    "ui:widget": "checkboxes",
}
LINES = {**TEXT, "writeOnly": True, "x-ui": {"widget": "textarea"}}
FILES = {"type": "array", "items": {"type": "string", "format": "data-url"}}


def _either(*names, of):
    """Return a union of objects, each with a key of its own beside the one that tells them apart."""
    kinds = [
        {"title": n, "properties": {"is": {"const": n}, n: of}, "required": ["is"]} for n in names
    ]
    return {"oneOf": kinds}


def _keys(screen):
    return [box for box in screen.page.text_input if box.id.endswith("|key")]


def test_a_renamed_key_keeps_its_widgets_and_its_place(show):
    screen = show(MAP, {"a": 1, "z": 2})
    before = [box.id for box in screen.page.text_input]
    _keys(screen)[0].set_value("bb")
    screen.run()
    assert screen.written == '{"bb": 1, "z": 2}'
    assert [box.id for box in screen.page.text_input] == before
    screen.type("bb", "7")
    assert screen.written == '{"bb": 7, "z": 2}'


def test_a_key_added_under_a_name_once_used_is_another_row(show):
    screen = show(MAP, {"key": 1})
    _keys(screen)[0].set_value("a")
    screen.run().press("Add a key")
    assert screen.written == '{"a": 1, "key": 0}'
    assert len({box.id for box in _keys(screen)}) == 2


def test_a_key_and_its_value_changed_at_once_are_both_kept(show):
    screen = show(MAP, {"a": 1})
    _keys(screen)[0].set_value("b")
    screen.find("text_input", "a").set_value("9")
    screen.run()
    assert screen.written == '{"b": 9}'


@pytest.mark.parametrize(("typed", "said"), [("z", "already exists"), ("", "enter a key")])
def test_a_name_that_a_key_cannot_have_stays_as_typed_and_is_not_sent(show, typed, said):
    screen = show(MAP, {"a": 1, "z": 2})
    _keys(screen)[0].set_value(typed)
    screen.run()
    assert screen.written == '{"a": 1, "z": 2}'
    assert _keys(screen)[0].value == typed
    assert said in screen.said
    screen.press("Create")
    assert screen.sent is ABSENT
    _keys(screen)[0].set_value("b")
    screen.run().press("Create")
    assert screen.sent == {"b": 1, "z": 2}


def test_a_removed_key_takes_the_name_it_could_not_have_with_it(show):
    screen = show(MAP, {"a": 1, "z": 2})
    _keys(screen)[0].set_value("z")
    screen.run().press("Remove a").press("Create")
    assert screen.sent == {"z": 2}


PLAIN = {"properties": {"name": TEXT, "size": {**WHOLE, "default": 5}}, "required": ["size"]}


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ("loaded", '{"name": "abc"}'),
        ("anew", '{"size": 5}'),
    ],
)
def test_the_whole_form_is_reset_in_one_click_and_that_is_undone(show, how, written):
    screen = show(PLAIN, {"name": "abc"}).type("Name", "typed").type("Size", "7x")
    screen.tool(how)
    assert screen.written == written
    assert screen.find("text_input", "Size").value != "7x"
    screen.press("Undo")
    assert screen.written == '{"name": "typed"}'
    assert screen.find("text_input", "Name").value == "typed"
    assert screen.find("text_input", "Size").value == "7x"
    screen.press("Undo")
    assert screen.written == written


def test_what_is_typed_after_a_reset_comes_back_too(show):
    screen = show(PLAIN, {"name": "abc"}).type("Name", "x").tool("loaded")
    screen.type("Name", "later").press("Undo").press("Undo")
    assert screen.written == '{"name": "later"}'


def test_a_form_that_was_never_replaced_offers_no_undo(show):
    assert "Undo" not in [button.label for button in show(PLAIN).page.button]


def test_a_wrong_value_says_how_much_is_wrong_as_soon_as_it_is_loaded(show):
    screen = show(PLAIN, {"name": 3, "zz": 1})
    assert "2 problems" in screen.said
    assert "required" not in screen.said
    screen.press("Show problems in the loaded value")
    assert "required" in screen.said


def test_a_new_form_does_not_complain_of_what_nobody_has_filled_yet(show):
    schema = {"properties": {"name": TEXT}, "required": ["name"]}
    assert "problem" not in show(schema).said
    assert "problem" not in show(schema, {}).said


@pytest.mark.parametrize(
    ("of", "kind", "held", "typed"),
    [
        (TEXT, "text_input", {"p": "typed"}, None),
        (CHECKS, "checkbox", {"p": ["x"]}, None),
        (MAP, "text_input", {"p": {"a": 1}}, None),
        (LINES, "text_area", {}, "typed"),
        (_either("r", "s", of=TEXT), "selectbox", {"p": {"is": "r"}}, None),
        (FILES, "file_uploader", {}, [("a", b"a", "text/plain")]),
    ],
    ids=("text", "checkboxes", "key", "secret", "kind", "files"),
)
def test_what_a_browser_says_again_of_a_widget_that_went_changes_nothing(
    show, of, kind, held, typed
):
    screen = show({"properties": {"u": _either("p", "q", of=of)}}, {"u": {"is": "p", **held}})
    gone = next(w for w in getattr(screen.page, kind) if "|/u/p" in w.id)
    if typed is not None:
        gone.set_value(typed)
    said = gone._widget_state
    screen.run().pick("U (kind)", 1)
    assert screen.written == '{"u": {"is": "q"}}'
    assert screen.resend(said).written == '{"u": {"is": "q"}}'


def test_files_that_were_added_are_not_added_again(show):
    screen = show({"properties": {"l": FILES}}, {"l": []})
    files = screen.find("file_uploader", "Add files to L")
    files.set_value([("a", b"a", "text/plain")])
    said = files._widget_state
    assert len(screen.run().value["l"]) == 1
    assert len(screen.resend(said).value["l"]) == 1


def test_what_is_typed_while_the_form_is_drawn_anew_is_kept(show):
    screen = show({"properties": {"a": TEXT, "b": TEXT}})
    screen.session.previous_keys, screen.session.drawn_keys = screen.session.drawn_keys, set()
    assert screen.type("B", "typed").written == '{"b": "typed"}'
