"""A JSON Schema that was read once and validates many values."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from jsonschema import ValidationError

from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.validation.dialect import DRAFT_2020_12, Value, find_dialect
from streamlit_jsonschema_form.validation.evaluated import Validator
from streamlit_jsonschema_form.validation.fast_validator import Verdicts
from streamlit_jsonschema_form.validation.formats import make_format_checker
from streamlit_jsonschema_form.validation.keyword_index import Mentions
from streamlit_jsonschema_form.validation.keywords import VALIDATORS
from streamlit_jsonschema_form.validation.limits import (
    Answers,
    Question,
    TooSlow,
    Undecided,
    Watch,
    ask,
    current,
    remember,
    watching,
)
from streamlit_jsonschema_form.validation.lint import Faults, Subschema, find_faults, is_sound
from streamlit_jsonschema_form.validation.references import NAMES, Resolved, Resolver

_FORMATS = make_format_checker()
_CANNOT_DECIDE = (TooSlow, RecursionError, ArithmeticError, ValueError, TypeError, LookupError)


@dataclass(frozen=True, slots=True, eq=False)
class SchemaDocument:
    """A schema, what is wrong with it, and the checks that it makes. Made by `read`.

    Attributes:
        schema: as given; never changed.
        dialect: the URI of its metaschema.
        problems: what is wrong with the schema itself; each path is a place in the schema.
        remarks: what is wrong in it and changes nothing of what is valid.
        formats: whether `format` is asserted.
        mentions: which words are in the schema.
    """

    schema: Value
    dialect: str
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    formats: bool
    mentions: Mentions = field(repr=False)
    _faults: Faults = field(repr=False)
    _verdicts: Verdicts = field(repr=False)
    _answers: Answers = field(default_factory=dict, repr=False)

    @property
    def resolver(self) -> Resolver:
        """The resolver at the root, for `lookup`, `dynamic` and `matches`."""
        return self._faults.resolver

    @property
    def usable(self) -> bool:
        """Whether values can be checked at all: the schema obeys its metaschema."""
        return self._faults.fatal is None

    def errors(self, value: Value) -> list[ValidationError]:
        """Return every way in which a value breaks the schema; empty when it is valid.

        Never raises: what cannot be decided (a pattern that takes too long, a value nested too
        deeply, a reference that leads nowhere, a wrong schema) is an error at its place.
        """
        return self._check(self.schema, self.resolver, value)

    def matches(self, subschema: Value, resolver: Resolver, value: Value) -> bool:
        """Tell whether a value is valid under a subschema, whose references `resolver` follows.

        The answer is remembered for this very value: a form asks anew with each edit, and one edit
        leaves most values as they are. Values are never changed in place.
        """
        if self._faults.fatal:
            return False
        here: Question = (id(subschema), id(value))  # where no reference is, nothing else matters
        question = ask(VALIDATORS[self.dialect], subschema, resolver, value)
        known = self._answers.get(here) or self._answers.get(question)
        if known is None:
            quick = self._quick(subschema, value)
            answer = self._decide(subschema, resolver, value) if quick is None else quick
            known = (subschema, value, answer)
            remember(self._answers, question if quick is None else here, known)
        return known[2]

    def _quick(self, subschema: Value, value: Value) -> bool | None:
        watch = Watch(references=self._faults.references)
        try:
            return self._verdicts.verdict(VALIDATORS[self.dialect], subschema, value, watch)
        except TooSlow:
            return False

    def _decide(self, subschema: Value, resolver: Resolver, value: Value) -> bool:
        with self._watching(self._answers) as watch:
            try:
                holds = self._validator(subschema, resolver).is_valid(value)
            except _CANNOT_DECIDE:
                return False
        return holds and not watch.troubles

    def is_sound(self, rule: Value) -> bool:
        """Tell whether `matches` can be asked of a schema that is not part of this one.

        It obeys the metaschema, its patterns can be read, and its references lead to something here.
        """
        return is_sound(rule, self.dialect, self.resolver)

    def lookup(self, ref: str, resolver: Resolver) -> Resolved:
        """Follow a `$ref`.

        Raises:
            Unresolvable: it leads out of the document or nowhere.
        """
        return self._faults.references.look_up(ref, resolver)

    def dynamic(self, ref: str, resolver: Resolver) -> Resolved:
        """Follow a `$dynamicRef` by the dynamic scope that `resolver` remembers.

        Raises:
            Unresolvable: it leads out of the document or nowhere.
        """
        return self._faults.references.look_up(ref, resolver)

    def place_of(self, subschema: object) -> JsonPath | None:
        """Return where in the schema a subschema sits, None for one that is not part of it."""
        found = self._faults.subschemas.get(id(subschema))
        return None if found is None else found.path

    @property
    def subschemas(self) -> Collection[Subschema]:
        """Every subschema that the schema reaches, each once."""
        return self._faults.subschemas.values()

    def targets_of(self, subschema: object) -> Sequence[Value]:
        """Return what the references of a subschema point at."""
        return self._faults.targets.get(id(subschema), ())

    def _check(self, schema: Value, resolver: Resolver, value: Value) -> list[ValidationError]:
        if self._faults.fatal:
            reason = f"cannot be checked: the schema is wrong: {self._faults.fatal}"
            return [ValidationError(reason, validator="schema", cause=Undecided())]
        with self._watching() as watch:
            found = _collect(_errors(self._validator(schema, resolver), value), watch)
        return found + _hidden(watch, found)

    def _watching(self, answers: Answers | None = None) -> AbstractContextManager[Watch]:
        references = self._faults.references
        return watching(verdicts=self._verdicts, references=references, answers=answers)

    def _validator(self, schema: Value, resolver: Resolver) -> Validator:
        return VALIDATORS[self.dialect](
            schema=schema,
            format_checker=_FORMATS if self.formats else None,
            registry=self.resolver._registry,
            _resolver=resolver,
        )


def read(schema: Value, *, dialect: str | None = None, formats: bool = True) -> SchemaDocument:
    """Read a schema and look for what is wrong with it; never raises.

    Args:
        schema: parsed JSON.
        dialect: URI of a metaschema; found from the schema when None.
        formats: whether `format` is asserted.
    """
    mentions = Mentions(schema)
    chosen = dialect if dialect in VALIDATORS else _dialect_of(schema, mentions)
    faults = find_faults(schema, chosen, named=mentions.any(*NAMES))
    verdicts = Verdicts(_FORMATS if formats else None)
    return SchemaDocument(
        schema, chosen, faults.problems, faults.remarks, formats, mentions, faults, verdicts
    )


def _dialect_of(schema: Value, mentions: Mentions) -> str:
    told = mentions.any("$schema", "additionalItems", "dependencies") or mentions.lists("items")
    return find_dialect(schema) if told else DRAFT_2020_12


def _errors(validator: Validator, value: Value) -> Iterator[ValidationError]:
    if not current().verdict(type(validator), validator.schema, value):
        yield from validator.iter_errors(value)


def _collect(errors: Iterator[ValidationError], watch: Watch) -> list[ValidationError]:
    found: list[ValidationError] = []
    try:
        found.extend(errors)
    except _CANNOT_DECIDE as error:
        found.append(watch.trouble(_reason(error), validator="limit"))
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply to be checked"
    return str(error) if isinstance(error, TooSlow) else f"could not be checked: {error}"


def _hidden(watch: Watch, found: list[ValidationError]) -> list[ValidationError]:
    """Return the troubles that a `not`, an `if` or a union swallowed, placed at the whole value."""
    shown = {id(error) for error in _with_context(found)}
    return [
        ValidationError(
            each.message, validator=each.validator, schema=each.schema, cause=each.cause
        )
        for each in watch.troubles
        if id(each) not in shown
    ]


def _with_context(errors: list[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        yield error
        yield from _with_context(error.context)
