"""Changes of templates: versions, restoring, deleting."""

from collections.abc import Callable
from typing import Any

import pytest

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import AlreadyExists, InUse, NotFound, StaleRevision
from registry.services import Services
from tests.services.creating import Pattern


def test_a_change_makes_a_version_and_the_old_one_stays(
    services: Services, template: Template, pattern: Pattern
) -> None:
    changed = services.templates.change(
        template.id, pattern(description="New"), expected=1, actor="bob"
    )
    assert changed.version == 2
    assert changed.created_at == template.created_at
    assert changed.updated_at > template.updated_at
    assert changed.created_by_user_id == "ada"
    assert services.templates.get(template.id) == changed
    old = services.templates.get(template.id, 1)
    assert old.to_input() == template.to_input()
    assert old.version == 1
    assert services.templates.find("default", "vllm", 1) == old


def test_a_change_of_nothing_makes_no_version(
    services: Services, template: Template, pattern: Pattern
) -> None:
    assert services.templates.change(template.id, pattern(), expected=1, actor="bob") == template
    assert len(services.templates.history(template.id)) == 1


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"b": {}, "a": {}}},
        {"properties": {"a": {}, "b": {"minimum": 1.0}}},
    ],
)
def test_another_order_or_another_way_to_write_a_number_is_a_change(
    services: Services, pattern: Pattern, schema: dict[str, Any]
) -> None:
    first = {"properties": {"a": {}, "b": {}}}
    if "minimum" in schema["properties"]["b"]:
        first["properties"]["b"] = {"minimum": 1}
    given = pattern(model_creation_parameters_schema=first)
    made = services.templates.create(given, workspace="default", actor="ada")
    given = pattern(model_creation_parameters_schema=schema)
    assert services.templates.change(made.id, given, expected=1, actor="ada").version == 2


def test_a_change_of_a_stale_version_is_refused(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.templates.change(template.id, pattern(description="a"), expected=1, actor="ada")
    with pytest.raises(StaleRevision) as caught:
        services.templates.change(template.id, pattern(description="b"), expected=1, actor="bob")
    assert (caught.value.expected, caught.value.current) == (1, 2)
    assert services.templates.get(template.id).description == "a"


def test_a_stale_change_is_refused_even_if_nothing_differs(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.templates.change(template.id, pattern(description="a"), expected=1, actor="ada")
    with pytest.raises(StaleRevision):
        services.templates.change(template.id, pattern(description="a"), expected=1, actor="bob")


def test_a_template_can_be_renamed_but_not_to_a_taken_name(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.templates.create(pattern("tei"), workspace="default", actor="ada")
    with pytest.raises(AlreadyExists):
        services.templates.change(template.id, pattern("tei"), expected=1, actor="ada")
    services.templates.change(template.id, pattern("vllm-2"), expected=1, actor="ada")
    assert services.templates.find("default", "vllm-2").id == template.id
    assert services.templates.get(template.id, 1).name == "vllm"


def test_versions_tell_who_when_and_why_the_newest_first(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.templates.change(
        template.id, pattern(description="b"), expected=1, actor="bob", note="Say more"
    )
    newest, oldest = services.templates.history(template.id)
    assert (newest.revision, newest.actor, newest.action, newest.note) == (
        2,
        "bob",
        "update",
        "Say more",
    )
    assert (oldest.revision, oldest.actor, oldest.action) == (1, "ada", "create")
    assert newest.at >= oldest.at


def test_an_old_version_among_hundreds_is_found(
    services: Services, template: Template, pattern: Pattern
) -> None:
    for version in range(1, 230):
        given = pattern(description=f"after {version}")
        services.templates.change(template.id, given, expected=version, actor="ada")
    assert services.templates.get(template.id, 2).description == "after 1"
    assert len(services.templates.history(template.id)) == 230


def test_an_unknown_version_is_not_found(services: Services, template: Template) -> None:
    with pytest.raises(NotFound, match="its newest is 1"):
        services.templates.get(template.id, 2)


def test_an_old_version_can_be_restored_as_a_new_one(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.templates.change(template.id, pattern(description="b"), expected=1, actor="bob")
    restored = services.templates.restore(template.id, 1, expected=2, actor="eve")
    assert restored.version == 3
    assert restored.to_input() == template.to_input()
    newest = services.templates.history(template.id)[0]
    assert (newest.action, newest.note) == ("restore", "version 1")


def test_a_template_in_use_is_not_deleted_and_its_users_are_named(
    services: Services, template: Template, cast: Callable[..., Model]
) -> None:
    for index in range(7):
        cast(f"m{index}")
    with pytest.raises(InUse) as caught:
        services.templates.delete(template.id, actor="ada")
    assert caught.value.total == 7
    assert caught.value.users == tuple(f"default/m{index}" for index in range(5))
    assert "default/m0" in str(caught.value)
    assert services.templates.get(template.id) == template


def test_models_of_an_old_version_count_too(
    services: Services, template: Template, cast: Callable[..., Model], pattern: Pattern
) -> None:
    cast()
    services.templates.change(template.id, pattern(description="b"), expected=1, actor="ada")
    with pytest.raises(InUse):
        services.templates.delete(template.id, actor="ada")


def test_an_unused_template_can_be_deleted(
    services: Services, template: Template, cast: Callable[..., Model]
) -> None:
    services.models.delete(cast().id, actor="ada")
    services.templates.delete(template.id, actor="ada")
    with pytest.raises(NotFound):
        services.templates.get(template.id)


def test_a_template_that_changed_meanwhile_is_not_deleted(
    services: Services, template: Template, pattern: Pattern
) -> None:
    services.templates.change(template.id, pattern(description="b"), expected=1, actor="ada")
    with pytest.raises(StaleRevision):
        services.templates.delete(template.id, actor="bob", expected=1)
