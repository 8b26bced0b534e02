"""Values with the words of their schema: what overviews, histories and comparisons show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import humanize

from registry.domain.model import Model
from registry.domain.template import Template
from registry.ui.registration import details_form, details_of, parameters_form
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model import ABSENT, Form, Kind, Node, Value
from streamlit_jsonschema_form.model.field_info import wording
from streamlit_jsonschema_form.model.tree import words
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui import escape_markdown

NOTHING: Final = "—"
PARAMETERS: Final = "model_creation_parameters"
_LONGEST: Final = 400
_LARGE: Final = 1_000_000
_HOLDERS: Final = (Kind.OBJECT, Kind.MAP)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value at its place, or the place where one could be.

    Attributes:
        node: the place, its value and what the schema says of it.
        labels: of the places on the way, and its own.
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
        """What is there."""
        return self.node.value

    @property
    def unit(self) -> str:
        """The unit of its number; may be empty."""
        unit = self.node.facts.ui.get("unit")
        return unit if isinstance(unit, str) else ""


def facts_of(form: Form, value: Value) -> Iterator[Fact]:
    """List the values inside a value, and the declared places that are empty.

    Objects are opened, lists are one value each: two lists seldom differ item by item.
    """
    for child in form.plan(form.load(value)).children():
        section = child.facts.ui.get("section")
        yield from _walk(child, (), section if isinstance(section, str) else "")


def _walk(node: Node, before: tuple[str, ...], section: str) -> Iterator[Fact]:
    labels = (*before, node.label)
    if node.kind in _HOLDERS and isinstance(node.value, dict) and node.value:
        for child in node.children():
            yield from _walk(child, labels, section)
    else:
        yield Fact(node, labels, section)


def details_facts(model: Model) -> Iterator[Fact]:
    """List what is set of a model's details: everything but template and parameters."""
    details = details_of(model)
    for fact in facts_of(details_form(), details):
        if fact.value is not ABSENT and fact.value is not None:
            yield fact


def name_place(model: Model, template: Template | None, path: JsonPath) -> str:
    """Name a place of a model's JSON by the labels on the way to it."""
    if path[:1] == (PARAMETERS,):
        if len(path) == 1:
            return "Parameters"
        form, value, rest = parameters_form(template), model.model_creation_parameters, path[1:]
    else:
        form, value, rest = details_form(), details_of(model), path
    return " / ".join(_labels(form, value if value is not None else ABSENT, rest))


def _labels(form: Form, value: Value, path: JsonPath) -> Iterator[str]:
    node = form.plan(form.load(value))
    for part in path:
        if isinstance(part, int):
            node = node.planner.item(node, part)
            yield words(part)
        else:
            node = node.entry(part)
            yield node.label


def write(value: Value) -> str:
    """Write a value as it is: a text bare, everything else as JSON; nothing as a dash."""
    if value is ABSENT:
        return NOTHING
    return wording(value) if isinstance(value, str) else write_json(value)


def code(value: Value) -> str:
    """Write a value as it is, as Markdown that shows every character of it, in one line."""
    text = write(value).replace("\r", "␍").replace("\n", "⏎")
    if value is ABSENT:
        return text
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    fence = "`"
    while fence in short:
        fence += "`"
    pad = " " if short.startswith("`") or short.endswith("`") else ""
    return f"{fence}{pad}{short}{pad}{fence}"


def readable(value: Value, unit: str = "") -> str:
    """Write a value for reading, as Markdown: `8,030,261,248 (8.0 billion)`, `Yes`."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        about = f" ({humanize.intword(value)})" if abs(value) >= _LARGE else ""
        return f"{value:,}{about} {unit}".rstrip()
    if isinstance(value, float):
        return f"{write(value)} {unit}".rstrip()
    if isinstance(value, str):
        return escape_markdown(value.replace("\n", " "))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return escape_markdown(", ".join(map(str, value)))
    return code(value)
