"""Field types: fields that the host draws, by the name in the hint `field`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.edits import Remove, Set
from streamlit_jsonschema_form.model.form import Form, compile
from streamlit_jsonschema_form.model.scope import Schema
from streamlit_jsonschema_form.model.sources import look_up
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonPath, JsonValue
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.draw_context import DrawContext, draw_problems
from streamlit_jsonschema_form.ui.labels import escape_markdown, help_text, label
from streamlit_jsonschema_form.ui.session import FormSession


@dataclass(frozen=True)
class Field:
    """One field of a form, for a field type to draw.

    Attributes:
        node: the field, with everything in its schema.
        options: the field's hints that are named in the `options_schema` of the field type.
    """

    node: Node
    options: Mapping[str, Any]
    _session: FormSession = field(repr=False)

    @property
    def value(self) -> Value:
        """Return its value, which `value_schema` accepts, or ABSENT."""
        return self.node.value

    @property
    def label(self) -> str:
        """Return its label, as Markdown, with a star when it is required."""
        return label(self.node)

    @property
    def help(self) -> str | None:
        """Return its help text, as Markdown."""
        return help_text(self.node)

    @property
    def disabled(self) -> bool:
        """Tell whether it cannot be edited."""
        return self._session.read_only or self.node.info.read_only

    def key(self, part: str) -> str:
        """Return a key for a widget of this field, which keeps its state when rows move."""
        return self._session.key_of(self.node, f"field {part}")

    def at(self, pointer: str) -> Value:
        """Return another value of the form by its JSON Pointer: `/workspace`, or the relative `1/name`."""
        return look_up(pointer, self._session.state.value, self.node.path)

    def set(self, value: JsonValue) -> None:
        """Set the value; call it in a widget's `on_change` only."""
        if (path := self._path()) is not None:
            self._session.edit(Set(path, value))

    def unset(self) -> None:
        """Remove the value, or the row of a list."""
        if (path := self._path()) is not None:
            self._session.edit(Remove(path))

    def _path(self) -> JsonPath | None:
        """Return its current path; None when it is no longer on the screen."""
        return self._session.mounted_path(self.node, _box(self._session, self.node))


@dataclass(frozen=True)
class FieldType:
    """A way to draw a field.

    Attributes:
        name: for the hint `ui:field`.
        value_schema: the values that it can show; other values are drawn with the standard field.
        options_schema: an object whose properties are the hints that it reads.
        render: draws the field; it edits with `Field.set` in a widget's `on_change`.
    """

    name: str
    value_schema: Schema
    options_schema: Mapping[str, Any]
    render: Callable[[Field], None]

    @cached_property
    def values(self) -> Form:
        """Return the compiled schema of the values."""
        return compile(self.value_schema)

    @cached_property
    def settings(self) -> Form:
        """Return the compiled schema of the options, to check them or to fill them in."""
        return compile(self.options_schema)

    def options_of(self, node: Node) -> dict[str, Any]:
        """Return the hints of a field that are options of this field type."""
        names = self.options_schema.get("properties", {})
        return {name: value for name, value in node.info.ui.items() if name in names}

    def shows(self, value: Value) -> bool:
        """Tell whether it can show a value; ABSENT always."""
        return value is ABSENT or not self.values.errors(value)


FIELD_TYPES: Final[dict[str, FieldType]] = {}
"""The field types that are registered, by name."""


def register(field_type: FieldType) -> None:
    """Register a field type; it replaces one of the same name, as Streamlit reruns scripts.

    Raises:
        ValueError: one of its schemas is invalid.
    """
    for which, form in (("value", field_type.values), ("options", field_type.settings)):
        if form.problems:
            raise ValueError(f"{which}_schema of {field_type.name!r}: {form.problems[0]}")
    FIELD_TYPES[field_type.name] = field_type


def has_field_type(node: Node) -> bool:
    """Tell whether a field type draws this field."""
    return isinstance(_field_type(node), FieldType)


def draw_field(context: DrawContext, node: Node) -> bool:
    """Draw a field with its field type; return False, after saying why, if that is not possible."""
    found = _field_type(node)
    if isinstance(found, str):
        if found:
            st.caption(found)
        return False
    context.session.has_links = True
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        with st.container(key=context.session.mount(_box(context.session, node))):
            found.render(Field(node, found.options_of(node), context.session))
        draw_menu(context.session, node)
    draw_problems(context.under(node))
    return True


def _box(session: FormSession, node: Node) -> str:
    return session.key_of(node, "box")


def _field_type(node: Node) -> FieldType | str:
    """Return the field type of a field, or why it cannot be used; empty if it has none."""
    name = node.info.ui.get("field")
    if not isinstance(name, str):
        return ""
    found, quoted = FIELD_TYPES.get(name), f"“{escape_markdown(name)}”"
    if found is None:
        return f"Unknown field type {quoted}; the standard field is used instead."
    errors = found.settings.errors(found.options_of(node))
    if errors:
        return f"The field type {quoted} cannot be used: {escape_markdown(str(errors[0]))}"
    if not found.shows(node.value):
        return (
            f"The field type {quoted} cannot show this value; the standard field is used instead."
        )
    return found
