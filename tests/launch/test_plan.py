import pytest

from registry.errors import Invalid
from registry.launch.plan import ResourceOverrides
from tests.launch.planning import plan_launch


@pytest.mark.parametrize(
    ("subschema", "value", "expected"),
    [
        ({"x-ui": {"arg": "--x"}}, "a b", ["--x", "a b"]),
        ({"x-ui": {"arg": "--x="}}, 8192, ["--x=8192"]),
        ({"x-ui": {"arg": ""}}, "Qwen/Q", ["Qwen/Q"]),
        ({"x-ui": {"arg": "--x"}}, True, ["--x"]),
        ({"x-ui": {"arg": "--x"}}, False, []),
        ({"x-ui": {"arg": "--x", "off": "--no-x"}}, False, ["--no-x"]),
        ({"x-ui": {"arg": "--x", "bool": ["0", "1"]}}, False, ["--x", "0"]),
        ({"x-ui": {"arg": "--x=", "bool": ["off", "on"]}}, True, ["--x=on"]),
        ({"x-ui": {"arg": ""}}, True, ["true"]),
        ({"x-ui": {"arg": "--x"}}, ["a", 1, True], ["--x", "a", "1", "true"]),
        ({"x-ui": {"arg": "--x", "list": "repeat"}}, ["a", "b"], ["--x", "a", "--x", "b"]),
        ({"x-ui": {"arg": "--x="}}, ["a", "b"], ["--x=a", "--x=b"]),
        ({"x-ui": {"arg": "--x", "list": "comma"}}, ["a", "b"], ["--x", "a,b"]),
        ({"x-ui": {"arg": "--x", "list": "json"}}, ["a", 1], ["--x", '["a", 1]']),
        ({"x-ui": {"arg": "--x"}}, [], []),
        ({"x-ui": {"arg": "--x", "list": "comma"}}, [], ["--x", ""]),
        ({"x-ui": {"arg": "--x"}}, {"a": [1.0, None]}, ["--x", '{"a": [1.0, null]}']),
        ({"x-ui": {"arg": "--x"}}, "", ["--x", ""]),
        ({"x-ui": {"arg": "--x"}}, 0.1, ["--x", "0.1"]),
        ({"x-ui": {"arg": "--x"}}, 10**30, ["--x", "1" + "0" * 30]),
        ({"x-ui": {"arg": "--x"}}, None, []),
        ({"$ref": "#/properties/y", "x-ui": {"arg": "--mine"}}, "a", ["--mine", "a"]),
        ({"allOf": [{"x-ui": {"arg": "--all"}}]}, "a", ["--all", "a"]),
    ],
)
def test_arguments_follow_the_hints(words, subschema, value, expected):
    assert words(subschema, value) == expected


@pytest.mark.parametrize(
    ("subschema", "value", "expected"),
    [
        ({}, "a b", "a b"),
        ({}, True, "true"),
        ({"x-ui": {"bool": ["0", "1"]}}, True, "1"),
        ({}, ["a", 1], '["a", 1]'),
        ({"x-ui": {"list": "comma"}}, ["a", 1], "a,1"),
        ({"x-ui": {"list": "space"}}, ["a", 1], "a 1"),
        ({}, {"é": 1}, '{"é": 1}'),
        ({}, 1e22, "1e+22"),
        ({}, "", ""),
    ],
)
def test_variables_follow_the_hints(variables, subschema, value, expected):
    assert variables({"x": subschema}, {"x": value}) == {"x": expected}


def test_names_of_variables_are_made_legal(variables):
    given = {"max-len": 1, "1st": 2, "é": 3, "other": 4, "": 5}
    properties = {"max-len": {}, "1st": {}, "é": {}, "other": {"x-ui": {"env": "MY.NAME"}}}
    with pytest.raises(Invalid, match="sets the variable _"):
        variables(properties, given)
    del given[""]
    assert variables(properties, given) == {"max_len": "1", "_1st": "2", "_": "3", "MY_NAME": "4"}


