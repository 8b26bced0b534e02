"""Values written for people: every character is shown, nothing is read as markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.ui.attributes import NO_VALUE, format_code, format_for_reading, list_attributes
from streamlit_jsonschema_form.model import ABSENT, compile

TEXTS = st.text(
    st.sampled_from("`a b\\*_[]()#|$<>:\n"), min_size=1, max_size=30
)  # what Markdown might read


@given(TEXTS)
def test_a_code_span_is_closed_only_at_its_end(text):
    span = format_code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]
    inside = span[len(fence) : -len(fence)]
    assert span.endswith(fence)
    assert fence not in inside
    assert inside.strip(" ") == text.replace("\n", "⏎").strip(" ")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (ABSENT, NO_VALUE),
        (None, "`null`"),
        ("", "`(empty text)`"),
        (1.0, "`1.0`"),
        (1, "`1`"),
        (10**30, f"`{10**30}`"),
        ([1, "a"], '`[1, "a"]`'),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
    ],
    ids=str,
)
def test_values_are_written_as_they_are(value, written):
    assert format_code(value) == written


def test_a_long_value_is_cut_and_says_so():
    assert format_code("x" * 1000).endswith("…`")


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (True, "", "Yes"),
        (131072, "tokens", "131,072 tokens"),
        (8030261248, "", "8,030,261,248 (8.0 billion)"),
        (0.25, "", "0.25"),
        (["a", "b"], "", "a, b"),
        ("*bold*", "", r"\*bold\*"),
    ],
    ids=str,
)
def test_facts_are_written_for_reading(value, unit, written):
    assert format_for_reading(value, unit) == written


def test_objects_are_opened_and_lists_are_one_value():
    form = compile(
        {
            "type": "object",
            "properties": {
                "outer": {"type": "object", "properties": {"inner_list": {"type": "array"}}},
                "unset": {"type": "object", "properties": {"x": {}}},
            },
        }
    )
    found = list(list_attributes(form, {"outer": {"inner_list": [1, 2]}, "further": {}}))
    assert [(attribute.label, attribute.name, attribute.value) for attribute in found] == [
        ("Outer / Inner list", "outer.inner_list", [1, 2]),
        ("Unset", "unset", ABSENT),
        ("further", "further", {}),
    ]
