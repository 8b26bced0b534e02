import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from registry.domain.template import ModelType, Template, TemplateInput
from registry.domain.vendor import ModelEndpointType
from registry.errors import AlreadyExists, Invalid, NotFound
from registry.services import Services
from registry.services.listing import TemplateFilter
from registry.store.base import Store
from tests.services.creating import Pattern

SCALE = {
    "parameters": [
        {"name": "weights", "type": "str", "description": "Where", "required": True},
        {"name": "layers", "type": "int", "description": "", "required": False},
    ]
}


def test_a_template_comes_back_as_it_was_given(services: Services, pattern: Pattern) -> None:
    made = services.templates.create(pattern(), workspace="default", actor="ada")
    assert made.id.startswith("template-")
    assert (made.version, made.created_by_user_id) == (1, "ada")
    assert made.created_at == made.updated_at
    assert made.to_input() == TemplateInput.model_validate(pattern())
    assert services.templates.get(made.id) == made
    assert services.templates.find("default", "vllm") == made


@pytest.mark.parametrize(
    "schema",
    [
        SCALE,
        {
            "b": 1,
            "$schema": "http://json-schema.org/draft-07/schema#",
            "a": {"z": 1.0, "y": 10**30},
        },
        {"type": "object", "properties": {"z": {}, "a": {}, "m": {}}},
    ],
)
def test_both_dialects_are_kept_byte_for_byte(
    services: Services, pattern: Pattern, schema: dict[str, Any]
) -> None:
    given = pattern(model_creation_parameters_schema=schema, model_request_parameters_schema=schema)
    made = services.templates.create(given, workspace="default", actor="ada")
    kept = services.templates.get(made.id)
    assert json.dumps(kept.model_creation_parameters_schema) == json.dumps(schema)
    assert json.dumps(kept.model_request_parameters_schema) == json.dumps(schema)


def test_a_template_without_schemas_is_legal(services: Services, pattern: Pattern) -> None:
    given = pattern(model_creation_parameters_schema=None)
    made = services.templates.create(given, workspace="default", actor="ada")
    assert made.model_creation_parameters_schema is None


def test_a_wrong_field_is_refused_at_its_place(services: Services, pattern: Pattern) -> None:
    given = pattern(endpoint_type="FAST", vendor_configuration={})
    with pytest.raises(Invalid) as caught:
        services.templates.create(given, workspace="default", actor="ada")
    assert {problem.path for problem in caught.value.problems} == {
        ("endpoint_type",),
        ("vendor_configuration", "bundle_config"),
    }


WRONG_SCHEMAS = [
    ({"type": "object", "properties": {"a": {"type": "sting"}}}, ("properties", "a", "type")),
    ({"properties": {"a": {"pattern": "("}}}, ("properties", "a", "pattern")),
    ({"properties": {"a": {"$ref": "#/$defs/gone"}}}, ("properties", "a", "$ref")),
    ({"type": "string"}, ("type",)),
    ({"parameters": [SCALE["parameters"][0]] * 2}, ("parameters", 1, "name")),
    ({"parameters": [{"name": "a", "type": "text"}]}, ("parameters", 0, "type")),
]


@pytest.mark.parametrize("field", ["creation", "request"])
@pytest.mark.parametrize(("schema", "place"), WRONG_SCHEMAS)
def test_a_wrong_schema_is_refused_with_the_place(
    services: Services,
    pattern: Pattern,
    schema: dict[str, Any],
    place: tuple[str | int, ...],
    field: str,
) -> None:
    name = f"model_{field}_parameters_schema"
    with pytest.raises(Invalid) as caught:
        services.templates.create(pattern(**{name: schema}), workspace="default", actor="ada")
    assert (name, *place) in [problem.path for problem in caught.value.problems]
    assert services.templates.list(None).total == 0


def test_a_taken_name_is_refused(services: Services, template: Template, pattern: Pattern) -> None:
    with pytest.raises(AlreadyExists, match="template 'vllm' already exists"):
        services.templates.create(pattern(), workspace="default", actor="bob")


