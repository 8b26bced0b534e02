import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.validation.document import read_schema
from streamlit_jsonschema_form.validation.limits import ValidationLimits
from streamlit_jsonschema_form.validation.pattern import BadPattern, compile_pattern, search


def matches(pattern, text):
    return search(pattern, text, ValidationLimits())


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^\d+$", "12", True),
        (r"^\d+$", "१२", False),
        (r"^\w+$", "é", False),
        (r"^\W+$", "é", True),
        (r"^\s$", "\ufeff", True),
        (r"^\S$", "\u2003", False),
        (r"^a$", "a\n", False),
        (r"^.$", "\u2028", False),
        (r"^\p{L}+$", "éa", True),
        (r"^\P{L}+$", "éa", False),
        (r"^\p{Script=Greek}$", "π", True),
        (r"^a\/b$", "a/b", True),
        (r"^\cA$", "\x01", True),
        (r"^\x41\u0042\u{1F600}$", "AB\U0001f600", True),
        (r"^\uD83D\uDE00$", "\U0001f600", True),
        (r"^\0$", "\0", True),
        (r"^(?<a>x)\k<a>$", "xx", True),
        (r"^(x)\1$", "xx", True),
        (r"^[^]$", "\n", True),
        (r"[]", "a", False),
        (r"^[[a]$", "[", True),
        (r"^[\d.-]+$", "1.-", True),
        (r"^[a-c-]+$", "b-", True),
        (r"^[+--]+$", ",", True),
        (r"^[\w-.]+$", "a-.", True),
        (r"^[\b]$", "\b", True),
        (r"^a{,3}$", "a{,3}", True),
        (r"^a{2,3}$", "aa", True),
        (r"^{x}$", "{x}", True),
        (r"^[a&&b]+$", "&", True),
        (r"(?<=a|bb)c", "bbc", True),
        (r"\bfoo\b", "éfoo", True),
    ],
)
def test_patterns_mean_what_ecma_262_says(pattern, text, expected):
    assert matches(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["(a", "[a", "a\\", r"\Z", r"\a", r"\Qa", "*", "a" * 10_001])
def test_an_unreadable_pattern_says_why(pattern):
    with pytest.raises(BadPattern) as caught:
        compile_pattern(pattern)
    assert str(caught.value)


def test_the_end_of_python_is_explained():
    with pytest.raises(BadPattern, match=r"write \^ or \$"):
        compile_pattern(r"a\Z")


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_a_bad_pattern(text):
    readable = read_schema({"format": "regex"}).errors(text) == []
    if readable:
        assert compile_pattern(text)
    else:
        with pytest.raises(BadPattern, match=r"."):
            compile_pattern(text)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8))
def test_escaped_characters_match_themselves(text):
    pattern = "".join(f"\\u{{{ord(character):x}}}" for character in text)
    assert matches(f"^{pattern}$", text)
    assert matches(f"^[{pattern}]+$", text)
