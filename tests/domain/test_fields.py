"""Every field of both contracts: whether it is required, its default, what it takes and refuses."""

from typing import Any

import pytest
from pydantic import ValidationError

from registry.domain.adapter import Adapter, AdapterInput, FinetuningType, Lora
from registry.domain.base_model import ModelSection
from registry.domain.endpoint import APIEndpointData, BackendFormat
from registry.domain.entity import Entity
from registry.domain.model import Model, ModelInput, ModelVendor
from registry.domain.owner import IdentityType
from registry.domain.parameters import Parameter, ParameterSchema, ParameterType
from registry.domain.problems import problems_of
from registry.domain.prompt import InferenceParams, PromptData
from registry.domain.review import Review, ReviewState
from registry.domain.spec import (
    LinearLayerSpec,
    MambaConfig,
    ModelSpec,
    MoEConfig,
    SlidingWindowConfig,
    ToolCallConfig,
)
from registry.domain.template import EndpointProtocol, ModelType, Template, TemplateInput
from registry.domain.vendor import (
    BundleConfig,
    EndpointConfig,
    FineTuningJobBundleConfig,
    GPUType,
    ModelEndpointType,
    Resources,
    TrainingDatasetSchemaType,
    VendorConfiguration,
)
from registry.domain.workspace import Workspace

REQUIRED = object()
IMAGE = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v1"}
RESOURCES = {"cpus": 3, "memory": "8Gi", "storage": "16Gi", "gpus": 0, "gpu_type": None}
ENDPOINT = {
    **RESOURCES,
    "min_workers": 0,
    "max_workers": 1,
    "per_worker": 10,
    "endpoint_type": "ASYNC",
    "high_priority": False,
}
NUMBERS = [
    "num_layers",
    "hidden_size",
    "num_attention_heads",
    "num_kv_heads",
    "ffn_hidden_size",
    "vocab_size",
    "base_num_parameters",
]
WHEN = "2026-11-21T22:11:21.010163Z"
OWNED = {"id": "x-1", "workspace": "default", "created_at": WHEN, "updated_at": WHEN}

MINIMAL: dict[type[Entity], dict[str, Any]] = {
    Resources: {},
    EndpointConfig: {},
    BundleConfig: IMAGE,
    FineTuningJobBundleConfig: IMAGE,
    VendorConfiguration: {"bundle_config": IMAGE},
    TemplateInput: {
        "name": "a",
        "endpoint_type": "SYNC",
        "model_type": "GENERIC",
        "vendor_configuration": {"bundle_config": IMAGE},
    },
    MoEConfig: {"num_experts": 8, "num_experts_per_tok": 2, "num_expert_layers": 4},
    MambaConfig: {"is_hybrid": True, "num_mamba_layers": 3},
    SlidingWindowConfig: {"window_size": 4096},
    LinearLayerSpec: {"name": "lm_head", "in_features": 8, "out_features": 16},
    ToolCallConfig: {},
    ModelSpec: {
        "checkpoint_model_name": "LlamaForCausalLM",
        "family": "llama",
        "precision": "bfloat16",
        "tied_embeddings": False,
        "gated_mlp": True,
        **dict.fromkeys(NUMBERS, 1),
    },
    APIEndpointData: {},
    InferenceParams: {},
    PromptData: {},
    Lora: {"rank": 8},
    AdapterInput: {"name": "a", "fileset": "default/f", "finetuning_type": "lora"},
    ModelInput: {"name": "a"},
    Parameter: {"name": "a", "type": "str", "description": "", "required": False},
    ParameterSchema: {"parameters": []},
    Review: {},
}
MINIMAL |= {
    Template: {**MINIMAL[TemplateInput], **OWNED, "version": 1, "created_by_user_id": "ada"},
    Model: {
        **MINIMAL[ModelInput],
        **OWNED,
        "revision": 1,
        "model_type": "GENERIC",
        "created_by_user_id": "ada",
        "updated_by": "bob",
    },
    Adapter: {**MINIMAL[AdapterInput], **OWNED, "model": "default/base"},
    Workspace: {"name": "a", "id": "a"},
}
del MINIMAL[Adapter]["id"]

IMAGE_DEFAULTS: dict[str, Any] = {**dict.fromkeys(IMAGE, REQUIRED), "command": [], "env": {}}
SPEC_OPTIONAL = [
    "context_size",
    "num_virtual_tokens",
    "is_chat",
    "moe_config",
    "mamba_config",
    "sliding_window_config",
    "linear_layers",
    "chat_template",
    "tool_call_config",
    "minimum_gpus_all_weights",
    "minimum_gpus_lora",
]
OWNER = ["id", "workspace", "created_at", "updated_at", "created_by_user_id"]

