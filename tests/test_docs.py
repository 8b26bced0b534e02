"""What README and docs say, held against what the code does."""

import json
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from registry import errors
from registry.bootstrap import SAMPLES, open_services
from registry.cli import app as cli
from registry.domain.parameter_list import as_json_schema, is_parameters
from registry.launch.formats import RENDERERS
from registry.locations import LOCATIONS
from registry.settings import load
from streamlit_jsonschema_form.validation import read_schema
from support.documents import blocks, gets, named, rows, section, strings_of, text_of
from tests.browser.screenshots import PICTURES

ROOT = LOCATIONS.code
LIBRARY = ROOT / "streamlit-jsonschema-form"
FORM_LIBRARY = LIBRARY / "streamlit_jsonschema_form"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


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


def test_tests_that_documents_name_are_there():
    written = "".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    tests = set(re.findall(r"^def (test_\w+)\(", written, re.MULTILINE))
    for document in DOCUMENTS:
        assert set(re.findall(r"`(test_\w+)`", document.read_text("utf-8"))) <= tests


def test_the_make_targets_that_documents_name_are_there():
    targets = set(re.findall(r"^(\w+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        called = re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)
        assert set(called) <= targets, document.name


# README: the first steps, the commands, the samples


def test_the_first_steps_name_what_is_on_the_screen():
    steps = section(ROOT / "README.md", "From a template to a registered model")
    said = set(re.findall(r"\*\*([^*]+)\*\*", steps))
    assert len(said) > 8
    titles = {
        field.get("title")
        for sample in samples().values()
        for field in sample["model_creation_parameters_schema"].get("properties", {}).values()
    }
    screen = strings_of(ROOT / "registry/ui", ROOT / "pages", FORM_LIBRARY)
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
    lines = "".join(blocks(section(ROOT / "README.md", "Command line"), "sh")).splitlines()
    return [line for line in lines if line.startswith("patternshop ")]


@pytest.mark.parametrize("line", command_lines())
def test_the_commands_of_the_readme_run(shop, line):
    done = CliRunner().invoke(cli, line.split()[1:])
    assert done.exit_code == 0, done.output
    assert done.output


def test_the_readme_lists_every_command_and_every_format():
    text = section(ROOT / "README.md", "Command line")
    commands = [each for each in cli.registered_commands if each.callback]
    known = {command.name or command.callback.__name__ for command in commands}
    assert set(re.findall(r"^\| `patternshop (\w+)`", text, re.MULTILINE)) == known
    (sentence,) = re.findall(r"`--as` takes ([^.]+)\.", text)
    assert set(named(sentence)) == set(RENDERERS)


def samples() -> dict[str, Any]:
    found = [json.loads(file.read_text("utf-8")) for file in sorted(SAMPLES.glob("*.json"))]
    return {sample["name"]: sample for sample in found}


def dialect_of(schema: Any) -> str:
    if is_parameters(schema):
        return "list"
    return next(name for name in ("draft-07", "2020-12") if name in read_schema(schema).dialect)


def test_the_table_of_samples_is_what_is_in_the_folder():
    expected = []
    for name, sample in samples().items():
        schema = sample["model_creation_parameters_schema"]
        count = str(len(as_json_schema(schema)["properties"]))
        kinds = [sample["endpoint_type"], sample["model_type"]]
        expected.append([f"`{name}`", sample["display_name"], *kinds, count, dialect_of(schema)])
    assert rows(section(ROOT / "README.md", "Sample templates")) == expected


# docs/launch.md: hints


def test_the_table_of_launch_hints_is_what_launching_reads():
    known = set(gets(ROOT / "registry" / "launch" / "hints.py", {"merged"}))
    table = {
        named(row[0])[0] for row in rows(section(ROOT / "docs/launch.md", "Hints")) if len(row) == 4
    }
    assert table == known


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
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    extras = project["project"]["optional-dependencies"].values()
    asked = [*project["project"]["dependencies"], *(each for extra in extras for each in extra)]
    own = {base_name(each) for each in asked}
    return own, {
        base_name(each) for group in project["dependency-groups"].values() for each in group
    }


def explained() -> list[list[list[str]]]:
    """The names in each row of the two tables of packages."""
    parts = section(ROOT / "docs/architecture.md", "Dependencies").split(
        "For development and tests:"
    )
    return [[named(row[0]) for row in rows(part)] for part in parts]


def test_every_dependency_is_explained_and_no_other():
    assert [{name for row in table for name in row} for table in explained()] == [*required()]


UNTOLD = {"fastapi-offline", "streamlit-jsonschema-form"}
"""The one names no version of Python at all, it carries two files of Swagger UI and a page; the other is
of this repository."""


@pytest.mark.parametrize(
    "package", [row[0] for row in explained()[0] if len(row) == 1 and row[0] not in UNTOLD]
)
def test_a_dependency_is_still_cared_for(package):
    told = "\n".join(metadata(package).get_all("Classifier") or ())
    assert max(map(int, re.findall(r"Python :: 3\.(\d+)", told))) >= 14


def test_the_table_of_layers_is_what_is_held():
    config = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]
    (contract,) = [each for each in config["contracts"] if each.get("containers") == ["registry"]]
    built = [re.findall(r"(?<![(\w])\w+", layer) for layer in contract["layers"]]
    table = rows(section(ROOT / "docs/architecture.md", "Who may import whom"))
    assert [named(row[0]) for row in table] == [layer for layer in built if layer != ["__main__"]]


def test_every_package_and_module_is_described():
    layout = section(ROOT / "docs/architecture.md", "Layout")
    described = set(re.findall(r"`([\w/]+(?:\.py)?)`", layout))
    modules = {
        str(file.relative_to(ROOT / "registry"))
        for file in (ROOT / "registry").rglob("*.py")
        if file.name not in ("__init__.py", "__main__.py")
    }
    packages = {str(Path(module).parent) for module in modules} - {"."}
    assert packages | {module for module in modules if "/" not in module} <= described
    assert {name for name in described if name.endswith(".py")} <= {*modules, "app.py"}
