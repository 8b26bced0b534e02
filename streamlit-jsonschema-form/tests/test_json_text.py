import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.json_text import InvalidText, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(VALUES, st.sampled_from([None, 2]))
def test_json_comes_back_exactly(value, indent):
    text = json.dumps(value, indent=indent)
    assert json.dumps(read_json(text)) == json.dumps(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n  "a": 2}', 'line 2, column 3: the name "a" is given twice'),
        ('{"x": {"a": 1, "\\u0061": 2}}', "line 1, column 16"),
        ('{"a": NaN}', "line 1, column 7: NaN is not JSON"),
        ("[\n-Infinity]", "line 2, column 1"),
        ("[1e400]", "line 1, column 2: the number 1e400 is too large"),
        ("[" + "1" * 4301 + "]", "line 1, column 2"),
        ('{"a":}', "line 1, column 6"),
        ("", "line 1, column 1"),
        ("[" * 100_000, "deeply"),
        ('{"a":' * 102 + "1" + "}" * 102, "more than 100 levels"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(text, message):
    with pytest.raises(InvalidText, match=message.replace("[", r"\[")):
        read_json(text)


def test_every_mistake_is_listed():
    with pytest.raises(InvalidText) as caught:
        read_json('{"a": NaN, "b": [Infinity], "a": 1}')
    assert len(caught.value.reasons) == 3


@pytest.mark.parametrize(
    "text", ['{"a": {"b": 1}, "b": [{"a": 1}, {"a": 2}]}', '{"a": "NaN: {\\" 1e400"}']
)
def test_names_may_repeat_in_different_objects(text):
    assert read_json(text) == json.loads(text)
