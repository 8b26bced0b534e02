"""Validation errors as Problems, each at the place where a person can act on it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jsonschema import ValidationError

from streamlit_jsonschema_form.problems import JsonPath, Problem, json_pointer
from streamlit_jsonschema_form.validation.context import Undecided
from streamlit_jsonschema_form.validation.messages import (
    join,
    message_of,
    name_branch,
    name_types,
    quote,
    suggest,
)

UNIONS = ("anyOf", "oneOf")
AuthorMessage = Callable[[JsonPath, str], str | None]
"""Finds the author's message for a place and a keyword."""
ShownBranch = Callable[[ValidationError], tuple[int, str] | None]
"""Finds the branch that a person sees of a union that failed, its number and its name, if one is seen."""


@dataclass(frozen=True, slots=True)
class DescribeOptions:
    """What describing errors depends on beside them.

    Attributes:
        is_secret: whether an error's value must not be quoted.
        place_of: where in the schema a subschema sits.
        author_message: finds the author's message, which replaces ours.
        shown_branch: finds the branch whose errors are to be listed.
    """

    is_secret: Callable[[ValidationError], bool]
    place_of: Callable[[object], JsonPath | None]
    author_message: AuthorMessage | None = None
    shown_branch: ShownBranch | None = None


def describe_errors(errors: Iterable[ValidationError], options: DescribeOptions) -> list[Problem]:
    """Turn errors into Problems, in order and without repeats.

    A union that nothing fits becomes one line about the union itself and the errors of the branch
    that is shown, else of its nearest: the right type first, then the right discriminator, then the
    fewest errors. The author's messages never replace "this could not be decided".
    """
    found = (each for error in errors for each in _expand(error, options))
    return list(
        dict.fromkeys(
            _apply_author_message(problem, options.author_message, error)
            for problem, error in found
        )
    )


def _apply_author_message(
    problem: Problem, author_message: AuthorMessage | None, error: ValidationError
) -> Problem:
    if author_message is None or isinstance(error.cause, Undecided):
        return problem
    return replace(
        problem, message=author_message(problem.path, problem.keyword) or problem.message
    )


def _expand(
    error: ValidationError, options: DescribeOptions
) -> Iterator[tuple[Problem, ValidationError]]:
    secret = options.is_secret(error)
    if error.validator not in UNIONS or not error.context:
        yield _problem(error, _message(error, secret=secret), options), error
        return
    branch, shown = _branch_of(error, options)
    line = _union_line(error, branch, shown, secret=secret)
    if line:
        yield _problem(error, line, options), error
    if not _fits_one_line(error):
        for each in branch:
            yield from _expand(each, options)


def _branch_of(
    error: ValidationError, options: DescribeOptions
) -> tuple[list[ValidationError], str]:
    """Return the errors of the branch to speak of, and its name where it is the one that is shown."""
    branches = _branches(error)
    number, name = (options.shown_branch(error) if options.shown_branch else None) or (None, "")
    return (branches[number], name) if number in branches else (_nearest(branches.values()), "")


def _message(error: ValidationError, *, secret: bool) -> str:
    text = message_of(error, secret=secret)
    named = "propertyNames" in error.absolute_schema_path
    return f"its name {text}; rename it" if named and error.validator != "required" else text


def _problem(error: ValidationError, message: str, options: DescribeOptions) -> Problem:
    keyword = str(error.validator or "false")
    place = options.place_of(error.schema) if isinstance(error.schema, dict) else None
    rule = error.absolute_schema_path if place is None else (*place, keyword)
    return Problem(tuple(error.absolute_path), keyword, message, json_pointer(rule))


def _branches(error: ValidationError) -> dict[Any, list[ValidationError]]:
    """Group the errors inside a union by branch number."""
    groups: dict[Any, list[ValidationError]] = {}
    for each in error.context:
        groups.setdefault(each.relative_schema_path[0], []).append(each)
    return groups


def _nearest(branches: Iterable[list[ValidationError]]) -> list[ValidationError]:
    return min(branches, key=_distance)


def _distance(errors: list[ValidationError]) -> tuple[bool, int, int]:
    """Rank a branch: a wrong type is farther than a wrong discriminator, that than any other error."""
    wrong_type = any(_is_about_kind(each) and not each.relative_path for each in errors)
    wrong_choice = [each for each in errors if each.validator in ("const", "enum")]
    return wrong_type, sum(len(each.relative_path) == 1 for each in wrong_choice), len(errors)


def _is_about_kind(error: ValidationError) -> bool:
    return error.validator in ("type", "const", "enum", None)


def _fits_one_line(error: ValidationError) -> bool:
    """Tell whether every branch fails for its type or its constant alone: one line says it all."""
    return all(
        each.validator in ("type", "const", "enum")
        and not each.relative_path
        and not isinstance(each.cause, Undecided)
        for each in error.context
    )


def _union_line(
    error: ValidationError, nearest: list[ValidationError], shown: str, *, secret: bool
) -> str:
    if _fits_one_line(error):
        known = [value for each in error.context for value in _values(each)]
        came = f", got {quote(error.instance)}{suggest(error.instance, known)}"
        return f"must be {_expected(error.context)}{'' if secret else came}"
    if len([each for each in error.validator_value if not _is_null(each)]) < 2:
        return ""
    choices = f"fits none of the {len(error.validator_value)} choices"
    if shown:
        return f"{choices}; the one shown is {shown}"
    number = nearest[0].relative_schema_path[0]
    return f"{choices}; the nearest is {name_branch(error.validator_value[number], number)}"


def _is_null(branch: Any) -> bool:
    return isinstance(branch, dict) and branch.get("type") == "null"


def _expected(errors: list[ValidationError]) -> str:
    """Write what the branches ask for: `a whole number or null`, `"a" or "b"`."""
    phrases: dict[str, None] = {}
    for each in errors:
        is_type = each.validator == "type"
        phrases |= dict.fromkeys(
            [name_types(each.validator_value)] if is_type else map(quote, _values(each))
        )
    return join(phrases)


def _values(error: ValidationError) -> list[Any]:
    """Return the values that an `enum` or a `const` allows."""
    if error.validator == "enum":
        return list(error.validator_value)
    return [error.validator_value] if error.validator == "const" else []
