"""A template in brief: resources, badges and the number of parameters."""

import streamlit as st

from registry.domain.template import Template, TemplateInput
from registry.errors import Invalid
from registry.ui import session, text


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


def count_parameters(template: Template) -> int:
    """Count the creation parameters, including those under a condition."""
    try:
        return len(session.services().schemas.of(template).launch_parameters)
    except Invalid:  # the template's page shows the problem
        return 0
