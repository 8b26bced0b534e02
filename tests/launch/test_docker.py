import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.launch.formats import render_docker
from registry.launch.plan import ResourceOverrides
from tests.launch.planning import plan_launch

HOSTILE = [
    "",
    " ",
    "a b",
    "it's",
    'say "hi"',
    "$HOME ${HOME} $(id) `id`",
    "back\\slash\\",
    "line\nbreak\r\n",
    "-rf",
    "--",
    "* ? [a] ~ {a,b}",
    "a;b|c&d>e<f",
    "#no comment",
    "!history",
    "ünï😀",
    "\t",
    "\\\n",
    "'",
    "%s%n",
]
PROPERTIES = {
    "flag": {"x-ui": {"arg": "--flag"}},
    "joined": {"x-ui": {"arg": "--joined="}},
    "env": {},
    "rest": {"x-ui": {"arg": ""}},
}
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


def check(arguments, value):
    image = arguments.index("docker.io/vllm/vllm-openai:v1")
    assert arguments[image + 1 :] == ["serve", "--flag", value, f"--joined={value}", value]
    assert arguments[arguments.index("-e") + 1] == f"env={value}"
    assert arguments[:2] == ["run", "--rm"]


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_come_back_from_a_real_shell(launch, run_in_shell, shell, value):
    rendered = render_docker(launch(PROPERTIES, dict.fromkeys(PROPERTIES, value)))
    check(run_in_shell(shell, rendered.text), value)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=TEXTS, shell=st.sampled_from(["sh", "bash"]))
def test_any_text_comes_back_from_a_real_shell(launch, run_in_shell, shell, value):
    rendered = render_docker(launch(PROPERTIES, dict.fromkeys(PROPERTIES, value)))
    check(run_in_shell(shell, rendered.text), value)


def test_secrets_come_from_the_callers_shell(launch, run_in_shell):
    properties = {
        "token": {"writeOnly": True, "x-ui": {"env": "TOKEN"}},
        "key": {"writeOnly": True, "x-ui": {"arg": "--key=", "env": "KEY"}},
    }
    rendered = render_docker(launch(properties, {"token": "t0p", "key": "s3cret"}))
    assert "t0p" not in rendered.text
    assert "s3cret" not in rendered.text
    assert ["export TOKEN" in note for note in rendered.notes] == [True, False]
    arguments = run_in_shell("sh", rendered.text, TOKEN="x", KEY='a "b" $c')
    assert arguments[-1] == '--key=a "b" $c'
    assert arguments[arguments.index("-e") + 1] == "TOKEN"


def test_resources_are_options(launch):
    chosen = ResourceOverrides(cpus=8, memory="64Gi", gpus=2, gpu_type="nvidia-hopper-h100")
    rendered = render_docker(launch({}, {}, name="_My model", resources=chosen))
    for option in [
        "--name My-model",
        "--cpus 8",
        "--memory 64g",
        "--gpus 2",
        "--shm-size 16g",
        "-p 8080:8080",
    ]:
        assert f"  {option} \\\n" in rendered.text
    assert "nvidia-hopper-h100" in rendered.notes[0]


def test_the_documented_example_is_what_is_written(template):
    text = (Path(__file__).parents[2] / "docs" / "launch.md").read_text()
    schema = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])
    parameters = json.loads(re.search(r"with `(\{.*?\})`", text)[1])
    endpoint = {"cpus": 8, "memory": "64Gi", "gpus": 1}
    rendered = render_docker(
        plan_launch(template(schema, endpoint=endpoint), parameters, name="chat")
    )
    assert rendered.text == re.search(r"```bash\n(.*?)```", text, re.DOTALL)[1]


def test_each_option_has_its_line(launch):
    lines = render_docker(launch(PROPERTIES, {"flag": "a", "rest": "b"})).text.splitlines()
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert lines[-2:] == ["  --flag a \\", "  b"]
