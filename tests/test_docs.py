"""What README and docs say, held against what the code does."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from registry import errors, forms
from registry.bootstrap import SAMPLES, open_services
from registry.cli import app as cli
from registry.forms import Kind, codecs
from registry.forms.hints import HINTS
from registry.launch.formats import RENDERERS
from registry.schema.dialect import DRAFT_7, DRAFT_2020_12
from registry.schema.document import read
from registry.schema.formats import make_format_checker
from registry.schema.keywords import VALIDATORS
from registry.schema.parameters import as_json_schema, is_parameters
from registry.settings import ROOT, load
from registry.ui.form.widgets import WIDGETS
from tests.browser.screenshots import PICTURES

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def section(name: str, title: str) -> str:
    """What stands under a heading, up to the next heading of its level."""
    found = re.search(rf"^(#+) {re.escape(title)}\n", text_of(name), re.MULTILINE)
    assert found, f"{name} has no section {title!r}"
    rest = text_of(name)[found.end() :]
    return re.split(rf"^#{{1,{len(found[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """The cells of every table in a text, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    rules = {at for at, line in enumerate(lines) if re.fullmatch(r"[|\-\s]+", line)}
    return [row for at, row in enumerate(cells) if at not in rules and at + 1 not in rules]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def links(document: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    found += re.findall(r"(?:src|srcset|href)=\"([^\"]+)\"", text)
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    heads = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_link_leads_somewhere(document):
    for link in links(document):
        place, _, anchor = link.partition("#")
        target = (document.parent / place) if place else document
        if target.parent == ROOT / "docs" / "screenshots":
            assert target.name in PICTURES, f"make screenshots does not picture {link}"
            continue
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_readme_leads_to_every_document():
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in links(ROOT / "README.md")}
    assert {document for document in DOCUMENTS if document.name != "README.md"} <= linked


def test_every_picture_comes_in_light_and_dark():
    shown = [Path(link).stem for link in links(ROOT / "README.md") if link.endswith(".png")]
    pages = {name.rpartition("-")[0] for name in shown}
    assert pages
    assert sorted(shown) == sorted(
        f"{page}-{scheme}" for page in pages for scheme in ("dark", "light")
    )


def test_modules_and_files_that_documents_name_are_there():
    for document in DOCUMENTS:
        for name in re.findall(
            r"`((?:registry|tests|pages|docs|bench)/[\w/.\-]+)`", document.read_text("utf-8")
        ):
            path = ROOT / name
            assert path.exists() or path.with_suffix(".py").is_file(), f"{document.name}: {name}"


