"""A template in a few words: image, resources, badges and the number of parameters."""

from functools import lru_cache
from typing import Any

import streamlit as st

from registry.domain.parameter_list import as_json_schema
from registry.domain.template import Template, TemplateInput
from registry.errors import Invalid
from registry.launch.hints import find_parameters
from registry.launch.plan import image_of
from registry.ui import text
from streamlit_jsonschema_form.json_text import read_json, write_json
from streamlit_jsonschema_form.model import Form, compile


def image(template: TemplateInput) -> str:
    """Write the serving image as `docker pull` takes it."""
    return image_of(template.vendor_configuration.bundle_config)


def shape(template: TemplateInput) -> str:
    """Describe the resources of one worker: `1 A10 · 4 CPUs · 16Gi`."""
    config = template.vendor_configuration.endpoint_config
    if config is None:
        return "Resources not set"
    gpus = f"{config.gpus} {format_gpu(config.gpu_type)} · " if config.gpus else ""
    return f"{gpus}{text.pluralize(config.cpus, 'CPU')} · {config.memory}"


def format_gpu(gpu: str | None) -> str:
    """Name a GPU for people: `nvidia-ampere-a10` is `A10`."""
    return "GPU" if gpu is None else gpu.split("-", 2)[-1].upper()


def draw_badges(template: TemplateInput) -> None:
    """Draw badges for the type and the endpoint of a template."""
    kind = template.model_type
    st.badge(text.format_model_type(kind), icon=text.TYPE_ICONS[kind], color="blue")
    st.badge(template.endpoint_type.value.capitalize(), color="gray")
    if template.endpoint_protocol:
        st.badge(template.endpoint_protocol.value, color="gray")


def form_of(schema: dict[str, Any] | None) -> Form:
    """Return the form of a parameter schema of either dialect. Raises Invalid for a wrong list."""
    return _compiled(write_json(schema))


@lru_cache(maxsize=128)
def _compiled(text: str) -> Form:
    return compile(as_json_schema(read_json(text)))


def count_parameters(template: Template) -> int:
    """Count what may be set when a model is made, parameters under a condition included."""
    try:
        return len(find_parameters(form_of(template.model_creation_parameters_schema).document))
    except Invalid:  # the template's page shows what is wrong with the list
        return 0
