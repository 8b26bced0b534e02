"""The fields of both contracts: which are required, and the defaults of the others."""

from typing import Any

from registry.domain.adapter import Adapter, AdapterInput, Lora
from registry.domain.endpoint import APIEndpointData
from registry.domain.entity import Entity
from registry.domain.model import Model, ModelInput
from registry.domain.parameters import Parameter, ParameterSchema
from registry.domain.prompt import InferenceParams, PromptData
from registry.domain.review import Review
from registry.domain.spec import (
    LinearLayerSpec,
    MambaConfig,
    ModelSpec,
    MoEConfig,
    SlidingWindowConfig,
    ToolCallConfig,
)
from registry.domain.template import Template, TemplateInput
from registry.domain.vendor import (
    BundleConfig,
    EndpointConfig,
    FineTuningJobBundleConfig,
    Resources,
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
