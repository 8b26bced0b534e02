"""The result panel: commands and files, resources tried out, and what cannot be rendered."""

import pytest
from streamlit.testing.v1 import AppTest


def panel(parameters):
    from registry.domain.template import TemplateInput
    from registry.launch.compiled_schema import CompiledSchema
    from registry.ui.launch_preview import draw_launch_preview

    template = {
        "name": "server",
        "endpoint_type": "SYNC",
        "model_type": "GENERIC",
        "vendor_configuration": {
            "bundle_config": {"registry": "docker.io", "image": "acme/server", "tag": "1"},
            "endpoint_config": {"gpus": 1, "gpu_type": "nvidia-hopper-h100"},
        },
        "model_creation_parameters_schema": {
            "properties": {
                "length": {"type": "integer", "x-ui": {"arg": "--length"}},
                "token": {"type": "string", "format": "password", "x-ui": {"env": "TOKEN"}},
                "port": {"type": "integer", "x-ui": {"arg": "--port", "port": True}},
            }
        },
    }
    schema = CompiledSchema(template["model_creation_parameters_schema"])
    draw_launch_preview(
        TemplateInput.model_validate(template),
        parameters,
        schema=schema,
        name="m",
        workspace="w",
        key="k",
    )


@pytest.fixture
def run():
    def start(**parameters):
        return AppTest.from_function(panel, kwargs={"parameters": parameters}).run()

    return start


def test_the_command_holds_the_parameters(run):
    app = run(length=8)
    assert not app.exception
    assert "--length 8" in app.code[0].value.replace("\\\n", "").replace("  ", " ")


def test_a_secret_is_a_reference_and_a_note(run):
    app = run(token="s3cret")
    assert "s3cret" not in app.code[0].value
    assert "-e TOKEN" in app.code[0].value
    assert any("export TOKEN" in each.value for each in app.caption)


def test_other_resources_can_be_tried_without_keeping_them(run):
    app = run(length=8)
    next(each for each in app.number_input if each.label == "GPUs").set_value(4).run()
    assert "--gpus 4" in app.code[0].value


def test_what_cannot_be_rendered_is_explained(run):
    app = run(port="eighty")
    assert not app.exception
    assert "must be a port" in app.error[0].value
