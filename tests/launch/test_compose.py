import json
import re
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from registry.launch.formats import render_compose
from registry.launch.plan import ResourceOverrides

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
PROPERTIES = {
    "flag": {"x-ui": {"arg": "--flag"}},
    "env": {},
    "key": {"writeOnly": True, "x-ui": {"arg": "--key=", "env": "KEY"}},
}


@pytest.fixture(scope="module")
def published():
    text = (
        files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text()
    )
    return Draft202012Validator(json.loads(text))


def load(rendered):
    return YAML(typ="safe", pure=True).load(rendered.text)


def interpolate(text, variables):
    """Replace variables as compose-spec says (Interpolation)."""
    pattern = re.compile(r"\$(?:(\$)|\{(\w+):\?[^}]*\})")
    return pattern.sub(lambda found: "$" if found[1] else variables[found[2]], text)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=TEXTS, gpus=st.integers(0, 3))
def test_the_file_passes_the_published_schema_and_keeps_values(launch, published, value, gpus):
    chosen = ResourceOverrides(gpus=gpus, min_workers=2)
    planned = launch(PROPERTIES, {"flag": value, "env": value, "key": "x"}, resources=chosen)
    document = load(render_compose(planned))
    published.validate(document)
    (service,) = document["services"].values()
    words = [interpolate(word, {"KEY": "s"}) for word in service["command"]]
    assert words == ["serve", "--flag", value, "--key=s"]
    assert interpolate(service["environment"]["env"], {}) == value


def test_gpus_are_reserved_as_devices(launch):
    planned = launch({}, {}, resources=ResourceOverrides(gpus=2, memory="8Gi", cpus=4))
    (service,) = load(render_compose(planned))["services"].values()
    assert service["deploy"]["resources"] == {
        "limits": {"memory": "8g", "cpus": "4"},
        "reservations": {"devices": [{"driver": "nvidia", "count": 2, "capabilities": ["gpu"]}]},
    }
    assert service["shm_size"] == "4g"
    assert service["entrypoint"] == ["vllm"]


def test_the_health_check_asks_the_route(launch):
    bundle = {"healthcheck_route": "/he'alth?a=$b", "readiness_initial_delay_seconds": 600}
    (service,) = load(render_compose(launch({}, {}, bundle=bundle)))["services"].values()
    kind, test = service["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    assert "http://127.0.0.1:8080/he'\"'\"'alth?a=$$b" in test
    assert service["healthcheck"]["start_period"] == "600s"


@pytest.mark.parametrize("name", ["My_Model.v1", "_x", "-", "a" * 255])
def test_any_name_is_a_legal_service(launch, published, name):
    document = load(render_compose(launch({}, {}, name=name)))
    published.validate(document)


def test_secrets_are_asked_for(launch):
    rendered = render_compose(launch({"token": {"writeOnly": True}}, {"token": "t0p"}))
    assert "t0p" not in rendered.text
    assert "${token:?" in rendered.text
    assert "export token" in rendered.notes[0]
