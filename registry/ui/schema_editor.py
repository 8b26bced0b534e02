"""A parameter schema as text, its problems by line, and the form that it makes."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from registry.domain.freeform import find_flaws
from registry.domain.template import TemplateInput
from registry.errors import Invalid
from registry.launch.compiled_schema import compile_schema
from registry.services.parameter_schemas import CREATION, REQUEST, check_schemas, find_warnings
from registry.ui.error_view import draw_problems
from registry.ui.text import pluralize
from streamlit_jsonschema_form.json_text import InvalidText, read_json, write_json
from streamlit_jsonschema_form.model import ABSENT, SourceMap
from streamlit_jsonschema_form.problems import JsonValue, Problem, json_pointer
from streamlit_jsonschema_form.ui import Result, Source, escape_markdown, form
from streamlit_jsonschema_form.validation import mask_value

HEIGHT: Final = 560
SHOWN: Final = 20

_FIXED_WIDTH: Final = "<style>.st-key-{} textarea {{font-family: monospace}}</style>"
"""Code is read by its columns; themes have no font for text areas alone."""

_EXAMPLES: Final[Mapping[str, JsonValue]] = {
    "JSON Schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["model_id"],
        "properties": {
            "model_id": {
                "title": "Model",
                "description": "Repository or folder of the weights.",
                "type": "string",
                "minLength": 1,
                "x-ui": {"section": "Model", "arg": "--model"},
            },
            "max_length": {
                "title": "Longest input",
                "type": "integer",
                "minimum": 1,
                "default": 4096,
                "x-ui": {"section": "Limits", "unit": "tokens", "env": "MAX_LENGTH"},
            },
        },
    },
    "parameter list": {
        "parameters": [
            {
                "name": "MODEL_ID",
                "type": "str",
                "description": "Repository or folder of the weights.",
                "required": True,
            },
            {
                "name": "MAX_LENGTH",
                "type": "int",
                "description": "Longest input, in tokens.",
                "required": False,
            },
        ]
    },
}


@dataclass(frozen=True, slots=True)
class SchemaReport:
    """A schema as read from its text.

    Attributes:
        schema: None for an empty text and for one that cannot be read.
        problems: prevent saving; each path is in the schema.
        warnings: allowed, but probably mistakes.
        source_map: the line of each path.
    """

    schema: dict[str, Any] | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    source_map: SourceMap

    def line(self, problem: Problem) -> int:
        """Return the line of a problem."""
        return self.source_map.line_of(problem.path)


@lru_cache(maxsize=64)
def inspect_schema(text: str, name: str) -> SchemaReport:
    """Read the text of a schema, and list its problems.

    Args:
        text: JSON as typed; empty stands for no schema.
        name: the template's field that it is for.
    """
    if not text.strip():
        return SchemaReport(None, (), (), SourceMap({(): 1}))
    try:
        schema = read_json(text)
    except InvalidText as error:
        return _unreadable("text", f"not valid JSON: {error}")
    if not isinstance(schema, dict):
        return _unreadable("type", "expected an object: a JSON Schema or a list of parameters")
    template = TemplateInput.model_construct(**{CREATION: None, REQUEST: None, name: schema})  # type: ignore[arg-type]
    flaws = [Problem(path, "text", message) for path, message in find_flaws(schema)]
    problems = tuple(flaws or (_relative_to_schema(p) for p in check_schemas(template)))
    warnings = () if problems else tuple(_relative_to_schema(p) for p in find_warnings(template))
    return SchemaReport(schema, problems, warnings, SourceMap.read(text))


def _unreadable(keyword: str, message: str) -> SchemaReport:
    return SchemaReport(None, (Problem((), keyword, message),), (), SourceMap({(): 1}))


def _relative_to_schema(problem: Problem) -> Problem:
    """Return a problem of a template as one of the schema itself."""
    return Problem(problem.path[1:], problem.keyword, problem.message, problem.schema_pointer)


@dataclass(frozen=True, slots=True)
class SchemaEditor:
    """A schema's text beside the form that it makes.

    Attributes:
        key: unique in the session.
        name: the template's field that it is for.
        text: the schema as typed.
        title: what the schema is, for people.
        on_change: called with the text after each edit.
        after: draws what follows each edit.
        sources: offer values in the form, as in `streamlit_jsonschema_form.ui.form`.
    """

    key: str
    name: str
    text: str
    title: str
    on_change: Callable[[str], None]
    after: Callable[[], None]
    sources: Mapping[str, Source] | None

    def draw(self) -> None:
        """Draw the editor as a fragment: an edit runs this alone."""
        st.session_state.setdefault(self._text_key, self.text)
        st.fragment(self._draw, key=f"{self.key}-fragment")()

    def _draw(self) -> None:
        grid = st.grid(2, min_column_width=400, gap="medium")
        with grid.cell():
            st.html(_FIXED_WIDTH.format(re.sub(r"[^A-Za-z0-9_-]", "-", self._text_key)))
            self._draw_text()
        with grid.cell():
            self._draw_preview()
        self.after()

    @property
    def _text_key(self) -> str:
        return f"{self.key}-text"

    def _read_text(self) -> None:
        self.on_change(st.session_state[self._text_key])

    def _write_text(self, schema: JsonValue) -> None:
        st.session_state[self._text_key] = write_json(schema, indent=2)
        self._read_text()

    def _draw_text(self) -> None:
        text = st.text_area(
            f"{self.title}: JSON Schema, or a list of parameters",
            key=self._text_key,
            height=HEIGHT,
            placeholder="Leave empty to accept any parameters.",
            on_change=self._read_text,
        )
        report = inspect_schema(text or "", self.name)
        draw_schema_problems(report, text or "")
        with st.container(horizontal=True, gap="small"):
            if report.schema is None and not (text or "").strip():
                for label, example in _EXAMPLES.items():
                    st.button(
                        f"Start with a {label}",
                        key=f"{self.key}-{label}",
                        icon=":material/add_notes:",
                        on_click=self._write_text,
                        args=(example,),
                    )
            elif report.schema is not None:
                st.button(
                    "Format",
                    key=f"{self.key}-format",
                    icon=":material/format_align_left:",
                    help="Indents the text without changing order or values.",
                    on_click=self._write_text,
                    args=(report.schema,),
                )

    def _draw_preview(self) -> None:
        """Draw the form of the last valid schema."""
        report = inspect_schema(st.session_state[self._text_key] or "", self.name)
        valid_key = f"{self.key}-valid"
        if not report.problems:
            st.session_state[valid_key] = report.schema
        schema = st.session_state.get(valid_key)
        st.markdown("**Form preview**")
        if report.problems and schema is not None:
            st.caption(":material/history: Preview of the last valid schema.")
        if schema is None:
            st.caption("The preview appears once the schema is valid.")
            return
        with st.container(height=HEIGHT + 60, border=True):
            key = f"{self.key}-preview"
            form(
                compile_schema(schema).form, key=key, submit=None, tools=False, sources=self.sources
            )


def draw_schema_problems(report: SchemaReport, text: str) -> None:
    """List the problems and warnings of a schema, each with its line."""
    lines = text.split("\n")
    found = [(":red[:material/error:", p) for p in report.problems]
    found += [(":orange[:material/warning:", p) for p in report.warnings]
    for icon, problem in found[:SHOWN]:
        line = report.line(problem)
        pointer = f" `{json_pointer(problem.path)}`" if problem.path else ""
        location = f"Line {line}{pointer}: " if problem.path else ""
        st.markdown(f"{icon} {location}{escape_markdown(problem.message)}]")
        if problem.path and line <= len(lines):
            st.code(lines[line - 1].strip()[:120], language="json")
    if len(found) > SHOWN:
        st.caption(f"And {len(found) - SHOWN} more.")
    if report.schema is not None and not found:
        st.caption(":material/check: The schema is valid.")


def draw_form_preview(
    schema: dict[str, Any] | None, *, key: str, sources: Mapping[str, Source] | None = None
) -> None:
    """Draw the form of a schema beside the JSON that it gives; nothing is saved."""
    try:
        compiled = compile_schema(schema).form
    except Invalid as error:
        draw_problems(error, ":material/schema:")
        return
    left, right = st.columns([3, 2], gap="medium")
    with right:
        st.markdown("**Result**")
        output = st.container()

    def show(result: Result) -> None:
        with output:
            _draw_result(result, compiled.secrets)

    with left:
        value = compiled.new()
        form(compiled, key=key, value=value, submit=None, live=show, sources=sources)


def _draw_result(result: Result, secrets: Container[str]) -> None:
    if result.problems:
        message = f"Fix {pluralize(len(result.problems), 'problem')} to register a model"
        st.markdown(f":orange[:material/rule: {message}]")
        for problem in result.problems[:SHOWN]:
            st.caption(f"`{json_pointer(problem.path) or '/'}` {escape_markdown(problem.message)}")
    else:
        st.markdown(":green[:material/check_circle: Valid]")
    if result.value is not ABSENT:
        st.code(write_json(mask_value(result.value, secrets), indent=2), language="json")
