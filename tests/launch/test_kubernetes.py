import re

import kubernetes_validate
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from registry.launch.formats import render_kubernetes
from registry.launch.plan import ResourceOverrides

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
DOLLARS = st.text(st.sampled_from("$()Aa"), max_size=8)
PROPERTIES = {
    "flag": {"x-ui": {"arg": "--flag"}},
    "env": {},
    "key": {"writeOnly": True, "x-ui": {"arg": "--key="}},
}
DNS_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def load(rendered):
    return YAML(typ="safe", pure=True).load(rendered.text)


def expand(text, variables):
    """Expand references as the kubelet does: `$$` is `$`, an unknown `$(x)` stays."""
    done, at = "", 0
    while at < len(text):
        found = re.compile(r"\$(?:\$|\(([^)]*)\))").match(text, at)
        if found:
            done += "$" if found[0] == "$$" else variables.get(found[1], found[0])
            at = found.end()
        else:
            done += text[at]
            at += 1
    return done


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=TEXTS | DOLLARS, gpus=st.integers(0, 2))
def test_the_manifest_is_valid_and_keeps_values(launch, value, gpus):
    chosen = ResourceOverrides(gpus=gpus, gpu_type="nvidia-tesla-t4" if gpus else None)
    planned = launch(PROPERTIES, {"flag": value, "env": value, "key": "x"}, resources=chosen)
    document = load(render_kubernetes(planned))
    kubernetes_validate.validate(document, desired_version="1.31", strict=True)
    (container,) = document["spec"]["template"]["spec"]["containers"]
    assert [expand(word, {"key": "s"}) for word in container["args"]] == [
        "--flag",
        value,
        "--key=s",
    ]
    assert [expand(each["value"], {}) for each in container["env"] if "value" in each] == [value]
    assert container["command"] == ["vllm", "serve"]


def test_secrets_are_references(launch):
    rendered = render_kubernetes(launch({"token": {"writeOnly": True}}, {"token": "t0p"}, name="M"))
    (container,) = load(rendered)["spec"]["template"]["spec"]["containers"]
    reference = {"secretKeyRef": {"name": "m-secrets", "key": "token"}}
    assert container["env"] == [{"name": "token", "valueFrom": reference}]
    assert "t0p" not in rendered.text
    assert any("kubectl create secret generic m-secrets" in note for note in rendered.notes)


@pytest.mark.parametrize(
    ("name", "legal"),
    [("My_Model.v1", "my-model-v1"), ("---", "model"), ("a", "a"), ("_x_", "x")],
)
def test_names_are_made_legal(launch, name, legal):
    assert load(render_kubernetes(launch({}, {}, name=name)))["metadata"]["name"] == legal


def test_long_names_stay_apart(launch):
    found = {
        load(render_kubernetes(launch({}, {}, name="a" * 200 + end)))["metadata"]["name"]
        for end in "xyz"
    }
    assert len(found) == 3
    assert all(DNS_LABEL.fullmatch(name) for name in found)


def test_resources_reach_the_pod(launch):
    chosen = ResourceOverrides(gpus=2, gpu_type="nvidia-hopper-h100", memory="64Gi", min_workers=3)
    document = load(render_kubernetes(launch({}, {}, resources=chosen)))
    pod = document["spec"]["template"]["spec"]
    amounts = {"memory": "64Gi", "ephemeral-storage": "16Gi", "cpu": "3", "nvidia.com/gpu": "2"}
    assert pod["containers"][0]["resources"] == {"requests": amounts, "limits": amounts}
    assert pod["nodeSelector"] == {"patternshop/gpu-type": "nvidia-hopper-h100"}
    assert pod["volumes"][0]["emptyDir"]["medium"] == "Memory"
    assert document["spec"]["replicas"] == 3


def test_the_probe_waits_and_asks(launch):
    bundle = {"healthcheck_route": "health", "readiness_initial_delay_seconds": 30}
    document = load(render_kubernetes(launch({}, {}, bundle=bundle)))
    probe = document["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]
    assert probe["httpGet"] == {"path": "/health", "port": "http"}
    assert probe["initialDelaySeconds"] == 30
