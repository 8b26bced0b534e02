"""The parameters of a template as a table: type, allowed values, and how they reach the image."""

from collections.abc import Iterator
from typing import Any, Final

import streamlit as st

from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema, compile_schema
from registry.launch.hints import LaunchParameter
from registry.ui.error_view import draw_problems
from streamlit_jsonschema_form.model import display_text, humanize_key

_MAX_LENGTH: Final = 120
_BOUNDS: Final = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "multipleOf": "multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches {}",
    "format": "{}",
}

_NOT_EMPTY: Final = (("minLength", 1), ("minItems", 1))


def draw(schema: dict[str, Any] | None, *, injected: bool, alt: str) -> None:
    """Draw the table of a schema's parameters.

    Args:
        schema: of either dialect.
        injected: whether the parameters reach the image when it starts.
        alt: what the table is, for screen readers.
    """
    try:
        compiled = compile_schema(schema)
    except Invalid as error:
        draw_problems(error, ":material/schema:")
        return
    rows = list(describe(compiled, injected=injected))
    if not rows:
        st.caption("The schema defines no parameters, so any are accepted.")
        return
    st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(rows) <= _ROWS else _HEIGHT,
        alt=alt,
        column_config={
            "Parameter": st.column_config.TextColumn(pinned=True),
            "Description": st.column_config.TextColumn(width="large"),
        },
    )


_ROWS: Final = 18
_HEIGHT: Final = 640


def describe(schema: CompiledSchema, *, injected: bool) -> Iterator[dict[str, str]]:
    """Yield one row for each parameter, those inside objects and under conditions included."""
    plan = schema.form.plan(schema.form.load({}))
    always = {str(child.path[-1]): child.required for child in plan.children()}
    for top in schema.launch_parameters:
        for each in top.leaves():
            yield _row(each, always, injected=injected)


def _row(parameter: LaunchParameter, always: dict[str, bool], *, injected: bool) -> dict[str, str]:
    facets, name = parameter.facets, parameter.path[-1]
    row = {
        "Parameter": ".".join(map(str, parameter.path)),
        "Title": str(_first(facets, "title") or humanize_key(name)),
        "Required": _required(parameter, always),
        "Type": _types(parameter),
        "Default": _default(parameter),
        "Allowed": "; ".join(_allowed(parameter)),
        "Unit": str(_ui_hint(facets, "unit") or ""),
    }
    if injected:
        row["Passed to the image as"] = format_target(parameter)
    return row | {"Description": str(_first(facets, "description") or "")}


def _types(parameter: LaunchParameter) -> str:
    named = sorted(parameter.types, key=lambda name: (name == "null", name))
    return " or ".join(named) or "any"


def _required(parameter: LaunchParameter, always: dict[str, bool]) -> str:
    if len(parameter.path) > 1:
        return "nested"
    name = str(parameter.path[0])
    if name not in always:
        return "conditional"
    return "yes" if always[name] else ""


def _default(parameter: LaunchParameter) -> str:
    if parameter.secret or parameter.default is None:
        return ""
    return _short(display_text(parameter.default))


def _allowed(parameter: LaunchParameter) -> Iterator[str]:
    if parameter.secret:
        yield "secret"
        return
    facets = parameter.facets
    choices = [display_text(value) for facet in facets for value in facet.get("enum", ())]
    choices += [display_text(facet["const"]) for facet in facets if "const" in facet]
    if choices:
        yield _short(", ".join(dict.fromkeys(choices)))
    for keyword, pattern in _BOUNDS.items():
        bound = _first(facets, keyword)
        if bound is not None:
            yield "not empty" if (keyword, bound) in _NOT_EMPTY else pattern.format(bound)


def format_target(parameter: LaunchParameter) -> str:
    """Write the flag or the variable that passes a parameter to the image."""
    hint = parameter.hint
    if hint.arg == "":
        return "positional argument"
    if hint.arg is not None:
        off = f", or {hint.off}" if hint.off else ""
        return f"{hint.arg}{off}"
    return f"${parameter.variable}"


def _first(facets: tuple[dict[str, Any], ...], keyword: str) -> Any:
    return next((facet[keyword] for facet in facets if keyword in facet), None)


def _ui_hint(facets: tuple[dict[str, Any], ...], name: str) -> Any:
    hints = [facet["x-ui"] for facet in facets if isinstance(facet.get("x-ui"), dict)]
    return _first(tuple(hints), name)


def _short(text: str) -> str:
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
