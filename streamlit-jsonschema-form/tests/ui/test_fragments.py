"""After an edit only its own field is drawn again where nothing else on the screen changes."""

import re

import pytest

from streamlit_jsonschema_form.model import Set
from streamlit_jsonschema_form.ui.fragments import changes_one_field, has_own_fragment

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PLAIN = {"properties": {"a": TEXT, "b": WHOLE}, "additionalProperties": False}
NESTED = {"properties": {"o": {"properties": {"x": TEXT, "y": TEXT}}, "b": WHOLE}}
EITHER = {
    "properties": {"kind": {"enum": ["disk", "memory"]}, "size": WHOLE},
    "if": {"properties": {"kind": {"const": "disk"}}, "required": ["kind"]},
    "then": {"properties": {"path": TEXT}, "required": ["size"]},
}
WHEN = {
    "properties": {
        "a": TEXT,
        "b": {**TEXT, "x-ui": {"when": {"properties": {"a": {"const": "1"}}}}},
    }
}
OPEN = {"properties": {"a": TEXT, "b": TEXT}, "additionalProperties": TEXT, "maxProperties": 2}
SECTIONS = {
    "properties": {
        "a": {**TEXT, "x-ui": {"section": "One"}},
        "b": {**TEXT, "minLength": 3, "x-ui": {"section": "Two"}},
    }
}
LEAST = {"properties": {"a": TEXT, "b": TEXT}, "minProperties": 2}
UNION = {"oneOf": [{"properties": {"k": {"const": n}, n: TEXT}} for n in ("p", "q")]}
_VOLATILE = re.compile(r"^((set_)?(raw_)?values?(_[a-z]+)?|deferred_file_id): .*\n", re.MULTILINE)
"""What Streamlit says of a widget anew in every run."""


def _rest(block, spot):
    """List all that is drawn but one spot, in the order of the screen."""
    for each in block.children.values():
        if not hasattr(each, "children"):
            yield each.type, _VOLATILE.sub("", str(each.proto)), str(getattr(each, "value", ""))
        elif f"-{spot}" not in str(each.proto):
            yield each.type, str(each.proto)
            yield from _rest(each, spot)


def _edit(screen, path, value):
    """Edit a place as its widget does, and tell whether it is drawn alone and what else changed."""
    session = screen.session
    before, old = session.snapshot, list(_rest(screen.page.main, f"f|/{'/'.join(path)}|row"))
    session.edit(Set(path, value))
    screen.run()
    new = list(_rest(screen.page.main, f"f|/{'/'.join(path)}|row"))
    session = screen.session
    alone = bool(before and session.snapshot) and changes_one_field(
        session, before, session.snapshot, path
    )
    return alone, old == new


@pytest.mark.parametrize(
    ("schema", "value", "path", "edit", "expected"),
    [
        (PLAIN, {"a": "1"}, ("a",), "2", True),
        (PLAIN, {}, ("a",), "2", True),
        (
            NESTED,
            {"o": {"x": "1"}},
            ("o", "x"),
            "2",
            False,
        ),  # the object can go back to what it was
        (EITHER, {"kind": "memory"}, ("kind",), "disk", False),
        (EITHER, {"kind": "memory", "size": 1}, ("size",), 2, True),
        (EITHER, {"kind": "disk", "path": "/"}, ("path",), "/x", True),
        (WHEN, {}, ("a",), "2", False),
        (OPEN, {"a": "1"}, ("b",), "1", False),
        (OPEN, {"a": "1", "b": "1"}, ("b",), "2", True),
        (SECTIONS, {"a": "1"}, ("a",), "2", True),
        (LEAST, {"a": "1", "b": "1"}, ("a",), "2", True),
        (UNION, {"k": "p", "p": "1"}, ("p",), "2", True),
        (UNION, {"k": "p", "p": "1"}, ("k",), "q", False),
    ],
)
def test_an_edit_is_drawn_alone_exactly_where_nothing_else_changes(
    show, schema, value, path, edit, expected
):
    alone, unchanged = _edit(show(schema, value), path, edit)
    assert alone is expected
    assert unchanged is expected


def test_a_text_that_cannot_be_read_is_told_on_its_spot(show):
    screen = show(PLAIN, {"b": 1})
    before = screen.session.snapshot
    assert "number" in screen.type("B", "some").said
    assert changes_one_field(screen.session, before, screen.session.snapshot, ("b",))


def test_a_value_of_another_type_is_drawn_another_way(show):
    assert _edit(show(PLAIN, {"b": 1}), ("b",), [])[0] is False


def test_a_second_edit_inside_an_object_is_drawn_alone(show):
    screen = show(NESTED, {"o": {"x": "1"}})
    assert _edit(screen, ("o", "x"), "2") == (False, False)
    assert _edit(screen, ("o", "x"), "3") == (True, True)


def test_after_a_try_to_send_every_problem_that_goes_is_counted_anew(show):
    screen = show({**PLAIN, "required": ["a", "b"]}, {}).press("Create")
    assert _edit(screen, ("a",), "1") == (False, False)
    assert _edit(screen, ("a",), "2") == (True, True)


@pytest.mark.parametrize(
    ("schema", "options"),
    [
        (
            {
                "properties": {"a": TEXT, "b": TEXT},
                "x-ui": {"pages": [{"title": n, "fields": [n]} for n in ("a", "b")]},
            },
            {},
        ),
        (
            {"properties": {"a": TEXT, "s": {**TEXT, "x-ui": {"source": "names"}}}},
            {"sources": {"names": lambda _given, _words: []}},
        ),
    ],
    ids=["pages", "sources"],
)
def test_pages_and_sources_may_follow_any_edit(show, schema, options):
    assert show(schema, {}, **options).session.snapshot is None


def test_what_leads_others_is_never_drawn_alone(show):
    session = show(EITHER, {"kind": "disk", "path": "/"}).session
    nodes = session.plan().children()
    assert [(n.path[0], has_own_fragment(session, n)) for n in nodes] == [
        ("kind", False),
        ("size", True),
        ("path", True),
    ]


def test_what_is_looked_for_may_follow_any_edit(show):
    screen = show(PLAIN, {"a": "1"})
    assert screen.session.snapshot is not None
    screen.type("Find a field", "a")
    assert screen.session.snapshot is None


def test_a_widget_that_left_the_screen_leaves_nothing_behind(show):
    screen = show(EITHER, {"kind": "disk", "path": "/x"})
    (key,) = (each for each in screen.session.drawn_keys if "/path|" in each)
    assert screen.page.session_state[key] == "/x"
    screen.pick("Kind", 1)
    assert key not in screen.page.session_state
    screen.pick("Kind", 0)
    assert screen.find("text_input", "Path").value == "/x"
