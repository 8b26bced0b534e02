"""Python text is what a person would write, and means exactly what was given."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.ui.snippets.literals import WIDTH, Expression, write_call, write_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)  # fmt: skip


def same(a, b) -> bool:
    """Tell whether two values are equal and of the same types, 1 and 1.0 and True apart."""
    return repr(a) == repr(b)


@given(JSON, JSON)
def test_every_value_comes_back_from_the_text(first, second):
    (call,) = ast.parse(write_call("f", first, named=second)).body
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    given, named = call.value.args[0], call.value.keywords[0]
    assert same(ast.literal_eval(given), first)
    assert same(ast.literal_eval(named.value), second)


@given(st.text())
def test_a_text_is_one_line_of_characters_that_can_be_seen(text):
    written = write_text(text)
    assert ast.literal_eval(written) == text
    assert written.isprintable()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", '"plain"'),
        ("it's", '"it\'s"'),
        ('say "hi"', "'say \"hi\"'"),
        ("two\nlines", '"two\\nlines"'),
        ("back\\slash", '"back\\\\slash"'),
        ("é漢", '"é漢"'),
        ("\u202eturned", '"\\u202eturned"'),
    ],
)
def test_a_text_is_quoted_as_people_do(text, written):
    assert write_text(text) == written


def test_a_short_call_is_one_line():
    assert write_call("a = f", "x", n=1, e=Expression("g.h")) == 'a = f("x", n=1, e=g.h)'


def test_a_long_call_has_one_argument_a_line_and_opens_what_is_too_long_itself():
    written = write_call("a = f", "x" * 30, short={}, deep={"k": ["y" * 40, "z" * 40]})
    assert written.splitlines() == [
        "a = f(",
        f'    "{"x" * 30}",',
        "    short={},",
        "    deep={",
        '        "k": [',
        f'            "{"y" * 40}",',
        f'            "{"z" * 40}",',
        "        ],",
        "    },",
        ")",
    ]
    assert max(map(len, written.splitlines())) <= WIDTH