def test_the_order_is_that_of_the_schema_and_strangers_come_last(launch):
    properties = {"b": {"x-ui": {"arg": "-b"}}, "a": {"x-ui": {"arg": "-a"}}, "c": {}}
    planned = launch(properties, {"zz": 0, "c": 3, "a": 1, "b": 2})
    assert [[word.text for word in group] for group in planned.arguments] == [
        ["-b", "2"],
        ["-a", "1"],
    ]
    assert [each.name for each in planned.variables] == ["c", "zz"]


def test_properties_of_branches_and_conditions_count(template):
    schema = {
        "properties": {"kind": {"x-ui": {"arg": "--kind"}}},
        "if": {"properties": {"kind": {"const": "gpu"}}},
        "then": {"properties": {"n": {"x-ui": {"arg": "--gpus"}}}},
        "allOf": [{"$ref": "#/$defs/more"}],
        "$defs": {"more": {"properties": {"log": {"x-ui": {"env": "LOG"}}}}},
    }
    planned = plan_launch(template(schema), {"log": "x", "n": 2, "kind": "gpu"}, name="m")
    assert [group[0].text for group in planned.arguments] == ["--kind", "--gpus"]
    assert [each.name for each in planned.variables] == ["LOG"]


def test_defaults_are_not_put_in_but_serve_for_the_port(launch):
    properties = {"port": {"default": 8000, "x-ui": {"arg": "--port", "port": True}}}
    assert launch(properties, {}).port == 8000
    assert launch(properties, {}).arguments == ()
    assert launch(properties, {"port": 9000}).port == 9000
    assert launch({}, {}).port == 8080


@pytest.mark.parametrize("port", [0, 65536, "8000", True, 80.5])
def test_a_port_that_is_none_is_refused(launch, port):
    with pytest.raises(Invalid) as caught:
        launch({"p": {"x-ui": {"port": True}}}, {"p": port})
    assert [problem.path for problem in caught.value.problems] == [("p",)]


def test_the_hints_of_inner_properties_split_an_object(launch):
    inner = {"properties": {"size": {"x-ui": {"arg": "--size"}}, "rest": {}}}
    planned = launch({"cache": inner}, {"cache": {"rest": 1, "size": 2, "new": 3}})
    assert [word.text for group in planned.arguments for word in group] == ["--size", "2"]
    assert {each.name: each.value for each in planned.variables} == {"rest": "1", "new": "3"}


def test_a_recursive_schema_ends(template):
    schema = {"properties": {"child": {"$ref": "#"}, "x": {"x-ui": {"arg": "--x"}}}}
    planned = plan_launch(template(schema), {"child": {"child": {"x": 1}}, "x": 2}, name="m")
    assert [word.text for group in planned.arguments for word in group] == ["--x", "2"]
    assert [each.name for each in planned.variables] == ["child"]


def test_parameters_override_the_variables_of_the_image(variables):
    bundle = {"env": {"A": "fixed", "B": "fixed"}}
    assert variables({"b": {"x-ui": {"env": "B"}}}, {"b": "mine"}, bundle=bundle) == {
        "A": "fixed",
        "B": "mine",
    }


def test_two_parameters_for_one_variable_are_a_problem(launch):
    with pytest.raises(Invalid) as caught:
        launch({"a": {"x-ui": {"env": "X"}}, "b": {"x-ui": {"env": "X"}}}, {"a": 1, "b": 2})
    (problem,) = caught.value.problems
    assert problem.path == ("b",)
    assert "which a sets too" in problem.message


SECRET = "hunter2"


@pytest.mark.parametrize(
    "subschema",
    [
        {"writeOnly": True},
        {"format": "password"},
        {"items": {"writeOnly": True}},
        {"items": {"properties": {"k": {"writeOnly": True}}}},
        {"properties": {"k": {"$ref": "#/properties/secret"}}},
        {"anyOf": [{"writeOnly": True}, {"type": "null"}]},
    ],
)
@pytest.mark.parametrize("hint", [{}, {"arg": "--key"}, {"arg": "--key="}, {"env": "KEY"}])
def test_secrets_are_nowhere_in_the_plan(launch, subschema, hint):
    value = {"k": SECRET} if "properties" in subschema else [SECRET]
    properties = {"x": {**subschema, "x-ui": hint}, "secret": {"writeOnly": True}}
    planned = launch(properties, {"x": value})
    assert SECRET not in repr(planned)
    assert planned.secrets == ("KEY" if "env" in hint else "x",)


