import pytest

from registry.domain.model import ModelInput
from registry.domain.parameters import ParameterSchema
from registry.domain.validation_messages import read
from registry.errors import Invalid
from streamlit_jsonschema_form.problems import Problem


def problems(**fields: object) -> tuple[Problem, ...]:
    with pytest.raises(Invalid) as caught:
        read(ModelInput, {"name": "a", **fields}, "model")
    return caught.value.problems


MESSAGES = [
    ({"name": "a b"}, "/name: expected ASCII letters, digits, underscores, hyphens and dots only"),
    ({"project": "a b"}, "/project: expected ASCII letters"),
    ({"description": "x" * 1003}, "at most 1000 characters, got 1003; shorten it by 3"),
    ({"name": "x" * 300}, "at most 255 characters, got 300; shorten it by 45"),
    ({"trust_remote_code": None}, "/trust_remote_code: expected true or false, got null"),
    ({"finetuning_type": "LORA"}, "'lora_merged'"),
    ({"ownership": [1]}, "/ownership: expected an object, got [1]"),
    ({"colour": "red"}, "/colour: no field of that name exists"),
    ({"spec": {"num_layers": 2.5}}, "/spec/num_layers: expected a whole number, got 2.5"),
    ({"prompt": {"inference_params": {"top_p": 3}}}, "expected 1.0 or less, got 3"),
    ({"api_endpoint": {"url": "h"}}, "/api_endpoint/url: expected a URL"),
    ({"prompt": {"inference_params": 5}}, "/prompt/inference_params: expected an object, got 5"),
    ({"project": {1, 2}}, "/project: expected a text, got a set"),
    ({"prompt": {"system_prompt": 5}}, "/prompt/system_prompt: expected a text, got 5"),
]


@pytest.mark.parametrize(("fields", "message"), MESSAGES)
def test_a_broken_rule_is_said_in_plain_words(fields: dict[str, object], message: str) -> None:
    assert any(message in str(problem) for problem in problems(**fields))


def test_a_missing_field_is_a_problem_at_its_place() -> None:
    with pytest.raises(Invalid) as caught:
        read(ModelInput, {}, "model")
    expected = Problem(("name",), "required", "required, but missing; fill it in")
    assert caught.value.problems == (expected,)


def test_both_token_limits_are_one_problem_at_the_inference_parameters() -> None:
    (problem,) = problems(
        prompt={"inference_params": {"max_tokens": 1, "max_completion_tokens": 1}}
    )
    assert problem.path == ("prompt", "inference_params")
    assert "got both" in problem.message


def test_a_long_value_is_not_repeated_whole() -> None:
    (problem,) = problems(spec="x" * 5000)
    assert len(problem.message) < 200


def test_a_secret_is_never_repeated() -> None:
    (problem,) = problems(api_endpoint={"api_key": ["hunter2"]})
    assert problem.path == ("api_endpoint", "api_key")
    assert "hunter2" not in problem.message


def test_what_is_no_object_is_a_problem_of_the_whole() -> None:
    with pytest.raises(Invalid, match="expected an object"):
        read(ModelInput, "text", "model")


def test_a_parameter_name_that_occurs_twice_is_refused_with_both_positions() -> None:
    one = {"name": "a", "type": "str", "description": "", "required": True}
    with pytest.raises(Invalid) as caught:
        read(ParameterSchema, {"parameters": [one, {**one, "name": "b"}, one]}, "schema")
    (problem,) = caught.value.problems
    assert problem.path == ("parameters", 2, "name")
    assert "parameter 0" in problem.message


def test_what_should_hold_a_secret_is_not_quoted():
    (problem,) = problems(api_endpoint=["s3cret"])
    assert "s3cret" not in problem.message
    assert "not shown" in problem.message
