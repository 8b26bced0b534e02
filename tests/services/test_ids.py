import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.services.ids import BASE58, encode_base58, new_id


def decode(text: str) -> bytes:
    zeros = len(text) - len(text.lstrip("1"))
    number = 0
    for digit in text:
        number = number * 58 + BASE58.index(digit)
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


@given(st.binary(max_size=40))
def test_base58_can_be_read_back(data: bytes) -> None:
    assert decode(encode_base58(data)) == data


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (b"", ""), (b"\0\0a", "112g")],
)
def test_base58_is_the_known_one(data: bytes, text: str) -> None:
    assert encode_base58(data) == text


def test_an_id_says_what_it_names_and_cannot_be_guessed() -> None:
    ids = {new_id("model") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"model-[1-9A-HJ-NP-Za-km-z]{16,22}", id) for id in ids)
