import pytest

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.document import read_schema

CASES = [
    ("date-time", "2026-12-31T23:59:00Z", "2026-12-31 23:59"),
    ("date", "2024-02-29", "2023-02-29"),
    ("time", "23:59:00Z", "23:59:00"),
    ("email", "ada.l+x@example.org", "ada@"),
    ("email", "ada@[192.0.2.1]", "ada@[300.0.0.1]"),
    ("email", '"a b"@example.org', "a b@example.org"),
    ("uri", "https://example.org/a?b#c", "/a b"),
    ("uri-reference", "a/b", "a b"),
    ("iri", "https://é.example/ü", "https://a b"),
    ("iri-reference", "ü", "a b"),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000"),
    ("ipv4", "192.0.2.1", "192.0.2.01"),
    ("ipv6", "2001:db8::1", "2001:::1"),
    ("hostname", "db.example.org", "-a.b"),
    ("regex", r"^\p{L}+$", "(a"),
    ("json-pointer", "/a~1b", "a"),
    ("relative-json-pointer", "1/a", "/a"),
    ("duration", "P1DT2H", "1D"),
    ("uri-template", "/{a}", "/{a"),
]


@pytest.mark.parametrize("dialect", [DRAFT_7, DRAFT_2020_12])
@pytest.mark.parametrize(("name", "good", "bad"), CASES)
def test_formats_are_really_checked(dialect, name, good, bad):
    document = read_schema({"format": name}, dialect=dialect)
    assert not document.errors(good)
    assert document.errors(bad)
    assert not document.errors(1)


@pytest.mark.parametrize("name", sorted({name for name, _, _ in CASES}))
def test_no_format_stumbles_over_odd_or_long_texts(name):
    document = read_schema({"format": name})
    for text in ["", "\0", "²", "\ud800", "[", "a" * 300_000, ":" * 5000, "1" * 5000]:
        assert isinstance(document.errors(text), list)


def test_an_unknown_format_asserts_nothing():
    assert not read_schema({"format": "shoe-size"}).errors("x")
