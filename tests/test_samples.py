"""The sample templates that come with Patternshop: legal, complete, and right for their images."""

import json
from pathlib import Path
from typing import Any

import pytest

from registry.domain.parameter_list import as_json_schema, is_parameters
from registry.domain.template import TemplateInput
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.plan import Launch, plan
from streamlit_jsonschema_form.validation import SchemaDocument, read_schema

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "data" / "templates").glob("*.json"))
SAMPLES = ROOT / "tests" / "samples"
CREATION, REQUEST = "model_creation_parameters_schema", "model_request_parameters_schema"
ROUTES = ("healthcheck_route", "predict_route", "streaming_predict_route")

each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
both_schemas = pytest.mark.parametrize("field", [CREATION, REQUEST], ids=["creation", "request"])


def refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a name occurs twice among {names}"
    return dict(pairs)


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"), object_pairs_hook=refuse_duplicates)


def document_of(path: Path, field: str = CREATION) -> SchemaDocument:
    return read_schema(as_json_schema(load(path)[field]))


def named(name: str) -> Path:
    return ROOT / "data" / "templates" / f"{name}.json"


def fields_of(document: SchemaDocument) -> dict[tuple[str | int, ...], dict[str, Any]]:
    """Return every field at any depth by its place; what conditions only ask about is left out."""
    return {
        sub.path: sub.schema
        for sub in document.subschemas
        if sub.path[-2:-1] == ("properties",) and not {"if", "not"} & set(sub.path)
    }


def top_fields(document: SchemaDocument) -> dict[str, dict[str, Any]]:
    """Return the parameters themselves, conditional ones included."""
    inner = {"items", "definitions", "additionalProperties"}
    return {
        str(path[-1]): field
        for path, field in fields_of(document).items()
        if path.count("properties") == 1 and not inner & set(path)
    }


def test_every_kind_of_server_is_there():
    assert {path.stem for path in TEMPLATES} >= {
        "vllm-openai",
        "tei-embedding",
        "tei-reranker",
        "tgi",
        "sentence-transformers",
        "nvidia-nim-llm",
        "llama-cpp-server",
        "vllm-batch",
        "tool-agent",
    }


@each_template
def test_a_sample_is_a_template(path: Path):
    template = TemplateInput.model_validate(load(path))
    assert template.name == path.stem
    assert template.description
    assert template.display_name


@each_template
def test_a_sample_is_indented_by_two_and_fits_the_eye(path: Path):
    lines = path.read_text("utf-8").splitlines()
    assert all((len(line) - len(line.lstrip())) % 2 == 0 for line in lines)
    long = [line for line in lines if len(line) > 110 and '": "' not in line]
    assert long == []


def test_names_are_unique():
    names = [load(path)[key] for path in TEMPLATES for key in ("name", "display_name")]
    assert len(names) == len(set(names))


def test_the_samples_use_every_dialect():
    documents = [load(path)[CREATION] for path in TEMPLATES]
    assert sum(is_parameters(document) for document in documents) >= 2
    assert {read_schema(document).dialect for document in documents if "$schema" in document} == {
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2020-12/schema",
    }


def test_the_samples_use_every_kind_of_model():
    kinds = {load(path)["model_type"] for path in TEMPLATES}
    assert kinds == {"COMPLETION", "CHAT_COMPLETION", "AGENT", "EMBEDDING", "RERANKING", "GENERIC"}
    assert {load(path)["endpoint_type"] for path in TEMPLATES} >= {"SYNC", "STREAMING", "BATCH"}


@each_template
def test_the_image_is_pinned_and_its_routes_are_paths(path: Path):
    bundle = load(path)["vendor_configuration"]["bundle_config"]
    assert bundle["tag"] != "latest"
    assert all(bundle[route] is None or bundle[route].startswith("/") for route in ROUTES)


@each_template
def test_resources_are_consistent(path: Path):
    endpoint = load(path)["vendor_configuration"]["endpoint_config"]
    assert (endpoint["gpus"] > 0) == (endpoint["gpu_type"] is not None)
    assert endpoint["min_workers"] <= endpoint["max_workers"]
    assert endpoint["endpoint_type"] == load(path)["endpoint_type"]


@both_schemas
@each_template
def test_a_schema_has_no_problems(path: Path, field: str):
    assert document_of(path, field).problems == ()


@both_schemas
@each_template
def test_every_default_and_example_obeys_its_own_schema(path: Path, field: str):
    document = document_of(path, field)
    offered = [
        (sub, value)
        for sub in document.subschemas
        for value in [
            *(sub.schema.get("examples") or []),
            *([sub.schema["default"]] if "default" in sub.schema else []),
        ]
    ]
    wrong = [
        (sub.path, value)
        for sub, value in offered
        if not document.matches(sub.schema, sub.resolver, value)
    ]
    assert wrong == []


@both_schemas
@each_template
def test_every_field_says_what_it_is(path: Path, field: str):
    if is_parameters(load(path)[field]):
        entries = load(path)[field]["parameters"]
        assert all(entry["description"].endswith(".") for entry in entries)
        return
    fields = fields_of(document_of(path, field))
    told = {place: each for place, each in fields.items() if "$ref" not in each}
    untitled = [place for place, each in told.items() if not each.get("title")]
    unexplained = [
        place for place, each in told.items() if not each.get("description", "").endswith(".")
    ]
    assert untitled == []
    assert unexplained == []
    assert all(len(each["title"]) <= 40 for each in told.values())


