"""Every field of both contracts: whether it is required, its default, what it takes and refuses."""

from typing import Any

import pytest
from pydantic import ValidationError

from registry.domain.adapter import FinetuningType
from registry.domain.base_model import ModelSection
from registry.domain.endpoint import BackendFormat
from registry.domain.entity import Entity
from registry.domain.model import ModelInput, ModelVendor
from registry.domain.owner import IdentityType
from registry.domain.parameters import ParameterType
from registry.domain.prompt import InferenceParams
from registry.domain.review import ReviewState
from registry.domain.spec import (
    ToolCallConfig,
)
from registry.domain.template import EndpointProtocol, ModelType
from registry.domain.validation_messages import problems_of
from registry.domain.vendor import (
    EndpointConfig,
    GPUType,
    ModelEndpointType,
    TrainingDatasetSchemaType,
    VendorConfiguration,
)
from tests.domain.contracts import DEFAULTS, FIELDS, IMAGE, MINIMAL, REQUIRED


def label(case: Any) -> str:
    return case.__name__ if isinstance(case, type) else str(case)


@pytest.mark.parametrize("entity", list(MINIMAL), ids=label)
def test_an_entity_has_the_fields_of_its_contract_and_no_others(entity: type[Entity]) -> None:
    assert set(entity.model_fields) == set(DEFAULTS[entity])


@pytest.mark.parametrize(("entity", "name"), FIELDS, ids=label)
def test_a_field_left_out_takes_its_default_or_is_reported(entity: type[Entity], name: str) -> None:
    given = {key: value for key, value in MINIMAL[entity].items() if key != name}
    expected = DEFAULTS[entity][name]
    if expected is REQUIRED:
        with pytest.raises(ValidationError) as caught:
            entity.model_validate(given)
        assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [((name,), "missing")]
    else:
        assert entity.model_validate(given).to_json()[name] == expected


@pytest.mark.parametrize(("entity", "name"), FIELDS, ids=label)
def test_a_field_explains_itself_in_the_form(entity: type[Entity], name: str) -> None:
    drawn = entity.model_json_schema()["properties"][name]
    assert drawn["title"][0].isupper() or drawn["title"] == "LoRA"
    assert len(drawn["description"]) > 10
    assert "default" not in drawn or drawn["default"] is not None


@pytest.mark.parametrize("entity", list(MINIMAL), ids=label)
def test_an_entity_refuses_a_field_it_does_not_know_unless_the_contract_keeps_it(
    entity: type[Entity],
) -> None:
    given = {**MINIMAL[entity], "surprise": 1}
    if entity is InferenceParams:
        assert entity.model_validate(given).to_json()["surprise"] == 1
    else:
        with pytest.raises(ValidationError, match="extra_forbidden"):
            entity.model_validate(given)


@pytest.mark.parametrize("entity", list(MINIMAL), ids=label)
def test_an_entity_cannot_be_changed(entity: type[Entity]) -> None:
    made = entity.model_validate(MINIMAL[entity])
    with pytest.raises(ValidationError, match="frozen_instance"):
        setattr(made, next(iter(DEFAULTS[entity])), None)


@pytest.mark.parametrize("entity", list(MINIMAL), ids=label)
def test_an_entity_survives_json(entity: type[Entity]) -> None:
    made = entity.model_validate(MINIMAL[entity])
    assert entity.model_validate(made.to_json()) == made
    assert entity.model_validate_json(made.model_dump_json()) == made


ENUMERATIONS = {
    ModelEndpointType: "SYNC ASYNC STREAMING BATCH",
    ModelType: "COMPLETION CHAT_COMPLETION AGENT EMBEDDING RERANKING GENERIC BUNDLE",
    ModelVendor: "OPENAI COHERE GOOGLE VERTEX_AI ANTHROPIC LAUNCH LLMENGINE BEDROCK FIREWORKS_AI "
    "OTHER",
    GPUType: "nvidia-tesla-t4 nvidia-ampere-a10 nvidia-ampere-a100 nvidia-ampere-a100e "
    "nvidia-hopper-h100 nvidia-hopper-h100-1g20gb nvidia-hopper-h100-3g40gb",
    EndpointProtocol: "SGP COHERE VLLM",
    TrainingDatasetSchemaType: "GENERATION RERANKING_QUESTIONS",
    ParameterType: "str int float bool",
    IdentityType: "user service_account",
    ModelSection: "PARTNER OPENSOURCE CUSTOM",
    BackendFormat: "OPENAI_CHAT ANTHROPIC_MESSAGES",
    ReviewState: "pending approved changes_requested",
    FinetuningType: "lora_merged all_weights last_layer top_layers gradual_unfreezing bias_only "
    "attention_only lora qlora adalora dora lora_plus prompt_tuning prefix_tuning p_tuning "
    "p_tuning_v2 soft_prompt ppo dpo cdpo ipo orpo kto rrhf grpo",
}


@pytest.mark.parametrize(("enumeration", "values"), ENUMERATIONS.items(), ids=label)
def test_an_enumeration_is_complete(enumeration: Any, values: str) -> None:
    assert [member.value for member in enumeration] == values.split()


