"""Numbers are read as people write them, without loss and without guessing."""

import pytest

from streamlit_jsonschema_form.json_text import InvalidText
from streamlit_jsonschema_form.model.codecs.numbers import read_number


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("8192", True, "8192"),
        (" 1_000 ", True, "1000"),
        ("1e6", True, "1000000"),
        ("1E+3", True, "1000"),
        ("1e20", True, "100000000000000000000"),
        ("1e6", False, "1000000.0"),
        ("1.0", True, "1.0"),
        ("2.5", True, "2.5"),
        ("1152921504606846977", True, "1152921504606846977"),
        ("1e-7", False, "1e-07"),
        ("-0.0", False, "-0.0"),
        ("-0", True, "0"),
        ("+5", True, "5"),
        (".5", False, "0.5"),
        ("5.", False, "5.0"),
        ("1.7976931348623157e308", False, "1.7976931348623157e+308"),
        ("007", True, "7"),
    ],
)
def test_a_number_is_read_as_typed(text, whole, number):
    assert repr(read_number(text, whole=whole)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "0x1F",
        "1,000",
        "1__0",
        "_1",
        "1_",
        ".",
        "1e",
        "e5",
        "-",
        "--1",
        "1 2",
        "NaN",
        "Infinity",
    ],
)
def test_what_is_no_number_is_refused_with_an_example(text):
    with pytest.raises(InvalidText, match=r"expected a (whole )?number"):
        read_number(text, whole=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1e400", "too large"), ("-1e400", "too large"), ("9" * 5000, "at most 4300 digits")],
    ids=["float", "negative", "digits"],
)
def test_a_number_that_python_cannot_hold_is_refused(text, reason):
    with pytest.raises(InvalidText, match=reason):
        read_number(text, whole=False)
