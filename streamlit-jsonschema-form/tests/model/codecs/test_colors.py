"""Colours in a picker: as they are written, until another one is chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.codecs.pickers import COLOR, START, initial_value
from streamlit_jsonschema_form.model.field_info import FieldInfo
from support.strategies import law

PICKED = FieldInfo(types=frozenset({"string"}), format="color")


@law
@given(st.from_regex(r"#?[0-9a-fA-F]{3,6}\s?", fullmatch=True) | st.text(max_size=8))
def test_a_colour_that_fits_is_read_back_as_it_is_written(text):
    if COLOR.fits(text, PICKED):
        assert COLOR.decode(COLOR.encode(text, PICKED), text, PICKED) is text
        assert len(text) in (4, 7)


@pytest.mark.parametrize(
    ("schema", "value", "name"),
    [
        ({"format": "color"}, "#ff0000", "color"),
        ({"format": "color"}, "#F0a", "color"),
        ({"ui:widget": "color"}, "#ff0000", "color"),
        ({"format": "color"}, "red", "text"),
        ({"format": "color"}, "#ff00007f", "text"),
        ({"format": "color"}, "#ff0000\n", "area"),
        ({"format": "color"}, "", "text"),
        ({"format": "color"}, ABSENT, "start"),
        ({"format": "color", "ui:widget": "text"}, "#ff0000", "text"),
        ({"format": "color", "writeOnly": True}, ABSENT, "password"),
        ({"format": "color", "enum": ["#ff0000"]}, "#ff0000", "fixed"),
    ],
    ids=repr,
)
def test_a_picker_is_taken_only_for_a_colour_that_it_shows(schema, value, name):
    form = compile({"type": "string", **schema})
    assert form.plan(form.load(value)).codec.name == name


def test_a_colour_that_is_back_is_written_as_it_was_loaded():
    assert COLOR.preserve_spelling("#ff00aa", "#FF00AA") == "#FF00AA"
    assert COLOR.preserve_spelling("#ffaa00", "#Fa0") == "#Fa0"
    assert COLOR.preserve_spelling("#ff00ab", "#FF00AA") == "#ff00ab"
    assert COLOR.preserve_spelling("#ff00aa", ABSENT) == "#ff00aa"


def test_a_widget_that_cannot_be_empty_begins_with_the_default():
    assert START.fits(ABSENT, PICKED)
    assert not START.fits("#ff0000", PICKED)
    assert initial_value(PICKED) == "#000000"
    for default, first in (("#FF00AA", "#FF00AA"), ("red", "#000000"), (5, "#000000")):
        known = FieldInfo(types=PICKED.types, format="color", default=default)
        assert START.read(None, known) == first
