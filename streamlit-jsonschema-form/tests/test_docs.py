"""What README and docs say, held against what the code does."""

import inspect
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from streamlit_jsonschema_form import model as forms
from streamlit_jsonschema_form import ui
from streamlit_jsonschema_form.model import Kind
from streamlit_jsonschema_form.model.codecs import selection
from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.hints import HINTS
from streamlit_jsonschema_form.ui.field_types import FIELD_TYPES
from streamlit_jsonschema_form.ui.widgets import GROUPS, WIDGETS
from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.formats import make_format_checker
from streamlit_jsonschema_form.validation.keywords import VALIDATORS
from support.documents import blocks, gets, named, rows, section, strings_of

LIBRARY = Path(__file__).parents[1]
PACKAGE = LIBRARY / "streamlit_jsonschema_form"
REFERENCE, TUTORIAL = LIBRARY / "docs" / "reference.md", LIBRARY / "docs" / "tutorial.md"
README = LIBRARY / "README.md"
DOCUMENTS = [*sorted(LIBRARY.glob("*.md")), *sorted((LIBRARY / "docs").glob("*.md"))]


def open_app(script: str) -> AppTest:
    app = AppTest.from_string(script, default_timeout=30).run()
    assert not app.exception
    return app


def links(document: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", link)]


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    heads = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document):
    for link in links(document):
        place, _, anchor = link.partition("#")
        target = (document.parent / place) if place else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_readme_leads_to_every_document_and_example():
    linked = {(LIBRARY / link.partition("#")[0]).resolve() for link in links(README)}
    assert {*DOCUMENTS, *(LIBRARY / "examples").glob("*.py")} - {README} <= linked


def test_every_code_block_is_run_here():
    count = sum(len(blocks(document.read_text("utf-8"), "python")) for document in DOCUMENTS)
    assert count == len(RUN) + 5


def test_the_app_of_the_readme_and_of_the_tutorial_are_one():
    assert blocks(README.read_text("utf-8"), "python") == blocks(
        section(TUTORIAL, "A form in an app"), "python"
    )


def test_the_lines_of_the_readme_are_an_app():
    (script,) = blocks(README.read_text("utf-8"), "python")
    app = open_app(script)
    send = app.button(key="job|submit").click().run()
    assert not send.json
    assert "is required" in " ".join(element.value for element in send.markdown)
    (name,) = [box for box in send.text_input if box.label == "Name *"]
    name.input("nightly").run()
    app.button(key="job|submit").click().run()
    assert [json.loads(element.value) for element in app.json] == [{"name": "nightly"}]


def test_the_stable_names_are_those_that_are_exported():
    table = section(REFERENCE, "The engine: `streamlit_jsonschema_form.model`").partition("stable")[
        2
    ]
    assert sorted(name for row in rows(table) for name in named(row[0])) == sorted(forms.__all__)


def test_the_names_of_the_screen_are_those_that_are_exported():
    table = section(REFERENCE, "The screen: `streamlit_jsonschema_form.ui`").partition("The arg")[0]
    assert sorted(name for row in rows(table) for name in named(row[0])) == sorted(ui.__all__)


def test_the_arguments_of_a_form_are_its_parameters():
    table = section(REFERENCE, "The screen: `streamlit_jsonschema_form.ui`").partition("The arg")[2]
    documented = {name for row in rows(table) for name in named(row[0])}
    assert documented == set(inspect.signature(ui.form).parameters)


RUN = [(TUTORIAL, "The engine without a screen"), (REFERENCE, "Hints")]


@pytest.mark.parametrize(("document", "title"), RUN, ids=["engine", "hints"])
def test_the_code_about_forms_runs(document, title):
    (code,) = blocks(section(document, title), "python")
    assert "assert" in code
    exec(code, {})


RATED = """
from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

rated = compile({"type": "object", "properties": {"n": {"type": "integer"}}}, {"n": {"ui:widget": "stars"}})
form(rated, key="f", value={"n": 3})
"""


def test_the_codec_that_is_added_works(monkeypatch):
    monkeypatch.setitem(selection.BY_WIDGET, "stars", ())
    monkeypatch.setitem(WIDGETS, "stars", WIDGETS["number"])
    assert not open_app(RATED).feedback
    (code,) = blocks(section(TUTORIAL, "Add a codec"), "python")
    exec(code, {})
    app = open_app(RATED)
    assert app.feedback[0].value == 2
    app.feedback[0].set_value(4).run()
    assert app.session_state["form:f"].state.value == {"n": 5}
    app.feedback[0].set_value(None).run()
    assert app.session_state["form:f"].state.value == {}