@pytest.mark.parametrize("named", [{}, {"plain": {"type": "string"}}])
@pytest.mark.parametrize(
    "rule",
    [
        {"additionalProperties": {"writeOnly": True}},
        {"patternProperties": {"_KEY$": {"$ref": "#/$defs/key"}}},
        {"allOf": [{"unevaluatedProperties": {"format": "password"}}]},
    ],
)
def test_secrets_under_names_of_ones_own_are_nowhere_in_the_plan(template, named, rule):
    keys = {"$defs": {"key": {"writeOnly": True}}}
    schema = {"type": "object", "properties": named, **keys, **rule}
    planned = plan_launch(template(schema), {"MY_KEY": SECRET}, name="m")
    assert SECRET not in repr(planned)
    assert planned.secrets == ("MY_KEY",)


def test_the_entrypoint_is_the_command_and_streaming_has_its_own(template):
    bundle = {"command": ["a"], "streaming_command": ["b", "c"]}
    assert plan_launch(template(bundle=bundle), {}, name="m").entrypoint == ("a",)
    streaming = template(bundle=bundle, endpoint_type="STREAMING")
    assert plan_launch(streaming, {}, name="m").entrypoint == ("b", "c")


@pytest.mark.parametrize(
    ("bundle", "image"),
    [
        ({"registry": "nvcr.io/"}, "nvcr.io/vllm/vllm-openai:v1"),
        ({"registry": ""}, "vllm/vllm-openai:v1"),
        ({"tag": "sha256:ab"}, "docker.io/vllm/vllm-openai@sha256:ab"),
    ],
)
def test_the_image_is_named_whole(template, bundle, image):
    assert plan_launch(template(bundle=bundle), {}, name="m").image == image


def test_an_image_that_would_be_an_option_is_refused(template):
    hostile = {"registry": "", "image": "-v/:/host", "tag": "ro"}
    with pytest.raises(Invalid, match="/vendor_configuration/bundle_config/image: must not begin"):
        plan_launch(template(bundle=hostile), {}, name="m")


@pytest.mark.parametrize("name", ["", "A=B", "A B", "1A", "A\nB", "Ä"])
def test_a_fixed_variable_that_no_platform_would_take_is_refused(template, name):
    with pytest.raises(Invalid) as caught:
        plan_launch(template(bundle={"env": {name: "x"}}), {}, name="m")
    (problem,) = caught.value.problems
    assert problem.path == ("vendor_configuration", "bundle_config", "env", name)


def test_a_persons_resources_win(template):
    chosen = ResourceOverrides(gpus=4, memory="16Gi", min_workers=3)
    planned = plan_launch(template(endpoint={"cpus": 7}), {}, name="m", resources=chosen)
    assert (planned.resources.cpus, planned.resources.gpus, planned.replicas) == (7, 4, 3)
    assert planned.resources.memory == 16 * 1024**3
    assert planned.resources.shared_memory == 8 * 1024**3
    assert plan_launch(template(), {}, name="m").replicas == 1


def test_an_unreadable_amount_is_refused(template):
    with pytest.raises(Invalid, match="8Gi or 512Mi"):
        plan_launch(template(endpoint={"memory": "8GB"}), {}, name="m")


def test_nul_cannot_be_passed_to_a_process(launch):
    with pytest.raises(Invalid, match="NUL"):
        launch({}, {"x": "a\0b"})


def test_scales_list_gives_variables_alone(template):
    schema = {
        "parameters": [{"name": "MODEL_ID", "type": "str", "description": "", "required": True}]
    }
    planned = plan_launch(template(schema), {"MODEL_ID": "a"}, name="m")
    assert [(each.name, each.value) for each in planned.variables] == [("MODEL_ID", "a")]
    assert plan_launch(template(None), {"a": 1}, name="m").variables[0].name == "a"
