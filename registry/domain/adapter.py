"""Adapters: small weights that were trained for a model, and how a model was trained."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from registry.domain.entity import COUNT, TEXTAREA, Entity
from registry.domain.freeform import Text
from registry.domain.names import Description, Name


class FinetuningType(StrEnum):
    """How weights were trained."""

    LORA_MERGED = "lora_merged"
    ALL_WEIGHTS = "all_weights"
    LAST_LAYER = "last_layer"
    TOP_LAYERS = "top_layers"
    GRADUAL_UNFREEZING = "gradual_unfreezing"
    BIAS_ONLY = "bias_only"
    ATTENTION_ONLY = "attention_only"
    LORA = "lora"
    QLORA = "qlora"
    ADALORA = "adalora"
    DORA = "dora"
    LORA_PLUS = "lora_plus"
    PROMPT_TUNING = "prompt_tuning"
    PREFIX_TUNING = "prefix_tuning"
    P_TUNING = "p_tuning"
    P_TUNING_V2 = "p_tuning_v2"
    SOFT_PROMPT = "soft_prompt"
    PPO = "ppo"
    DPO = "dpo"
    CDPO = "cdpo"
    IPO = "ipo"
    ORPO = "orpo"
    KTO = "kto"
    RRHF = "rrhf"
    GRPO = "grpo"


class Lora(Entity, title="LoRA"):
    """The shape of a low-rank adapter."""

    rank: int = Field(description="Rank of the added matrices.", json_schema_extra=COUNT)
    alpha: int | None = Field(default=None, description="Scale of the added matrices.")


class AdapterInput(Entity, title="Adapter"):
    """Weights that are added to a model when it is served."""

    name: Name = Field(
        description="Unique among the adapters of the workspace.", examples=["support-tone"]
    )
    description: Description | None = Field(
        default=None,
        description="What the adapter changes.",
        json_schema_extra=TEXTAREA,
    )
    fileset: Text = Field(
        description="Fileset with the adapter's weights: workspace/name, or a name alone.",
        examples=["default/support-tone-weights"],
    )
    finetuning_type: FinetuningType = Field(description="How the adapter was trained.")
    enabled: bool = Field(
        default=True, description="Whether it is loaded when the model is served."
    )
    lora_config: Lora | None = Field(
        default=None, title="LoRA", description="Its shape, if it is a low-rank adapter."
    )


class Adapter(AdapterInput, title="Adapter"):
    """An adapter as its model tells it."""

    workspace: Name = Field(description="The workspace that owns it.")
    model: Text = Field(description="The model that it belongs to: workspace/name.")
    created_at: datetime = Field(description="When it was created (UTC).")
    updated_at: datetime = Field(description="When it was last changed (UTC).")


class StoredAdapter(Adapter, title="Adapter"):
    """An adapter as it is stored: one revision."""

    id: Text = Field(description="Made when the adapter is created, never changed.")
    model_id: Text = Field(description="Id of the model that it belongs to.")
    revision: int = Field(ge=1, description="1 when created, one more with each change.")