SPANNED = """
from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

hints = {"hours": {"ui:field": "span", "ui:options": {"most": 24}}}
form(compile({"properties": {"hours": {"type": "object"}}}, hints), key="f", value=VALUE)
"""


def test_the_field_type_that_is_added_works(monkeypatch):
    monkeypatch.setitem(FIELD_TYPES, "span", None)
    (code,) = blocks(section(TUTORIAL, "Add a field type"), "python")
    exec(code, {})
    value = {"hours": {"to": 17, "from": 9}}
    app = open_app(SPANNED.replace("VALUE", repr(value)))
    assert app.slider[0].value == (9, 17)
    assert app.slider[0].max == 24
    assert app.session_state["form:f"].state.value == value
    app.slider[0].set_value((8, 12)).run()
    assert app.session_state["form:f"].state.value == {"hours": {"from": 8, "to": 12}}


def test_the_source_that_is_added_offers_what_another_field_asks_for():
    (code,) = blocks(section(TUTORIAL, "Add a source"), "python")
    app = open_app(code)
    country, city = app.selectbox
    assert city.options == []
    country.set_value(0).run()
    assert app.selectbox[1].options == ["Berlin!", "Bonn!"]
    app.selectbox[1].set_value(1).run()
    assert app.session_state["form:trip"].state.value == {"country": "de", "city": "Bonn"}
    app.selectbox[0].set_value(1).run()
    assert app.selectbox[1].options == ["Paris!", "Bonn (not offered)"]
    assert app.session_state["form:trip"].state.value == {"country": "fr", "city": "Bonn"}


def test_the_table_of_kinds_is_the_enumeration():
    table = rows(section(REFERENCE, "What is drawn").partition("The codecs and")[0])
    assert [named(row[0]) for row in table] == [[kind.value] for kind in Kind]


def test_the_table_of_codecs_is_the_code():
    table = rows(section(REFERENCE, "What is drawn").partition("The codecs and")[2])
    documented = {name for row in table for name in named(row[0])}
    assert documented == {*WIDGETS, *GROUPS}
    made = {value.name for value in vars(selection).values() if isinstance(value, Codec)}
    assert documented == made


PARTS_OF = {"then": "if", "else": "if"}
"""Keywords that have no function of their own, and the one whose function reads them."""


def checked(keyword: str) -> str:
    name = PARTS_OF.get(keyword, keyword)
    if keyword in ("minContains", "maxContains"):  # read by `contains`, since 2019-09
        return "2020-12"
    old, new = (name in VALIDATORS[dialect].VALIDATORS for dialect in (DRAFT_7, DRAFT_2020_12))
    return {(True, True): "both", (True, False): "draft-07", (False, True): "2020-12"}.get(
        (old, new), "no"
    )


def documented_keywords() -> dict[str, tuple[str, str]]:
    table = rows(section(REFERENCE, "Keywords"))
    return {name: (drawn, where) for cell, drawn, where in table for name in named(cell)}


def test_the_table_of_keywords_says_what_is_checked():
    table = documented_keywords()
    known = {name for validator in VALIDATORS.values() for name in validator.VALIDATORS}
    assert known <= table.keys()
    assert {name: where for name, (_, where) in table.items()} == {
        name: checked(name) for name in table
    }


def test_the_table_of_keywords_says_what_forms_read():
    read_by_forms = set(strings_of(PACKAGE / "model", PACKAGE / "ui").split("\n"))
    for keyword, (drawn, _) in documented_keywords().items():
        assert (drawn != "—") is (keyword in read_by_forms), keyword


def test_the_formats_that_are_listed_are_those_that_are_checked():
    (sentence,) = re.findall(
        r"^Formats that are checked: (.+?)\.\n\n",
        section(REFERENCE, "Keywords"),
        re.MULTILINE | re.DOTALL,
    )
    assert named(sentence) == sorted(make_format_checker().checkers)


def documented_hints() -> list[str]:
    table = section(REFERENCE, "Hints").partition("\n| Hint |")[2]
    return [name for row in rows(f"| Hint |{table}") for name in named(row[0])]


def test_the_table_of_hints_is_what_forms_read():
    modules = [
        module for package in ("model", "ui") for module in (PACKAGE / package).rglob("*.py")
    ]
    known = {name for module in modules for name in gets(module, {"ui"})}
    messages = set(gets(PACKAGE / "validation" / "messages.py", {"hints"}))
    assert sorted(documented_hints()) == sorted(HINTS)
    assert known | messages <= set(HINTS)


TEXT = {"type": "string", "minLength": 1}
TWO = {"b": {"type": "string"}, "a": {"type": "string"}}
SECTIONED = {
    "a": {"type": "string", "x-ui": {"section": "Main"}},
    "b": {"x-ui": {"section": "More"}},
}

