from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from registry.errors import AlreadyExists, Conflict, InUse, Invalid, NotFound
from registry.services import Services
from registry.store.base import Store


def names(services: Services) -> list[str]:
    """Return the workspaces that were made, behind those that always exist."""
    first, second, *others = [workspace.name for workspace in services.workspaces.list()]
    assert (first, second) == ("default", "system")
    return others


@pytest.mark.parametrize("name", ["default", "system"])
def test_two_workspaces_always_exist_once(services: Services, name: str) -> None:
    assert services.workspaces.get(name).name == name
    with pytest.raises(AlreadyExists):
        services.workspaces.create({"name": name}, actor="ada")
    with pytest.raises(Conflict, match=f"{name}' always exists"):
        services.workspaces.delete(name, actor="ada")
    assert names(services) == []
    services.models.create({"name": "m"}, workspace=name, actor="ada")
    assert services.models.find(name, "m").workspace == name


def test_a_workspace_that_was_made_before_it_always_existed_is_there_once(
    services: Services, store: Store
) -> None:
    made = services.workspaces.create({"name": "other"}, actor="ada")
    record = store.get("workspaces", made.id)
    with store.transaction("ada") as tx:
        tx.replace(replace(record, name="system", workspace="system", revision=2), expected=1)
    assert names(services) == []
    assert services.workspaces.get("system").id == "system"


def test_workspaces_are_listed_by_name_after_the_default(services: Services) -> None:
    for name in ("zoo", "ant"):
        services.workspaces.create({"name": name, "description": f"The {name}"}, actor="ada")
    assert names(services) == ["ant", "zoo"]
    kept = services.workspaces.get("zoo")
    assert (kept.description, kept.id[:10]) == ("The zoo", "workspace-")


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 256])
def test_a_wrong_name_is_refused(services: Services, name: str) -> None:
    with pytest.raises(Invalid, match="/name"):
        services.workspaces.create({"name": name}, actor="ada")


def test_of_two_threads_wanting_one_name_exactly_one_gets_it(services: Services) -> None:
    def attempt(_: int) -> bool:
        try:
            services.workspaces.create({"name": "wanted"}, actor="ada")
        except AlreadyExists:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert names(services) == ["wanted"]


def test_an_unknown_workspace_is_not_found(services: Services) -> None:
    with pytest.raises(NotFound, match="workspace 'nowhere'"):
        services.workspaces.get("nowhere")
    with pytest.raises(NotFound):
        services.workspaces.delete("nowhere", actor="ada")


def test_a_workspace_that_is_not_empty_stays_and_says_why(
    services: Services, pattern: Callable[..., dict[str, Any]]
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    services.models.create({"name": "m"}, workspace="search", actor="ada")
    template = services.templates.create(pattern(), workspace="search", actor="ada")
    with pytest.raises(InUse) as caught:
        services.workspaces.delete("search", actor="ada")
    assert (caught.value.users, caught.value.total) == (("search/m", "search/vllm"), 2)
    services.models.delete(services.models.find("search", "m").id, actor="ada")
    services.templates.delete(template.id, actor="ada")
    group = services.groups.create({"name": "g"}, workspace="search", actor="ada")
    with pytest.raises(InUse, match="used by search/g"):
        services.workspaces.delete("search", actor="ada")
    services.groups.delete(group.id, actor="ada")
    services.workspaces.delete("search", actor="ada")
    assert names(services) == []


def test_drafts_keep_no_workspace_alive(services: Services) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    id = services.drafts.save(
        None, workspace="search", actor="ada", purpose="new-model", content={}
    )
    services.workspaces.delete("search", actor="ada")
    with pytest.raises(NotFound):
        services.drafts.load(id)