@each_template
def test_every_section_is_declared_and_used(path: Path):
    document = document_of(path)
    declared = [s["title"] for s in document.schema.get("x-ui", {}).get("sections", [])]
    used = {
        section
        for field in top_fields(document).values()
        if (section := field.get("x-ui", {}).get("section"))
    }
    assert set(declared) == used
    assert len(declared) == len(set(declared))


@each_template
def test_no_two_parameters_reach_the_image_under_one_name(path: Path):
    fields = top_fields(document_of(path))
    hints = {name: field.get("x-ui", {}) for name, field in fields.items()}
    ways = [hint.get("arg", hint.get("env", name)) for name, hint in hints.items()]
    flags = [hint["off"] for hint in hints.values() if "off" in hint]
    assert len([*ways, *flags]) == len({*ways, *flags})


@each_template
def test_secrets_travel_by_environment_only(path: Path):
    secrets = [
        field
        for field in top_fields(document_of(path)).values()
        if field.get("writeOnly") or field.get("format") == "password"
    ]
    assert all("arg" not in field["x-ui"] for field in secrets)
    assert all(field["writeOnly"] and field["format"] == "password" for field in secrets)
    assert all("default" not in field and "examples" not in field for field in secrets)


@each_template
def test_a_template_has_one_port_at_most(path: Path):
    fields = top_fields(document_of(path)).values()
    ports = [field["default"] for field in fields if field.get("x-ui", {}).get("port")]
    assert len(ports) <= 1


def test_vllm_has_its_arguments_in_sections():
    fields = top_fields(document_of(named("vllm-openai")))
    flags = [field for field in fields.values() if "arg" in field["x-ui"]]
    assert len(flags) >= 60
    assert len({field["x-ui"]["section"] for field in fields.values()}) >= 6


def test_flags_are_spelled_like_their_parameters():
    for name in ("vllm-openai", "vllm-batch", "tei-embedding", "tei-reranker", "tgi"):
        for parameter, field in top_fields(document_of(named(name))).items():
            flag = field["x-ui"].get("arg") or f"--{parameter.replace('_', '-')}"
            assert flag == f"--{parameter.replace('_', '-')}"
            assert field["x-ui"].get("off", flag) in {flag, f"--no-{parameter.replace('_', '-')}"}


@each_template
def test_realistic_parameters_are_valid(path: Path):
    sample = load(SAMPLES / path.name)
    assert document_of(path).validate(sample["creation"]) == []
    assert document_of(path, REQUEST).validate(sample["request"]) == []


@each_template
def test_wrong_values_are_found_at_their_places(path: Path):
    sample = load(SAMPLES / path.name)
    for case in sample["wrong"]:
        problems = document_of(path).validate({**sample["creation"], **case["change"]})
        found = [(list(problem.path), problem.keyword) for problem in problems]
        assert (case["path"], case["keyword"]) in found


@pytest.mark.parametrize(
    ("absent", "name"),
    [("model", "vllm-openai"), ("tool_call_parser", "vllm-openai"), ("model_id", "tgi")],
)
def test_a_missing_parameter_is_found(absent: str, name: str):
    creation = load(SAMPLES / f"{name}.json")["creation"]
    del creation[absent]
    problems = document_of(named(name)).validate(creation)
    assert ((absent,), "required") in {(problem.path, problem.keyword) for problem in problems}


@pytest.mark.parametrize("source", [{}, {"model": "/m.gguf", "hf_repo": "team/model"}])
def test_a_llama_cpp_model_comes_from_exactly_one_place(source: dict[str, str]):
    document = document_of(named("llama-cpp-server"))
    assert document.validate(source)
    assert document.validate({"model": "/m.gguf"}) == []


@each_template
def test_filling_in_every_default_stays_valid(path: Path):
    document = document_of(path)
    required = set(document.schema.get("required", ()))
    sample = load(SAMPLES / path.name)["creation"]
    start = {name: value for name, value in sample.items() if name in required or name == "hf_repo"}
    defaults = {
        name: field["default"]
        for name, field in document.schema.get("properties", {}).items()
        if "default" in field
    }
    assert document.validate({**defaults, **start}) == []


def launch_of(path: Path) -> Launch:
    template = TemplateInput.model_validate(load(path))
    parameters = load(SAMPLES / path.name)["creation"]
    schema = CompiledSchema(template.model_creation_parameters_schema)
    return plan(template, parameters, schema=schema, name=path.stem)


@each_template
def test_realistic_parameters_become_the_arguments_that_the_image_takes(path: Path):
    expected = load(SAMPLES / path.name)["launch"]["arguments"]
    words = [word for group in launch_of(path).arguments for word in group]
    assert [word.text for word in words] == expected


@each_template
def test_realistic_parameters_become_the_variables_that_the_image_reads(path: Path):
    expected = load(SAMPLES / path.name)["launch"]
    launch = launch_of(path)
    plain = {each.name: each.value for each in launch.variables if not each.secret}
    assert plain == expected["environment"]
    assert list(launch.secrets) == expected["secrets"]


@each_template
def test_the_port_is_the_one_that_the_server_listens_on(path: Path):
    assert launch_of(path).port == load(SAMPLES / path.name)["launch"]["port"]
