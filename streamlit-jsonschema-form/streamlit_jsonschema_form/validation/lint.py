"""What is wrong with a schema itself, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.validation.dialect import (
    DIALECTS,
    Value,
    children,
    is_leaf,
    known_dialect,
    old_draft,
)
from streamlit_jsonschema_form.validation.leniency import FOREIGN, strangers
from streamlit_jsonschema_form.validation.metaschema import judge
from streamlit_jsonschema_form.validation.pattern import BadPattern, compile_pattern
from streamlit_jsonschema_form.validation.reference_cycles import find_loops
from streamlit_jsonschema_form.validation.references import (
    SPECIFICATIONS,
    References,
    Resolver,
    Unresolvable,
    make_resolver,
)

REFERENCES = ("$ref", "$dynamicRef")


@dataclass(frozen=True, slots=True)
class Subschema:
    """A subschema and how to follow its references."""

    path: JsonPath
    schema: Value
    resolver: Resolver


@dataclass(frozen=True, slots=True)
class Faults:
    """The result of looking at a schema.

    Attributes:
        problems: each at its place in the schema.
        remarks: what is wrong and changes nothing of what is valid, or says nothing here.
        fatal: why no value can be checked, None when values can be.
        resolver: at the root.
        subschemas: every one that was reached, by the `id()` of its dict.
        targets: `id(subschema)` to what its references point at.
        references: those that were followed.
    """

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    fatal: Problem | None
    resolver: Resolver
    subschemas: dict[int, Subschema]
    targets: dict[int, list[Value]]
    references: References


def find_faults(schema: Value, dialect: str, *, named: bool = True) -> Faults:
    """Look at a schema and everything that it refers to inside the document.

    Args:
        schema: parsed JSON.
        dialect: the URI of its metaschema.
        named: whether it may name parts of itself, by `$id` or an anchor.
    """
    verdict = judge(schema, dialect, ())
    problems = (*_dialect_problems(schema), *verdict.broken, *verdict.passed)
    remarks = tuple(verdict.remarks)
    if verdict.broken:
        return _unusable(problems, remarks, verdict.broken[0], dialect)
    try:
        resolver = make_resolver(schema, dialect, named=named)
    except Unresolvable as error:
        wrong = Problem((), "$id", str(error))
        return _unusable((*problems, wrong), remarks, wrong, dialect)
    walk = _Walk(schema, dialect, resolver)
    fatal = next((p for p in walk.problems if p.keyword not in _TOLERATED), None)
    return Faults(
        (*problems, *walk.problems),
        (*remarks, *walk.remarks),
        fatal,
        resolver,
        walk.subschemas,
        walk.targets,
        walk.references,
    )


def is_sound(rule: Value, dialect: str, resolver: Resolver) -> bool:
    """Tell whether a schema that stands outside of a document can be asked, inside it."""
    broken = judge(rule, dialect, ()).broken
    return not broken and not _Walk(rule, dialect, resolver).problems


def _unusable(
    problems: tuple[Problem, ...], remarks: tuple[Problem, ...], why: Problem, dialect: str
) -> Faults:
    return Faults(problems, remarks, why, _nothing(dialect), {}, {}, References())


def _nothing(dialect: str) -> Resolver:
    return make_resolver(schema=True, dialect=dialect)


_TOLERATED = (
    *REFERENCES,
    "pattern",
    "patternProperties",
    "$schema",
    "exclusiveMinimum",
    "exclusiveMaximum",
)


def _dialect_problems(schema: Value) -> Iterator[Problem]:
    if not isinstance(schema, dict) or "$schema" not in schema or known_dialect(schema["$schema"]):
        return
    known, named = " or ".join(DIALECTS), f"unknown dialect {schema['$schema']!r}"
    message = f"{named}; read as 2020-12; known are {known}"
    if old := old_draft(schema):
        message = (
            f"{old} is not read here; it is read as draft-07, which knows neither `id` nor "
            "`exclusiveMinimum` and `exclusiveMaximum` as true or false; change those, if there are any, "
            f"and write one of {known}"
        )
    yield Problem(("$schema",), "$schema", message, "/$schema")


class _Walk:
    """Visits every subschema once, through references too, and collects what is wrong."""

    def __init__(self, schema: Value, dialect: str, resolver: Resolver) -> None:
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []
        self._old = old_draft(schema) in ("draft-03", "draft-04")
        self.subschemas: dict[int, Subschema] = {}
        self.targets: dict[int, list[Value]] = {}
        self.references = References()
        self._dialect, self._base = dialect, resolver._base_uri
        self._waiting = [Subschema((), schema, resolver)]
        self._aside: list[Subschema] = []
        while self._waiting:
            self._visit(self._waiting.pop())
            if not self._waiting:
                self._waiting = self._strangers()
        for looping in find_loops([sub.schema for sub in self.subschemas.values()], self.targets):
            place = self.subschemas[id(looping)].path
            message = "leads back to itself without end; a value can never be checked against it"
            self.problems.append(Problem((*place, "$ref"), "$ref", message))

    def _visit(self, sub: Subschema) -> None:
        if not isinstance(sub.schema, dict) or id(sub.schema) in self.subschemas:
            return
        self.subschemas[id(sub.schema)] = sub
        if not _PATTERNS.isdisjoint(sub.schema):
            self.problems += _pattern_problems(sub)
        if not FOREIGN.isdisjoint(sub.schema):
            self.remarks += strangers(sub.schema, sub.path, old=self._old)
        if not is_leaf(sub.schema):
            inner = [
                Subschema((*sub.path, *path), each, self._inside(sub, each))
                for path, each in children(sub.schema)
                if isinstance(each, dict)
            ]
            self._waiting += reversed(inner)
        for keyword in REFERENCES:
            if keyword in sub.schema:
                self._follow(sub, keyword)

    def _inside(self, sub: Subschema, schema: Value) -> Resolver:
        if "$id" not in schema:
            return sub.resolver
        return sub.resolver.in_subresource(SPECIFICATIONS[self._dialect].create_resource(schema))

    def _follow(self, sub: Subschema, keyword: str) -> None:
        ref = sub.schema[keyword]
        try:
            found = self.references.look_up(ref, sub.resolver)
        except Unresolvable as error:
            self.problems.append(Problem((*sub.path, keyword), keyword, str(error)))
            return
        self.targets.setdefault(id(sub.schema), []).append(found.contents)
        if (path := self._path_of(ref, sub)) is not None:
            self._aside.append(Subschema(path, found.contents, found.resolver))

    def _strangers(self) -> list[Subschema]:
        """Return the targets that sit where no schemas do: they have not met the metaschema yet."""
        targets = {id(each.schema): each for each in reversed(self._aside)}
        self._aside = []
        fine: list[Subschema] = []
        for each in targets.values():
            if id(each.schema) not in self.subschemas:
                verdict = judge(each.schema, self._dialect, each.path)
                self.problems += (*verdict.broken, *verdict.passed)
                self.remarks += verdict.remarks
                fine += [] if verdict.broken else [each]
        return fine

    def _path_of(self, ref: str, sub: Subschema) -> JsonPath | None:
        """Return the place that `#/a/b` names, None for an anchor or another resource."""
        if not ref.startswith("#/") or sub.resolver._base_uri != self._base:
            return None
        parts = unquote(ref[2:]).split("/")
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


_PATTERNS = frozenset(("pattern", "patternProperties"))


def _pattern_problems(sub: Subschema) -> Iterator[Problem]:
    for place, pattern in _patterns(sub.schema):
        try:
            compile_pattern(pattern)
        except BadPattern as error:
            message = f"the pattern {pattern} cannot be read: {error}"
            yield Problem((*sub.path, *place), place[0], message)


def _patterns(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(schema.get("pattern"), str):
        yield ("pattern",), schema["pattern"]
    for pattern in schema.get("patternProperties", {}):
        yield ("patternProperties", pattern), pattern
