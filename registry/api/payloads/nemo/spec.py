"""The specification of a model, as it is sent and answered."""

from typing import Annotated

from pydantic import Field

from registry.api.payloads.nemo.wire import NemoBody

_Short = Annotated[str, Field(max_length=255)]


class NemoMoEConfig(NemoBody):
    """How tokens are shared out among experts."""

    num_experts: int
    num_experts_per_tok: int
    num_expert_layers: int
    expert_ffn_size: int | None = None
    num_shared_experts: int = 0


class NemoMambaConfig(NemoBody):
    """The state-space layers."""

    is_hybrid: bool
    num_mamba_layers: int
    num_attention_layers: int = 0
    num_mlp_layers: int = 0
    state_size: int = 16
    conv_kernel: int = 4


class NemoSlidingWindowConfig(NemoBody):
    """Attention that looks back only so far."""

    window_size: int


class NemoLinearLayerSpec(NemoBody):
    """One linear layer."""

    name: str
    in_features: int
    out_features: int


class NemoToolCallConfig(NemoBody):
    """How tool calls are found in the model's text."""

    tool_call_parser: _Short | None = None
    tool_call_plugin: _Short | None = None
    auto_tool_choice: bool | None = None


class NemoModelSpec(NemoBody):
    """The size and architecture of the checkpoint."""

    context_size: int | None = None
    num_virtual_tokens: int | None = None
    is_chat: bool | None = None
    is_embedding_model: bool = False
    checkpoint_model_name: str
    family: str
    num_layers: int
    hidden_size: int
    num_attention_heads: int
    num_kv_heads: int
    ffn_hidden_size: int
    vocab_size: int
    tied_embeddings: bool
    gated_mlp: bool
    base_num_parameters: int
    precision: str
    moe_config: NemoMoEConfig | None = None
    mamba_config: NemoMambaConfig | None = None
    sliding_window_config: NemoSlidingWindowConfig | None = None
    linear_layers: list[NemoLinearLayerSpec] | None = None
    chat_template: str | None = None
    tool_call_config: NemoToolCallConfig | None = None
    minimum_gpus_all_weights: int | None = None
    minimum_gpus_lora: int | None = None
