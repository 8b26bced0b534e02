"""Ids: a prefix that says what they name, and 16 random bytes that nobody can guess."""

import secrets

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BYTES = 16


def encode_base58(data: bytes) -> str:
    """Write bytes in base 58, without the letters that look alike; zero bytes in front count."""
    number = int.from_bytes(data)
    digits = ""
    while number:
        number, digit = divmod(number, len(BASE58))
        digits = BASE58[digit] + digits
    return BASE58[0] * (len(data) - len(data.lstrip(b"\0"))) + digits


def new_id(prefix: str) -> str:
    """Make an id such as `model-3mJr7AoUXx2Wqd…`."""
    return f"{prefix}-{encode_base58(secrets.token_bytes(_BYTES))}"
