from typing import Any

import pytest

from registry.domain.coercion import coerce_parameters
from registry.domain.parameter_list import from_parameters
from streamlit_jsonschema_form.validation import read_schema


def declare(kind: str, required: bool = False) -> dict[str, Any]:
    return {
        "parameters": [{"name": "p", "type": kind, "description": "", "required": required}],
    }


TAKEN = [
    ("str", "a", "a"),
    ("str", 1, "1"),
    ("str", 1.5, "1.5"),
    ("str", True, "True"),
    ("str", 10**30, str(10**30)),
    ("int", 5, 5),
    ("int", "5", 5),
    ("int", " +5 ", 5),
    ("int", "1_000", 1000),
    ("int", 5.0, 5),
    ("int", True, 1),
    ("int", str(10**30), 10**30),
    ("float", 1.5, 1.5),
    ("float", 1, 1),
    ("float", "1.5", 1.5),
    ("float", "1e3", 1000.0),
    ("bool", True, True),
    ("bool", 1, True),
    ("bool", 0.0, False),
    *(("bool", text, True) for text in ("true", "YES", "On", "t", "Y", "1")),
    *(("bool", text, False) for text in ("false", "NO", "Off", "f", "N", "0")),
]
REFUSED = [
    *(("str", value) for value in ([], {})),
    *(("int", value) for value in (5.7, "5.0", "x", "", "٣", [], "9" * 4301)),
    *(("float", value) for value in ("x", "nan", "inf", "1e400", True, {})),
    *(("bool", value) for value in (2, "2", " true", "x", "", 0.5, [])),
]


def problems(kind: str, value: Any, *, required: bool = False) -> list[str]:
    schema = declare(kind, required)
    given = coerce_parameters(schema, {"p": value})
    return [problem.keyword for problem in read_schema(from_parameters(schema)).validate(given)]


@pytest.mark.parametrize(("kind", "value", "meant"), TAKEN)
def test_a_value_that_means_one_of_the_declared_type_is_taken_for_it(
    kind: str, value: Any, meant: Any
) -> None:
    (read_as,) = coerce_parameters(declare(kind), {"p": value}).values()
    assert (read_as, type(read_as)) == (meant, type(meant))
    assert problems(kind, value) == []


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_any_other_value_stays_and_is_refused(kind: str, value: Any) -> None:
    assert coerce_parameters(declare(kind), {"p": value}) == {"p": value}
    assert problems(kind, value) == ["type"]


@pytest.mark.parametrize("kind", ["str", "int", "float", "bool"])
def test_null_is_fine_for_an_optional_parameter_only(kind: str) -> None:
    assert problems(kind, None) == []
    assert problems(kind, None, required=True) == ["type"]


def test_a_parameter_that_is_not_declared_stays_and_is_refused() -> None:
    given = coerce_parameters(declare("int"), {"q": "5"})
    assert given == {"q": "5"}
    found = read_schema(from_parameters(declare("int"))).validate(given)
    assert [problem.keyword for problem in found] == ["additionalProperties"]


@pytest.mark.parametrize("schema", [None, {"type": "object", "properties": {"p": {}}}])
def test_by_anything_but_a_list_the_values_stay_as_they_are(schema: Any) -> None:
    assert coerce_parameters(schema, {"p": "5"}) == {"p": "5"}
