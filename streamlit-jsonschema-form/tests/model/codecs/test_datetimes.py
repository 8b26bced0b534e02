"""Dates and times in pickers: what a picker cannot hold it never gets, and what it writes is valid."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.codecs.pickers import (
    DATE,
    DATETIME,
    FIRST,
    LAST,
    TIME,
    picker_for,
    utc_offset,
)
from streamlit_jsonschema_form.model.field_info import FieldInfo
from support.strategies import law

TEXT = frozenset({"string"})
PICKERS = {"date": DATE, "time": TIME, "date-time": DATETIME}

days = st.dates(min_value=FIRST, max_value=LAST)
clocks = st.times().map(lambda t: t.replace(microsecond=0))
zones = st.sampled_from(["Z", "+00:00", "-00:00", "+05:30", "-23:59", "z", "", "+24:00", "+5:30"])
fractions = st.sampled_from(["", ".0", ".123456"])
dates = days.map(str) | st.dates().map(str) | st.sampled_from(["2024-02-30", "20240101", "+2024-1"])
times = st.builds(
    lambda clock, fraction, zone: f"{clock}{fraction}{zone}",
    clocks.map(str) | st.sampled_from(["12:30", "23:59:60", "24:00:00"]),
    fractions,
    zones,
)
moments = st.builds(
    lambda day, mark, time: f"{day}{mark}{time}", dates, st.sampled_from("Tt "), times
)
texts = dates | times | moments | st.text(max_size=12)
formats = st.sampled_from([None, "date", "time", "date-time", "email"])
hints = st.sampled_from([{}, *({"widget": name} for name in (*PICKERS, "text", "alt-datetime"))])


@law
@given(texts, formats, hints)
def test_a_picker_that_fits_reads_back_the_very_text(text, known, ui):
    info = FieldInfo(types=TEXT, format=known, ui=ui)
    for codec in PICKERS.values():
        if codec.fits(text, info):
            raw = codec.encode(text, info)
            assert codec.decode(raw, text, info) is text
            again = codec.complete(codec.read(raw, info), text, info)
            assert again == text  # also by way of another choice, and back


@law
@given(days, clocks, st.sampled_from([ABSENT, "07:08:09Z", "07:08:09+05:30"]), st.booleans())
def test_what_a_picker_writes_is_valid_for_its_format(day, clock, before, early):
    minute = clock.replace(second=0)
    beginning = before if before is ABSENT or not early else ABSENT
    raws = {"date": day, "time": clock, "date-time": datetime.datetime.combine(day, minute)}
    for name, codec in PICKERS.items():
        schema = {"type": "string", "format": name}
        info = FieldInfo(types=TEXT, format=name)
        written = codec.decode(raws[name], beginning if name == "time" else ABSENT, info)
        assert compile(schema).errors(written) == []
        assert codec.fits(written, info)


@pytest.mark.parametrize(
    ("text", "schema", "codec"),
    [
        ("2024-02-29", {"format": "date"}, "date"),
        ("1000-01-01", {"format": "date"}, "date"),
        ("9989-12-31", {"format": "date"}, "date"),
        ("0999-12-31", {"format": "date"}, "text"),
        ("9990-01-01", {"format": "date"}, "text"),
        ("2023-02-29", {"format": "date"}, "text"),
        ("20240229", {"format": "date"}, "text"),
        ("soon", {"format": "date"}, "text"),
        ("", {"format": "date"}, "text"),
        (ABSENT, {"format": "date"}, "date"),
        (ABSENT, {"format": "date", "ui:widget": "text"}, "text"),
        ("2024-02-29", {"ui:widget": "alt-date"}, "date"),
        ("12:30:05Z", {"format": "time"}, "time"),
        ("12:30:05+05:30", {"format": "time"}, "time"),
        ("12:30:05z", {"format": "time"}, "text"),
        ("12:30:05.5Z", {"format": "time"}, "text"),
        ("12:30Z", {"format": "time"}, "text"),
        ("23:59:60Z", {"format": "time"}, "text"),
        ("12:30:05", {"format": "time"}, "text"),
        ("12:30:05", {"ui:widget": "time"}, "time"),
        ("2024-02-29T12:30:00Z", {"format": "date-time"}, "datetime"),
        ("2024-02-29T12:30:00-08:00", {"format": "date-time"}, "datetime"),
        ("2024-02-29T12:30:05Z", {"format": "date-time"}, "text"),
        ("2024-02-29T12:30:00", {"format": "date-time"}, "text"),
        ("2024-02-29T12:30:00.0Z", {"format": "date-time"}, "text"),
        ("2024-02-29 12:30:00Z", {"format": "date-time"}, "text"),
        (ABSENT, {"ui:widget": "datetime"}, "datetime"),
        (ABSENT, {"ui:widget": "date-time"}, "datetime"),
        (ABSENT, {"ui:widget": "alt-datetime"}, "datetime"),
        (ABSENT, {"format": "date", "ui:widget": "time"}, "date"),
        (ABSENT, {"format": "uri", "ui:widget": "date"}, "text"),
        (ABSENT, {"format": "date", "ui:widget": "nobody"}, "date"),
        (ABSENT, {"format": "date", "writeOnly": True}, "password"),
        (ABSENT, {"format": "date", "enum": ["2024-01-01"]}, "select"),
    ],
    ids=repr,
)
def test_a_picker_is_taken_only_for_what_it_shows_exactly(text, schema, codec):
    form = compile({"type": "string", **schema})
    assert form.plan(form.load(text)).codec.name == codec


def test_null_is_not_shown_as_an_empty_picker():
    form = compile({"type": ["string", "null"], "format": "date"})
    assert form.plan(form.load(None)).codec.name == "text"
    assert form.plan(form.load(ABSENT)).codec.name == "date"


def test_another_time_keeps_the_offset_and_a_first_one_is_in_utc():
    clock = datetime.time(7, 8, 9)
    info = FieldInfo(types=TEXT, format="time")
    assert TIME.decode(clock, "12:30:05+05:30", info) == "07:08:09+05:30"
    assert TIME.decode(clock, ABSENT, info) == "07:08:09Z"
    assert TIME.decode(None, "12:30:05+05:30", info) is ABSENT
    moment = datetime.datetime(2024, 2, 29, 7, 8)
    told = FieldInfo(types=TEXT, format="date-time")
    assert DATETIME.decode(moment, "2020-01-01T00:00:00-08:00", told) == "2024-02-29T07:08:00-08:00"
    assert DATETIME.decode(moment, ABSENT, told) == "2024-02-29T07:08:00Z"


def test_a_time_that_wants_no_offset_begins_and_stays_without_one():
    info = FieldInfo(types=TEXT, ui={"widget": "time"})
    assert TIME.decode(datetime.time(7, 8), ABSENT, info) == "07:08:00"
    assert utc_offset("07:08:00", info) == ""
    assert utc_offset(ABSENT, FieldInfo(types=TEXT, ui={"widget": "datetime"})) == "Z"


def test_only_texts_have_pickers():
    assert picker_for(FieldInfo(types=frozenset({"integer"}), format="date")) is None
    assert picker_for(FieldInfo(format="date")) is None