SHOWN: dict[str, tuple[dict[str, Any], Any, str]] = {
    "title": (TEXT, "Purpose", r'label: "Purpose \*"'),
    "description": (TEXT, "What it is for", "What it is for"),
    "help": (TEXT, "Ask the owner", "Ask the owner"),
    "placeholder": (TEXT, "nothing yet", 'placeholder: "nothing yet"'),
    "unit": (TEXT, "tokens", r"\(tokens\)"),
    "enumNames": ({"enum": [1, 2]}, ["One", "Two"], 'options: "One"'),
    "when": (TEXT, {"required": ["other"]}, "material/error: It: is required"),
    "enumOrder": ({"enum": [1, 2]}, [2], 'options: "2".*options: "1"'),
    "enumDisabled": ({"enum": [1, 2]}, [1], '(?<!options: "1"\n)options: "2"'),
    "order": ({"properties": TWO, "required": ["a"]}, ["a", "*"], r'label: "A \*".*label: "B"'),
    "section": (TEXT, "Limits", "Limits"),
    "sections": (
        {"properties": SECTIONED, "required": ["a"]},
        [{"title": "More", "description": "Seldom used"}],
        "Seldom used",
    ),
    "inline": ({"enum": [1, 2], "ui:widget": "radio"}, True, "horizontal: true"),
    "tabs": ({"properties": SECTIONED, "required": ["a"]}, True, r"\nTab: "),
    "log": (
        {"type": "number", "minimum": 1, "maximum": 50, "default": 35, "ui:widget": "range"},
        True,
        "Set It: `1`",
    ),
    "columns": ({"properties": TWO, "required": ["a"]}, 3, "Grid: columns: 3"),
    "collapsed": ({"properties": TWO, "required": ["a"]}, True, r'\A(?!.*label: "A )'),
    "widget": (TEXT, "textarea", "TextArea"),
    "multiline": (TEXT, True, "TextArea"),
    "field": (TEXT, "nobody", "Unknown field type “nobody”"),
    "source": (TEXT, "nobody", "No source named “nobody”"),
    "accept": ({**TEXT, "format": "data-url"}, ".png", r'type: ".png"'),
    "readonly": (TEXT, True, "disabled: true"),
    "autocomplete": (TEXT, "organization", 'autocomplete: "organization"'),
    "inputType": (TEXT, "password", "type: PASSWORD"),
    "addable": ({"items": TEXT, "minItems": 1}, False, r"\A(?!.*Add to It)"),
    "expandable": (
        {"properties": TWO, "additionalProperties": TEXT, "required": ["a"]},
        False,
        r"\A(?!.*Add to It)",
    ),
    "deprecatedHandling": ({**TEXT, "deprecated": True}, "disable", "disabled: true"),
    "disabled": (TEXT, True, "disabled: true"),
    "fill": (TEXT, "usual", 'placeholder: "default: usual"'),
    "message": (TEXT, {"required": "Give a purpose."}, "Give a purpose."),
}
"""For each hint: a place, the hint's value, and what is on the screen with it and not without."""


def screen_of(schema: dict[str, Any]) -> str:
    """Everything on the screen of a form after an attempt to send it."""
    return _screen_of(json.dumps(schema))


@cache
def _screen_of(text: str) -> str:
    schema = json.loads(text)
    value: Any = {"it": {}} if "properties" in schema else {}
    script = f"""
from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

held = {{"type": "object", "properties": {{"it": {schema!r}}}, "required": ["it"]}}
form(compile(held), key="f", value={value!r}, tools=False)
"""
    app = open_app(script)
    app.button(key="f|submit").click().run()
    parts, waiting = [], [app.main]
    while waiting:
        at = waiting.pop(0)
        parts.append(f"{type(at).__name__}: {getattr(at, 'proto', '')}")
        waiting = [*getattr(at, "children", {}).values(), *waiting]
    return "\n".join(parts)


@pytest.mark.parametrize("hint", SHOWN)
def test_a_documented_hint_changes_what_is_shown(hint):
    schema, value, expected = SHOWN[hint]
    assert not re.search(expected, screen_of(schema), re.DOTALL)
    assert re.search(expected, screen_of({**schema, "x-ui": {hint: value}}), re.DOTALL)
    assert re.search(expected, screen_of({**schema, f"ui:{hint}": value}), re.DOTALL)


def test_every_documented_hint_was_tried():
    # A height is not part of what a test of an app can see; edits, rows and pages are tried elsewhere.
    untold = {"rows", "emptyValue", "pages", "orderable", "copyable", "removable"}
    assert {*SHOWN, *untold} == set(documented_hints())
