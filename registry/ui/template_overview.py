"""The overview of a template: image, routes, resources, scaling and origin."""

import streamlit as st

from registry.domain.template import Template
from registry.domain.vendor import BundleConfig, EndpointConfig, FineTuningJobBundleConfig
from registry.launch.plan import image_of
from registry.ui import template_summary, text
from registry.ui.attributes_view import draw_table
from streamlit_jsonschema_form.ui import escape_markdown


def draw(template: Template) -> None:
    """Draw the overview of a template."""
    vendor = template.vendor_configuration
    left, right = st.columns(2, gap="medium")
    with left:
        _draw_image("Serving image", vendor.bundle_config)
        draw_table("Routes and health", _routes(vendor.bundle_config))
        if vendor.fine_tuning_job_bundle_config:
            _draw_fine_tuning(vendor.fine_tuning_job_bundle_config)
    with right:
        if vendor.endpoint_config:
            draw_table("Resources of each worker", _resources(vendor.endpoint_config))
            draw_table("Scaling", _scaling(vendor.endpoint_config))
        draw_table("Origin", _origin(template))
        st.caption("ID")
        st.code(template.id, language=None)


def _draw_image(title: str, image: BundleConfig | FineTuningJobBundleConfig) -> None:
    st.markdown(f"##### {title}")
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
        "Readiness delay": f"{bundle.readiness_initial_delay_seconds} s",
    }


def _resources(config: EndpointConfig) -> dict[str, str]:
    return {
        "CPUs": str(config.cpus),
        "Memory": escape_markdown(config.memory),
        "Storage": escape_markdown(config.storage),
        "GPUs": f"{config.gpus} {template_summary.format_gpu(config.gpu_type)}"
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
        "Created": f"{text.format_utc(template.created_at)} by "
        f"{escape_markdown(template.created_by_user_id)}",
        "This version": text.format_utc(template.updated_at),
        "Vendor": template.vendor_configuration.vendor.capitalize(),
    }


def _draw_fine_tuning(job: FineTuningJobBundleConfig) -> None:
    _draw_image("Fine-tuning image", job)
    kind = job.training_dataset_schema_type
    rows = {
        "Configuration file": _code(job.mount_location),
        "Training rows": kind.value.replace("_", " ").capitalize() if kind else "not set",
    }
    if job.resources:
        used = job.resources
        rows["Resources"] = f"{used.cpus} CPUs, {used.memory} memory, {used.gpus} GPUs"
    draw_table("Fine-tuning job", rows)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else "none"
