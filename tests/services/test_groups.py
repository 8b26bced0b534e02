from collections.abc import Callable
from dataclasses import replace

import pytest

from registry.domain.group import Group
from registry.domain.model import Model
from registry.errors import AlreadyExists, InUse, Invalid, NotFound, StaleRevision
from registry.services import Services
from registry.services.listing import SortKey
from registry.store.base import Store

Cast = Callable[..., Model]


@pytest.fixture
def group(services: Services) -> Group:
    given = {"name": "Llama & friends", "description": "All of them"}
    return services.groups.create(given, workspace="default", actor="ada")


def test_a_group_comes_back_as_it_was_given(services: Services, group: Group) -> None:
    assert services.groups.get(group.id) == group
    assert (group.name, group.description) == ("Llama & friends", "All of them")
    assert group.id.startswith("group-")
    assert (group.workspace, group.revision, group.created_by_user_id) == ("default", 1, "ada")


@pytest.mark.parametrize("name", ["", "x" * 256, "a\0b"])
def test_a_wrong_name_is_refused(services: Services, name: str) -> None:
    with pytest.raises(Invalid, match="/name"):
        services.groups.create({"name": name}, workspace="default", actor="ada")


def test_a_name_is_taken_once_in_its_workspace(services: Services, group: Group) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    services.groups.create({"name": group.name}, workspace="search", actor="ada")
    with pytest.raises(AlreadyExists, match="group 'Llama & friends' already exists"):
        services.groups.create({"name": group.name}, workspace="default", actor="ada")
    with pytest.raises(NotFound, match="workspace 'nowhere'"):
        services.groups.create({"name": "a"}, workspace="nowhere", actor="ada")


def test_a_change_makes_a_revision_unless_nothing_differs(services: Services, group: Group) -> None:
    same = services.groups.change(group.id, group.to_input(), expected=1, actor="bob")
    assert same == group
    given = {"name": "Llama", "description": None}
    changed = services.groups.change(group.id, given, expected=1, actor="bob")
    assert services.groups.get(group.id) == changed
    assert (changed.name, changed.description, changed.revision) == ("Llama", None, 2)
    assert (changed.created_at, changed.created_by_user_id) == (group.created_at, "ada")
    with pytest.raises(StaleRevision):
        services.groups.change(group.id, given, expected=1, actor="bob")


def test_a_model_is_in_a_group_of_its_own_workspace_or_in_none(
    services: Services, group: Group, cast: Cast
) -> None:
    assert cast(model_group_id=group.id).model_group_id == group.id
    services.workspaces.create({"name": "search"}, actor="ada")
    other = services.groups.create({"name": "a"}, workspace="search", actor="ada")
    for id in ("group-gone", other.id):
        with pytest.raises(Invalid, match=f"/model_group_id: there is no group '{id}'"):
            cast("b", model_group_id=id)
        given = {"name": "b", "model_group_id": id}
        (problem,) = services.models.validate(given, workspace="default")
        assert problem.path == ("model_group_id",)


def test_a_group_that_went_away_keeps_no_model_from_being_changed(
    services: Services, store: Store, cast: Cast
) -> None:
    made = cast()
    record = store.get("models", made.id)
    body = {**record.body, "model_group_id": "group-gone"}
    with store.transaction("hand") as change:
        change.replace(replace(record, body=body, revision=2), expected=1)
    current = services.models.get(made.id)
    given = current.to_input().model_copy(update={"description": "b"})
    assert services.models.validate(given, workspace="default", id=made.id) == ()
    changed = services.models.change(made.id, given, expected=2, actor="ada")
    assert (changed.description, changed.model_group_id) == ("b", "group-gone")


def test_a_group_with_models_in_it_stays_and_names_them(
    services: Services, group: Group, cast: Cast
) -> None:
    made = cast(model_group_id=group.id)
    with pytest.raises(InUse, match="is used by default/llama"):
        services.groups.delete(group.id, actor="ada")
    services.models.delete(made.id, actor="ada")
    services.groups.delete(group.id, actor="ada")
    with pytest.raises(NotFound, match="group"):
        services.groups.get(group.id)


def test_groups_are_listed_by_pages_in_one_workspace_or_in_all(services: Services) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    for workspace, name in (("default", "b"), ("search", "a"), ("default", "c")):
        services.groups.create({"name": name}, workspace=workspace, actor="ada")
    page = services.groups.page(None, [SortKey(("name",), descending=True)], limit=2)
    assert ([each.name for each in page.items], page.total) == (["c", "b"], 3)
    page = services.groups.page("default", limit=10, offset=1)
    assert ([each.name for each in page.items], page.total) == (["c"], 2)
    assert services.groups.page(None, limit=10, offset=3).items == ()
