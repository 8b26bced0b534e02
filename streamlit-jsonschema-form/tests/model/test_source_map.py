"""Pointing at the line of a value in a JSON text."""

import json

from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model.source_map import SourceMap

TEXT = """{
  "type": "object",
  "properties": {
    "a \\"b\\", {": {"type": "int"},
    "list": [
      1,
      {"deep": true}
    ]
  }
}"""


def test_each_value_has_the_line_of_its_key_or_itself():
    lines = SourceMap.read(TEXT).lines
    assert lines["type",] == 2
    assert lines["properties", 'a "b", {', "type"] == 4
    assert lines["properties", "list"] == 5
    assert lines["properties", "list", 0] == 6
    assert lines["properties", "list", 1, "deep"] == 7


def test_a_place_that_is_not_there_has_the_line_of_what_surrounds_it():
    assert SourceMap.read(TEXT).line_of(("properties", "list", 1, "missing", "x")) == 7
    assert SourceMap.read(TEXT).line_of(("nothing",)) == 1


def places(value, path=()):
    yield path
    inside = enumerate(value) if isinstance(value, list) else ()
    for part, member in value.items() if isinstance(value, dict) else inside:
        yield from places(member, (*path, part))


ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(ANY, st.sampled_from([None, 1]))
def test_every_place_of_any_json_is_found(value, indent):
    assert set(SourceMap.read(json.dumps(value, indent=indent)).lines) == set(places(value))


@given(st.text('{}[],:"\\a\n', max_size=30))
def test_text_that_is_no_json_does_not_break_it(text):
    assert SourceMap.read(text).lines[()] == 1