def test_a_name_is_free_in_another_workspace(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    made = services.templates.create(pattern(), workspace="search", actor="bob")
    assert made.id != template.id


def test_an_unknown_workspace_is_refused(services: Services, pattern: Pattern) -> None:
    with pytest.raises(
        NotFound, match="workspace 'nowhere' not found; choose another, or create it"
    ):
        services.templates.create(pattern(), workspace="nowhere", actor="ada")


def test_of_two_threads_wanting_one_name_exactly_one_gets_it(
    services: Services, pattern: Pattern
) -> None:
    start = Barrier(8)

    def attempt(index: int) -> str:
        start.wait()
        try:
            return services.templates.create(pattern(), workspace="default", actor=str(index)).id
        except AlreadyExists:
            return ""

    with ThreadPoolExecutor(8) as pool:
        ids = [id for id in pool.map(attempt, range(8)) if id]
    assert [services.templates.find("default", "vllm").id] == ids


@pytest.fixture
def several(services: Services, pattern: Pattern) -> Services:
    kinds = [
        ("b-chat", "CHAT_COMPLETION", "STREAMING"),
        ("a-chat", "CHAT_COMPLETION", "SYNC"),
        ("embed", "EMBEDDING", "SYNC"),
    ]
    for name, model_type, endpoint_type in kinds:
        given = pattern(
            name, model_type=model_type, endpoint_type=endpoint_type, description=f"Say {name}!"
        )
        services.templates.create(given, workspace="default", actor="ada")
    return services


FILTERS = [
    (TemplateFilter(), ["a-chat", "b-chat", "embed"]),
    (TemplateFilter(search="CHAT"), ["a-chat", "b-chat"]),
    (TemplateFilter(search="say embed"), ["embed"]),
    (TemplateFilter(search="vllm-openai"), ["a-chat", "b-chat", "embed"]),
    (TemplateFilter(search="nothing"), []),
    (TemplateFilter(model_types=[ModelType.EMBEDDING]), ["embed"]),
    (TemplateFilter(endpoint_types=[ModelEndpointType.SYNC]), ["a-chat", "embed"]),
    (TemplateFilter("a", [ModelType.CHAT_COMPLETION], [ModelEndpointType.SYNC]), ["a-chat"]),
]


@pytest.mark.parametrize(("where", "names"), FILTERS)
def test_templates_are_filtered_and_sorted_by_name(
    several: Services, where: TemplateFilter, names: list[str]
) -> None:
    found = several.templates.list("default", where)
    assert [template.name for template in found.items] == names
    assert (found.total, found.exact, found.next) == (len(names), True, None)


def test_templates_can_be_sorted_the_other_way_and_paged(several: Services) -> None:
    first = several.templates.list(None, sort="-name", limit=2)
    assert [template.name for template in first.items] == ["embed", "b-chat"]
    rest = several.templates.list(None, sort="-name", limit=2, after=first.next)
    assert [template.name for template in rest.items] == ["a-chat"]
    assert rest.next is None


def test_an_unknown_order_is_refused(services: Services) -> None:
    with pytest.raises(Invalid, match="expected one of name"):
        services.templates.list(None, sort="colour")


def test_another_workspace_shows_nothing_of_this_one(several: Services) -> None:
    assert several.templates.list("other").items == ()


def test_templates_are_counted_by_model_type(several: Services) -> None:
    assert several.templates.count(None) == {ModelType.CHAT_COMPLETION: 2, ModelType.EMBEDDING: 1}
    chosen = TemplateFilter("a-chat", [ModelType.EMBEDDING])
    assert several.templates.count("default", chosen) == {ModelType.CHAT_COMPLETION: 1}


def test_a_dry_run_says_what_create_would_refuse(
    services: Services, template: Template, pattern: Pattern
) -> None:
    def places(given: dict[str, Any], id: str | None = None) -> list[tuple[str | int, ...]]:
        problems = services.templates.validate(given, workspace="default", id=id)
        return [problem.path for problem in problems]

    assert places(pattern("free")) == []
    assert places(pattern()) == [("name",)]
    assert places(pattern(), template.id) == []
    assert places({}) != []
    wrong = pattern("free", model_creation_parameters_schema={"type": "string"})
    assert places(wrong) == [("model_creation_parameters_schema", "type")]


def test_a_default_that_breaks_its_own_rules_is_warned_of_and_not_refused(
    services: Services, pattern: Pattern
) -> None:
    schema = {
        "$defs": {"port": {"type": "integer", "maximum": 10, "default": 11}},
        "properties": {
            "a": {"type": "integer", "default": "1"},
            "b": {"type": "integer", "default": 1},
            "c": {"$ref": "#/$defs/port"},
        },
    }
    given = pattern(model_creation_parameters_schema=schema)
    services.templates.create(given, workspace="default", actor="ada")
    places = {problem.path[1:] for problem in services.templates.warnings(given)}
    assert places == {("properties", "a", "default"), ("$defs", "port", "default")}


def test_a_wrong_annotation_is_warned_of_and_what_changes_the_meaning_is_refused(
    services: Services, pattern: Pattern
) -> None:
    fields = {"a": {"title": 5, "nullable": True}, "b": {"type": "string", "examples": "x"}}
    schema = {"type": "object", "properties": fields}
    given = pattern(model_creation_parameters_schema=schema)
    template = services.templates.create(given, workspace="default", actor="ada")
    assert template.model_creation_parameters_schema == schema
    told = {problem.path[2:] for problem in services.templates.warnings(given)}
    assert told == {("a", "title"), ("a", "nullable"), ("b", "examples")}
    wrong = {"properties": {"n": {"minimum": 1, "exclusiveMinimum": True}}}
    with pytest.raises(Invalid) as caught:
        services.templates.change(
            template.id,
            pattern(model_creation_parameters_schema=wrong),
            expected=1,
            actor="ada",
        )
    assert [problem.keyword for problem in caught.value.problems] == ["exclusiveMinimum"]


def test_a_wrong_parameter_list_is_refused_and_not_warned_of(
    services: Services, pattern: Pattern
) -> None:
    wrong = {"parameters": [{"name": "a", "type": "text"}]}
    assert services.templates.warnings(pattern(model_creation_parameters_schema=wrong)) == ()


def test_a_record_that_breaks_the_rules_is_told_apart_and_the_others_are_listed(
    several: Services, store: Store
) -> None:
    record = store.find("templates", "default", "embed")
    record.body["model_type"] = "NONSENSE"
    damaged = type(record)(
        **{
            **{name: getattr(record, name) for name in record.__dataclass_fields__},
            "revision": 2,
        }
    )
    with store.transaction("hand") as change:
        change.replace(damaged, expected=1)
    found = several.templates.list(None)
    assert [template.name for template in found.items] == ["a-chat", "b-chat"]
    (error,) = found.damaged
    assert "/model_type: expected one of" in str(error)
    with pytest.raises(type(error)):
        several.templates.get(record.id)


def test_a_given_name_holds_until_the_template_is_called_otherwise(
    services: Services, pattern: Pattern
) -> None:
    made = services.templates.create(
        pattern("My-Template"), workspace="default", actor="ada", given_name="My Template"
    )
    id = made.id
    assert services.templates.get(id).given_name == "My Template"
    same = pattern("My-Template", description="b")
    changed = services.templates.change(id, same, expected=1, actor="ada")
    assert changed.given_name == "My Template"
    changed = services.templates.change(id, pattern("other"), expected=2, actor="ada")
    assert changed.given_name is None
    restored = services.templates.restore(id, 1, expected=3, actor="ada")
    assert (restored.name, restored.given_name) == ("My-Template", "My Template")
