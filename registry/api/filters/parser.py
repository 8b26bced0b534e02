"""The filter of a request, in any of the three syntaxes."""

from collections.abc import Iterable, Iterator

from registry.api.filters.syntax_json import parse_json_text
from registry.api.filters.syntax_query import parse_brackets
from registry.api.filters.syntax_text import parse_text
from registry.api.filters.tree import BadFilter, Node, all_of, check_size


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