def test_the_make_targets_that_documents_name_are_there():
    targets = set(re.findall(r"^(\w+):", text_of("Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        called = re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)
        assert set(called) <= targets, document.name


# README: the first steps, the commands, the samples


def strings_of(*folders: str) -> str:
    """Every string that is written in the modules of some folders."""
    modules = [module for folder in folders for module in (ROOT / folder).rglob("*.py")]
    nodes = [node for module in modules for node in ast.walk(ast.parse(module.read_text("utf-8")))]
    return "\n".join(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_the_first_steps_name_what_is_on_the_screen():
    steps = section("README.md", "From a template to a registered model")
    said = set(re.findall(r"\*\*([^*]+)\*\*", steps))
    assert len(said) > 8
    titles = {
        field.get("title")
        for sample in samples().values()
        for field in sample["model_creation_parameters_schema"].get("properties", {}).values()
    }
    screen = strings_of("registry/ui", "pages")
    assert {words for words in said if words not in screen and words not in titles} == set()


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A registry with the samples and the model that the README makes, in the folder of its file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{tmp_path}/registry.json")
    parameters = {"model": "Qwen/Qwen3-0.6B", "max_model_len": 8192}
    (tmp_path / "parameters.json").write_text(json.dumps(parameters))
    opened = open_services(load())
    template = opened.services.templates.find("default", "vllm-openai")
    given = {
        "name": "first-model",
        "model_template_id": template.id,
        "model_creation_parameters": parameters,
    }
    opened.services.models.create(given, workspace="default", actor="ada")
    opened.close()


def command_lines() -> list[str]:
    lines = "".join(blocks(section("README.md", "Command line"), "sh")).splitlines()
    return [line for line in lines if line.startswith("patternshop ")]


@pytest.mark.parametrize("line", command_lines())
def test_the_commands_of_the_readme_run(shop, line):
    done = CliRunner().invoke(cli, line.split()[1:])
    assert done.exit_code == 0, done.output
    assert done.output


def test_the_readme_lists_every_command_and_every_format():
    text = section("README.md", "Command line")
    known = {command.callback.__name__ for command in cli.registered_commands if command.callback}
    assert set(re.findall(r"^\| `patternshop (\w+)`", text, re.MULTILINE)) == known
    (sentence,) = re.findall(r"`--as` takes ([^.]+)\.", text)
    assert set(named(sentence)) == set(RENDERERS)


def samples() -> dict[str, Any]:
    found = [json.loads(file.read_text("utf-8")) for file in sorted(SAMPLES.glob("*.json"))]
    return {sample["name"]: sample for sample in found}


def dialect_of(schema: Any) -> str:
    if is_parameters(schema):
        return "list"
    return {DRAFT_7: "draft-07", DRAFT_2020_12: "2020-12"}[read(schema).dialect]


def test_the_table_of_samples_is_what_is_in_the_folder():
    expected = []
    for name, sample in samples().items():
        schema = sample["model_creation_parameters_schema"]
        count = str(len(as_json_schema(schema)["properties"]))
        kinds = [sample["endpoint_type"], sample["model_type"]]
        expected.append([f"`{name}`", sample["display_name"], *kinds, count, dialect_of(schema)])
    assert rows(section("README.md", "Sample templates")) == expected


# docs/forms.md: code, tables, hints

FORMS = "docs/forms.md"


def open_app(script: str) -> AppTest:
    app = AppTest.from_string(script, default_timeout=30).run()
    assert not app.exception
    return app


def test_the_lines_for_any_streamlit_app_are_an_app():
    (script,) = blocks(section(FORMS, "Use it in any Streamlit app"), "python")
    app = open_app(script)
    send = app.button(key="job|submit").click().run()
    assert not send.json
    assert "is required" in " ".join(element.value for element in send.markdown)
    (name,) = [box for box in send.text_input if box.label == "Name *"]
    name.input("nightly").run()
    app.button(key="job|submit").click().run()
    assert [json.loads(element.value) for element in app.json] == [{"name": "nightly"}]


def test_the_stable_names_are_those_that_are_exported():
    table = section(FORMS, "The engine without a screen").partition("kept stable")[2]
    assert sorted(name for row in rows(table) for name in named(row[0])) == sorted(forms.__all__)


@pytest.mark.parametrize("title", ["The engine without a screen", "Hints"])
def test_the_code_about_forms_runs(title):
    (code,) = blocks(section(FORMS, title), "python")
    assert "assert" in code
    exec(code, {})


BOUNDED = """
from registry.forms import compile
from registry.ui.form import form

hints = {"n": {"ui:widget": "range"}}
whole = {"type": "integer", "minimum": 1, "maximum": 9}
form(compile({"type": "object", "properties": {"n": whole}}, hints), key="f", value={"n": 3})
"""


def test_the_codec_that_is_added_works(monkeypatch):
    monkeypatch.setitem(codecs.BY_TYPE, "integer", codecs.BY_TYPE["integer"])
    monkeypatch.setitem(WIDGETS, "slider", WIDGETS["number"])
    assert not open_app(BOUNDED).slider
    (code,) = blocks(section(FORMS, "Add a codec"), "python")
    exec(code, {})
    app = open_app(BOUNDED)
    app.slider[0].set_value(7).run()
    assert app.session_state["form:f"].state.value == {"n": 7}


def test_the_table_of_kinds_is_the_enumeration():
    table = rows(section(FORMS, "What is drawn").partition("The codecs")[0])
    assert [named(row[0]) for row in table] == [[kind.value] for kind in Kind]


def test_the_table_of_codecs_is_the_code():
    table = rows(section(FORMS, "What is drawn").partition("The codecs")[2])
    documented = {name for row in table for name in named(row[0])}
    assert documented == set(WIDGETS)
    made = {value.name for value in vars(codecs).values() if isinstance(value, codecs.Codec)}
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
    table = rows(section(FORMS, "Keywords"))
    return {name: (drawn, where) for cell, drawn, where in table for name in named(cell)}


def test_the_table_of_keywords_says_what_is_checked():
    table = documented_keywords()
    known = {name for validator in VALIDATORS.values() for name in validator.VALIDATORS}
    assert known <= table.keys()
    assert {name: where for name, (_, where) in table.items()} == {
        name: checked(name) for name in table
    }


def test_the_table_of_keywords_says_what_forms_read():
    read_by_forms = set(strings_of("registry/forms", "registry/ui/form").split("\n"))
    for keyword, (drawn, _) in documented_keywords().items():
        assert (drawn != "—") is (keyword in read_by_forms), keyword


def test_the_formats_that_are_listed_are_those_that_are_checked():
    (sentence,) = re.findall(
        r"^Formats that are checked: (.+?)\.\n\n",
        section(FORMS, "Keywords"),
        re.MULTILINE | re.DOTALL,
    )
    assert named(sentence) == sorted(make_format_checker().checkers)


def gets(module: Path, receivers: set[str]) -> Iterator[str]:
    """The constant names that a module reads by `.get` from variables or attributes of these names."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        held = node.func.value
        receiver = getattr(held, "attr", getattr(held, "id", None))
        if (
            node.func.attr == "get"
            and receiver in receivers
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def documented_hints() -> list[str]:
    table = section(FORMS, "Hints").partition("\n| Hint |")[2]
    return [name for row in rows(f"| Hint |{table}") for name in named(row[0])]


def test_the_table_of_hints_is_what_forms_read():
    modules = [
        module
        for package in ("forms", "ui")
        for module in (ROOT / "registry" / package).rglob("*.py")
    ]
    known = {name for module in modules for name in gets(module, {"ui"})}
    messages = set(gets(ROOT / "registry" / "schema" / "words.py", {"hints"}))
    assert sorted(documented_hints()) == sorted(HINTS)
    assert known | messages <= set(HINTS)


def test_the_table_of_launch_hints_is_what_launching_reads():
    known = set(gets(ROOT / "registry" / "launch" / "hints.py", {"merged"}))
    table = {named(row[0])[0] for row in rows(section("docs/launch.md", "Hints")) if len(row) == 4}
    assert table == known
    (sentence,) = re.findall(r"\(([^()]+)\) are in \[launch\.md\]", section(FORMS, "Hints"))
    assert set(named(sentence)) == known


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
    "tabs": ({"properties": SECTIONED, "required": ["a"]}, True, r"\nTab: "),
    "columns": ({"properties": TWO, "required": ["a"]}, 3, "Grid: columns: 3"),
    "collapsed": ({"properties": TWO, "required": ["a"]}, True, r'\A(?!.*label: "A )'),
    "widget": (TEXT, "textarea", "TextArea"),
    "multiline": (TEXT, True, "TextArea"),
    "readonly": (TEXT, True, "disabled: true"),
    "disabled": (TEXT, True, "disabled: true"),
    "fill": (TEXT, "usual", 'placeholder: "default: usual"'),
    "message": (TEXT, {"required": "Give a purpose."}, "Give a purpose."),
}
"""For each hint: a place, the hint's value, and what is on the screen with it and not without."""


def screen_of(schema: dict[str, Any]) -> str:
    """Everything on the screen of a form after an attempt to send it."""
    value: Any = {"it": {}} if "properties" in schema else {}
    script = f"""
from registry.forms import compile
from registry.ui.form import form

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
    # A height is not part of what a test of an app can see; edits and pages are tried elsewhere.
    untold = {"rows", "emptyValue", "pages"}
    unused = {name for row in rows(section(FORMS, "Hints that are kept")) for name in named(row[0])}
    assert {*SHOWN, *untold, *unused} == set(documented_hints())


# the errors, the dependencies, the layout


def tree_of(docstring: str) -> dict[str, str]:
    """Each class of a drawn tree, with its parent."""
    parents: dict[str, str] = {}
    way: list[tuple[int, str]] = []
    for line in docstring.splitlines():
        found = re.match(r"^( {4}[ │├└─]*)([A-Z]\w+)(?: {2,}\S.*)?$", line)
        if not found:
            continue
        depth = len(found[1])
        way = [(at, name) for at, name in way if at < depth]
        parents[found[2]] = way[-1][1] if way else "Exception"
        way.append((depth, found[2]))
    return parents


def test_the_drawn_tree_of_errors_is_the_classes():
    classes = {
        name: value.__base__.__name__
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert tree_of(errors.__doc__ or "") == classes


def base_name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower()


def required() -> tuple[set[str], set[str]]:
    """The packages that the app needs, and those that only its making needs."""
    project = tomllib.loads(text_of("pyproject.toml"))
    own = {base_name(each) for each in project["project"]["dependencies"]}
    return own, {
        base_name(each) for group in project["dependency-groups"].values() for each in group
    }


def explained() -> list[list[list[str]]]:
    """The names in each row of the two tables of packages."""
    parts = section("docs/architecture.md", "Dependencies").split("For development and tests:")
    return [[named(row[0]) for row in rows(part)] for part in parts]


def test_every_dependency_is_explained_and_no_other():
    assert [{name for row in table for name in row} for table in explained()] == [*required()]


@pytest.mark.parametrize("package", [row[0] for row in explained()[0] if len(row) == 1])
def test_a_dependency_is_still_cared_for(package):
    told = "\n".join(metadata(package).get_all("Classifier") or ())
    assert max(map(int, re.findall(r"Python :: 3\.(\d+)", told))) >= 14


def test_the_table_of_layers_is_what_is_held():
    config = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]
    (contract,) = [each for each in config["contracts"] if each["type"] == "layers"]
    built = [re.findall(r"(?<![(\w])\w+", layer) for layer in contract["layers"]]
    table = rows(section("docs/architecture.md", "Who may import whom"))
    assert [named(row[0]) for row in table] == [layer for layer in built if layer != ["__main__"]]


def test_every_package_and_module_is_described():
    layout = section("docs/architecture.md", "Layout")
    described = set(re.findall(r"`([\w/]+(?:\.py)?)`", layout))
    modules = {
        str(file.relative_to(ROOT / "registry"))
        for file in (ROOT / "registry").rglob("*.py")
        if file.name not in ("__init__.py", "__main__.py")
    }
    packages = {str(Path(module).parent) for module in modules} - {"."}
    assert packages | {module for module in modules if "/" not in module} <= described
    assert {name for name in described if name.endswith(".py")} <= {*modules, "app.py"}
