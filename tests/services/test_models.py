import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from registry.domain.model import ModelInput
from registry.domain.template import ModelType, Template
from registry.errors import AlreadyExists, Invalid, NotFound
from registry.services import Services
from tests.services.creating import Cast, Pattern, create, refusal


def test_a_model_comes_back_as_it_was_given(services: Services) -> None:
    given = ModelInput(
        name="plain",
        display_name="A plain one",
        custom_fields={"b": [1, 1.0, 10**40], "a": None},
        model_creation_parameters={"anything": {"z": 1, "a": 2}},
        base_model="meta/llama",
    )
    made = services.models.create(given, workspace="default", actor="ada")
    kept = services.models.get(made.id)
    assert kept == made == services.models.find("default", "plain")
    assert made.id.startswith("model-")
    assert (made.revision, made.created_by_user_id, made.updated_by) == (1, "ada", "ada")
    assert made.created_at == made.updated_at
    for field in ("custom_fields", "model_creation_parameters"):
        assert json.dumps(getattr(kept, field)) == json.dumps(getattr(given, field))


def test_a_model_is_pinned_to_the_newest_version_of_its_template(
    services: Services, template: Template, cast: Cast, pattern: Pattern
) -> None:
    services.templates.change(template.id, pattern(description="b"), expected=1, actor="ada")
    assert cast().model_template_version == 2
    assert cast("old", model_template_version=1).model_template_version == 1


def test_the_model_type_is_the_one_given_else_the_templates_else_generic(
    services: Services, cast: Cast
) -> None:
    assert cast().model_type is ModelType.CHAT_COMPLETION
    assert cast("b", model_type="AGENT").model_type is ModelType.AGENT
    assert create(services).model_type is ModelType.GENERIC


PARAMETERS = [
    ({}, [("model_id",)]),
    ({"model_id": ""}, [("model_id",)]),
    ({"model_id": 1, "max_len": 0}, [("max_len",), ("model_id",)]),
    ({"model_id": "a", "colour": "red"}, [("colour",)]),
]


@pytest.mark.parametrize(("parameters", "places"), PARAMETERS)
def test_parameters_that_break_the_schema_are_refused_each_at_its_place(
    services: Services,
    template: Template,
    parameters: dict[str, Any],
    places: list[tuple[str, ...]],
) -> None:
    found = refusal(services, model_template_id=template.id, model_creation_parameters=parameters)
    assert sorted(found) == [("model_creation_parameters", *place) for place in places]
    assert services.models.list(None).total == 0


def test_parameters_are_checked_against_the_version_that_is_asked_for(
    services: Services, template: Template, cast: Cast, pattern: Pattern
) -> None:
    newer = {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]}
    given = pattern(model_creation_parameters_schema=newer)
    services.templates.change(template.id, given, expected=1, actor="ada")
    cast("old", model_template_version=1, model_creation_parameters={"model_id": "a"})
    cast("new", model_creation_parameters={"size": 3})
    with pytest.raises(Invalid, match="/model_creation_parameters/size"):
        cast("newer", model_creation_parameters={"model_id": "a"})


def test_parameters_may_be_left_out_whole(services: Services, cast: Cast) -> None:
    assert cast(model_creation_parameters=None).model_creation_parameters is None


def test_defaults_are_not_slipped_into_parameters(cast: Cast) -> None:
    assert cast().model_creation_parameters == {"model_id": "meta/llama"}


def test_a_parameter_list_is_obeyed_too(services: Services, pattern: Pattern) -> None:
    entry = {"name": "layers", "type": "int", "description": "", "required": True}
    given = pattern("list", model_creation_parameters_schema={"parameters": [entry]})
    template = services.templates.create(given, workspace="default", actor="ada")
    wrong = {"layers": 1.5, "other": 1}
    found = refusal(services, model_template_id=template.id, model_creation_parameters=wrong)
    assert sorted(path[1] for path in found) == ["layers", "other"]
    create(services, model_template_id=template.id, model_creation_parameters={"layers": 2})


