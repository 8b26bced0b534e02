"""A JSON Schema that was read once and validates many values."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from jsonschema import ValidationError

from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.validation.context import (
    ResultCache,
    Undecided,
    ValidationContext,
    activate,
    cache_key,
    current_context,
)
from streamlit_jsonschema_form.validation.dialect import (
    APPLIED_IN_PLACE,
    DRAFT_2020_12,
    children,
    find_dialect,
)
from streamlit_jsonschema_form.validation.errors import (
    AuthorMessage,
    DescribeOptions,
    ShownBranch,
    describe_errors,
)
from streamlit_jsonschema_form.validation.fast_validator import FastValidator
from streamlit_jsonschema_form.validation.formats import make_format_checker
from streamlit_jsonschema_form.validation.keywords import VALIDATORS, Validator
from streamlit_jsonschema_form.validation.limits import TooSlow, ValidationLimits
from streamlit_jsonschema_form.validation.lint import LintResult, Subschema, is_sound, lint_schema
from streamlit_jsonschema_form.validation.references import NAMES, Resolved, Resolver
from streamlit_jsonschema_form.validation.secrets import SecretNames, is_secret

_FORMATS = make_format_checker()
_DEFINITIONS = ("$defs", "definitions")
_UNDECIDED = (TooSlow, RecursionError, ArithmeticError, ValueError, TypeError, LookupError)


class KeywordIndex:
    """The text of one schema: a keyword that is nowhere in it need not be looked for in its parts."""

    def __init__(self, schema: Any) -> None:
        try:
            self._text: str | None = json.dumps(schema, ensure_ascii=False)
        except (ValueError, TypeError, RecursionError):  # it is no JSON, or too deep to be written
            self._text = None

    def any(self, *words: str) -> bool:
        """Tell whether one of these keys or texts may be in it; false is certain."""
        text = self._text
        return text is None or any(f'"{word}"' in text for word in words)

    def lists(self, word: str) -> bool:
        """Tell whether a list may stand at this key somewhere; false is certain."""
        return self._text is None or f'"{word}": [' in self._text


@dataclass(frozen=True, slots=True, eq=False)
class SchemaDocument:
    """A schema, what is wrong with it, and the checks that it makes. Made by `read_schema`.

    Attributes:
        schema: as given; never changed.
        dialect: the URI of its metaschema.
        problems: what is wrong with the schema itself; each path is a place in the schema.
        warnings: what is wrong in it and does not affect which values are valid.
        formats: whether `format` is asserted.
        keywords: which words are in the schema.
    """

    schema: Any
    dialect: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    formats: bool
    keywords: KeywordIndex = field(repr=False)
    _lint: LintResult = field(repr=False)
    _fast: FastValidator = field(repr=False)
    _results: ResultCache = field(default_factory=ResultCache, repr=False)

    @property
    def resolver(self) -> Resolver:
        """The resolver at the root, for `lookup` and `matches`."""
        return self._lint.resolver

    @property
    def usable(self) -> bool:
        """Whether values can be checked at all: the schema obeys its metaschema."""
        return self._lint.fatal is None

    def errors(self, value: Any) -> list[ValidationError]:
        """Return every error of a value; empty when it is valid.

        Never raises: what cannot be decided (a pattern that takes too long, a value nested too
        deeply, a reference that leads nowhere, a wrong schema) is an error at its place.
        """
        if self._lint.fatal:
            reason = f"cannot be checked: the schema is wrong: {self._lint.fatal}"
            return [ValidationError(reason, validator="schema", cause=Undecided())]
        with self._activate() as context:
            found = _collect(_errors(self._validator(self.schema, self.resolver), value), context)
        return found + _hidden(context, found)

    def validate(
        self,
        value: Any,
        author_message: AuthorMessage | None = None,
        shown_branch: ShownBranch | None = None,
        secrets: Callable[[], SecretNames] | None = None,
    ) -> list[Problem]:
        """Return every broken rule of a value; empty when, and only when, it is valid.

        A missing field's problem is at the missing field, an extra field's at that field, a wrong
        name's at the name, a repeated item's at the repetition. Values of secrets (`writeOnly`, or the
        format `password`) are never quoted, nor are the contents of lists and objects.

        Args:
            value: what to check.
            author_message: finds the author's message for a place and a keyword.
            shown_branch: finds the branch that a person sees of a union that nothing fits.
            secrets: finds the names of fields that are secrets; those of the schema when not given.
        """
        errors = self.errors(value)
        if not errors:
            return []
        # By field names, because the rule that says "secret" may be a sibling of the broken one.
        names = (secrets or self.secret_names)()

        def quotes_secret(error: ValidationError) -> bool:
            return is_secret(error.schema) or any(part in names for part in error.absolute_path)

        options = DescribeOptions(quotes_secret, self.place_of, author_message, shown_branch)
        return describe_errors(errors, options)

    def matches(self, subschema: Any, resolver: Resolver, value: Any) -> bool:
        """Tell whether a value is valid under a subschema, whose references `resolver` follows.

        The result is cached for this very value: a form checks again with each edit, and one edit
        leaves most values as they are. Values are never changed in place.
        """
        if self._lint.fatal:
            return False
        fast_key = (id(subschema), id(value))  # where no reference is, nothing else matters
        key = cache_key(VALIDATORS[self.dialect], subschema, resolver, value)
        valid = self._results.get(fast_key)
        if valid is None:
            valid = self._results.get(key)
        if valid is None:
            valid = self._is_valid_fast(subschema, value)
            key = key if valid is None else fast_key
            valid = self._is_valid(subschema, resolver, value) if valid is None else valid
            self._results.add(key, subschema, value, valid=valid)
        return valid

    def _is_valid_fast(self, subschema: Any, value: Any) -> bool | None:
        try:
            return self._fast.is_valid(
                VALIDATORS[self.dialect], subschema, value, ValidationLimits()
            )
        except TooSlow:
            return False

    def _is_valid(self, subschema: Any, resolver: Resolver, value: Any) -> bool:
        with self._activate(self._results) as context:
            try:
                valid = self._validator(subschema, resolver).is_valid(value)
            except _UNDECIDED:
                return False
        return valid and not context.undecided

    def is_sound(self, rule: Any) -> bool:
        """Tell whether `matches` works with a schema that is not part of this one.

        It obeys the metaschema, its patterns can be read, and its references lead to something here.
        """
        return is_sound(rule, self.dialect, self.resolver)

    def lookup(self, ref: str, resolver: Resolver) -> Resolved:
        """Follow a `$ref`, or a `$dynamicRef` by the dynamic scope that `resolver` remembers.

        Raises:
            Unresolvable: it leads out of the document or nowhere.
        """
        return self._lint.references.look_up(ref, resolver)

    def place_of(self, subschema: object) -> JsonPath | None:
        """Return where in the schema a subschema sits, None for one that is not part of it."""
        found = self._lint.subschemas.get(id(subschema))
        return None if found is None else found.path

    @property
    def subschemas(self) -> Collection[Subschema]:
        """Every subschema that the schema reaches, each once."""
        return self._lint.subschemas.values()

    def targets_of(self, subschema: object) -> Sequence[Any]:
        """Return what the references of a subschema point at."""
        return self._lint.targets.get(id(subschema), ())

    def applied_in_place(self, schema: Any) -> tuple[dict[str, Any], ...]:
        """Return every subschema that describes the same value, the schema itself first."""
        found: dict[int, dict[str, Any]] = {}
        pending = [schema]
        while pending:
            current = pending.pop(0)
            if isinstance(current, dict) and id(current) not in found:
                found[id(current)] = current
                pending += self.targets_of(current)
                inside = children(current)
                pending += [each for path, each in inside if path[0] in APPLIED_IN_PLACE]
        return tuple(found.values())

    def secret_names(self) -> SecretNames:
        """Return the names of the fields, at any depth, whose value is or holds a secret.

        Where keys that the schema does not name hold secrets (`additionalProperties`,
        `patternProperties`), each name that is not declared as something else is one.
        """
        fields = [
            (str(path[1]), self.holds_secret(each))
            for sub in self.subschemas
            for path, each in children(sub.schema)
            if path[0] == "properties"
        ]
        named = frozenset(name for name, secret in fields if secret)
        if not self.holds_secret(self.schema):
            return SecretNames(named)
        return SecretNames(named, frozenset(name for name, _ in fields) - named)

    def holds_secret(self, schema: Any, *, deep: bool = False) -> bool:
        """Tell whether a value of this subschema is a secret, or a list or map of secrets.

        Looks through references, branches and items; at other named fields only when `deep`.
        """
        skipped = _DEFINITIONS if deep else ("properties", *_DEFINITIONS)
        seen: set[int] = set()
        pending = [schema]
        while pending:
            current = pending.pop()
            if is_secret(current):
                return True
            if id(current) not in seen:
                seen.add(id(current))
                pending += self.targets_of(current)
                pending += [each for path, each in children(current) if path[0] not in skipped]
        return False

    def _activate(
        self, results: ResultCache | None = None
    ) -> AbstractContextManager[ValidationContext]:
        context = ValidationContext(None, self._lint.references, self._fast, results)
        return activate(context)

    def _validator(self, schema: Any, resolver: Resolver) -> Validator:
        return VALIDATORS[self.dialect](
            schema=schema,
            format_checker=_FORMATS if self.formats else None,
            registry=self.resolver._registry,
            _resolver=resolver,
        )


def read_schema(schema: Any, *, dialect: str | None = None, formats: bool = True) -> SchemaDocument:
    """Read a schema and look for what is wrong with it; never raises.

    Args:
        schema: parsed JSON.
        dialect: URI of a metaschema; found from the schema when None.
        formats: whether `format` is asserted.
    """
    keywords = KeywordIndex(schema)
    chosen = dialect if dialect in VALIDATORS else _dialect_of(schema, keywords)
    lint = lint_schema(schema, chosen, named=keywords.any(*NAMES))
    fast = FastValidator(_FORMATS if formats else None)
    return SchemaDocument(
        schema, chosen, lint.problems, lint.warnings, formats, keywords, lint, fast
    )


def _dialect_of(schema: Any, keywords: KeywordIndex) -> str:
    """Look into a schema only where one of the keywords that tell its dialect may be in it."""
    telling = keywords.any("$schema", "additionalItems", "dependencies") or keywords.lists("items")
    return find_dialect(schema) if telling else DRAFT_2020_12


def _errors(validator: Validator, value: Any) -> Iterator[ValidationError]:
    if not current_context().is_valid(type(validator), validator.schema, value):
        yield from validator.iter_errors(value)


def _collect(
    errors: Iterator[ValidationError], context: ValidationContext
) -> list[ValidationError]:
    found: list[ValidationError] = []
    try:
        found.extend(errors)
    except _UNDECIDED as error:
        found.append(context.add_undecided(_reason(error), validator="limit"))
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply to be checked"
    return str(error) if isinstance(error, TooSlow) else f"could not be checked: {error}"


def _hidden(context: ValidationContext, found: list[ValidationError]) -> list[ValidationError]:
    """Return the undecided errors that a `not`, an `if` or a union swallowed, placed at the whole value."""
    shown = {id(error) for error in _with_context(found)}
    return [
        ValidationError(
            each.message, validator=each.validator, schema=each.schema, cause=each.cause
        )
        for each in context.undecided
        if id(each) not in shown
    ]


def _with_context(errors: list[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        yield error
        yield from _with_context(error.context)
