"""Strict JSON: whoever writes it, it reads as the same value, in ASCII and on one line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.store.encoding import encode, encode_quickly

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
) | TEXTS
VALUES = st.recursive(SCALARS, lambda of: st.lists(of) | st.dictionaries(TEXTS, of), max_leaves=20)


def typed(value):
    """Tell 1 from 1.0 and from true, -0.0 from 0.0, and one order of properties from another."""
    if isinstance(value, dict):
        return [(key, typed(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [typed(item) for item in value]
    return repr(value)


WRITERS = pytest.mark.parametrize("write", [encode, encode_quickly])


@WRITERS
@settings(max_examples=40)
@given(value=st.dictionaries(TEXTS, VALUES))
def test_what_is_written_reads_as_the_same_value(write, value):
    text = write(value)
    assert typed(json.loads(text)) == typed(value)
    assert text.isascii()
    assert "\n" not in text


@WRITERS
@pytest.mark.parametrize(
    "value", ["é", "\ud7ff", 2**64, -(2**63) - 1, 10**400, r"\u0000", "\x7f\u2028"], ids=range(7)
)
def test_what_needs_a_closer_look_is_kept_too(write, value):
    assert json.loads(write({"a": [value]})) == {"a": [value]}


@WRITERS
@pytest.mark.parametrize("depth", [250, 260, 298])
def test_deep_nesting_is_kept(write, depth):
    value = []
    for _ in range(depth):
        value = [value]
    assert json.loads(write({"a": value})) == {"a": value}


@WRITERS
@pytest.mark.parametrize(
    "value", [float("nan"), "\0", "\ud800", (1,), {1: 2}, b"x", {"a"}], ids=range(7)
)
def test_what_json_cannot_hold_is_refused(write, value):
    with pytest.raises(Invalid) as caught:
        write({"a": {"b": value}})
    assert caught.value.problems[0].path[0] == "a"
