"""A widget shows a value exactly or is not used; what it reads back untouched is the same value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.codecs.choices import (
    CHECKBOX,
    CHECKS,
    FIXED,
    RADIO,
    SELECT,
    SELECTION,
    TOGGLE,
    TRI,
    choices,
)
from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.codecs.numbers import MASKED, NUMBER, SCALE, SLIDER, UPDOWN
from streamlit_jsonschema_form.model.codecs.pickers import COLOR, DATE, DATETIME, START, TIME
from streamlit_jsonschema_form.model.codecs.text import AREA, MASKED_TEXT, PASSWORD, RAW, TEXT
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.state import UnreadableText
from support.strategies import SCALARS, cases, law, nodes, values, written

CODECS = [
    DATE,
    TIME,
    DATETIME,
    COLOR,
    START,
    SLIDER,
    SCALE,
    UPDOWN,
    CHECKBOX,
    CHECKS,
    FIXED,
    RADIO,
    MASKED,
    PASSWORD,
    FILE,
    MASKED_TEXT,
    AREA,
    TEXT,
    NUMBER,
    TOGGLE,
    TRI,
    SELECT,
    SELECTION,
    RAW,
]

HINTED = ("radio", "select", "checkbox", "checkboxes", "password", "updown", "color", "date")


@st.composite
def info(draw):
    options = draw(st.none() | st.lists(st.sampled_from(SCALARS), max_size=5))
    listed = None if options is None else tuple(Option(v, str(v)) for v in options)
    return FieldInfo(
        types=frozenset(
            draw(st.sets(st.sampled_from(["string", "integer", "number", "boolean", "array"])))
        ),
        nullable=draw(st.booleans()),
        options=listed,
        item_options=listed,
        format=draw(st.sampled_from([None, "password", "data-url"])),
        encoding=draw(st.sampled_from([None, "base64"])),
        write_only=draw(st.booleans()),
        ui=draw(st.sampled_from([{}, *({"widget": each} for each in HINTED)])),
    )


@law
@given(st.sampled_from(CODECS), values | st.just(ABSENT), info())
def test_a_codec_that_fits_reads_back_the_very_value(codec, value, known):
    if codec.fits(value, known):
        assert codec.decode(codec.encode(value, known), value, known) is value


@law
@given(cases())
def test_the_codec_of_every_place_fits_its_value(case):
    form = compile(case[0])
    for node in nodes(form.plan(form.load(case[1]))):
        if node.kind in ("scalar", "raw"):
            assert node.codec.fits(node.value, node.info)
            raw = node.codec.encode(node.value, node.info)
            assert node.codec.decode(raw, node.value, node.info) is node.value


MAX_UNGROUPED = {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}}


def _codec(schema, value):
    form = compile({"properties": {"x": schema}})
    return form.plan(form.load({} if value is ABSENT else {"x": value})).entry("x").codec.name


@pytest.mark.parametrize(
    ("schema", "value", "name"),
    [
        ({"type": "string"}, "x", "text"),
        ({"type": "string"}, "a\nb", "area"),
        ({"type": "string"}, "a\r\nb", "json"),
        ({"type": "string"}, "a\rb", "json"),
        ({"type": "string"}, "\ud800", "json"),
        ({"type": "string"}, "a\0", "json"),
        ({"type": "string"}, "\u2028", "json"),
        ({"type": "string"}, 5, "json"),
        ({"type": "string"}, None, "json"),
        ({"type": ["string", "null"]}, None, "text"),
        ({"type": "string", "format": "password"}, "x", "password"),
        ({"type": "string", "ui:widget": "textarea"}, ABSENT, "area"),
        ({"type": "integer"}, 2**60 + 1, "number"),
        ({"type": "integer"}, True, "json"),
        ({"type": "number"}, 1e-7, "number"),
        ({"type": "number"}, "1", "json"),
        ({"type": "boolean"}, ABSENT, "tri"),
        ({"type": "boolean"}, 1, "json"),
        ({"type": "boolean", "ui:widget": "checkbox"}, False, "checkbox"),
        ({"type": "boolean", "ui:widget": "checkbox"}, ABSENT, "tri"),
        ({"type": "boolean", "ui:widget": "checkbox"}, 1, "json"),
        ({"type": "boolean", "ui:widget": "radio"}, ABSENT, "radio"),
        ({"type": "boolean", "ui:widget": "select"}, 1, "select"),
        ({"type": "string", "ui:widget": "select"}, "x", "text"),
        ({"enum": [1, "1"]}, 1, "select"),
        ({"const": 1}, ABSENT, "select"),
        ({"const": 1}, 1, "fixed"),
        ({"const": 1}, 1.0, "select"),
        ({"const": 1}, "wrong", "select"),
        ({"anyOf": [{"const": 1}, {"type": "null"}]}, 1, "select"),
        ({"enum": ["a", "b"], "ui:widget": "radio"}, "z", "radio"),
        ({"type": "string", "ui:widget": "password"}, "x", "password"),
        ({"type": "string", "ui:widget": "password"}, "a\nb", "masked_text"),
        ({"type": "string", "format": "password"}, "a\r\nb\0", "masked_text"),
        ({"type": "string", "writeOnly": True, "ui:widget": "textarea"}, ABSENT, "masked_text"),
        ({"type": "string", "format": "password"}, 5, "json"),
        ({"type": "string", "format": "data-url"}, ABSENT, "file"),
        ({"type": "string", "format": "data-url"}, "data:,x", "file"),
        ({"type": "string", "format": "data-url"}, "data:;base64,x", "text"),
        ({"type": "string", "format": "data-url"}, "no file\nat all", "area"),
        ({"type": "string", "ui:widget": "file"}, "data:a/b;name=c;base64,AAAA", "file"),
        ({"type": "string", "contentEncoding": "base64"}, "AAAA", "file"),
        ({"type": "string", "contentEncoding": "base64"}, "data:,x", "text"),
        ({"type": "string", "contentEncoding": "base64", "ui:widget": "textarea"}, "AA==", "area"),
        ({"type": "string", "format": "data-url", "writeOnly": True}, "data:,x", "file"),
        ({"type": "string", "format": "data-url", "writeOnly": True}, "x", "password"),
        ({"type": "integer", "writeOnly": True}, 5, "masked"),
        ({"type": "integer", "writeOnly": True}, "5", "json"),
        ({"type": "array", "uniqueItems": True, "items": {"enum": ["a"]}}, ["a"], "selection"),
        ({"type": "array", "uniqueItems": True, "items": {"enum": ["a"]}}, ["a", "a"], "json"),
        ({**MAX_UNGROUPED, "ui:widget": "checkboxes"}, ["a", "c"], "checks"),
        ({**MAX_UNGROUPED, "ui:widget": "checkboxes"}, ABSENT, "checks"),
        ({**MAX_UNGROUPED, "ui:widget": "checkboxes"}, ["c", "a"], "selection"),
        ({**MAX_UNGROUPED, "ui:widget": "checkboxes"}, ["a", "z"], "json"),
        ({"type": ["integer", "string"]}, 1, "number"),
        ({"type": ["integer", "string"]}, "1", "text"),
        ({"type": ["integer", "string"]}, True, "json"),
        ({}, {"a": 1}, "json"),
        (True, ABSENT, "json"),
    ],
    ids=repr,
)
def test_a_codec_is_chosen_by_schema_and_value(schema, value, name):
    assert _codec(schema, value) == name


WHOLE, REAL = FieldInfo(types=frozenset({"integer"})), FieldInfo(types=frozenset({"number"}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2**60 + 1, "1152921504606846977"),
        (1e-7, "1e-07"),
        (-0.0, "-0.0"),
        (3.0, "3.0"),
        (ABSENT, ""),
    ],
)
def test_a_number_is_shown_in_full(value, shown):
    assert NUMBER.encode(value, REAL) == shown


@pytest.mark.parametrize(
    ("typed", "known", "value"),
    [
        ("1e6", WHOLE, "1000000"),
        ("1e6", REAL, "1000000.0"),
        ("1_000", WHOLE, "1000"),
        ("9007199254740993", WHOLE, "9007199254740993"),
        ("2.9", WHOLE, "2.9"),
        ("", WHOLE, "ABSENT"),
        ("  ", WHOLE, "ABSENT"),
    ],
)
def test_a_number_means_what_was_typed(typed, known, value):
    assert written(NUMBER.decode(typed, 7, known)) == value


@pytest.mark.parametrize(
    ("codec", "typed"), [(NUMBER, "0x1F"), (NUMBER, "1,000"), (RAW, "{"), (RAW, "NaN")]
)
def test_what_cannot_be_read_is_kept_as_a_draft(codec, typed):
    unreadable = codec.decode(typed, 7, WHOLE)
    assert isinstance(unreadable, UnreadableText)
    assert unreadable.text == typed
    assert unreadable.reason


def test_options_are_told_apart_by_type():
    known = FieldInfo(options=tuple(Option(v, "same") for v in (1, "1", True, 1.0, None, "None")))
    for at, option in enumerate(known.options):
        assert SELECT.encode(option.value, known) == at
        assert SELECT.decode(at, ABSENT, known) is option.value
    assert SELECT.decode(None, 1, known) is ABSENT


def test_a_stranger_among_options_is_shown_and_kept():
    known = FieldInfo(options=(Option("a", "a"),))
    offered = choices("zzz", known)
    assert [o.value for o in offered] == ["a", "zzz"]
    assert "not among the choices" in offered[1].label
    assert SELECT.encode("zzz", known) == 1
    assert SELECT.decode(0, "zzz", known) == "a"


def test_a_selection_of_distinct_options_keeps_its_order():
    known = FieldInfo(item_options=tuple(Option(v, str(v)) for v in (1, "1", True, 1.0)))
    assert SELECTION.encode([1.0, True, "1"], known) == [3, 2, 1]
    assert written(SELECTION.decode([3, 0, 2], [], known)) == "[1.0, 1, true]"
    assert not SELECTION.fits([1, 1], known)
    assert not SELECTION.fits([1, "stranger"], known)
    assert not SELECTION.fits(None, known)


def test_an_optional_boolean_has_three_states_and_null_is_a_fourth():
    for value in (ABSENT, True, False):
        assert TRI.decode(TRI.encode(value, FieldInfo()), ABSENT, FieldInfo()) is value
    assert not TRI.fits(None, FieldInfo())
    assert TRI.fits(None, FieldInfo(nullable=True))
    assert TRI.decode(None, True, FieldInfo()) is ABSENT


def test_clearing_text_gives_empty_text_and_not_absence():
    assert TEXT.decode("", "x", FieldInfo()) == ""
    assert TEXT.decode("", ABSENT, FieldInfo()) is ABSENT
    assert TEXT.decode("", None, FieldInfo(nullable=True)) is None


@pytest.mark.parametrize(
    ("schema", "value", "raw"),
    [({"type": "string"}, "x", ""), ({"type": "integer"}, 5, ""), ({"enum": ["a"]}, "a", None)],
    ids=repr,
)
def test_clearing_writes_the_empty_value_that_a_hint_gives(schema, value, raw):
    form = compile(schema, {"ui:emptyValue": ["none"]})
    node = form.plan(form.load(value))
    assert node.codec.decode(raw, value, node.info) == ["none"]
    untouched = form.plan(form.load(ABSENT))
    assert untouched.codec.decode(raw, ABSENT, untouched.info) is ABSENT


def test_a_boolean_is_chosen_by_the_words_of_its_hints():
    known = FieldInfo(
        types=frozenset({"boolean"}), ui={"widget": "radio", "enumNames": ["On", "Off"]}
    )
    assert [(o.value, o.label) for o in choices(ABSENT, known)] == [(True, "On"), (False, "Off")]
    plain = FieldInfo(types=frozenset({"boolean"}), nullable=True, ui={"widget": "select"})
    assert [o.label for o in choices(1, plain)] == [
        "Yes",
        "No",
        "null",
        "1 (not among the choices)",
    ]
    assert SELECT.decode(1, True, plain) is False
