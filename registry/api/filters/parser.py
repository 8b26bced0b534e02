"""The filter of a request, in any of the three syntaxes; one is parameters: `filter[name][$like]=llama`."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from registry.api.filters.syntax_json import parse_json_text, read_object, read_value
from registry.api.filters.syntax_text import parse_text
from registry.api.filters.tree import BadFilter, Node, all_of, check_size
from streamlit_jsonschema_form.problems import JsonValue

_SEGMENT: Final = re.compile(r"\[([^\[\]]*)\]")
_WHOLE: Final = re.compile(r"filter(\[[^\[\]]*\])+")


def parse_brackets(parameters: Iterable[tuple[str, str]]) -> Iterator[Node]:
    """Read each parameter whose name begins with `filter[`; one that is repeated is a list.

    Raises:
        BadFilter: a name or a value cannot be read.
    """
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name.startswith("filter["):
            given.setdefault(name, []).append(value)
    for name, values in given.items():
        yield _read_parameter(name, values)


def _read_parameter(name: str, values: list[str]) -> Node:
    if not _WHOLE.fullmatch(name):
        raise BadFilter(
            f"expected a name such as filter[name] or filter[name][$like], got {name!r}"
        )
    nested: JsonValue = _read_values(values)
    for segment in reversed(_SEGMENT.findall(name)):
        if not segment:
            raise BadFilter(f"expected a field between each pair of brackets, got {name!r}")
        nested = {segment: nested}
    assert isinstance(nested, dict)
    return read_object(nested)


def _read_values(values: list[str]) -> JsonValue:
    if len(values) == 1:
        return _read_value(values[0])
    return [part for value in values for part in value.split(",")]


def _read_value(value: str) -> JsonValue:
    if not value:
        return None
    if value[0] in "{[":
        return read_value(value)
    return list(value.split(",")) if "," in value else value


def parse_filter(parameters: Iterable[tuple[str, str]]) -> Node | None:
    """Read the filter of a request; None when it has none.

    Raises:
        BadFilter: it cannot be read.
    """
    given = list(parameters)
    parts = [*_read_plain(given), *parse_brackets(given)]
    if not parts:
        return None
    node = all_of(parts)
    check_size(node)
    return node


def _read_plain(parameters: Iterable[tuple[str, str]]) -> Iterator[Node]:
    for name, value in parameters:
        if name == "filter":
            yield _read_text(value.strip())


def _read_text(text: str) -> Node:
    if not text:
        raise BadFilter("expected a filter, got none; leave the parameter out instead")
    return parse_json_text(text) if text.startswith("{") else parse_text(text)
