"""Values with the labels of their schema, for overviews, histories and comparisons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import humanize

from registry.domain.model import Model
from registry.domain.template import Template
from registry.ui.registration import build_details_form, build_parameters_form, details_from
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model import (
    ABSENT,
    Form,
    Kind,
    Node,
    Value,
    display_text,
    humanize_key,
)
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui import escape_markdown

NO_VALUE: Final = "—"
PARAMETERS: Final = "model_creation_parameters"
_MAX_LENGTH: Final = 400
_LARGE: Final = 1_000_000
_CONTAINERS: Final = (Kind.OBJECT, Kind.MAP)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One value with its labels, or a declared field that is not set.

    Attributes:
        node: the field, its value and its schema.
        labels: of the fields that contain it, and of the field.
        section: the title of the section that the outermost of them is in; may be empty.
    """

    node: Node
    labels: tuple[str, ...]
    section: str

    @property
    def label(self) -> str:
        """Its labels in one line, as plain text."""
        return " / ".join(self.labels)

    @property
    def name(self) -> str:
        """Its path as programs write it: `lora_config.rank`."""
        return ".".join(map(str, self.node.path))

    @property
    def value(self) -> Value:
        """Its value; ABSENT if it is not set."""
        return self.node.value

    @property
    def unit(self) -> str:
        """The unit of its number; may be empty."""
        unit = self.node.info.ui.get("unit")
        return unit if isinstance(unit, str) else ""


def list_attributes(form: Form, value: Value) -> Iterator[Attribute]:
    """List the values inside a value, and the declared fields that are not set.

    Objects are expanded; a list is one value.
    """
    for child in form.plan(form.load(value)).children():
        section = child.info.ui.get("section")
        yield from _walk(child, (), section if isinstance(section, str) else "")


def _walk(node: Node, before: tuple[str, ...], section: str) -> Iterator[Attribute]:
    labels = (*before, node.label)
    if node.kind in _CONTAINERS and isinstance(node.value, dict) and node.value:
        for child in node.children():
            yield from _walk(child, labels, section)
    else:
        yield Attribute(node, labels, section)


def list_detail_attributes(model: Model) -> Iterator[Attribute]:
    """List what is set of a model's details: everything but template and parameters."""
    details = details_from(model)
    for attribute in list_attributes(build_details_form(), details):
        if attribute.value is not ABSENT and attribute.value is not None:
            yield attribute


def label_path(model: Model, template: Template | None, path: JsonPath) -> str:
    """Return the labels along a path of a model."""
    if path[:1] == (PARAMETERS,):
        if len(path) == 1:
            return "Parameters"
        form, value, rest = (
            build_parameters_form(template),
            model.model_creation_parameters,
            path[1:],
        )
    else:
        form, value, rest = build_details_form(), details_from(model), path
    return " / ".join(_labels(form, value if value is not None else ABSENT, rest))


def _labels(form: Form, value: Value, path: JsonPath) -> Iterator[str]:
    node = form.plan(form.load(value))
    for part in path:
        if isinstance(part, int):
            node = node.item(part)
            yield humanize_key(part)
        else:
            node = node.entry(part)
            yield node.label


def format_plain(value: Value) -> str:
    """Write a value as it is: a text bare, everything else as JSON; nothing as a dash."""
    if value is ABSENT:
        return NO_VALUE
    return display_text(value) if isinstance(value, str) else write_json(value)


def format_code(value: Value) -> str:
    """Write a value as it is, as Markdown that shows every character of it, in one line."""
    text = format_plain(value).replace("\r", "␍").replace("\n", "⏎")
    if value is ABSENT:
        return text
    short = text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
    fence = "`"
    while fence in short:
        fence += "`"
    pad = " " if short.startswith("`") or short.endswith("`") else ""
    return f"{fence}{pad}{short}{pad}{fence}"


def format_for_reading(value: Value, unit: str = "") -> str:
    """Write a value for reading, as Markdown: `8,030,261,248 (8.0 billion)`, `Yes`."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        about = f" ({humanize.intword(value)})" if abs(value) >= _LARGE else ""
        return f"{value:,}{about} {unit}".rstrip()
    if isinstance(value, float):
        return f"{format_plain(value)} {unit}".rstrip()
    if isinstance(value, str):
        return escape_markdown(value.replace("\n", " "))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return escape_markdown(", ".join(map(str, value)))
    return format_code(value)
