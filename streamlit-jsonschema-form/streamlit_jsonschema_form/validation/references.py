"""References between schemas: inside the document or to the bundled metaschemas, never fetched."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast
from urllib.parse import urldefrag, urljoin

import referencing._core as core
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
from referencing.exceptions import Unresolvable as _Unresolvable
from referencing.jsonschema import DRAFT7, DRAFT202012

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12, children

Resolver: TypeAlias = core.Resolver[Any]
Resolved: TypeAlias = core.Resolved[Any]


class Unresolvable(Exception):
    """A reference that leads nowhere; its text says why."""

    def __init__(self, ref: str, reason: str) -> None:
        self.ref, self.reason = ref, reason
        super().__init__(f"the reference {ref} {reason}")


def _subschemas(contents: Any) -> Iterable[Any]:
    return [each for _, each in children(contents)]


SPECIFICATIONS: dict[str, Any] = {
    DRAFT_2020_12: DRAFT202012,
    # The one that `referencing` brings stumbles over `dependencies` that mix names and schemas.
    DRAFT_7: cast(Any, core.Specification)(
        name=DRAFT7.name,
        id_of=DRAFT7.id_of,
        subresources_of=_subschemas,
        anchors_in=DRAFT7._anchors_in,
        maybe_in_subresource=DRAFT7.maybe_in_subresource,
    ),
}


def make_resolver(schema: Any, dialect: str, *, named: bool = True) -> Resolver:
    """Return a resolver at the root of a document, which it indexes.

    Args:
        schema: parsed JSON.
        dialect: the URI of its metaschema.
        named: whether it may name parts of itself.

    Raises:
        Unresolvable: an identifier in it cannot be read.
    """
    resource = SPECIFICATIONS[dialect].create_resource(schema)
    uri = resource.id() or ""
    try:
        registry = _index(uri, resource, named=named)
    except (ValueError, TypeError, AttributeError) as error:
        raise Unresolvable(uri, f"or another identifier cannot be read: {error}") from error
    return cast(Resolver, registry.resolver(uri))


NAMES: Final = ("$id", "$anchor", "$dynamicAnchor")


def _index(uri: str, resource: Any, *, named: bool) -> Any:
    """Make a registry that knows every name in a document; most have none but their own."""
    registry = REGISTRY.with_resource(uri, resource)
    if urljoin(uri, uri) != uri or (named and _has_names(resource.contents)):
        return registry.crawl()
    # What a crawl would return, without taking each subschema in hand.
    return cast(Any, core.Registry)(resources=registry._resources, anchors=registry._anchors)


def _has_names(schema: Any) -> bool:
    """Tell whether a schema has an anchor, or one inside it any name."""
    pending = [each for _, each in children(schema)]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            if any(name in each for name in NAMES):
                return True
            pending += [inner for _, inner in children(each)]
    return isinstance(schema, dict) and any(name in schema for name in NAMES[1:])


MAX_FOLLOWED: Final = 20_000


class References:
    """The references of one document, each followed once for the places that it is followed from."""

    def __init__(self) -> None:
        self._followed: dict[tuple[str, str, tuple[str, ...]], Resolved] = {}

    def look_up(self, ref: str, resolver: Resolver) -> Resolved:
        """Follow a reference to its schema; `$dynamicRef` too, by the resolver's dynamic scope.

        Raises:
            Unresolvable: it leads out of the document, nowhere, or to something that is no schema.
        """
        key = (str(ref), resolver._base_uri, tuple(resolver._previous))
        found = self._followed.get(key)
        if found is None:
            if len(self._followed) >= MAX_FOLLOWED:
                self._followed.clear()
            found = self._followed[key] = _follow(ref, resolver)
        return found


def _follow(ref: str, resolver: Resolver) -> Resolved:
    try:
        found = resolver.lookup(ref)
    except (_Unresolvable, LookupError, ValueError, TypeError) as error:
        raise Unresolvable(ref, _reason(ref, resolver)) from error
    if not isinstance(found.contents, dict | bool):
        raise Unresolvable(ref, "points at something that is not a schema")
    return found


def _reason(ref: str, resolver: Resolver) -> str:
    try:
        uri = urldefrag(urljoin(resolver._base_uri, ref)).url
    except ValueError as error:
        return f"is not a legal URI: {error}"
    if uri == resolver._base_uri or not uri:
        return "points at nothing in this document"
    return "cannot be followed: only references inside the document are"


_IN_PLACE = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies", "dependentSchemas"}
)


def find_cycles(schemas: Iterable[Any], targets: Mapping[int, Sequence[Any]]) -> Iterator[Any]:
    """Yield each schema whose reference leads back to it without a step into the value.

    Args:
        schemas: every object schema of the document.
        targets: `id(schema)` to what its references point at.

    JSON Schema 2020-12 §9.4.1 leaves the result of such a cycle undefined.
    """
    done: set[int] = set()
    for schema in schemas:
        yield from _search_from(schema, targets, done)


def _search_from(start: Any, targets: Mapping[int, Sequence[Any]], done: set[int]) -> Iterator[Any]:
    """Walk depth first, without recursion; an edge to a schema on the path closes a cycle."""
    if id(start) in done or (id(start) not in targets and _IN_PLACE.isdisjoint(start)):
        return
    path = {id(start)}
    stack = [(start, iter(_next_schemas(start, targets)))]
    while stack:
        schema, ahead = stack[-1]
        found = next(ahead, None)
        if found is None:
            stack.pop()
            path.discard(id(schema))
            done.add(id(schema))
        elif id(found) in path:
            yield schema
        elif id(found) not in done:
            path.add(id(found))
            stack.append((found, iter(_next_schemas(found, targets))))


def _next_schemas(schema: Any, targets: Mapping[int, Sequence[Any]]) -> list[Any]:
    if _IN_PLACE.isdisjoint(schema):
        inside = []
    else:
        inside = [each for place, each in children(schema) if place[0] in _IN_PLACE]
    return [each for each in (*targets.get(id(schema), ()), *inside) if isinstance(each, dict)]
