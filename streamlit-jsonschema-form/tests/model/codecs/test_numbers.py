"""Sliders and boxes with arrows hold exact numbers only, and sliders stand on exact places."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.codecs.numbers import (
    SCALE,
    SLIDER,
    UPDOWN,
    number_step,
    slider_start,
    stop_labels,
)
from streamlit_jsonschema_form.model.field_info import Bound, FieldInfo
from streamlit_jsonschema_form.model.slider_steps import MAX_SAFE_INTEGER, log_stops, step_range
from streamlit_jsonschema_form.model.state import UnreadableText
from support.strategies import law, written

numbers = (
    st.integers()
    | st.integers(-50, 50)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-1000, 1000).map(lambda n: n / 100)
)
bounds = st.builds(Bound, numbers, st.booleans())
wide = st.sampled_from([1, 2, 5, 0.1, 0.25, 0.3, 1e-2, 1e-3, 1e-7, 1.5, 2**60])
steps = st.lists(wide, max_size=2, unique=True).map(tuple)


@st.composite
def info(draw):
    ui = {"widget": draw(st.sampled_from(["range", "updown"])), "log": draw(st.booleans())}
    types = frozenset({draw(st.sampled_from(["integer", "number"]))})
    nullable = draw(st.booleans())
    low, high = draw(st.none() | bounds), draw(st.none() | bounds)
    if low and high and low.value > high.value:
        low, high = high, low
    return FieldInfo(types=types, nullable=nullable, low=low, high=high, steps=draw(steps), ui=ui)


@law
@given(numbers | st.just(ABSENT) | st.none(), info())
def test_a_number_widget_that_fits_reads_back_the_very_number(value, known):
    for codec in (SLIDER, SCALE, UPDOWN):
        if codec.fits(value, known):
            raw = codec.encode(value, known)
            assert codec.decode(raw, value, known) is value
            again = codec.read(raw, known)
            if isinstance(value, (int, float)):
                assert (
                    codec.preserve_spelling(again, value) is value
                )  # also by way of another one, and back


@law
@given(info())
def test_every_place_of_a_slider_is_written_in_few_digits_and_allowed(known):
    span = step_range(known)
    if span is None:
        return
    schema = {"type": next(iter(known.types))}
    form = compile(schema)
    for at in {0, 1, span.count // 2, span.count}:
        number = span.number(span.first + at * span.step)
        assert Fraction(json.dumps(number)) == span.first + at * span.step
        assert form.errors(number) == []
        assert known.low.value <= number <= known.high.value
        assert not (known.low.open and number == known.low.value)
        assert not (known.high.open and number == known.high.value)
        drifted = float(number) * (1 + 2**-51)
        assert written(span.nearest(drifted)) == written(number)


@st.composite
def ranges(draw):
    """Draw a number for a slider, and which of its places to look at."""
    low, high = sorted(draw(st.lists(numbers, min_size=2, max_size=2)))
    names = draw(st.sampled_from(["minimum", "exclusiveMinimum"])), "maximum"
    kind = draw(st.sampled_from(["integer", "number"]))
    hints = {"widget": "range", "log": draw(st.booleans())}
    several = [{"multipleOf": step} for step in draw(steps)]
    schema = {"type": kind, names[0]: low, names[1]: high, "x-ui": hints, "allOf": several}
    return schema if several else {**schema, "allOf": [{}]}


@settings(law, max_examples=400)
@given(ranges(), st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_a_slider_offers_no_number_that_is_refused(schema, ways):
    form = compile(schema)
    known = form.plan(form.load(ABSENT)).info
    first = slider_start(known)
    if first is None:
        return
    assert form.errors(first) == []
    codec = form.plan(form.load(first)).codec
    assert codec in (SLIDER, SCALE)
    span, count = step_range(known), len(stop_labels(known))
    for way in ways:
        if codec is SCALE:
            raw = round(way * (count - 1))
        else:
            raw = float(span.first + round(way * span.count) * span.step)
        number = codec.read(raw, known)
        assert form.errors(number) == []
        assert form.plan(form.load(number)).codec is codec


@pytest.mark.parametrize(
    ("high", "steps", "left"),
    [
        (1, (0.1,), "0.0 0.1 0.2 0.4 0.5 0.8 0.9 1.0"),
        (1, (0.3,), ""),
        (2, (0.1, 0.25), ""),
        (0.5, (0.1, 0.05), "0.0 0.1 0.2 0.4 0.5"),
        (2, (0.25,), ""),
        (2, (1,), ""),
        (1001, (0.1,), ""),
    ],
    ids=repr,
)
def test_a_slider_leaves_out_the_places_that_validators_refuse(high, steps, left):
    known = _known(low=Bound(0), high=Bound(high), steps=steps, ui={"widget": "range"})
    assert " ".join(stop_labels(known)) == left


@law
@given(info())
def test_every_stop_of_a_scale_is_allowed_and_rises(known):
    stops = log_stops(known)
    assert list(stops) == sorted(set(stops))
    for stop in stops:
        assert known.low.value <= stop <= known.high.value
        assert not known.whole or isinstance(stop, int)


def test_a_scale_of_integers_leaves_out_the_fractions_that_its_steps_allow():
    known = FieldInfo(types=frozenset({"integer"}), low=Bound(0.5), high=Bound(4), steps=(0.5,))
    assert log_stops(known) == (1, 2, 3, 4)


def _step_range(low, high, *steps, kind="number", opened=(False, False)):
    ends = Bound(low, opened[0]), Bound(high, opened[1])
    span = step_range(FieldInfo(types=frozenset({kind}), low=ends[0], high=ends[1], steps=steps))
    return None if span is None else tuple(map(span.number, (span.first, span.step, span.last)))


@pytest.mark.parametrize(
    ("span", "places"),
    [
        (_step_range(0, 1), (0.0, 0.01, 1.0)),
        (_step_range(0, 2), (0.0, 0.1, 2.0)),
        (_step_range(0.05, 0.95), (0.05, 0.01, 0.95)),
        (_step_range(0, 100), (0, 1, 100)),
        (_step_range(0, 1, opened=(True, True)), (0.01, 0.01, 0.99)),
        (_step_range(0, 1, 0.25), (0.0, 0.25, 1.0)),
        (_step_range(0.1, 1, 0.25), (0.25, 0.25, 1.0)),
        (_step_range(1, 8, kind="integer"), (1, 1, 8)),
        (_step_range(1, 9, 2, kind="integer"), (2, 2, 8)),
        (_step_range(1.0, 8.0, kind="integer", opened=(True, False)), (2, 1, 8)),
        (_step_range(0, 1e6), (0, 10_000, 1_000_000)),
        (_step_range(1, 1), None),
        (_step_range(3, 1), None),
        (_step_range(0, 2**53), None),
        (_step_range(0, 1, 1e-7), None),
        (_step_range(0, 1, 2), None),
        (_step_range(0, 9, 0.5, kind="integer"), None),
        (_step_range(-(10**400), 10**400, kind="integer"), None),
    ],
    ids=repr,
)
def test_a_slider_stands_on_multiples_between_its_bounds(span, places):
    assert span == places


@pytest.mark.parametrize(
    ("low", "high", "step", "kind", "stops"),
    [
        (1e-5, 1e-1, None, "number", 37),
        (1e-6, 1, None, "number", 55),
        (1, 1000, None, "integer", [*range(1, 10), *range(10, 100, 10), *range(100, 1001, 100)]),
        (1, 10**7, None, "integer", [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]),
        (16, 128, 16, "integer", [16, 80, 128]),
        (0, 10, None, "number", []),
        (-1, 10, None, "number", []),
        (1, 10, 2**60, "integer", []),
    ],
    ids=repr,
)
def test_a_scale_stands_on_round_numbers(low, high, step, kind, stops):
    known = FieldInfo(
        types=frozenset({kind}), low=Bound(low), high=Bound(high), steps=(step,) if step else ()
    )
    found = log_stops(known)
    assert len(found) == stops if isinstance(stops, int) else list(found)[: len(stops)] == stops
    assert found == () or (found[0], found[-1]) == (low, high)


RANGE = {"ui:widget": "range", "minimum": 0, "maximum": 1}


@pytest.mark.parametrize(
    ("schema", "value", "name"),
    [
        ({"type": "number", **RANGE}, 0.3, "slider"),
        ({"type": "number", **RANGE}, 1, "slider"),
        ({"type": "number", **RANGE}, 0.333, "number"),
        ({"type": "number", **RANGE}, -0.0, "number"),
        ({"type": "number", **RANGE}, 1.5, "number"),
        ({"type": "number", **RANGE}, True, "json"),
        ({"type": "number", **RANGE}, "0.3", "json"),
        ({"type": "number", **RANGE}, ABSENT, "start"),
        ({"type": ["number", "null"], **RANGE}, None, "number"),
        ({"type": "number", **RANGE, "writeOnly": True}, ABSENT, "masked"),
        ({"type": "number", "ui:widget": "range", "minimum": 0}, 1, "number"),
        ({"type": "number", "ui:widget": "range", "minimum": 0}, ABSENT, "number"),
        ({"type": "integer", **RANGE, "maximum": 9}, 3.0, "slider"),
        ({"type": "number", **RANGE, "x-ui": {"log": True}, "minimum": 0.1}, 0.3, "scale"),
        ({"type": "number", **RANGE, "x-ui": {"log": True}, "minimum": 0.1}, 0.35, "number"),
        ({"type": "number", **RANGE, "x-ui": {"log": True}, "minimum": 0.1}, ABSENT, "start"),
        ({"type": "number", **RANGE, "x-ui": {"log": True}}, ABSENT, "number"),
        ({"type": "integer", "ui:widget": "updown"}, MAX_SAFE_INTEGER, "updown"),
        ({"type": "integer", "ui:widget": "updown"}, MAX_SAFE_INTEGER + 1, "number"),
        ({"type": "integer", "ui:widget": "updown"}, 2**60 + 1, "number"),
        ({"type": "number", "ui:widget": "updown"}, 5e-324, "updown"),
        ({"type": "number", "ui:widget": "updown"}, -0.0, "number"),
        ({"type": "number", "ui:widget": "updown", "maximum": 1}, 7, "updown"),
        ({"type": "number", "ui:widget": "updown"}, "7", "json"),
        ({"type": ["number", "null"], "ui:widget": "updown"}, None, "updown"),
        ({"type": "string", "ui:widget": "updown"}, "7", "text"),
        ({"type": "integer", "enum": [1, 2], "ui:widget": "range"}, 1, "select"),
    ],
    ids=repr,
)
def test_a_number_widget_is_taken_only_for_what_it_shows_exactly(schema, value, name):
    form = compile(schema)
    assert form.plan(form.load(value)).codec.name == name


def _known(**more):
    return FieldInfo(types=frozenset({"number"}), **more)


def test_a_box_with_arrows_writes_what_it_shows():
    for raw, value in ((3.0, "3"), (0.1, "0.1"), (-0.0, "0"), (1e300, "1e+300"), (None, "ABSENT")):
        assert written(UPDOWN.decode(raw, 7, _known())) == value


def test_a_box_with_arrows_takes_no_integer_that_it_has_rounded():
    whole = FieldInfo(types=frozenset({"integer"}))
    unreadable = UPDOWN.decode(float(2**53), 7, whole)
    assert isinstance(unreadable, UnreadableText)
    assert "in full" in unreadable.reason
    assert written(UPDOWN.decode(2.5, 7, whole)) == "2.5"  # which is refused where errors are found


def test_a_number_back_where_it_was_loaded_is_written_as_it_was():
    assert written(UPDOWN.preserve_spelling(3, 3.0)) == "3.0"
    assert written(SLIDER.preserve_spelling(1.0, 1)) == "1"
    assert written(SLIDER.preserve_spelling(0.5, 1)) == "0.5"
    assert written(UPDOWN.preserve_spelling(3, "3")) == "3"
    assert UPDOWN.preserve_spelling(ABSENT, 3) is ABSENT
    assert UPDOWN.preserve_spelling(UnreadableText("3", "no"), 3) == UnreadableText("3", "no")


@pytest.mark.parametrize(
    ("more", "start"),
    [
        ({}, 0.01),
        ({"default": 0.7}, 0.7),
        ({"default": 0.333}, 0.01),
        ({"default": "x"}, 0.01),
        ({"ui": {"widget": "range", "log": True}, "default": 0.7}, 0.7),
        ({"ui": {"widget": "range", "log": True}}, 0.02),
        ({"ui": {"widget": "updown"}}, None),
    ],
    ids=repr,
)
def test_a_slider_begins_at_its_default_or_at_its_lowest_place(more, start):
    low = Bound(0.01, open=True) if more.get("ui", {}).get("log") else Bound(0, open=True)
    known = _known(**{"low": low, "high": Bound(1), "ui": {"widget": "range"}, **more})
    assert slider_start(known) == start


def test_the_arrows_of_a_box_add_a_step_of_its_range():
    assert number_step(_known()) == 1
    assert number_step(_known(low=Bound(0), high=Bound(1))) == 0.01
    assert number_step(_known(steps=(0.25,))) == 0.25
    assert number_step(_known(steps=(4, 6))) == 12
    assert number_step(_known(steps=(10**400,))) == 1
    assert (
        number_step(FieldInfo(types=frozenset({"integer"}), low=Bound(0), high=Bound(10**6))) == 1
    )