@pytest.mark.parametrize("with_template", [True, False])
def test_any_object_is_fine_without_a_schema(
    services: Services, pattern: Pattern, with_template: bool
) -> None:
    fields: dict[str, Any] = {}
    if with_template:
        given = pattern("bare", model_creation_parameters_schema=None)
        bare = services.templates.create(given, workspace="default", actor="ada")
        fields["model_template_id"] = bare.id
    anything = {"a": [None, {"b": 1.0}]}
    made = create(services, model_creation_parameters=anything, **fields)
    assert made.model_creation_parameters == anything


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"model_template_id": "template-gone"}, "model_template_id"),
        ({"model_template_version": 1}, "model_template_version"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_at_its_field(
    services: Services, fields: dict[str, Any], place: str
) -> None:
    assert refusal(services, **fields) == [(place,)]


@pytest.mark.parametrize("version", [0, 2, -1])
def test_an_unknown_template_version_is_refused_at_its_field(
    services: Services, template: Template, version: int
) -> None:
    fields = {"model_template_id": template.id, "model_template_version": version}
    assert refusal(services, **fields) == [("model_template_version",)]


def test_an_unknown_workspace_is_refused(services: Services) -> None:
    with pytest.raises(NotFound, match="workspace 'nowhere'"):
        services.models.create({"name": "a"}, workspace="nowhere", actor="ada")


@pytest.mark.parametrize(
    ("place", "field"),
    [({"workspace": "a b"}, "workspace"), ({"actor": "a\0"}, "created_by_user_id")],
)
def test_a_wrong_workspace_or_actor_is_refused_as_a_field_is(
    services: Services, place: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        services.models.create({"name": "a"}, **{"workspace": "default", "actor": "ada", **place})
    assert (field,) in [problem.path for problem in caught.value.problems]


def test_of_two_threads_wanting_one_name_exactly_one_gets_it(services: Services) -> None:
    start = Barrier(8)

    def attempt(index: int) -> str:
        start.wait()
        try:
            return create(services, "wanted", description=str(index)).id
        except AlreadyExists:
            return ""

    with ThreadPoolExecutor(8) as pool:
        ids = [id for id in pool.map(attempt, range(8)) if id]
    assert [services.models.find("default", "wanted").id] == ids


def test_a_dry_run_says_what_create_would_refuse(
    services: Services, template: Template, cast: Cast
) -> None:
    def places(id: str | None = None, **fields: Any) -> list[tuple[str | int, ...]]:
        given = {"name": "llama", "model_template_id": template.id, **fields}
        problems = services.models.validate(given, workspace="default", id=id)
        return [problem.path for problem in problems]

    assert places() == []
    made = cast()
    assert places() == [("name",)]
    assert places(made.id) == []
    assert places(name="a b") == [("name",)]
    assert places(model_creation_parameters={}) == [("model_creation_parameters", "model_id")]
    assert services.models.list(None).total == 1


def test_a_given_name_holds_until_the_model_is_called_otherwise(services: Services) -> None:
    made = services.models.create(
        {"name": "My-Model"}, workspace="default", actor="ada", given_name="My Model"
    )
    given = made.to_input()
    assert services.models.get(made.id).given_name == "My Model"
    changed = services.models.change(
        made.id, given.model_copy(update={"description": "b"}), expected=1, actor="ada"
    )
    assert changed.given_name == "My Model"
    renamed = given.model_copy(update={"name": "other"})
    changed = services.models.change(made.id, renamed, expected=2, actor="ada")
    assert changed.given_name is None
    changed = services.models.change(
        made.id, given, expected=3, actor="ada", given_name="My  Model"
    )
    assert changed.given_name == "My  Model"
    restored = services.models.restore(made.id, 1, expected=4, actor="ada")
    assert (restored.name, restored.given_name) == ("My-Model", "My Model")
