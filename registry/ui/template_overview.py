"""The facts of a template, in the groups that people look for."""

from collections.abc import Mapping

import streamlit as st

from registry.domain.template import Template
from registry.domain.vendor import BundleConfig, EndpointConfig, FineTuningJobBundleConfig
from registry.launch.plan import image_of
from registry.ui import template_facts, text
from streamlit_jsonschema_form.ui import escape_markdown


def draw(template: Template) -> None:
    """Draw what a template launches, and where it comes from."""
    vendor = template.vendor_configuration
    left, right = st.columns(2, gap="medium")
    with left:
        _draw_image("Serving image", vendor.bundle_config)
        _draw_facts("Routes and health", _routes(vendor.bundle_config))
        if vendor.fine_tuning_job_bundle_config:
            _draw_fine_tuning(vendor.fine_tuning_job_bundle_config)
    with right:
        if vendor.endpoint_config:
            _draw_facts("Resources of each worker", _resources(vendor.endpoint_config))
            _draw_facts("Scaling", _scaling(vendor.endpoint_config))
        _draw_facts("Origin", _origin(template))
        st.caption("Id")
        st.code(template.id, language=None)


def _draw_facts(title: str, facts: Mapping[str, str]) -> None:
    st.subheader(title, anchor=False)
    st.table(dict(facts), border="horizontal", hide_header=True, alt=title)


def _draw_image(title: str, image: BundleConfig | FineTuningJobBundleConfig) -> None:
    st.subheader(title, anchor=False)
    st.code(image_of(image), language=None, wrap_lines=True)
    if image.command:
        st.caption("Command")
        st.code(" ".join(image.command), language="bash", wrap_lines=True)
    if image.env:
        st.caption("Environment")
        lines = [f"{name}={value}" for name, value in image.env.items()]
        st.code("\n".join(lines), language="bash", wrap_lines=True)


def _routes(bundle: BundleConfig) -> dict[str, str]:
    return {
        "Predict": _code(bundle.predict_route),
        "Stream": _code(bundle.streaming_predict_route),
        "Health": _code(bundle.healthcheck_route),
        "Ready after": f"{bundle.readiness_initial_delay_seconds} s at the earliest",
    }


def _resources(config: EndpointConfig) -> dict[str, str]:
    return {
        "CPUs": str(config.cpus),
        "Memory": escape_markdown(config.memory),
        "Storage": escape_markdown(config.storage),
        "GPUs": f"{config.gpus} {template_facts.gpu_words(config.gpu_type)}"
        if config.gpus
        else "none",
    }


def _scaling(config: EndpointConfig) -> dict[str, str]:
    return {
        "Workers": f"{config.min_workers} to {config.max_workers}",
        "Requests per worker": str(config.per_worker),
        "Endpoint": config.endpoint_type.value.capitalize(),
        "High priority": "yes" if config.high_priority else "no",
    }


def _origin(template: Template) -> dict[str, str]:
    return {
        "Workspace": escape_markdown(template.workspace),
        "Created": f"{text.exact(template.created_at)} by {escape_markdown(template.created_by_user_id)}",
        "This version": text.exact(template.updated_at),
        "Vendor": template.vendor_configuration.vendor.capitalize(),
    }


def _draw_fine_tuning(job: FineTuningJobBundleConfig) -> None:
    _draw_image("Fine-tuning image", job)
    kind = job.training_dataset_schema_type
    facts = {
        "Configuration file": _code(job.mount_location),
        "Training rows": kind.value.replace("_", " ").capitalize() if kind else "not said",
    }
    if job.resources:
        used = job.resources
        facts["Resources"] = f"{used.cpus} CPUs, {used.memory} memory, {used.gpus} GPUs"
    _draw_facts("Fine-tuning job", facts)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else "none"
