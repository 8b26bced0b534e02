"""What a value must be like, in the words that a field's help shows before anything is wrong."""

from collections.abc import Iterator
from typing import Final

from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.validation.messages import join

_COUNTED: Final = {
    "string": ("Length", "character"),
    "array": ("Items", "item"),
    "object": ("Properties", "entry"),
}
_MANY: Final = {"entry": "entries"}

FORMATS: Final = {
    "date": "A date such as `2024-12-31`.",
    "time": "A time with its offset, such as `12:30:00Z`.",
    "date-time": "A date and time with its offset, such as `2024-12-31T12:30:00Z`.",
    "duration": "A duration such as `P3DT12H`.",
    "email": "An e-mail address.",
    "hostname": "A host name.",
    "ipv4": "An IPv4 address such as `192.0.2.1`.",
    "ipv6": "An IPv6 address such as `2001:db8::1`.",
    "uri": "An address such as `https://example.org/path`.",
    "uuid": "A UUID.",
    "regex": "A regular expression.",
    "json-pointer": "A JSON pointer such as `/a/0`.",
}


def tell_limits(node: Node) -> Iterator[str]:
    """Say what a value's step, size, pattern and format must be."""
    if node.info.steps:
        yield f"A multiple of {join(map(str, node.info.steps), 'and')}."
    for kind in sorted(node.info.types):
        if kind in _COUNTED and (size := _size(node, *_COUNTED[kind])):
            yield size
    keywords = [sub.keywords for sub in node.scope.subs]
    if any(k.get("uniqueItems") is True for k in keywords):
        yield "No two items alike."
    for pattern in dict.fromkeys(str(k["pattern"]) for k in keywords if "pattern" in k):
        yield f"Matches `{pattern}`."
    if node.info.format in FORMATS:
        yield FORMATS[node.info.format]


def _size(node: Node, word: str, one: str) -> str:
    low = max(_numbers(node, f"min{word}"), default=0)
    high = min(_numbers(node, f"max{word}"), default=None)
    if high is None:
        return f"At least {_count(low, one)}." if low else ""
    if low == high:
        return f"Exactly {_count(low, one)}."
    return f"{low} to {_count(high, one)}." if low else f"At most {_count(high, one)}."


def _numbers(node: Node, keyword: str) -> list[int]:
    found = (sub.keywords.get(keyword) for sub in node.scope.subs)
    return [int(n) for n in found if isinstance(n, (int, float)) and not isinstance(n, bool)]


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else _MANY.get(one, one + 's')}"