def place(path: str, value: object) -> dict[str, object]:
    """Write `{"a": {"b": value}}` for `a.b`."""
    for part in reversed(path.split(".")):
        value = {part: value}
    assert isinstance(value, dict)
    return value


INFERENCE = "prompt.inference_params."
ACCEPTED = [
    *(("name", name) for name in ("a", "A-b_c.d", "9", "-", "x" * 255)),
    ("project", "a/b-c_d.e"),
    ("description", ""),
    ("description", "é" * 1000),
    ("base_model", ""),
    ("trust_remote_code", "yes"),
    ("model_providers", None),
    ("custom_fields", None),
    ("custom_fields", {"a": None}),
    ("base_model_metadata", {"anything": [1]}),
    ("base_model_metadata", {"modelDetails": {"languages": "many"}}),
    ("model_creation_parameters", {}),
    ("model_type", "BUNDLE"),
    (INFERENCE + "temperature", 0),
    (INFERENCE + "temperature", 2),
    (INFERENCE + "top_p", 1),
    (INFERENCE + "max_tokens", "3"),
    (INFERENCE + "top_k", {"free": [1, None]}),
    ("api_endpoint.url", "ftp://h/a b"),
]
REFUSED = [
    *(("name", name, "pattern") for name in ("a b", "é", "a/b", "a\n", "", "٣", "a@b")),
    ("name", "x" * 256, "maxLength"),
    ("name", None, "type"),
    ("name", 5, "type"),
    ("project", "a b", "pattern"),
    ("project", "é", "pattern"),
    ("project", "x" * 256, "maxLength"),
    ("description", "x" * 1001, "maxLength"),
    ("description", "a\0b", "json"),
    ("display_name", "\ud800", "json"),
    ("trust_remote_code", None, "type"),
    ("finetuning_type", "LORA", "enum"),
    ("backend_format", "openai", "enum"),
    ("model_type", "CHAT", "enum"),
    ("model_providers", [1], "type"),
    ("ownership", [], "type"),
    ("spec", {}, "required"),
    (INFERENCE + "temperature", 2.1, "maximum"),
    (INFERENCE + "temperature", -0.1, "minimum"),
    (INFERENCE + "top_p", 1.1, "maximum"),
    (INFERENCE + "max_tokens", 0, "minimum"),
    (INFERENCE + "max_tokens", 3.5, "type"),
    (INFERENCE + "max_completion_tokens", 0, "minimum"),
    (INFERENCE + "top_k", float("inf"), "json"),
    ("api_endpoint.url", "no url", "format"),
    ("model_creation_parameters", {"a": {"b": float("nan")}}, "json"),
]


@pytest.mark.parametrize(("path", "value"), ACCEPTED)
def test_a_model_takes_what_the_contract_allows(path: str, value: object) -> None:
    ModelInput.model_validate({"name": "a", **place(path, value)})


@pytest.mark.parametrize(("path", "value", "keyword"), REFUSED)
def test_a_model_refuses_what_the_contract_forbids_at_its_place(
    path: str, value: object, keyword: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        ModelInput.model_validate({"name": "a", **place(path, value)})
    problems = problems_of(caught.value)
    parts = tuple(path.split("."))
    assert all(problem.path[: len(parts)] == parts for problem in problems)
    if value != "":
        assert {problem.keyword for problem in problems} == {keyword}


@pytest.mark.parametrize("length", [255, 256])
@pytest.mark.parametrize("field", ["tool_call_parser", "tool_call_plugin"])
def test_tool_call_references_end_at_255_characters(field: str, length: int) -> None:
    given = {field: "x" * length}
    if length == 255:
        assert ToolCallConfig.model_validate(given).to_json()[field] == "x" * 255
    else:
        with pytest.raises(ValidationError, match="string_too_long"):
            ToolCallConfig.model_validate(given)


def test_bounds_that_no_contract_publishes_bind_forms_alone() -> None:
    assert EndpointConfig.model_validate({"min_workers": -1, "max_workers": -2}).min_workers == -1
    assert EndpointConfig.model_json_schema()["properties"]["min_workers"]["minimum"] == 0


@pytest.mark.parametrize(
    "field", ["vendor", "bundle_config.command", "bundle_config.env", "endpoint_config.cpus"]
)
def test_null_is_refused_where_the_contract_has_a_default(field: str) -> None:
    given: dict[str, Any] = {"bundle_config": dict(IMAGE), "endpoint_config": {}}
    *parents, last = field.split(".")
    target = given[parents[0]] if parents else given
    target[last] = None
    with pytest.raises(ValidationError):
        VendorConfiguration.model_validate(given)


@pytest.mark.parametrize(
    "field", ["endpoint_config", "fine_tuning_job_bundle_config", "endpoint_config.high_priority"]
)
def test_null_is_kept_where_the_contract_allows_it(field: str) -> None:
    made = VendorConfiguration.model_validate({"bundle_config": IMAGE, **place(field, None)})
    kept: Any = made.to_json()
    for part in field.split("."):
        kept = kept[part]
    assert kept is None
    assert VendorConfiguration.model_validate(made.to_json()) == made
