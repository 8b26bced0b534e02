"""Values are the same when their JSON text is; changes copy and never reach into what was there."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from streamlit_jsonschema_form.model import ABSENT, diff
from streamlit_jsonschema_form.model.values import drop, get, insert_key, put, same
from streamlit_jsonschema_form.validation.equality import equal
from support.strategies import law, values, written


@law
@given(values, values)
def test_same_means_the_same_bytes(a, b):
    assert same(a, b) is (written(a) == written(b))
    assert same(a, copy.deepcopy(a))


@law
@given(values, values)
def test_equal_means_what_json_schema_calls_equal(a, b):
    assert equal(a, b) is Draft202012Validator({"const": a}).is_valid(b)


@law
@given(values, values)
def test_the_differences_tell_what_changed(a, b):
    changed = a
    for change in diff(a, b):
        changed = (
            drop(changed, change.path)
            if change.after is ABSENT
            else put(changed, change.path, change.after)
        )
    assert equal(changed, b)


def test_absence_is_neither_null_nor_empty():
    assert not any(same(ABSENT, value) for value in (None, "", 0, False, {}, []))
    assert get({"a": None}, ("a",)) is None
    assert get({"a": None}, ("b",)) is ABSENT
    assert get([1], (-1,)) is ABSENT
    assert get({"0": 1}, (0,)) is ABSENT
    assert repr(ABSENT) == "ABSENT"


@law
@given(values, st.lists(st.sampled_from(["a", "b", 0, 1]), max_size=3).map(tuple), values)
def test_put_copies_and_leaves_the_old_value_alone(value, path, new):
    before = written(value)
    try:
        after = put(value, path, new)
    except LookupError:
        return
    finally:
        assert written(value) == before
    assert same(get(after, path), new)


def test_a_key_is_inserted_behind_those_that_stood_before_it():
    fields = {"a": 1, "c": 3}
    assert list(insert_key(fields, "b", 2, ("a",))) == ["a", "b", "c"]
    assert list(insert_key(fields, "z", 0, ())) == ["z", "a", "c"]
    assert list(insert_key(fields, "d", 4, ("a", "gone", "c"))) == ["a", "c", "d"]


@pytest.mark.parametrize(("value", "path"), [([1], (5,)), ("text", ("a",)), ({"a": 1}, ("a", "b"))])
def test_a_way_through_something_else_is_refused(value, path):
    with pytest.raises(LookupError):
        put(value, path, 0)
