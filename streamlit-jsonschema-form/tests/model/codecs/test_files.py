"""A text is read as the file that it is, and a file is written as the text that its place takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.model.codecs.files import (
    FILE,
    File,
    accepted,
    file_name,
    read_file,
    wants_file,
    write_file,
)
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.validation.masking import MASK
from support.strategies import law

URL, BARE = FieldInfo(format="data-url"), FieldInfo(encoding="base64")


@law
@given(st.text(min_size=1), st.binary(), st.sampled_from([URL, BARE]))
def test_a_file_that_is_written_is_read_back_to_the_byte(name, content, info):
    try:
        name.encode()
    except UnicodeEncodeError:
        name = "x"
    file = read_file(write_file(name, "image/png", content, info), info)
    assert file is not None
    assert file.content == content
    assert file.name == (name if info is URL else None)


def test_a_file_is_written_as_react_jsonschema_form_writes_it():
    written = write_file("my file;1.png", "image/png", b"\x00\x01", URL)
    assert written == "data:image/png;name=my%20file%3B1.png;base64,AAE="
    assert write_file("x", "image/png", b"\x00\x01", BARE) == "AAE="
    assert write_file("x", "", b"", URL).startswith("data:application/octet-stream;")


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("data:,a%20b", File(None, "text/plain", b"a b")),
        ("data:text/csv;charset=utf-8,a,b", File(None, "text/csv", b"a,b")),
        ("DATA:a/b;name=x;BASE64,AAE=", File("x", "a/b", b"\x00\x01")),
        ("data:a/b;charset=x;name=y%2Fz;base64,", File("y/z", "a/b", b"")),
        ("data:a/b;base64,AA E=", None),
        ("data:a/b;base64,AAE", None),
        ("data:a/b;base64,é", None),
        ("data:,é", None),
        ("data:a/b", None),
        ("https://example.org", None),
        ("", None),
    ],
)
def test_a_data_url_is_read_as_its_standard_says_or_not_at_all(text, file):
    assert read_file(text, URL) == file


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"format": "data-url"}, True),
        ({"contentEncoding": "base64"}, True),
        ({"ui:widget": "file"}, True),
        ({"ui:widget": "files"}, True),
        ({"contentEncoding": "quoted-printable"}, False),
        ({"format": "data-url", "ui:widget": "textarea"}, False),
        ({}, False),
    ],
    ids=repr,
)
def test_a_place_asks_for_files_by_its_schema_or_its_hint(schema, expected):
    form = compile({"type": "string", **schema})
    assert wants_file(form.plan(form.load("")).info) is expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (FieldInfo(), None),
        (FieldInfo(ui={"accept": ".pdf, .png,"}), [".pdf", ".png"]),
        (FieldInfo(ui={"accept": ["image/*"]}), ["image/*"]),
        (FieldInfo(ui={"accept": ""}), None),
        (FieldInfo(media_type="application/octet-stream"), None),
        (FieldInfo(media_type="application/x-nobody-knows"), None),
        (FieldInfo(media_type="application/json", ui={"accept": ".txt"}), [".txt"]),
    ],
    ids=repr,
)
def test_the_files_that_are_taken_are_those_of_the_hint_or_of_the_schema(known, expected):
    assert accepted(known) == expected


def test_a_media_type_stands_for_its_endings_too():
    taken = accepted(FieldInfo(media_type="application/json"))
    assert taken is not None
    assert {"application/json", ".json"} <= set(taken)


def test_a_download_is_named_like_the_file_or_like_its_place():
    assert file_name(File("a.txt", "text/plain", b""), "key") == "a.txt"
    assert file_name(File(None, "application/json", b""), "key") == "key.json"
    assert file_name(File(None, "x/unknown", b""), "key") == "key"


def test_a_masked_secret_is_a_file_that_can_be_replaced():
    assert FILE.fits(
        MASK, FieldInfo(format="data-url", write_only=True, types=frozenset({"string"}))
    )
    assert not FILE.fits(MASK, URL)