DEFAULTS: dict[type[Entity], dict[str, Any]] = {
    Resources: RESOURCES,
    EndpointConfig: ENDPOINT,
    BundleConfig: {
        **IMAGE_DEFAULTS,
        "streaming_command": None,
        "readiness_initial_delay_seconds": 120,
        "healthcheck_route": "/readyz",
        "predict_route": "/predict",
        "streaming_predict_route": "/generate_streaming",
    },
    FineTuningJobBundleConfig: {
        **IMAGE_DEFAULTS,
        "mount_location": "/workspace/launch_specific/config.json",
        "training_dataset_schema_type": None,
        "resources": RESOURCES,
    },
    VendorConfiguration: {
        "vendor": "LAUNCH",
        "bundle_config": REQUIRED,
        "endpoint_config": ENDPOINT,
        "fine_tuning_job_bundle_config": None,
    },
    TemplateInput: {
        "name": REQUIRED,
        "display_name": None,
        "description": None,
        "endpoint_type": REQUIRED,
        "model_type": REQUIRED,
        "endpoint_protocol": None,
        "vendor_configuration": REQUIRED,
        "model_creation_parameters_schema": None,
        "model_request_parameters_schema": None,
    },
    MoEConfig: {
        **dict.fromkeys(MINIMAL[MoEConfig], REQUIRED),
        "expert_ffn_size": None,
        "num_shared_experts": 0,
    },
    MambaConfig: {
        **dict.fromkeys(MINIMAL[MambaConfig], REQUIRED),
        "num_attention_layers": 0,
        "num_mlp_layers": 0,
        "state_size": 16,
        "conv_kernel": 4,
    },
    SlidingWindowConfig: {"window_size": REQUIRED},
    LinearLayerSpec: {"name": REQUIRED, "in_features": REQUIRED, "out_features": REQUIRED},
    ToolCallConfig: {"tool_call_parser": None, "tool_call_plugin": None, "auto_tool_choice": None},
    ModelSpec: {
        **dict.fromkeys(MINIMAL[ModelSpec], REQUIRED),
        **dict.fromkeys(SPEC_OPTIONAL),
        "is_embedding_model": False,
    },
    APIEndpointData: {"url": None, "model_id": None, "api_key": None, "format": None},
    InferenceParams: {
        "model": None,
        "temperature": None,
        "max_tokens": None,
        "max_completion_tokens": None,
        "top_p": None,
        "stop": None,
    },
    PromptData: {
        "system_prompt": None,
        "icl_few_shot_examples": None,
        "inference_params": None,
        "system_prompt_template": None,
    },
    Lora: {"rank": REQUIRED, "alpha": None},
    AdapterInput: {
        "name": REQUIRED,
        "description": None,
        "fileset": REQUIRED,
        "finetuning_type": REQUIRED,
        "enabled": True,
        "lora_config": None,
    },
    ModelInput: {
        "name": REQUIRED,
        "project": None,
        "description": None,
        "spec": None,
        "finetuning_type": None,
        "fileset": None,
        "base_model": None,
        "api_endpoint": None,
        "backend_format": None,
        "prompt": None,
        "custom_fields": {},
        "ownership": None,
        "model_providers": [],
        "trust_remote_code": False,
        "display_name": None,
        "model_type": None,
        "model_vendor": None,
        "model_template_id": None,
        "model_template_version": None,
        "model_creation_parameters": None,
        "base_model_id": None,
        "base_model_metadata": None,
        "model_card": None,
        "training_data_card": None,
        "model_group_id": None,
    },
    Parameter: dict.fromkeys(("name", "type", "description", "required"), REQUIRED),
    ParameterSchema: {"parameters": REQUIRED},
    Review: {"state": "pending", "by": None, "at": None, "note": None},
    Workspace: {
        "name": REQUIRED,
        "description": None,
        "id": REQUIRED,
        "created_at": None,
        "updated_at": None,
    },
}
DEFAULTS |= {
    Template: {
        **DEFAULTS[TemplateInput],
        **dict.fromkeys(OWNER, REQUIRED),
        "version": REQUIRED,
        "given_name": None,
        "created_by_identity_type": "user",
    },
    Model: {
        **DEFAULTS[ModelInput],
        **dict.fromkeys(OWNER, REQUIRED),
        "model_type": REQUIRED,
        "revision": REQUIRED,
        "updated_by": REQUIRED,
        "created_by_identity_type": "user",
        "given_name": None,
        "adapters": [],
        "review": DEFAULTS[Review],
    },
    Adapter: {
        **DEFAULTS[AdapterInput],
        **dict.fromkeys(("workspace", "model", "created_at", "updated_at"), REQUIRED),
    },
}
FIELDS = [(entity, name) for entity, fields in DEFAULTS.items() for name in fields]


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
