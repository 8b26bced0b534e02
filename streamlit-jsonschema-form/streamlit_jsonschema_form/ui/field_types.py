"""Field types: places that a host draws in a way of its own, by the name in the hint `field`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.edits import Remove, Set
from streamlit_jsonschema_form.model.form import Form, compile
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.scope import Schema
from streamlit_jsonschema_form.model.sources import look_up
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.draw_context import Canvas, draw_problems
from streamlit_jsonschema_form.ui.labels import escape, help_text, label
from streamlit_jsonschema_form.ui.session import Sheet


@dataclass(frozen=True)
class Place:
    """What a field type is drawn with: one place of one form.

    Attributes:
        node: the place, with all that its schema says of it.
        options: the hints of the place that the field type's `options_schema` names.
    """

    node: Node
    options: Mapping[str, Any]
    _sheet: Sheet = field(repr=False)

    @property
    def value(self) -> Value:
        """Return what is there: a value that `value_schema` accepts, or ABSENT."""
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
        """Tell whether it is only shown."""
        return self._sheet.read_only or self.node.info.read_only

    def key(self, part: str) -> str:
        """Name a widget of this place, so that it keeps its state while rows around it move."""
        return self._sheet.name(self.node, f"field {part}")

    def at(self, pointer: str) -> Value:
        """Return another value of the form, by a JSON Pointer: `/workspace`, or beside it `1/name`."""
        return look_up(pointer, self._sheet.state.value, self.node.path)

    def set(self, value: JsonValue) -> None:
        """Write a value; to be called when a widget changes, and only then."""
        if (path := self._path()) is not None:
            self._sheet.edit(Set(path, value))

    def unset(self) -> None:
        """Take the value away, or the row of a list."""
        if (path := self._path()) is not None:
            self._sheet.edit(Remove(path))

    def _path(self) -> JsonPath | None:
        """Find where it is now; None when it is not on the screen any more."""
        mounted = self._sheet.is_mounted(_box(self._sheet, self.node))
        return self._sheet.where(self.node) if mounted else None


@dataclass(frozen=True)
class FieldType:
    """A way to draw a place.

    Attributes:
        name: what `ui:field` says.
        value_schema: the values that it shows exactly; others are drawn as they would be without it.
        options_schema: an object: the hints that it reads, each with its schema.
        render: draws the place; edits are made by `Place.set` in a widget's `on_change`.
    """

    name: str
    value_schema: Schema
    options_schema: Mapping[str, Any]
    render: Callable[[Place], None]

    @cached_property
    def values(self) -> Form:
        """Return the form of the values."""
        return compile(self.value_schema)

    @cached_property
    def settings(self) -> Form:
        """Return the form of the options: with it they can be checked, and filled in."""
        return compile(self.options_schema)

    def options_of(self, node: Node) -> dict[str, Any]:
        """Return the hints of a place that are options of this field type."""
        names = self.options_schema.get("properties", {})
        return {name: value for name, value in node.info.ui.items() if name in names}

    def shows(self, value: Value) -> bool:
        """Tell whether it shows this value exactly; it always shows that there is none."""
        return value is ABSENT or not self.values.errors(value)


FIELD_TYPES: Final[dict[str, FieldType]] = {}
"""The field types that are registered, by name."""


def register(field_type: FieldType) -> None:
    """Make a field type known; another of its name takes its place, as scripts are run again and again.

    Raises:
        ValueError: one of its schemas is wrong.
    """
    for which, form in (("value", field_type.values), ("options", field_type.settings)):
        if form.problems:
            raise ValueError(f"{which}_schema of {field_type.name!r}: {form.problems[0]}")
    FIELD_TYPES[field_type.name] = field_type


def draws_itself(node: Node) -> bool:
    """Tell whether a field type draws this place."""
    return isinstance(_found(node), FieldType)


def draw_field(canvas: Canvas, node: Node) -> bool:
    """Draw a place with its field type; where there is none, say so and let it be drawn as usual."""
    found = _found(node)
    if isinstance(found, str):
        if found:
            st.caption(found)
        return False
    canvas.sheet.linked = True
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        with st.container(key=canvas.sheet.mount(_box(canvas.sheet, node))):
            found.render(Place(node, found.options_of(node), canvas.sheet))
        draw_menu(canvas.sheet, node)
    draw_problems(canvas.under(node))
    return True


def _box(sheet: Sheet, node: Node) -> str:
    return sheet.name(node, "box")


def _found(node: Node) -> FieldType | str:
    """Return what draws a place; else why nothing of that name does, empty where none is asked for."""
    name = node.info.ui.get("field")
    if not isinstance(name, str):
        return ""
    found = FIELD_TYPES.get(name)
    if found is None:
        return (
            f"The field type “{escape(name)}” is not known here; the usual field takes its place."
        )
    wrong = found.settings.errors(found.options_of(node))
    if wrong:
        return f"The field type “{escape(name)}” cannot be used: {_told(wrong[0])}"
    if not found.shows(node.value):
        return f"The field type “{escape(name)}” could not show this value; the usual field does."
    return found


def _told(problem: Problem) -> str:
    return escape(str(problem))
