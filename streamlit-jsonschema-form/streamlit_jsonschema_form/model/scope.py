"""Which subschemas are in force at a place of a value; they are listed, never merged.

A place of an instance is ruled by a set of subschemas: its own, what it refers to, the members of
`allOf`, the branch of a condition that holds, the branch of a union that was chosen. Validity always
comes from the original schema; this set only tells what to draw.
"""

import itertools
import operator
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeGuard

from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.hints import NO_HINTS, Hints
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.document import SchemaDocument
from streamlit_jsonschema_form.validation.references import SPECIFICATIONS, Unresolvable

Schema = Mapping[str, Any] | bool


@dataclass(frozen=True, slots=True)
class AppliedSchema:
    """One subschema in force.

    Attributes:
        schema: the subschema as written.
        resolver: what its `$ref`s are relative to.
        via: why it is in force: `("allOf/0", "then")`; empty for a plain declaration.
        entered: the resolver has taken in the `$id` of this very subschema.
        read: the keywords that mean something in its dialect; None until it is in force.
        hints: what the `uiSchema` beside the schema says of this place.
    """

    schema: Schema
    resolver: Any = field(repr=False)
    via: tuple[str, ...] = ()
    entered: bool = False
    read: Mapping[str, Any] | None = field(default=None, repr=False)
    hints: Hints = NO_HINTS

    @property
    def keywords(self) -> Mapping[str, Any]:
        """Return the keywords that count; a boolean schema has none."""
        if self.read is not None:
            return self.read
        schema = self.schema
        return {} if schema is True or schema is False else schema

    def inner(self, schema: Schema, step: str = "") -> "AppliedSchema":
        """Return a subschema found inside this one for the same place, which is reached by `step`."""
        way = (*self.via, step) if step else self.via
        return AppliedSchema(schema, self.resolver, way, hints=self.hints.of_step(step))

    def below(self, schema: Schema, hints: Hints) -> "AppliedSchema":
        """Return a subschema found inside this one for a child."""
        return AppliedSchema(schema, self.resolver, self.via, hints=hints)

    @property
    def identity(self) -> tuple[int, ...]:
        """Return what tells this subschema, with its hints, from others."""
        return (id(self.schema), *self.hints.identity)

    @property
    def key(self) -> Hashable:
        """Return what tells this subschema, in force for this reason, from others."""
        resolver = self.resolver
        return self.identity, self.via, resolver._base_uri, *resolver._previous

    def is_same(self, other: "AppliedSchema") -> bool:
        """Tell whether another is this very subschema, in force for the same reason."""
        if self.schema is not other.schema or self.via != other.via:
            return False
        same = self.resolver is other.resolver and self.hints is other.hints
        return same or self.key == other.key


_IN_PLACE: Final = frozenset(
    ("$ref", "$dynamicRef", "allOf", "if", "dependentSchemas", "dependencies", "anyOf", "oneOf")
)
_REACHING: Final = _IN_PLACE | {"$id"}
_PER_KEY: Final = frozenset(
    ("properties", "patternProperties", "additionalProperties", "unevaluatedProperties")
)


