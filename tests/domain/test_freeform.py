import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from registry.domain.freeform import MAX_DEPTH, find_flaws
from registry.domain.model import ModelInput
from registry.domain.prompt import InferenceParams
from registry.domain.template import TemplateInput
from streamlit_jsonschema_form.json_text import InvalidText, read_json

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**30, max_value=10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
JSON = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=5)


def exact(value: object) -> str:
    """Write JSON so that order, 1 and 1.0, 0.0 and -0.0 differ."""
    return json.dumps(value, allow_nan=False)


@given(custom=OBJECT, parameters=OBJECT, ownership=OBJECT)
def test_free_json_of_a_model_comes_back_exactly(
    custom: dict[str, Any], parameters: dict[str, Any], ownership: dict[str, Any]
) -> None:
    made = ModelInput(
        name="a",
        custom_fields=custom,
        model_creation_parameters=parameters,
        ownership=ownership,
        base_model_metadata=custom,
    )
    again = ModelInput.model_validate(json.loads(json.dumps(made.to_json())))
    for body in (made.to_json(), again.to_json(), json.loads(again.model_dump_json())):
        assert exact(body["custom_fields"]) == exact(custom)
        assert exact(body["model_creation_parameters"]) == exact(parameters)
        assert exact(body["ownership"]) == exact(ownership)
        assert exact(body["base_model_metadata"]) == exact(custom)


@given(schema=OBJECT)
def test_schemas_of_a_template_come_back_exactly(schema: dict[str, Any]) -> None:
    made = TemplateInput.model_validate(
        {
            "name": "a",
            "endpoint_type": "SYNC",
            "model_type": "GENERIC",
            "vendor_configuration": {"bundle_config": {"registry": "", "image": "", "tag": ""}},
            "model_creation_parameters_schema": schema,
            "model_request_parameters_schema": schema,
        }
    )
    body = TemplateInput.model_validate(made.to_json()).to_json()
    assert exact(body["model_creation_parameters_schema"]) == exact(schema)
    assert exact(body["model_request_parameters_schema"]) == exact(schema)


@given(extras=OBJECT)
def test_further_inference_parameters_come_back_exactly(extras: dict[str, Any]) -> None:
    extras = {f"x{key}": value for key, value in extras.items()}
    body = InferenceParams.model_validate(extras).to_json()
    assert exact({key: body[key] for key in extras}) == exact(extras)


@given(value=JSON)
def test_what_is_no_flaw_is_strict_json(value: object) -> None:
    assert not list(find_flaws(value))
    json.dumps(value, allow_nan=False).encode()


FLAWS = [
    (float("nan"), "finite"),
    (float("inf"), "finite"),
    (float("-inf"), "finite"),
    ("a\0b", "NUL"),
    ("\ud800", "surrogate"),
    ((1, 2), "tuple"),
    ({1, 2}, "set"),
    (b"bytes", "bytes"),
    (object(), "object"),
    (10**4300, "4,300 digits"),
    (-(10**4300), "4,300 digits"),
]


@pytest.mark.parametrize(("flaw", "word"), FLAWS, ids=lambda case: type(case).__name__)
def test_what_is_not_strict_json_is_refused_at_its_place(flaw: object, word: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ModelInput.model_validate({"name": "a", "custom_fields": {"deep": [0, {"here": flaw}]}})
    (error,) = caught.value.errors()
    assert error["loc"] == ("custom_fields", "deep", 1, "here")
    assert word in error["msg"]


@pytest.mark.parametrize(("key", "shown"), [(1, "1"), (None, "None"), ("\ud800", r"\ud800")])
def test_a_key_that_is_no_text_is_refused_at_its_place(key: object, shown: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ModelInput.model_validate({"name": "a", "ownership": {"team": {key: 1}}})
    assert [error["loc"] for error in caught.value.errors()] == [("ownership", "team", shown)]


def test_all_flaws_are_reported_at_once() -> None:
    flaws = list(find_flaws({"a": float("nan"), "b": ["\0"], "c": ()}))
    assert [path for path, _ in flaws] == [("a",), ("b", 0), ("c",)]


@pytest.mark.parametrize(("levels", "fits"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False)])
def test_nesting_ends_before_readers_run_out_of_stack(levels: int, fits: bool) -> None:
    value: object = 0
    for _ in range(levels):
        value = [value]
    assert (not list(find_flaws(value))) is fits
    assert is_read("[" * levels + "0" + "]" * levels) is fits


def is_read(text: str) -> bool:
    try:
        read_json(text)
    except InvalidText:
        return False
    return True


def test_nesting_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert len(list(find_flaws(endless))) == 1


def test_the_deepest_value_can_be_written() -> None:
    value: object = 0
    for _ in range(MAX_DEPTH - 1):
        value = {"a": value}
    body = ModelInput(name="a", custom_fields={"a": value}).to_json()
    assert exact(body["custom_fields"]) == exact({"a": value})


def test_the_giver_may_change_what_was_given() -> None:
    given_away = {"list": [1]}
    made = ModelInput(name="a", custom_fields=given_away)
    given_away["list"].append(2)
    assert made.custom_fields == {"list": [1]}
