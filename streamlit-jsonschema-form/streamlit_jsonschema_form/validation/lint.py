"""What is wrong with a schema itself, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from streamlit_jsonschema_form.problems import JsonPath, Problem, json_pointer
from streamlit_jsonschema_form.validation.dialect import (
    DIALECTS,
    children,
    is_leaf,
    known_dialect,
    old_draft,
)
from streamlit_jsonschema_form.validation.metaschema import check_schema
from streamlit_jsonschema_form.validation.pattern import BadPattern, compile_pattern
from streamlit_jsonschema_form.validation.references import (
    SPECIFICATIONS,
    References,
    Resolver,
    Unresolvable,
    find_cycles,
    make_resolver,
)

REFERENCES = ("$ref", "$dynamicRef")


@dataclass(frozen=True, slots=True)
class Subschema:
    """A subschema and how to follow its references."""

    path: JsonPath
    schema: Any
    resolver: Resolver


@dataclass(frozen=True, slots=True)
class LintResult:
    """What is wrong with a schema, and what was found while reading it.

    Attributes:
        problems: each at its place in the schema.
        warnings: what is wrong and does not affect which values are valid, or means nothing here.
        fatal: why no value can be checked, None when values can be.
        resolver: at the root.
        subschemas: every one that was reached, by the `id()` of its dict.
        targets: `id(subschema)` to what its references point at.
        references: those that were followed.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    fatal: Problem | None
    resolver: Resolver
    subschemas: dict[int, Subschema]
    targets: dict[int, list[Any]]
    references: References


def lint_schema(schema: Any, dialect: str, *, named: bool = True) -> LintResult:
    """Check a schema and everything that it refers to inside the document.

    Args:
        schema: parsed JSON.
        dialect: the URI of its metaschema.
        named: whether it may name parts of itself, by `$id` or an anchor.
    """
    checked = check_schema(schema, dialect, ())
    problems = (*_dialect_problems(schema), *checked.errors, *checked.ignored)
    warnings = tuple(checked.warnings)
    if checked.errors:
        return _unusable(problems, warnings, checked.errors[0], dialect)
    try:
        resolver = make_resolver(schema, dialect, named=named)
    except Unresolvable as error:
        wrong = Problem((), "$id", str(error))
        return _unusable((*problems, wrong), warnings, wrong, dialect)
    walk = _SchemaWalk(schema, dialect, resolver)
    fatal = next((p for p in walk.problems if p.keyword not in _NOT_FATAL), None)
    return LintResult(
        (*problems, *walk.problems),
        (*warnings, *walk.warnings),
        fatal,
        resolver,
        walk.subschemas,
        walk.targets,
        walk.references,
    )


def is_sound(rule: Any, dialect: str, resolver: Resolver) -> bool:
    """Tell whether a schema from outside of a document can be used to check values inside it."""
    is_valid = not check_schema(rule, dialect, ()).errors
    return is_valid and not _SchemaWalk(rule, dialect, resolver).problems


def _unusable(
    problems: tuple[Problem, ...], warnings: tuple[Problem, ...], why: Problem, dialect: str
) -> LintResult:
    resolver = make_resolver(schema=True, dialect=dialect)
    return LintResult(problems, warnings, why, resolver, {}, {}, References())


_NOT_FATAL = (
    *REFERENCES,
    "pattern",
    "patternProperties",
    "$schema",
    "exclusiveMinimum",
    "exclusiveMaximum",
)


def _dialect_problems(schema: Any) -> Iterator[Problem]:
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


class _SchemaWalk:
    """Visits every subschema once, through references too, and collects what is wrong."""

    def __init__(self, schema: Any, dialect: str, resolver: Resolver) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._old = old_draft(schema) in ("draft-03", "draft-04")
        self.subschemas: dict[int, Subschema] = {}
        self.targets: dict[int, list[Any]] = {}
        self.references = References()
        self._dialect, self._base = dialect, resolver._base_uri
        self._pending = [Subschema((), schema, resolver)]
        self._outside: list[Subschema] = []
        while self._pending:
            self._visit(self._pending.pop())
            if not self._pending:
                self._pending = self._check_outside()
        for schema_in_cycle in find_cycles(
            [sub.schema for sub in self.subschemas.values()], self.targets
        ):
            place = self.subschemas[id(schema_in_cycle)].path
            message = "leads back to itself without end; a value can never be checked against it"
            self.problems.append(Problem((*place, "$ref"), "$ref", message))

    def _visit(self, sub: Subschema) -> None:
        if not isinstance(sub.schema, dict) or id(sub.schema) in self.subschemas:
            return
        self.subschemas[id(sub.schema)] = sub
        if not _PATTERNS.isdisjoint(sub.schema):
            self.problems += _pattern_problems(sub)
        if not _FOREIGN.keys().isdisjoint(sub.schema):
            self.warnings += _foreign_keywords(sub.schema, sub.path, old=self._old)
        if not is_leaf(sub.schema):
            inner = [
                Subschema((*sub.path, *path), each, self._inside(sub, each))
                for path, each in children(sub.schema)
                if isinstance(each, dict)
            ]
            self._pending += reversed(inner)
        for keyword in REFERENCES:
            if keyword in sub.schema:
                self._follow(sub, keyword)

    def _inside(self, sub: Subschema, schema: Any) -> Resolver:
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
            self._outside.append(Subschema(path, found.contents, found.resolver))

    def _check_outside(self) -> list[Subschema]:
        """Return the targets that sit where no schemas do: the metaschema has not looked at them."""
        targets = {id(each.schema): each for each in reversed(self._outside)}
        self._outside = []
        usable: list[Subschema] = []
        for each in targets.values():
            if id(each.schema) not in self.subschemas:
                checked = check_schema(each.schema, self._dialect, each.path)
                self.problems += (*checked.errors, *checked.ignored)
                self.warnings += checked.warnings
                usable += [] if checked.errors else [each]
        return usable

    def _path_of(self, ref: str, sub: Subschema) -> JsonPath | None:
        """Return the place that `#/a/b` names, None for an anchor or another resource."""
        if not ref.startswith("#/") or sub.resolver._base_uri != self._base:
            return None
        parts = unquote(ref[2:]).split("/")
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def _foreign_keywords(schema: dict[str, Any], place: JsonPath, *, old: bool) -> Iterator[Problem]:
    """Yield the keywords of other dialects in a subschema, which mean nothing here.

    Args:
        schema: the subschema.
        place: where it stands.
        old: its document is of a draft before draft-06.
    """
    for keyword, (is_meant, message) in _FOREIGN.items():
        if keyword in schema and is_meant(schema[keyword], old):
            yield Problem((*place, keyword), keyword, message, json_pointer((*place, keyword)))


_FOREIGN: Final[dict[str, tuple[Callable[[Any, bool], bool], str]]] = {
    "nullable": (
        lambda value, _: value is True,
        "is OpenAPI 3.0, and means nothing here; to allow null, "
        'write it among the types: `"type": ["string", "null"]`',
    ),
    "id": (
        lambda value, old: old and isinstance(value, str),
        "is draft-04, and means nothing here; write `$id`, or for a name in this document refer to its "
        "place: `#/definitions/…`",
    ),
}


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