_ONLY_IN: Final[dict[str, frozenset[str]]] = {
    DRAFT_7: frozenset(("additionalItems", "dependencies")),
    DRAFT_2020_12: frozenset(
        (
            "$dynamicRef",
            "dependentRequired",
            "dependentSchemas",
            "prefixItems",
            "unevaluatedItems",
            "unevaluatedProperties",
        )
    ),
}
_WORDS: Final = frozenset(
    ("$ref", "title", "description", "default", "examples", "deprecated", "x-ui")
)
_FOREIGN: Final = {DRAFT_7: _ONLY_IN[DRAFT_2020_12], DRAFT_2020_12: _ONLY_IN[DRAFT_7]}
_CONDITIONAL: Final = ("then", "else", "dependentSchemas", "dependencies", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Branching:
    """A union met on the way, whose branch the caller chooses.

    Attributes:
        keyword: `anyOf` or `oneOf`.
        index: which of the place's unions it is; the same whichever branches are chosen.
        branches: every branch.
        marker: the property whose value names the branch, where the schema says so, and the names
            given to references (OpenAPI 3.1 §4.8.25).
    """

    keyword: str
    index: int
    branches: tuple[AppliedSchema, ...]
    discriminator: Mapping[str, Any] = field(default_factory=dict)

    def is_of(self, members: list[Schema]) -> bool:
        """Tell whether these members of a keyword are its branches, the very ones."""
        mine = [branch.schema for branch in self.branches]
        return len(mine) == len(members) and all(map(operator.is_, mine, members))

    def introduced(self, sub: AppliedSchema) -> bool:
        """Tell whether a subschema is in force because one of its branches is."""
        return any(sub.via[: len(each.via)] == each.via for each in self.branches)


Chooser = Callable[[Branching], int | None]


@dataclass(slots=True, eq=False)
class Declaration:
    """How a key or a row is declared.

    Attributes:
        subs: the subschemas for its value.
        origin: the kind of declaration.
        scope: what is in force there where that depends on no value; found when it is first asked for.
    """

    subs: tuple[AppliedSchema, ...]
    origin: str
    scope: "Scope | None" = None

    def is_same(self, other: "Declaration") -> bool:
        """Tell whether another declaration says the very same."""
        return (
            self.origin == other.origin
            and len(self.subs) == len(other.subs)
            and all(map(AppliedSchema.is_same, self.subs, other.subs))
        )


@dataclass(frozen=True, slots=True)
class DiscriminatorField:
    """A field that decides on a union of the object that it is in.

    Attributes:
        index: the union's number.
        key: the field's.
        by: what declares the field, the branches left out.
    """

    index: int
    key: str
    declaration: Declaration


@dataclass(eq=False, slots=True)
class Scope:
    """Everything that rules one place: the subschemas in force, and the unions met on the way.

    Attributes:
        subs: the subschemas in force.
        unions: each with the number of the branch that is chosen.
        facts: what the form shows; like all that follows, found out when it is first asked for.
        declared: the keys that are named.
        properties: how keys are declared.
        rows: how items are declared.
        steerings: the unions that a field decides on.
        saying: the subschemas that say anything about keys.
    """

    subs: tuple[AppliedSchema, ...]
    unions: tuple[tuple[Branching, int | None], ...] = ()
    info: FieldInfo | None = field(default=None, init=False, repr=False)
    declared: tuple[str, ...] | None = field(default=None, init=False, repr=False)
    properties: dict[str, Declaration] | None = field(default=None, init=False, repr=False)
    rows: dict[int, Declaration] | None = field(default=None, init=False, repr=False)
    discriminator_fields: tuple[DiscriminatorField, ...] | None = field(
        default=None, init=False, repr=False
    )
    saying: tuple[AppliedSchema, ...] | None = field(default=None, init=False, repr=False)

    @property
    def object_schemas(self) -> tuple[AppliedSchema, ...]:
        """The subschemas that say anything about keys."""
        if self.saying is None:
            self.saying = tuple(s for s in self.subs if not _PER_KEY.isdisjoint(s.keywords))
        return self.saying

    @property
    def forbids(self) -> bool:
        """Whether no value at all is allowed."""
        for sub in self.subs:  # noqa: SIM110 - a generator costs more than the answer
            if sub.schema is False:
                return True
        return False


NO_SCOPE: Final = Scope(())


def is_standalone(sub: AppliedSchema) -> bool:
    """Tell whether a subschema puts nothing else in force and names itself nowhere, as most do."""
    return isinstance(sub.schema, bool) or _REACHING.isdisjoint(sub.schema)


class Collector:
    """Collects the subschemas in force at one place of one instance."""

    def __init__(self, document: SchemaDocument, instance: Value, choose: Chooser) -> None:
        self._document, self._instance, self._choose = document, instance, choose
        self._seen: set[int] = set()
        self._subs: list[AppliedSchema] = []
        self._unions: list[tuple[Branching, int | None]] = []
        self._above = 0

    def collect(self, subs: tuple[AppliedSchema, ...]) -> Scope:
        """Return what is in force when `subs` are."""
        for sub in subs:
            self._above = len(sub.via)
            self._add(sub)
        return Scope(tuple(self._subs), tuple(self._unions))

    def _add(self, sub: AppliedSchema) -> None:
        if id(sub.schema) in self._seen and not isinstance(sub.schema, bool):
            return
        self._seen.add(id(sub.schema))
        sub = enter(self._document, sub)
        self._subs.append(sub)
        if _IN_PLACE.isdisjoint(sub.keywords):
            return
        for step in (self._references, self._all, self._conditions, self._dependents, self._union):
            for further in step(sub):
                self._add(further)

    def _references(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for keyword in ("$ref", "$dynamicRef"):
            if isinstance(reference := sub.keywords.get(keyword), str):
                try:
                    found = self._document.lookup(reference, sub.resolver)
                except Unresolvable:
                    continue  # a problem of the schema, reported when it was read
                hints = sub.hints.of_reference(reference)
                yield AppliedSchema(
                    found.contents, found.resolver, sub.via, entered=True, hints=hints
                )

    def _all(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for index, member in enumerate(schemas(sub, "allOf")):
            yield sub.inner(member, f"allOf/{index}")

    def _conditions(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        keywords = sub.keywords
        if "if" not in keywords or self._instance is ABSENT:
            return
        holds = self._document.matches(keywords["if"], sub.resolver, self._instance)
        branch = "then" if holds else "else"
        if branch in keywords:
            yield sub.inner(keywords[branch], branch)

    def _dependents(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        if not isinstance(self._instance, dict):
            return
        for keyword in ("dependentSchemas", "dependencies"):
            for key, schema in mapping(sub, keyword).items():
                if key in self._instance and isinstance(schema, (bool, dict)):
                    yield sub.inner(schema, f"{keyword}/{key}")

    def _union(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for keyword in ("anyOf", "oneOf"):
            members = schemas(sub, keyword)
            if not members:
                continue
            branches = tuple(
                sub.inner(member, f"{keyword}/{index}") for index, member in enumerate(members)
            )
            index, discriminator = self._number(sub, keyword), mapping(sub, "discriminator")
            branching = Branching(keyword, index, branches, discriminator)
            chosen = self._choose(branching)
            self._unions.append((branching, chosen))
            if chosen is not None:
                yield branches[chosen]

    def _number(self, sub: AppliedSchema, keyword: str) -> int:
        """Number a union so that a choice made elsewhere at this place does not renumber it."""
        way = sub.via[self._above :]
        taken = {branching.index for branching, _ in self._unions}
        hangs = any(step.startswith(_CONDITIONAL) for step in way)
        first = (
            1000 + zlib.crc32("|".join((*way, keyword)).encode("utf-8", "replace")) if hangs else 0
        )
        return next(number for number in itertools.count(first) if number not in taken)


def enter(document: SchemaDocument, sub: AppliedSchema) -> AppliedSchema:
    """Take in what a subschema says of itself: what of it counts, and its own `$id` (core §8.2.1)."""
    if not isinstance(sub.schema, bool):
        read = effective_keywords(sub.schema, document.dialect)
        sub = sub if read is sub.schema else replace(sub, read=read)
    if sub.entered or "$id" not in sub.keywords:
        return sub
    resource = SPECIFICATIONS[document.dialect].create_resource(sub.schema)
    return replace(sub, resolver=sub.resolver.in_subresource(resource), entered=True)


def effective_keywords(schema: Mapping[str, Any], dialect: str) -> Mapping[str, Any]:
    """Return the keywords that count; the schema itself where all of them do.

    Draft-07 ignores what constrains a value beside a `$ref` (§8.3), and each dialect ignores the
    keywords that only the other knows; those that forms do not read at all are not listed.
    """
    if dialect == DRAFT_7 and "$ref" in schema:
        return {k: v for k, v in schema.items() if k in _WORDS or k.startswith("ui:")}
    foreign = _FOREIGN[dialect]
    if foreign.isdisjoint(schema):
        return schema
    return {k: v for k, v in schema.items() if k not in foreign}


def schemas(sub: AppliedSchema, keyword: str) -> list[Schema]:
    """Return the schemas that a keyword lists; none when it is not a list."""
    value = sub.keywords.get(keyword)
    return [item for item in value if is_schema(item)] if isinstance(value, list) else []


def mapping(sub: AppliedSchema, keyword: str) -> Mapping[str, Any]:
    """Return the object that a keyword holds; empty when it is none."""
    value = sub.keywords.get(keyword)
    return value if isinstance(value, dict) else {}


def is_schema(item: object) -> TypeGuard[Schema]:
    """Tell whether something has the form of a schema."""
    return isinstance(item, (bool, dict))
