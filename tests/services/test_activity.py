from collections.abc import Callable
from dataclasses import fields
from typing import Any

from registry.domain.model import Model
from registry.domain.review import ReviewState
from registry.domain.template import Template
from registry.services import Services
from registry.services.history import Entry


def told(entries: tuple[Entry, ...]) -> list[str]:
    return [f"{each.actor} {each.verb} {each.kind} {each.name}" for each in entries]


def test_activity_tells_who_did_what_the_newest_first(
    services: Services, template: Template, cast: Callable[..., Model]
) -> None:
    made = cast()
    given = made.to_input().model_copy(update={"description": "b"})
    services.models.change(made.id, given, expected=1, actor="bob")
    services.models.restore(made.id, 1, expected=2, actor="eve")
    services.models.review(made.id, ReviewState.APPROVED, expected=3, actor="rev")
    services.models.delete(made.id, actor="bob")
    services.workspaces.create({"name": "search"}, actor="ada")
    assert told(services.activity.recent()) == [
        "ada created workspace search",
        "bob deleted model llama",
        "rev reviewed model llama",
        "eve restored model llama",
        "bob changed model llama",
        "ada created model llama",
        "ada created template vllm",
    ]


def test_an_entry_leads_to_its_entity(services: Services, cast: Callable[..., Model]) -> None:
    made = cast()
    entry = services.activity.recent(limit=1)[0]
    assert (entry.id, entry.workspace, entry.revision) == (made.id, "default", 1)


def test_an_entry_holds_nothing_of_the_content() -> None:
    assert "body" not in {field.name for field in fields(Entry)}


def test_activity_can_be_read_page_by_page(services: Services) -> None:
    for index in range(7):
        services.models.create({"name": f"m{index}"}, workspace="default", actor="ada")
    first = services.activity.recent(limit=4)
    rest = services.activity.recent(before=first[-1].sequence, limit=10)
    names = [entry.name for entry in (*first, *rest)]
    assert names == [f"m{index}" for index in reversed(range(7))]


def test_activity_of_one_workspace_leaves_the_others_out(
    services: Services, pattern: Callable[..., dict[str, Any]]
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    services.templates.create(pattern(), workspace="search", actor="ada")
    services.templates.create(pattern(), workspace="default", actor="bob")
    assert told(services.activity.recent("search")) == [
        "ada created template vllm",
        "ada created workspace search",
    ]


def test_groups_and_deployments_are_told_of_by_their_own_names(
    services: Services, cast: Callable[..., Model]
) -> None:
    made = cast()
    services.groups.create({"name": "Llama & friends"}, workspace="default", actor="ada")
    deployment = services.deployments.create(made.id, {"name": "a/b"}, actor="bob")
    services.deployments.delete(deployment.id, actor="eve")
    assert told(services.activity.recent(limit=3)) == [
        "eve deleted deployment a/b",
        "bob created deployment a/b",
        "ada created group Llama & friends",
    ]
