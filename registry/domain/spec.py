"""What is inside a checkpoint: the specification of a model, as in NeMo's models service.

NeMo bounds none of the numbers; the forms alone ask for counts that are not negative.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from registry.domain.entity import COUNT, TEXTAREA, Entity, hint
from registry.domain.freeform import Text, strict_text

_ORIGIN = hint(section="Checkpoint")
_SIZE = {**COUNT, **hint(section="Size")}
_SHAPE = hint(section="Architecture")
_CHAT = hint(section="Chat and tools")
_GPUS = {**COUNT, **hint(section="Hardware")}

_Reference = Annotated[str, StringConstraints(max_length=255), strict_text]


class MoEConfig(Entity, title="Mixture of experts"):
    """How tokens are shared out among experts."""

    num_experts: int = Field(
        description="Experts in each expert layer.", json_schema_extra=COUNT, title="Experts"
    )
    num_experts_per_tok: int = Field(
        description="Experts that each token is sent to.",
        json_schema_extra=COUNT,
        title="Experts per token",
    )
    num_expert_layers: int = Field(
        description="Layers that have experts.", json_schema_extra=COUNT, title="Expert layers"
    )
    expert_ffn_size: int | None = Field(
        default=None,
        description="Width of an expert's feed-forward block, if it differs from the model's.",
        json_schema_extra=COUNT,
        title="Expert feed-forward size",
    )
    num_shared_experts: int = Field(
        default=0,
        description="Experts that every token passes through.",
        json_schema_extra=COUNT,
        title="Shared experts",
    )


class MambaConfig(Entity, title="Mamba"):
    """The state-space layers of a Mamba or hybrid model."""

    is_hybrid: bool = Field(
        description="Whether there are attention layers beside the Mamba layers.", title="Hybrid"
    )
    num_mamba_layers: int = Field(
        description="Layers with a state space.", json_schema_extra=COUNT, title="Mamba layers"
    )
    num_attention_layers: int = Field(
        default=0,
        description="Layers with attention.",
        json_schema_extra=COUNT,
        title="Attention layers",
    )
    num_mlp_layers: int = Field(
        default=0,
        description="Layers that are a feed-forward block alone.",
        json_schema_extra=COUNT,
        title="MLP layers",
    )
    state_size: int = Field(default=16, description="Width of the state.", json_schema_extra=COUNT)
    conv_kernel: int = Field(
        default=4, description="Width of the convolution.", json_schema_extra=COUNT
    )


class SlidingWindowConfig(Entity, title="Sliding window"):
    """Attention that looks back only so far."""

    window_size: int = Field(
        description="How far back a token can look.",
        json_schema_extra={**COUNT, **hint(unit="tokens")},
    )


class LinearLayerSpec(Entity, title="Linear layer"):
    """One linear layer, as adapters address it."""

    name: Text = Field(
        description="Dotted path of the module.", examples=["model.layers.0.self_attn.q_proj"]
    )
    in_features: int = Field(description="Width of its input.", json_schema_extra=COUNT)
    out_features: int = Field(description="Width of its output.", json_schema_extra=COUNT)


class ToolCallConfig(Entity, title="Tool calling"):
    """How the server finds tool calls in the model's text."""

    tool_call_parser: _Reference | None = Field(
        default=None,
        description="Name of the parser that the inference server uses.",
        examples=["hermes", "llama3_json"],
    )
    tool_call_plugin: _Reference | None = Field(
        default=None,
        description="Fileset that holds a parser of your own. It runs code in the server.",
        examples=["default/my-parser"],
    )
    auto_tool_choice: bool | None = Field(
        default=None,
        description="Whether the model may decide by itself to call a tool.",
        title="Automatic tool choice",
    )


