import shutil
import subprocess

import pytest

from registry.domain.template import TemplateInput
from tests.launch.planning import plan_launch

BUNDLE = {
    "registry": "docker.io",
    "image": "vllm/vllm-openai",
    "tag": "v1",
    "command": ["vllm", "serve"],
}


def make_template(schema=None, *, bundle=None, endpoint=None, **fields):
    vendor = {"bundle_config": {**BUNDLE, **(bundle or {})}, "endpoint_config": endpoint or {}}
    return TemplateInput.model_validate(
        {
            "name": "pattern",
            "endpoint_type": "SYNC",
            "model_type": "GENERIC",
            "vendor_configuration": vendor,
            "model_creation_parameters_schema": schema,
            **fields,
        }
    )


@pytest.fixture
def template():
    return make_template


@pytest.fixture
def launch():
    """Plan a launch from `{name: subschema}` and parameters."""

    def made(properties, parameters, *, name="model", resources=None, **fields):
        schema = {"type": "object", "properties": properties}
        template = make_template(schema, **fields)
        return plan_launch(template, parameters, name=name, resources=resources)

    return made


@pytest.fixture
def words(launch):
    """Give the arguments of one parameter as plain texts."""

    def made(subschema, value):
        planned = launch({"x": subschema}, {"x": value})
        return [word.text for group in planned.arguments for word in group]

    return made


@pytest.fixture
def variables(launch):
    def made(properties, parameters, **fields):
        return {
            each.name: each.value for each in launch(properties, parameters, **fields).variables
        }

    return made


@pytest.fixture(scope="session")
def run_in_shell(tmp_path_factory):
    """Run a command line in a real shell whose `docker` gives back its arguments."""
    folder = tmp_path_factory.mktemp("bin")
    docker = folder / "docker"
    docker.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    docker.chmod(0o755)

    def run(shell, line, **variables):
        found = shutil.which(shell)
        assert found
        environment = {"PATH": f"{folder}:/usr/bin:/bin", **variables}
        done = subprocess.run([found, "-c", line], env=environment, capture_output=True, check=True)
        return done.stdout.decode().split("\0")[:-1]

    return run
