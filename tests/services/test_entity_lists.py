"""Adapters, deployments, filesets, groups and prompts are found by words, in pages."""

import pytest

from registry.errors import Invalid
from registry.services.listing import EntityFilter, FieldFilter, ModelFilter

HOME = {"workspace": "default", "actor": "ada"}
KINDS = ("adapters", "deployments", "filesets", "groups", "prompts")


@pytest.fixture
def model(services):
    return services.models.create({"name": "m"}, **HOME)


@pytest.fixture
def add(services, model):
    """Make one of any kind."""
    made = {
        "adapters": lambda name, **fields: services.adapters.create(
            {"name": name, "fileset": "f", "finetuning_type": "lora", **fields},
            **HOME,
            model=("default", "m"),
        ),
        "deployments": lambda name, **fields: services.deployments.create(
            model.id, {"name": name, **fields}, actor="ada"
        ),
        "filesets": lambda name, **fields: services.filesets.create(
            {"name": name, **fields}, **HOME
        ),
        "groups": lambda name, **fields: services.groups.create({"name": name, **fields}, **HOME),
        "prompts": lambda name, **fields: services.prompts.create({"name": name, **fields}, **HOME),
    }
    return lambda kind, name, **fields: made[kind](name, **fields)


def names(listing):
    return [each.name for each in listing.items]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_searched_sorted_and_paged(services, add, kind):
    entities = getattr(services, kind)
    for name in ("beta-x", "alpha", "gamma-X"):
        add(kind, name)
    assert names(entities.list("default", limit=9)) == ["alpha", "beta-x", "gamma-X"]
    assert names(entities.list("default", sort="-name", limit=9)) == ["gamma-X", "beta-x", "alpha"]
    assert names(entities.list("default", sort="created_at", limit=9))[0] == "beta-x"
    assert names(entities.list("default", EntityFilter("x"), limit=9)) == ["beta-x", "gamma-X"]
    page = entities.list("default", limit=1, offset=1)
    assert (names(page), page.total, page.exact) == (["beta-x"], 3, True)
    assert names(entities.list("elsewhere", limit=9)) == []
    assert len(names(entities.list(None, limit=9))) == 3


def test_descriptions_are_searched_too(services, add):
    for kind in ("adapters", "filesets", "groups", "prompts"):
        add(kind, "a", description="Made for Support")
        entities = getattr(services, kind)
        assert names(entities.list("default", EntityFilter("support made"), limit=9)) == ["a"]


def test_what_belongs_to_a_model_or_a_fileset_is_found_by_it(services, add, model):
    deployed, adapted = add("deployments", "production"), add("adapters", "tone")
    having = FieldFilter(fields={"model_id": [model.id]})
    assert services.deployments.list(None, having, limit=9).items == (deployed,)
    found = services.adapters.list("default", FieldFilter(fields={"fileset": ["f", "x"]}), limit=9)
    assert found.items == (adapted,)
    nothing = services.deployments.list(None, FieldFilter(fields={"model_id": ["other"]}), limit=9)
    assert nothing.total == 0


def test_models_are_found_by_group_and_by_fileset(services, add, model):
    group = add("groups", "g")
    fields = {"name": "n", "model_group_id": group.id, "fileset": "default/f"}
    services.models.create(fields, **HOME)
    assert names(services.models.list("default", ModelFilter(groups=(group.id,)))) == ["n"]
    assert names(services.models.list(None, ModelFilter(filesets=("default/f",)))) == ["n"]


def test_another_order_is_refused(services):
    with pytest.raises(Invalid, match="expected one of name, created_at, updated_at"):
        services.groups.list("default", sort="colour", limit=1)