class ModelSpec(Entity, title="Specification"):
    """The size and architecture of the checkpoint."""

    checkpoint_model_name: Text = Field(
        description="Name of the model in its checkpoint, often the class that loads it.",
        examples=["LlamaForCausalLM"],
        json_schema_extra=_ORIGIN,
    )
    family: Text = Field(
        description="Family of architectures.",
        examples=["llama", "qwen3"],
        json_schema_extra=_ORIGIN,
    )
    precision: Text = Field(
        description="Number format of the weights.",
        examples=["bfloat16", "float16", "int8"],
        json_schema_extra=_ORIGIN,
    )
    base_num_parameters: int = Field(
        description="Parameters of the base model, adapters not counted.",
        title="Parameters",
        json_schema_extra=_SIZE,
    )
    num_layers: int = Field(
        description="Layers of the network.", title="Layers", json_schema_extra=_SIZE
    )
    hidden_size: int = Field(description="Width of the embeddings.", json_schema_extra=_SIZE)
    num_attention_heads: int = Field(
        description="Query heads of each attention layer.",
        title="Attention heads",
        json_schema_extra=_SIZE,
    )
    num_kv_heads: int = Field(
        description="Key and value heads. Fewer than query heads when heads are grouped.",
        title="Key-value heads",
        json_schema_extra=_SIZE,
    )
    ffn_hidden_size: int = Field(
        description="Width of the feed-forward blocks.",
        title="Feed-forward size",
        json_schema_extra=_SIZE,
    )
    vocab_size: int = Field(
        description="Tokens in the vocabulary.", title="Vocabulary size", json_schema_extra=_SIZE
    )
    context_size: int | None = Field(
        default=None,
        description="Longest input and output together.",
        json_schema_extra={**COUNT, **hint(section="Size", unit="tokens")},
    )
    num_virtual_tokens: int | None = Field(
        default=None,
        description="Trained tokens that prompt tuning puts before the prompt.",
        title="Virtual tokens",
        json_schema_extra=_SIZE,
    )
    tied_embeddings: bool = Field(
        description="Whether input and output embeddings are the same weights.",
        json_schema_extra=_SHAPE,
    )
    gated_mlp: bool = Field(
        description="Whether the feed-forward blocks are gated, as with SwiGLU.",
        title="Gated MLP",
        json_schema_extra=_SHAPE,
    )
    is_embedding_model: bool = Field(
        default=False,
        description="Whether it turns text into vectors rather than into text.",
        title="Embedding model",
        json_schema_extra=_SHAPE,
    )
    moe_config: MoEConfig | None = Field(
        default=None,
        description="Experts, if the model has any.",
        title="Mixture of experts",
        json_schema_extra=_SHAPE,
    )
    mamba_config: MambaConfig | None = Field(
        default=None,
        description="State-space layers, if the model has any.",
        title="Mamba",
        json_schema_extra=_SHAPE,
    )
    sliding_window_config: SlidingWindowConfig | None = Field(
        default=None,
        description="The window, if attention is limited to one.",
        title="Sliding window",
        json_schema_extra=_SHAPE,
    )
    linear_layers: tuple[LinearLayerSpec, ...] | None = Field(
        default=None,
        description="Linear layers that adapters can be trained on.",
        json_schema_extra=_SHAPE,
    )
    is_chat: bool | None = Field(
        default=None,
        description="Whether it was trained for conversation.",
        title="Chat model",
        json_schema_extra=_CHAT,
    )
    chat_template: Text | None = Field(
        default=None,
        description="Jinja template that turns messages into a prompt, if the tokenizer's own "
        "should not be used.",
        json_schema_extra={**_CHAT, **TEXTAREA},
    )
    tool_call_config: ToolCallConfig | None = Field(
        default=None,
        description="How tool calls are recognised.",
        title="Tool calling",
        json_schema_extra=_CHAT,
    )
    minimum_gpus_all_weights: int | None = Field(
        default=None,
        description="Fewest GPUs that training all weights takes.",
        title="GPUs for full training",
        json_schema_extra=_GPUS,
    )
    minimum_gpus_lora: int | None = Field(
        default=None,
        description="Fewest GPUs that training a LoRA adapter takes.",
        title="GPUs for LoRA",
        json_schema_extra=_GPUS,
    )
