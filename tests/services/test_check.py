from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from registry.domain.model import Model
from registry.domain.template import Template
from registry.services import Services
from registry.services.check import check
from registry.store.base import Store
from registry.store.records import Record

Cast = Callable[..., Model]
Pattern = Callable[..., dict[str, Any]]


def edit(store: Store, record: Record, **body: Any) -> None:
    """Change a record as someone with an editor would."""
    edited = replace(record, body={**record.body, **body}, revision=record.revision + 1)
    with store.transaction("hand") as change:
        change.replace(edited, expected=record.revision)


def findings(store: Store) -> list[str]:
    return [str(finding) for finding in check(store)]


def test_what_the_services_made_is_sound(
    services: Services, store: Store, template: Template, cast: Cast, pattern: Pattern
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    services.templates.create(pattern(), workspace="search", actor="ada")
    cast()
    given = pattern(model_creation_parameters_schema={"required": ["new"]})
    services.templates.change(template.id, given, expected=1, actor="ada")
    assert findings(store) == []


MODEL_EDITS = [
    ({"spec": {}}, "/spec/num_layers: required"),
    ({"model_type": "NONSENSE"}, "/model_type: expected one of"),
    ({"model_template_id": "template-gone"}, "/model_template_id: there is no template"),
    ({"model_template_version": 7}, "/model_template_version: template 'default/vllm at"),
    ({"model_template_version": None}, "/model_template_version: expected the version"),
    ({"model_creation_parameters": {}}, "/model_creation_parameters/model_id: "),
    ({"surprise": 1}, "/surprise: no field of that name"),
]


@pytest.mark.parametrize(("body", "message"), MODEL_EDITS)
def test_a_model_edited_by_hand_is_found_with_the_place(
    store: Store, cast: Cast, body: dict[str, Any], message: str
) -> None:
    made = cast()
    cast("sound")
    edit(store, store.get("models", made.id), **body)
    found = findings(store)
    assert found
    assert all(f"model default/llama ({made.id})" in each for each in found)
    assert any(message in each for each in found)


def test_a_wrong_schema_is_found_at_its_template_and_its_models(
    services: Services, store: Store, template: Template, pattern: Pattern
) -> None:
    wrong = {"properties": {"a": {"type": "sting"}}}
    edit(store, store.get("templates", template.id), model_creation_parameters_schema=wrong)
    given = {"name": "m", "model_template_id": template.id, "model_template_version": 1}
    services.models.create(given, workspace="default", actor="ada")
    edit(store, store.find("models", "default", "m"), model_template_version=2)
    at_template, at_model = findings(store)
    assert "/model_creation_parameters_schema/properties/a/type" in at_template
    assert "the template's schema is wrong" in at_model


def test_a_template_that_cannot_be_read_is_found_at_its_models_too(
    store: Store, template: Template, cast: Cast
) -> None:
    made = cast()
    edit(store, store.get("templates", template.id), endpoint_type="FAST")
    edit(store, store.get("models", made.id), model_template_version=2)
    assert any("/endpoint_type" in each and "template default" in each for each in findings(store))
    assert any(each.startswith("model default/llama") for each in findings(store))


def test_a_workspace_that_is_gone_is_found_at_what_is_in_it(
    services: Services, store: Store, pattern: Pattern
) -> None:
    workspace = services.workspaces.create({"name": "search"}, actor="ada")
    services.templates.create(pattern(), workspace="search", actor="ada")
    services.models.create({"name": "m"}, workspace="search", actor="ada")
    with store.transaction("hand") as change:
        change.delete("workspaces", workspace.id)
    assert len([each for each in findings(store) if "/workspace: there is no" in each]) == 2


def test_a_workspace_that_cannot_be_read_is_found(services: Services, store: Store) -> None:
    made = services.workspaces.create({"name": "search"}, actor="ada")
    edit(store, store.get("workspaces", made.id), description=5)
    (finding,) = check(store)
    assert (finding.kind, finding.problem.path) == ("workspace", ("description",))


def test_a_store_of_more_than_one_batch_is_read_whole(services: Services, store: Store) -> None:
    for index in range(510):
        services.models.create({"name": f"m{index}"}, workspace="default", actor="ada")
    edit(store, store.find("models", "default", "m99"), model_type="NONSENSE")
    assert len(findings(store)) == 1


def test_a_group_or_model_that_is_gone_is_found_at_what_refers_to_it(
    services: Services, store: Store, cast: Cast
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    group = services.groups.create({"name": "g"}, workspace="search", actor="ada")
    used = services.groups.create({"name": "g"}, workspace="default", actor="ada")
    made = cast(model_group_id=used.id)
    services.deployments.create(made.id, {"name": "production"}, actor="ada")
    assert findings(store) == []
    edit(store, store.get("groups", group.id), description=5)
    edit(store, store.get("models", made.id), model_group_id="group-gone")
    found = findings(store)
    assert any("group search/g" in each and "/description" in each for each in found)
    assert any("/model_group_id: there is no group 'group-gone'" in each for each in found)
    with store.transaction("hand") as change:
        change.delete("models", made.id)
    assert any("/model_id: there is no model" in each for each in findings(store))


def test_what_programs_store_beside_models_is_checked_too(services: Services, store: Store) -> None:
    fileset = services.filesets.create({"name": "weights"}, workspace="default", actor="ada")
    prompt = services.prompts.create({"name": "hello"}, workspace="default", actor="ada")
    edit(store, store.get("filesets", fileset.id), surprise=1)
    edit(store, store.get("prompts", prompt.id), surprise=1)
    assert [each.partition(": ")[0] for each in findings(store)] == [
        f"{kind} default/{made.name} ({made.id}) /surprise"
        for kind, made in (("fileset", fileset), ("prompt", prompt))
    ]
