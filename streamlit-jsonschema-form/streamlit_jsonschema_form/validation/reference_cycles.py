"""References that lead back to themselves without taking a step into the value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from streamlit_jsonschema_form.validation.dialect import Value, children

IN_PLACE = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies", "dependentSchemas"}
)


def find_loops(schemas: Iterable[Any], targets: Mapping[int, Sequence[Any]]) -> Iterator[Any]:
    """Yield each schema whose reference closes an endless loop.

    Args:
        schemas: every object schema of the document.
        targets: `id(schema)` to what its references point at.

    JSON Schema 2020-12 §9.4.1 leaves the result of such a loop undefined.
    """
    done: set[int] = set()
    for schema in schemas:
        yield from _search(schema, targets, done)


def _search(start: Value, targets: Mapping[int, Sequence[Any]], done: set[int]) -> Iterator[Any]:
    """Walk depth first, without recursion; an edge to a schema on the way closes a loop."""
    if id(start) in done or (id(start) not in targets and IN_PLACE.isdisjoint(start)):
        return
    way = {id(start)}
    stack = [(start, iter(_next_schemas(start, targets)))]
    while stack:
        schema, ahead = stack[-1]
        found = next(ahead, None)
        if found is None:
            stack.pop()
            way.discard(id(schema))
            done.add(id(schema))
        elif id(found) in way:
            yield schema
        elif id(found) not in done:
            way.add(id(found))
            stack.append((found, iter(_next_schemas(found, targets))))


def _next_schemas(schema: Value, targets: Mapping[int, Sequence[Any]]) -> list[Any]:
    if IN_PLACE.isdisjoint(schema):
        inside = []
    else:
        inside = [each for path, each in children(schema) if path[0] in IN_PLACE]
    return [each for each in (*targets.get(id(schema), ()), *inside) if isinstance(each, dict)]
